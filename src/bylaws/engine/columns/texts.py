"""What is told of many texts at once from their bytes: how they begin and end, and the hosts and domains in them."""

from __future__ import annotations

from typing import Final

import numpy as np

from bylaws.engine.columns.rows import Array
from bylaws.events.columns.strings import Strings, same_bytes
from bylaws.events.columns.wide import PAD, byte, compiled, inlined, padded
from bylaws.policy import expressions as x

CUT: Final = ("host_of", "domain_of")
"""The functions that mostly give a part of the text that they are given."""

_HTTP: Final = padded(b"http://")
_DOT, _MINUS, _SLASH, _COLON, _UNDERSCORE, _AT = (ord(sign) for sign in ".-/:_@")
_A, _S, _Z, _ZERO, _NINE, _QUESTION, _HASH = (ord(sign) for sign in "asz09?#")


def affixes(node: object) -> tuple[bytes, bytes] | None:
    """What a text must begin and end with, if a test asks a field for that alone."""
    if not (isinstance(node, x.TextTest) and node.op == "like" and isinstance(node.pattern, x.Const)):
        return None
    pattern = str(node.pattern.value)
    if not isinstance(node.value, x.FieldRef) or node.value.type.name == "array" or "_" in pattern or pattern.count("%") != 1:
        return None
    head, _, tail = pattern.encode("utf-8", "surrogatepass").partition(b"%")
    return head, tail


def affixed(head: bytes, tail: bytes, texts: Array, strings: Strings) -> Array:
    """Which texts, by number, begin and end so, one behind the other."""
    out = np.empty(texts.size, np.bool_)
    _affixed(strings.arena, strings.offsets[texts], strings.offsets[texts + 1], padded(head), padded(tail), out)
    return out


def cut(function: str, texts: Array, strings: Strings) -> tuple[Array, Array]:
    """What a function that is `CUT` gives for texts by number, and for which of them that is told here."""
    begins, ends = strings.offsets[texts], strings.offsets[texts + 1]
    _cut(strings.arena, function == "domain_of", begins, ends)
    told, numbers = begins < ends, np.zeros(texts.size, np.int64)
    numbers[told] = strings.parts(begins[told], ends[told])
    return numbers, told


@compiled
def _affixed(arena: Array, begins: Array, ends: Array, head: Array, tail: Array, out: Array) -> None:
    before, behind = head.size - PAD, tail.size - PAD
    for i in range(begins.size):
        fits = ends[i] - begins[i] >= before + behind
        fits = fits and same_bytes(arena, begins[i], head, 0, before)
        out[i] = fits and same_bytes(arena, ends[i] - behind, tail, 0, behind)


@compiled
def _cut(arena: Array, domains: bool, begins: Array, ends: Array) -> None:
    """Narrow texts to what `bylaws.engine.addresses` finds in them, if that is a plain name; to nothing where it may not be."""
    for i in range(begins.size):
        begin, end = begins[i], ends[i]
        if domains and not _has_slashes(arena, begin, end):
            begin = _behind_at(arena, begin, end)
            plain = _behind_name(arena, begin, end) == end
        else:
            begin = _behind_scheme(arena, begin, end)
            name = _behind_name(arena, begin, end)
            plain, end = _is_authority(arena, name, end), name
        if begin == end or not plain or byte(arena, end - 1) == _DOT:
            end = begin
        begins[i], ends[i] = begin, end


@inlined
def _has_slashes(arena: Array, begin: int, end: int) -> bool:
    """Whether two slashes stand side by side."""
    place = begin
    while place + 1 < end and not (byte(arena, place) == _SLASH and byte(arena, place + 1) == _SLASH):
        place += 1
    return place + 1 < end


@inlined
def _behind_at(arena: Array, begin: int, end: int) -> int:
    """Where what stands behind the last `@` begins."""
    place = end
    while place > begin and byte(arena, place - 1) != _AT:
        place -= 1
    return place


@inlined
def _behind_scheme(arena: Array, begin: int, end: int) -> int:
    """Where what stands behind `http://` or `https://` begins; the end if neither is there."""
    if end - begin < 8 or not same_bytes(arena, begin, _HTTP, 0, 4):
        return end
    colon = begin + 5 if byte(arena, begin + 4) == _S else begin + 4
    return colon + 3 if same_bytes(arena, colon, _HTTP, 4, 3) else end


@inlined
def _behind_name(arena: Array, begin: int, end: int) -> int:
    """Where the first sign stands that is no letter in lower case, no digit, and none of `.`, `-` and `_`."""
    place = begin
    while place < end and _is_of_name(byte(arena, place)):
        place += 1
    return place


@inlined
def _is_of_name(sign: int) -> bool:
    return _A <= sign <= _Z or _ZERO <= sign <= _NINE or sign in (_DOT, _MINUS, _UNDERSCORE)


@inlined
def _is_authority(arena: Array, name: int, end: int) -> bool:
    """Whether nothing but a port stands between the end of a name and that of a URL's authority."""
    place = name
    if place < end and byte(arena, place) == _COLON:
        place += 1
        while place < end and _ZERO <= byte(arena, place) <= _NINE:
            place += 1
    if place == end:
        return True
    sign = byte(arena, place)
    return sign in (_SLASH, _QUESTION, _HASH)
