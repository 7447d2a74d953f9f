"""Compressed inputs are unpacked in bounded memory, and their faults are told."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tracemalloc
import zlib

import pytest
import zstandard

from tests.events.readers.reading import stream

TEXT = b"".join(b"line %d\n" % number for number in range(20_000))
PACKERS = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": zstandard.ZstdCompressor(write_content_size=False).compress,
    "xz": lzma.compress,
}


def content(packed: bytes) -> tuple[bytes, str]:
    opened = stream(packed)
    text = b"".join(opened.chunks())
    return text, opened.broken


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_content_is_unpacked(pack) -> None:
    assert content(pack(TEXT)) == (TEXT, "")


@pytest.mark.parametrize("name", ["gzip", "zstd", "xz"])
def test_several_members_are_one_content(name: str) -> None:
    pack = PACKERS[name]
    assert content(pack(TEXT) + pack(b"more") + bytes(4)) == (TEXT + b"more", "")


@pytest.mark.parametrize("name", ["gzip", "zstd", "xz"])
def test_a_cut_is_told_and_what_came_before_is_kept(name: str) -> None:
    packed = PACKERS[name](TEXT)
    text, broken = content(packed[:-20])
    assert TEXT.startswith(text)
    assert broken == f"its {name} data end too early"


@pytest.mark.parametrize("name", ["gzip", "xz"])
def test_damage_is_told(name: str) -> None:
    packed = bytearray(PACKERS[name](TEXT))
    packed[len(packed) // 2] ^= 0xFF
    assert content(bytes(packed))[1] == f"is no sound {name}"


@pytest.mark.parametrize("name", ["gzip", "zstd", "xz"])
def test_something_else_behind_is_told(name: str) -> None:
    text, broken = content(PACKERS[name](TEXT) + b"garbage that is nothing")
    assert text == TEXT
    assert broken


def test_a_zstd_window_beyond_the_cap_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28, write_content_size=0)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = packer.compress(b"x" * 1000) + packer.flush()
    assert content(packed) == (b"", "its zstd window is larger than 128 MiB")


def test_an_xz_dictionary_beyond_the_cap_is_refused() -> None:
    # The header of a stream that wants 768 MiB, made without having as much: the dictionary size stands in the block header.
    packed = bytearray(lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096}]))
    header = packed[12 : 12 + (packed[12] + 1) * 4]
    at = header.index(b"\x21\x01") + 2
    header[at] = 37
    header[-4:] = zlib.crc32(bytes(header[:-4])).to_bytes(4, "little")
    packed[12 : 12 + len(header)] = header
    assert content(bytes(packed)) == (b"", "its xz dictionary wants more than 256 MiB of memory")


@pytest.mark.parametrize("name", ["gzip", "zstd", "xz"])
def test_a_bomb_is_never_held_whole(name: str) -> None:
    packed = PACKERS[name](bytes(64 * 2**20))
    tracemalloc.start()
    try:
        size = sum(len(chunk) for chunk in stream(packed).chunks())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 64 * 2**20
    assert peak < 24 * 2**20


def test_another_compression_is_no_known_format() -> None:
    assert content(bz2.compress(TEXT))[0][:3] == b"BZh"


def test_peek_takes_nothing() -> None:
    opened = stream(TEXT)
    assert opened.peek(6) == b"line 0"
    assert (opened.offset, opened.read(7), opened.offset) == (0, b"line 0\n", 7)
    assert b"".join(opened.chunks()) == TEXT[7:]
    assert opened.offset == len(TEXT)
