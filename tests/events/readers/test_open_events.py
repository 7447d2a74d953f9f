"""Inputs are found, recognised by content and read in order."""

from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from bylaws.events.readers import open_events
from bylaws.events.record import Record, Reject
from tests.events.readers.captures import CLIENT, SERVER, SYN, pcap, tcp
from tests.events.readers.test_access_log import COMBINED

JSON = b'{"kind": "auth.attempt", "at": 0}\n'
CAPTURE = pcap([(0, tcp((CLIENT, 1), (SERVER, 2), SYN))])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.log").write_bytes(gzip.compress(JSON))
    (tmp_path / "b" / "one").write_bytes(COMBINED)
    (tmp_path / "b" / "two.txt").write_bytes(CAPTURE)
    (tmp_path / "c.jsonl").write_bytes(JSON)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def kinds(*paths: Path | str) -> list[str]:
    return [item.kind if isinstance(item, Record) else item.reason for item in open_events(paths)]


def test_a_folder_is_read_in_order_each_file_by_its_content(folder: Path) -> None:
    assert kinds(folder) == ["auth.attempt", "http.request", "net.flow", "auth.attempt"]


def test_a_pattern_is_what_it_matches(folder: Path) -> None:
    assert kinds(f"{folder}/b/*") == ["http.request", "net.flow"]
    assert kinds(f"{folder}/**/*.txt") == ["net.flow"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(JSON)))
    assert [item.file for item in open_events(["-"])] == ["standard input"]


def test_what_does_not_exist_is_told_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no file, folder or match of `nowhere`"):
        open_events([folder, "nowhere"])


def test_an_unknown_format_is_told_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(ValueError, match="there is no format `xml`; there are `pcap`, "):
        open_events([folder], as_="xml")
    with pytest.raises(ValueError, match="a table needs a mapping"):
        open_events([folder], as_="csv")


def test_a_file_of_no_known_format_is_one_reject(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x7fELF" + bytes(100))
    (reject,) = open_events([tmp_path])
    assert isinstance(reject, Reject)
    assert reject.reason.startswith("is of no known format; there are `pcap`, ")


def test_as_insists(folder: Path) -> None:
    items = list(open_events([folder / "c.jsonl"], as_="access-log"))
    assert [item.reason for item in items if isinstance(item, Reject)] == ["no line of an access log"]
    (packet,) = open_events([folder / "b" / "two.txt"], as_="pcap-packets")
    assert isinstance(packet, Record)
    assert packet.kind == "net.packet"


def test_a_mapping_reads_what_is_of_no_other_format(folder: Path) -> None:
    mapping = folder / "b" / "map.toml"
    mapping.write_text('kind = "auth.attempt"\nheader = false\n[columns]\nat = 1')
    table = folder / "t.csv"
    table.write_text("5\n")
    items = list(open_events([table, folder / "c.jsonl"], mapping=mapping))
    assert [item.source for item in items if isinstance(item, Record)] == ["csv", "json-lines"]


def test_a_cut_archive_keeps_what_came_before_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(JSON * 10_000, compresslevel=0)[:-5000])
    *records, reject = open_events([tmp_path])
    assert all(isinstance(item, Record) for item in records)
    assert len(records) > 9000
    assert isinstance(reject, Reject)
    assert reject.reason == "its gzip data end too early"


def test_progress_counts_the_bytes_as_stored(folder: Path) -> None:
    told: list[int] = []
    list(open_events([folder / "a.log", folder / "c.jsonl"], progress=told.append))
    assert sum(told) == sum((folder / name).stat().st_size for name in ("a.log", "c.jsonl"))
