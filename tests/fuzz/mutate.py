"""Bytes that are nearly a good input: its words, lines and bytes put elsewhere, left out, said again, or made hostile."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from .target import MOST

_WORDS = re.compile(rb"\w+|\s+|[^\w\s]")
_NUMBER = re.compile(rb"\d+")
HOSTILE = (
    *(
        b"",
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\r",
        b"\x0b",
        b"\x1e",
        b"\x85",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
    ),
    *(
        b'"',
        b"'",
        b"\\",
        b"\\u0000",
        b"\\ud800",
        b"%00",
        b"%ff",
        b"&#0;",
        b"&amp;",
        b"<!DOCTYPE a [",
        b"=?utf-8?b?/w==?=",
        b"```",
        b"\n\n",
    ),
    *(
        b"-1",
        b"0",
        b"1e999",
        b"NaN",
        b"Infinity",
        b"9" * 20,
        b"9" * 400,
        b"-0.0",
        b"1" * 30 + b".5",
        b"0x10",
        b"\xd9\xa3",
        b"\xc2\xb2",
    ),
    *(b"0000-00-00", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00", b"2026-02-30", b"24:00:60", b"+99:99", b"253402300800"),
    *(
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"[" * 300,
        b'{"a":' * 300,
        b"(" * 300,
        b"not " * 300,
        b"::ffff:1.2.3.4",
        b"256.1.1.1",
        b"fe80::1%eth0",
    ),
    *(
        b"xn--a",
        b"xn--" + b"9" * 60,
        "bücher.example".encode(),
        b"a" * 300,
        b"." * 70,
        b"@",
        b"<>",
        b"/0",
        b"/129",
        b"\xf0\x9f\x98\x80",
        b"\xcc\x81",
    ),
)


class Mutator:
    """Changes inputs; `pool` are the ones of which pieces are taken."""

    def __init__(self, pool: Sequence[bytes]) -> None:
        self._pool = list(pool) or [b""]
        self._words = sorted({word for each in pool for word in _WORDS.findall(each)}) or [b"a"]
        self._ways: tuple[Callable[[bytes, Random], bytes], ...] = (
            self._other_word,
            self._other_word,
            self._moved_words,
            self._lines,
            self._hostile,
            self._hostile,
            self._number,
            self._bytes,
            self._crossed,
        )

    def changed(self, data: bytes, random: Random) -> bytes:
        """`data` with a few changes."""
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            data = random.choice(self._ways)(data, random)[:MOST]
        return data

    def _other_word(self, data: bytes, random: Random) -> bytes:
        words = _WORDS.findall(data) or [b""]
        words[random.randrange(len(words))] = random.choice(self._words)
        return b"".join(words)

    def _moved_words(self, data: bytes, random: Random) -> bytes:
        return b"".join(_moved(_WORDS.findall(data), random))

    def _lines(self, data: bytes, random: Random) -> bytes:
        return b"\n".join(_moved(data.split(b"\n"), random))

    def _hostile(self, data: bytes, random: Random) -> bytes:
        words = _WORDS.findall(data) or [b""]
        at = random.randrange(len(words))
        words[at : at + random.randrange(2)] = [random.choice(HOSTILE)]
        return b"".join(words)

    def _number(self, data: bytes, random: Random) -> bytes:
        found = list(_NUMBER.finditer(data))
        if not found:
            return data
        one = random.choice(found)
        changed = int(one[0][:18]) * random.choice((1, 1, -1, 1000)) + random.choice((-1, 0, 1, 2**31, 2**63))
        return data[: one.start()] + b"%d" % changed + data[one.end() :]

    def _bytes(self, data: bytes, random: Random) -> bytes:
        held = bytearray(data)
        for _ in range(random.choice((1, 1, 2, 8))):
            at = random.randint(0, len(held))
            held[at : at + random.randrange(3)] = random.randbytes(random.randrange(3))
        return bytes(held)

    def _crossed(self, data: bytes, random: Random) -> bytes:
        other = random.choice(self._pool)
        return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


def _moved(parts: list[bytes], random: Random) -> list[bytes]:
    """A run of parts left out, said again, or put elsewhere."""
    at = random.randrange(len(parts)) if parts else 0
    run = parts[at : at + random.choice((1, 1, 2, 5))]
    match random.randrange(3):
        case 0:
            return parts[:at] + parts[at + len(run) :]
        case 1:
            return parts[:at] + run * random.choice((1, 2, 50)) + parts[at:]
        case _:
            rest = parts[:at] + parts[at + len(run) :]
            to = random.randint(0, len(rest))
            return rest[:to] + run + rest[to:]
