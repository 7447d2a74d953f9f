"""Compiled pieces of a strict JSON reader over bytes.

They accept a part of RFC 8259 exactly and call everything else *suspect* (a string with an escape, a number with an exponent or
more than 18 digits, deep nesting …): a suspect line is read again by the ordinary reader, whose word is final. So a mistake here
can cost time but never a wrong value, as long as what is accepted is valid.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.columns.marks import mark
from bylaws.events.columns.strings import low_bytes
from bylaws.events.columns.wide import between, byte, compiled, eight, inlined, lowest, ones

Array = np.ndarray[Any, Any]

# what a value is
NULL, TRUE, FALSE, NUMBER, STRING, ESCAPED, TEXTS = 0, 1, 2, 3, 4, 5, 6
BAD = -1

LONGEST_NUMBER = 64

_ONE, _TWO, _THREE = np.uint64(1), np.uint64(2), np.uint64(3)
_ZEROS = np.uint64(0x3030303030303030)
_HIGH_FROM_TEN = np.uint64(0x7676767676767676)
_HIGHEST = np.uint64(0x8080808080808080)


@inlined
def skip_space(data: Array, i: int, k: int) -> tuple[int, int]:
    """Behind spaces, and the number of the next mark there: tabs and returns are marks themselves."""
    c = byte(data, i)
    while c == 32 or c == 9 or c == 13:
        if c != 32:
            k += 1
        i += 1
        c = byte(data, i)
    return i, k


@inlined
def escapable(c: int) -> bool:
    """One of `" \\ / b f n r t`."""
    return c == 34 or c == 92 or c == 47 or c == 98 or c == 102 or c == 110 or c == 114 or c == 116


@inlined
def _no_digits(word: np.uint64) -> np.uint64:
    """The highest bit of each of eight bytes that is none of `0` to `9`."""
    # Of bytes 0 to 9 none gets beyond 127 by adding 118; one that did before, or carried over from below it, has a bit already.
    digits = word ^ _ZEROS
    return ((digits + _HIGH_FROM_TEN) | digits) & _HIGHEST


@inlined
def _digits_value(word: np.uint64) -> int:
    """Eight bytes 0 to 9 as a number; the first of them, which is the lowest, counts most."""
    pairs = (word * np.uint64(10) + (word >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    return int(np.int64((fours * np.uint64(10000) + (fours >> np.uint64(32))) & np.uint64(0x00000000FFFFFFFF)))


@inlined
def are_digits(data: Array, i: int, end: int) -> bool:
    """Whether all bytes are digits; true of none."""
    while i + 8 <= end:
        if _no_digits(eight(data, i)) != 0:
            return False
        i += 8
    return i == end or bool(_no_digits(eight(data, i)) & low_bytes(end - i) == 0)


@inlined
def end_of_number(data: Array, i: int) -> int:
    """Behind a number of RFC 8259 without exponent; -1 if it is none, or so long that it may be beyond what readers take."""
    first = i
    digits = lowest(_no_digits(eight(data, i))) >> 3
    behind = byte(data, i + digits)
    if 0 < digits < 8 and (behind == 44 or behind == 125) and (digits == 1 or byte(data, i) != 48):
        return int(i + digits)
    if byte(data, i) == 45:
        i += 1
    start = i
    while 48 <= byte(data, i) <= 57:
        i += 1
    if i == start or (byte(data, start) == 48 and i - start > 1):
        return -1
    if byte(data, i) == 46:
        i += 1
        start = i
        while 48 <= byte(data, i) <= 57:
            i += 1
        if i == start:
            return -1
    if i - first >= LONGEST_NUMBER or byte(data, i) == 101 or byte(data, i) == 69:
        return -1
    return i


_TRUE, _FALSE, _NULL = (np.uint64(int.from_bytes(word, "little")) for word in (b"true", b"false", b"null"))
_FOUR, _FIVE = np.uint64((1 << 32) - 1), np.uint64((1 << 40) - 1)


@inlined
def end_of_word(data: Array, i: int) -> tuple[int, int]:
    """Behind `true`, `false` or `null`, and which; (-1, BAD) if it is none of them."""
    word = eight(data, i)
    if word & _FOUR == _TRUE:
        return i + 4, TRUE
    if word & _FIVE == _FALSE:
        return i + 5, FALSE
    if word & _FOUR == _NULL:
        return i + 4, NULL
    return -1, BAD


@compiled
def end_of_array(data: Array, marks: Array, i: int, k: int) -> tuple[int, int, int]:
    """Behind a flat array of plain texts whose bracket stands before i, the next mark, and 1 if there are bytes beyond ASCII.

    Any other array is suspect: (-1, a mark of it, 0).
    """
    wide = 0
    i, k = skip_space(data, i, k)
    if byte(data, i) == 93:
        return i + 1, k, 0
    while byte(data, i) == 34:
        k += 1
        i = mark(marks, k)
        while byte(data, i) >= 128:
            wide = 1
            k += 1
            i = mark(marks, k)
        if byte(data, i) != 34:
            break
        i, k = skip_space(data, i + 1, k + 1)
        if byte(data, i) == 93:
            return i + 1, k, wide
        if byte(data, i) != 44:
            break
        i, k = skip_space(data, i + 1, k)
    return -1, k, 0


@compiled
def is_utf8(data: Array, i: int, end: int) -> bool:
    """Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7)."""
    while i < end:
        c = byte(data, i)
        if c < 0x80:
            i += 1
            continue
        if 0xC2 <= c <= 0xDF:
            more, low, high = 1, 0x80, 0xBF
        elif 0xE0 <= c <= 0xEF:
            more = 2
            low = 0xA0 if c == 0xE0 else 0x80
            high = 0x9F if c == 0xED else 0xBF
        elif 0xF0 <= c <= 0xF4:
            more = 3
            low = 0x90 if c == 0xF0 else 0x80
            high = 0x8F if c == 0xF4 else 0xBF
        else:
            return False
        if i + more >= end or not (low <= byte(data, i + 1) <= high):
            return False
        for j in range(2, more + 1):
            if not (0x80 <= byte(data, i + j) <= 0xBF):
                return False
        i += more + 1
    return True


@compiled
def scaled(data: Array, i: int, end: int, places: int) -> tuple[bool, int]:
    """A number as a whole number of 10**-places, and whether it fits exactly. The span must be a number's."""
    size = end - i
    word = eight(data, i)
    if size < 8 and _no_digits(word) & low_bytes(size) == 0:
        value = _digits_value((word ^ _ZEROS) << np.uint64(64 - 8 * size))
        for _ in range(places):
            value *= 10
        return True, value
    negative = byte(data, i) == 45
    if negative:
        i += 1
    value = 0
    digits = 0
    fraction = -1
    while i < end:
        c = byte(data, i)
        if c == 46:
            fraction = 0
        else:
            value = value * 10 + (c - 48)
            if value > 0:
                digits += 1
            if fraction >= 0:
                fraction += 1
            if digits > 15:
                return False, 0
        i += 1
    shift = places - max(fraction, 0)
    if shift < 0 or (places == 0 and fraction >= 0) or digits + shift > 18:
        return False, 0
    for _ in range(shift):
        value *= 10
    return True, -value if negative else value


