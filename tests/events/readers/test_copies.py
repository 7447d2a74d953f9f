"""Logs that are given beside their copies."""

from __future__ import annotations

import gzip
from pathlib import Path

from bylaws.events.readers import open_events
from bylaws.events.record import Remark, State

LINE = '203.0.113.{} - - [20/Nov/2026:10:00:{:02} +0000] "GET /{} HTTP/1.1" 200 17 "-" "curl/8"\n'
LOG = "".join(LINE.format(n % 200, n % 60, n) for n in range(200)).encode()


def remarks(*paths: Path) -> list[tuple[str, str]]:
    """Names and reasons of what is told to be a copy."""
    told = (each for each in open_events(paths) if isinstance(each, Remark) and each.state is State.COPY)
    return [(Path(each.file).name, each.reason.replace(str(paths[0]), "")) for each in told]


def test_a_copy_is_told_however_it_is_packed_and_grown(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(LOG)
    (tmp_path / "access.log.1").write_bytes(LOG + LOG[:85])
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(LOG))
    (tmp_path / "other.log").write_bytes(LOG[85:])
    why = "begins with the same 4,096 bytes as /access.log: events without an `id` of their own count twice"
    assert remarks(tmp_path) == [("access.log.1", why), ("access.log.2.gz", why)]


def test_small_logs_are_compared_whole(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(LOG[:170])
    (tmp_path / "b.log").write_bytes(LOG[:170])
    (tmp_path / "c.log").write_bytes(LOG[:255])
    assert [name for name, _ in remarks(tmp_path)] == ["b.log"]


def test_what_is_empty_or_cannot_be_opened_is_no_copy(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).touch()
    (tmp_path / "c.log").symlink_to(tmp_path / "nowhere")
    (tmp_path / "d.log").symlink_to(tmp_path / "nowhere")
    assert remarks(tmp_path) == []
