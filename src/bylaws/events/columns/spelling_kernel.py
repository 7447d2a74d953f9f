"""Texts that are their own one spelling, told from their bytes alone, compiled.

It only has to be right about those it names: of all others `read_value` decides. Texts are UTF-8 without bytes below a space.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.columns.json_kernel import is_ipv4
from bylaws.events.columns.strings import low_bytes
from bylaws.events.columns.wide import between, byte, compiled, eight, inlined

Array = np.ndarray[Any, Any]

# what texts are; ANY stand as they are, of OTHER nothing is told
ANY, NAME, PHONE, ADDRESS, IDENTIFIER, URL, DOMAIN, HASH, COUNTRY, OTHER = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9

_ONE = np.uint64(1)
_SMALL = np.uint64(0x2020202020202020)
"""Makes capitals small, and leaves the signs in placeholders as they are."""
_NIL, _NOT, _NULL, _NONE, _DOTTED, _UNKNOWN, _UNSET, _UNDEFINE = (
    np.uint64(int.from_bytes(word, "little"))
    for word in (b"nil", b"n/a", b"null", b"none", b"n.a.", b"unknown", b"not set", b"undefine")
)
_LONGEST_PLACEHOLDER = 9
_LONGEST_URL = 4096
_LONGEST_HASH = 4096
_LONGEST_DOMAIN = 253
_LONGEST_LABEL = 63
_LONGEST_LOCAL, _LONGEST_HOST = 64, 255


@compiled
def is_plain(data: Array, i: int, end: int, way: int) -> bool:
    """Whether the text `data[i:end]` stays as it is, and stands in place of no identity. PAD bytes must stand behind."""
    if way == ANY:
        return True
    if i == end:
        return False
    if way == NAME:
        return bool(32 < byte(data, i) < 128) and not is_placeholder(data, i, end)
    if way == PHONE:
        return is_phone(data, i, end)
    if way == ADDRESS:
        return is_ipv4(data, i, end) or _is_ipv6(data, i, end)
    if way == IDENTIFIER:
        return _is_identifier(data, i, end) and not is_placeholder(data, i, end)
    if way == URL:
        return end - i <= _LONGEST_URL and _is_graphic(data, i, end)
    if way == DOMAIN:
        return _is_domain(data, i, end)
    if way == HASH:
        return _is_hash(data, i, end)
    return way == COUNTRY and end - i == 2 and _is_capital(byte(data, i)) and _is_capital(byte(data, i + 1))


@inlined
def is_placeholder(data: Array, i: int, end: int) -> bool:
    """Whether the text may be one of the placeholders, all of which it names that do not begin with a blank.

    Of others that are made of letters it names none.
    """
    size = end - i
    if byte(data, end - 1) <= 32:
        return True
    if size > _LONGEST_PLACEHOLDER:
        return False
    first = byte(data, i)
    if first == 45:
        return size == 1 or (size == 2 and byte(data, i + 1) == 45)
    # ( < ? and \, with which hardly a name begins.
    if first == 40 or first == 60 or first == 63 or first == 92:
        return True
    first |= 32
    if first != 110 and first != 117:
        return False
    word = eight(data, i) | _SMALL
    if size < 8:
        word &= low_bytes(size)
    if size == 3:
        return bool(word == _NIL or word == _NOT)
    if size == 4:
        return bool(word == _NULL or word == _NONE or word == _DOTTED)
    if size == 7:
        return bool(word == _UNKNOWN or word == _UNSET)
    return bool(size == 9 and word == _UNDEFINE and byte(data, i + 8) | 32 == 100)


@compiled
def is_phone(data: Array, i: int, end: int) -> bool:
    """`+` and 1 to 15 digits, or a short code of up to 8 digits."""
    size = end - i
    plus = np.uint64(byte(data, i) == 43)
    if size < 1 + np.int64(plus) or size > (16 if plus else 8):
        return False
    all_ = (_ONE << np.uint64(size)) - _ONE
    return bool((between(data, i, 48, 57) | plus) & all_ == all_)


@compiled
def _is_capital(c: int) -> bool:
    return 65 <= c <= 90


@compiled
def _is_graphic(data: Array, i: int, end: int) -> bool:
    """ASCII without spaces and controls."""
    for j in range(i, end):
        if byte(data, j) <= 32 or byte(data, j) >= 127:
            return False
    return True


@compiled
def _is_identifier(data: Array, i: int, end: int) -> bool:
    """A mail address, a telephone number, an IPv4 address, or ASCII that can be no address of any kind."""
    odd = dots = False
    for j in range(i, end):
        c = byte(data, j)
        if c <= 32 or c >= 127:
            return False
        if c == 64:
            return _is_mail(data, i, j, end)
        odd |= c == 47 or c == 58
        dots |= c == 46
    if byte(data, i) == 43:
        return is_phone(data, i, end)
    return not odd and (not dots or is_ipv4(data, i, end))


@compiled
def _is_mail(data: Array, i: int, at: int, end: int) -> bool:
    """Whether the domain behind the sign can be spelled in no other way; what stands before it is ASCII without spaces."""
    if at == i or at - i > _LONGEST_LOCAL or at + 1 == end or end - at - 1 > _LONGEST_HOST or byte(data, end - 1) == 46:
        return False
    for j in range(i, end):
        c = byte(data, j)
        if c == 60 or c == 62:
            return False
        if j > at and (c <= 32 or c >= 127 or c == 64 or _is_capital(c)):
            return False
    return True


@compiled
def _is_domain(data: Array, i: int, end: int) -> bool:
    """Labels of small letters, digits and, within them, hyphens."""
    if end - i > _LONGEST_DOMAIN:
        return False
    start = i
    for j in range(i, end + 1):
        c = byte(data, j) if j < end else 46
        if c == 46:
            if j == start or j - start > _LONGEST_LABEL or byte(data, start) == 45 or byte(data, j - 1) == 45:
                return False
            start = j + 1
        elif not (97 <= c <= 122 or 48 <= c <= 57 or c == 45):
            return False
    return True


@compiled
def _is_hash(data: Array, i: int, end: int) -> bool:
    """ASCII without spaces, capitals and the colon that ends an algorithm's name."""
    if end - i > _LONGEST_HASH or not _is_graphic(data, i, end):
        return False
    for j in range(i, end):
        if byte(data, j) == 58 or _is_capital(byte(data, j)):
            return False
    return True