@compiled
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a proleptic Gregorian date (Hinnant, days_from_civil)."""
    y = year - (1 if month <= 2 else 0)
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return int(era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719468)


_MONTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


@inlined
def _two(data: Array, i: int) -> int:
    """Two bytes as a number of two digits, which they must be."""
    return int(byte(data, i) * 10 + byte(data, i + 1) - 11 * 48)


@compiled
def _midnight(data: Array, i: int) -> int:
    """`2026-11-20` in seconds since 1970; -1 if it has not that form (no midnight is one second before another)."""
    if not (are_digits(data, i, i + 4) and are_digits(data, i + 5, i + 7) and are_digits(data, i + 8, i + 10)):
        return -1
    year, month, day = _two(data, i) * 100 + _two(data, i + 2), _two(data, i + 5), _two(data, i + 8)
    if byte(data, i + 4) != 45 or byte(data, i + 7) != 45 or year < 1 or month < 1 or month > 12 or day < 1:
        return -1
    leap = month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    if day > _MONTHS[month - 1] + (1 if leap else 0):
        return -1
    return _days(year, month, day) * 86400


@inlined
def _clock(data: Array, i: int) -> int:
    """`09:30:00` in seconds; -1 if it has not that form."""
    word = eight(data, i)
    if (word ^ _COLONS) & _BETWEEN != 0 or _no_digits(word) & ~_BETWEEN != 0:
        return -1
    hour, minute, second = _two(data, i), _two(data, i + 3), _two(data, i + 6)
    if hour > 23 or minute > 59 or second > 59:
        return -1
    return hour * 3600 + minute * 60 + second


_COLONS = np.uint64(0x00003A00003A0000)
_BETWEEN = np.uint64(0x0000FF0000FF0000)


@compiled
def instant(data: Array, i: int, end: int, date: Array) -> tuple[bool, int]:
    """`2026-11-20T09:30:00[.123456](Z|+05:30)` in microseconds since 1970 UTC, and whether it has that form.

    `date` remembers a date and its midnight, for most are the same as the one before: two words of its bytes, and seconds.
    """
    if end - i < 20 or byte(data, i + 10) != 84:
        return False, 0
    begin, rest = np.int64(eight(data, i)), np.int64(eight(data, i + 2))
    if begin != date[0] or rest != date[1]:
        midnight = _midnight(data, i)
        if midnight == -1:
            return False, 0
        date[0], date[1], date[2] = begin, rest, midnight
    seconds = _clock(data, i + 11)
    if seconds < 0:
        return False, 0
    seconds += date[2]
    micro = 0
    i += 19
    if byte(data, i) == 46:
        i += 1
        places = 0
        while i < end and 48 <= byte(data, i) <= 57:
            micro = micro * 10 + (byte(data, i) - 48)
            places += 1
            i += 1
        if places == 0 or places > 6:
            return False, 0
        for _ in range(6 - places):
            micro *= 10
    if i + 1 == end and byte(data, i) == 90:
        return True, seconds * 1000000 + micro
    sign = byte(data, i)
    if i + 6 != end or (sign != 43 and sign != 45) or byte(data, i + 3) != 58:
        return False, 0
    if not (are_digits(data, i + 1, i + 3) and are_digits(data, i + 4, i + 6)) or _two(data, i + 1) > 23 or _two(data, i + 4) > 59:
        return False, 0
    shift = (_two(data, i + 1) * 60 + _two(data, i + 4)) * (60 if sign == 43 else -60)
    return True, (seconds - shift) * 1000000 + micro


@compiled
def is_ipv4(data: Array, i: int, end: int) -> bool:
    """A dotted quad in its canonical form. PAD bytes must stand behind.

    All bytes are looked at together, for where the dots stand cannot be guessed: a bit of each word below stands for a byte.
    """
    if end - i < 7 or end - i > 15:
        return False
    all_ = (_ONE << np.uint64(end - i)) - _ONE
    dots, digits = between(data, i, 46, 46) & all_, between(data, i, 48, 57) & all_
    first = digits & ~(digits << _ONE)
    second, third = first & (digits >> _ONE), first & (digits >> _ONE) & (digits >> _TWO)
    if dots | digits != all_ or ones(dots) != 3 or ones(first) != 4 or third & (digits >> _THREE) != 0:
        return False
    if second & between(data, i, 48, 48) != 0:
        return False
    high = between(data, i, 51, 57)
    high |= between(data, i, 50, 50) & (
        (between(data, i + 1, 54, 57)) | (between(data, i + 1, 53, 53) & between(data, i + 2, 54, 57))
    )
    return bool(third & high == 0)
