"""A sample of each format and, beside it, what is read of it, event by event. `BYLAWS_ACCEPT=1` writes the latter anew.

A sample is called by its format up to the first point; what is read of it is `.jsonl`.
"""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import orjson
import pytest

from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import FORMATS, Reading, Stream, json_lines, read_stream
from bylaws.events.readers.local_time import LocalTime
from tests.events.readers.reading import line

FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted(path for path in FOLDER.iterdir() if path.suffix not in (".jsonl", ".md"))
ASKED_FOR = {"mail-received": "mail", "pcap-packets": "pcap"}
"""Formats that have to be asked for, and as what their content is read otherwise."""


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_is_read_of_a_sample(path: Path) -> None:
    told = "".join(f"{line}\n" for line in _told(path))
    golden = path.with_suffix(".jsonl")
    if os.environ.get("BYLAWS_ACCEPT"):
        golden.write_text(told)
    assert told == golden.read_text()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_recognised_by_its_own_format_alone(path: Path) -> None:
    head = path.read_bytes()
    found = [each.name for each in FORMATS if each.sniff(head)]
    if len(found) > 1:
        # They take anything that begins with a brace, and are asked last.
        found.remove(json_lines.NAME)
    assert found == [ASKED_FOR.get(_format(path), _format(path))]


def _format(path: Path) -> str:
    return path.name.split(".")[0]


def _told(path: Path) -> list[str]:
    decoder = Decoder(CATALOGUE, "EUR")
    stream = Stream.of(path.name, io.BytesIO(path.read_bytes()), local=LocalTime(last=date(2026, 11, 30)))
    reading = Reading(_format(path) if _format(path) in ASKED_FOR else "")
    told = [line(decoder, item) for item in read_stream(stream, reading)]
    assert not decoder.ignored
    return told


@pytest.mark.parametrize("name", sorted({_format(path) for path in SAMPLES}))
def test_a_format_tells_of_the_kinds_that_it_says(name: str) -> None:
    (said,) = (each.kinds for each in FORMATS if each.name == name)
    read = {orjson.loads(line).get("kind") for path in SAMPLES if _format(path) == name for line in _told(path)} - {None}
    assert not said or (read < set(said) if name in ASKED_FOR else read == set(said))
