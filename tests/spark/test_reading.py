"""Pieces of inputs, read by themselves, tell the events that the whole tells."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from bylaws.events.event import Event
from bylaws.events.readers import Manner
from bylaws.events.rejects import RejectsFile
from bylaws.intake import Intake
from bylaws.policy.compile import compile_policy
from bylaws.spark import inputs
from bylaws.spark.packing import Split
from bylaws.spark.reading import Read, Understanding, events_of, newlines
from bylaws.study.request import Request

from .conftest import lines

NOW = 1_800_000_000_000_000


class Unwatched:
    def stage(self, name: str, total: int | None, unit: str) -> None: ...
    def advance(self, done: int) -> None: ...


def intake_of(policy: Path, *events: Path, manner: Manner = Manner()) -> Intake:
    program = compile_policy(policy).program
    assert program is not None
    request = Request(policy, tuple(map(str, events)), manner)
    return Intake((program,), [{}], request, Unwatched(), RejectsFile(None), NOW)


def counted(splits: list[Split]) -> list[Split]:
    before: dict[str, int] = {}
    found = []
    for each in splits:
        found.append(replace(each, lines=before.get(each.path, 0)))
        before[each.path] = before.get(each.path, 0) + (newlines(each) if each.end is not None else 0)
    return found


def by_pieces(intake: Intake, folder: Path) -> tuple[list[Event], list[Read]]:
    decoder = intake.decoder
    understanding = Understanding(decoder.catalogue, decoder.currency, NOW)
    events, read = [], list[Read]()
    for split in counted(inputs.splits_of(intake, 1000, folder)):
        read.append(Read())
        events += list(events_of(split, understanding, read[-1]))
    return events, read


@pytest.mark.parametrize("size", [100, 1000, 1 << 20])
@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"{\n", b"\n\n7", b'{"kind": "call.record", "account"'])
def test_pieces_tell_what_the_whole_tells(
    policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, ending: bytes
) -> None:
    monkeypatch.setattr(inputs, "LEAST", size)
    log = tmp_path / "log.jsonl"
    # Events without id are called by their line, and a blank line is none.
    log.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines(60)) + ending)
    whole, pieces = intake_of(policy, log), intake_of(policy, log)
    alone = list(whole.decoded())
    events, read = by_pieces(pieces, tmp_path)
    assert events == alone
    assert [each.origin for each in events] == [each.origin for each in alone]
    assert sum((each.kinds for each in read[1:]), read[0].kinds) == whole.read
    assert sum((each.placeholders for each in read[1:]), read[0].placeholders) == whole.decoder.placeholders
    rejects = [reject for each in read for reject in each.rejects]
    assert [str(each.reason) for each in rejects] == [each.reason for each in whole.rejected]
    assert [f"line {each.line}" for each in rejects] == [each.where for each in whole.rejected]


def test_what_is_compressed_is_one_piece(policy: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(gzip.compress(b"".join(lines(60))))
    assert by_pieces(intake_of(policy, log), tmp_path)[0] == list(intake_of(policy, log).decoded())


def test_what_is_cut_off_is_remarked_on(policy: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(gzip.compress(b"".join(lines(60)))[:-40])
    _, read = by_pieces(intake_of(policy, log), tmp_path)
    assert [each.state for part in read for each in part.remarks] == ["cut"]


def test_other_formats_are_made_ready_by_the_driver(policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "READY", 7)
    log = tmp_path / "calls.json"
    told = [{"kind": "call.record", "account": "a", "to": "+491", "at": "2026-03-02T09:00:00Z"} for _ in range(20)]
    log.write_text(
        json.dumps(
            [
                {"specversion": "1.0", "type": "call.record", "source": "s", "id": str(n), "time": each["at"], "data": each}
                for n, each in enumerate(told)
            ]
        )
    )
    whole, pieces = intake_of(policy, log), intake_of(policy, log)
    alone = list(whole.decoded())
    assert alone
    events, read = by_pieces(pieces, tmp_path)
    assert events == alone
    assert pieces.read == whole.read
    assert not any(each.kinds for each in read), "what the driver has counted is not counted again"