@compiled
def _is_ipv6(data: Array, i: int, end: int) -> bool:
    """An address of eight groups as RFC 5952 spells it; not one that may hold an IPv4 address.

    `::` stands for the longest run of groups that are 0, for the first of several as long, and never for a single one.
    """
    groups = zeros = before = after = 0
    gap = -1
    if byte(data, i) == 58:
        if byte(data, i + 1) != 58:
            return False
        gap = 0
        i += 2
    while i < end:
        start, value = i, 0
        while i < end and i - start < 4 and _hex(byte(data, i)) >= 0:
            value = value * 16 + _hex(byte(data, i))
            i += 1
        groups += 1
        if i == start or (byte(data, start) == 48 and i - start > 1) or groups > 8:
            return False
        if value == 0xFFFF and gap == 0 and groups == 1:
            return False
        zeros = zeros + 1 if value == 0 else 0
        if value == 0 and gap == groups - 1:
            return False
        if gap < 0:
            before = max(before, zeros)
        else:
            after = max(after, zeros)
        if i == end:
            break
        if byte(data, i) != 58:
            return False
        i += 1
        if i == end:
            return False
        if byte(data, i) == 58:
            if gap >= 0 or value == 0:
                return False
            gap, zeros = groups, 0
            i += 1
    if gap < 0:
        return groups == 8 and before < 2
    return 8 - groups >= 2 and before < 8 - groups and after <= 8 - groups


@compiled
def _hex(c: int) -> int:
    """The value of a hexadecimal digit in lower case; -1 if it is none."""
    if 48 <= c <= 57:
        return c - 48
    return c - 87 if 97 <= c <= 102 else -1
