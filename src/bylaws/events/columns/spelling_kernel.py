"""Texts that are their own one spelling, told from their bytes alone, compiled.

It only has to be right about those it names: of all others `read_value` decides.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.columns.json_kernel import is_ipv4, is_phone
from bylaws.events.columns.wide import byte, compiled

Array = np.ndarray[Any, Any]

# what the texts are
URL, IDENTIFIER, DOMAIN, IPV4 = 0, 1, 2, 3

_LONGEST_URL = 4096
_LONGEST_DOMAIN = 253
_LONGEST_LABEL = 63


@compiled
def plain_texts(numbers: Array, way: int, offsets: Array, arena: Array, plain: Array) -> None:
    """plain[i]: the text of number numbers[i], which stands in `arena[offsets[n]:offsets[n + 1]]`, stays as it is."""
    for i in range(numbers.size):
        begin, end = offsets[numbers[i]], offsets[numbers[i] + 1]
        if way == URL:
            plain[i] = _is_plain_url(arena, begin, end)
        elif way == IDENTIFIER:
            plain[i] = _is_plain_identifier(arena, begin, end)
        elif way == IPV4:
            plain[i] = is_ipv4(arena, begin, end)
        else:
            plain[i] = _is_plain_domain(arena, begin, end)


@compiled
def _is_plain_url(data: Array, i: int, end: int) -> bool:
    """ASCII without spaces."""
    if i == end or end - i > _LONGEST_URL:
        return False
    for j in range(i, end):
        if byte(data, j) <= 32 or byte(data, j) >= 127:
            return False
    return True


@compiled
def _is_plain_identifier(data: Array, i: int, end: int) -> bool:
    """A telephone number, an IPv4 address, or ASCII that can be no address of any kind."""
    if i == end or byte(data, i) == 43:
        return is_phone(data, i, end)
    for j in range(i, end):
        c = byte(data, j)
        if c <= 32 or c >= 127 or c == 64 or c == 47 or c == 58:
            return False
        if c == 46:
            return is_ipv4(data, i, end)
    return True


@compiled
def _is_plain_domain(data: Array, i: int, end: int) -> bool:
    """Labels of small letters, digits and, within them, hyphens."""
    if i == end or end - i > _LONGEST_DOMAIN:
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
