"""What a run finds in logs of every format, it finds event by event and over columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest

from bylaws import app
from bylaws.cli import main
from bylaws.events.columns import records

SAMPLES = Path(__file__).parents[1] / "events" / "readers" / "samples"
FILES = ("findings.jsonl", "rejects.jsonl")
ROOT = Path(__file__).parents[2]
LOGS = ROOT / "samples" / "logs"
NORTHWIND = ROOT / "src" / "bylaws" / "policies" / "northwind.md"
FORMATS = sorted({each.name.split(".")[0] for each in SAMPLES.iterdir() if each.suffix not in (".md", ".jsonl")})


def ran(out: Path, inputs: Sequence[Path], *more: str) -> tuple[int, dict[str, object], list[object], list[object]]:
    """Exit code, summary, findings and rejects of a run."""
    events = [word for each in inputs for word in ("--events", str(each))]
    code = main(["run", str(NORTHWIND), *events, *more, "--out", str(out), "--quiet", "--unmask"])
    summary = orjson.loads((out / "summary.json").read_bytes())
    for each in ("files", "run"):
        summary.pop(each, None)
    found, rejected = (_objects(out / name) for name in FILES)
    return code, summary, found, rejected


def _objects(path: Path) -> list[object]:
    return (
        sorted(map(orjson.loads, path.read_bytes().splitlines()), key=lambda each: orjson.dumps(each, option=orjson.OPT_SORT_KEYS))
        if path.exists()
        else []
    )


def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: Sequence[Path], *more: str) -> dict[str, object]:
    """The summary, the same by both."""
    monkeypatch.setattr(app, "WORTH_COLUMNS", 1 << 60)
    steps = ran(tmp_path / "steps", inputs, *more)
    monkeypatch.setattr(app, "WORTH_COLUMNS", 0)
    monkeypatch.setattr(records, "ROWS", 7)
    columns = ran(tmp_path / "columns", inputs, *more)
    assert columns[1]["rejects"] == steps[1]["rejects"]
    assert columns == steps
    return steps[1]


@pytest.mark.parametrize("format", FORMATS)
def test_every_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    inputs = [each for each in sorted(SAMPLES.glob(f"{format}.*")) if each.suffix != ".jsonl"]
    summary = both(tmp_path, monkeypatch, inputs)
    assert summary["events"]["read"]  # type: ignore[index]


def test_a_format_that_has_to_be_asked_for_beside_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(LOGS)
    inputs = [Path("edge.pcap"), Path("hosts.jsonl")]
    summary = both(tmp_path, monkeypatch, inputs, "--as", "pcap-packets=edge.pcap", "--as", "json-lines=hosts.*")
    assert {"net.packet", "host.state"} <= summary["events"]["kinds"].keys()  # type: ignore[index]
    found = next(each for each in _objects(tmp_path / "steps" / "findings.jsonl") if each["rule"] == "forged-packets")  # type: ignore[index]
    monkeypatch.chdir(tmp_path)
    assert main(["why", found["id"], "--out", "steps"]) == 0  # type: ignore[index]
    assert "origin-falsification" in capsys.readouterr().out


@pytest.mark.parametrize("worth", [0, 1 << 60])
def test_a_format_that_is_asked_for_of_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], worth: int
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    words = ["--events", str(LOGS / "hosts.jsonl"), "--as", "pcap-packets=host.jsonl", "--out", str(tmp_path / "out")]
    assert main(["run", str(NORTHWIND), *words]) == 64
    assert "`host.jsonl`, to be read as `pcap-packets`, means none of the files" in capsys.readouterr().err


def access_log(path: Path, seconds: Sequence[int]) -> Path:
    """A scraper's requests at some seconds of an hour, with a line among them that is none."""
    lines = [
        f'192.0.2.7 - - [21/Nov/2026:10:{each // 60:02}:{each % 60:02} +0000] "GET /items/{each} HTTP/1.1" 200 512 "-" "curl/8"'
        for each in seconds
    ]
    path.write_text("\n".join([*lines[:5], "no line of a log", *lines[5:], ""]), "utf-8")
    return path


def test_a_log_and_what_stands_in_it_in_disorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [*range(600, 3000), *range(600)]
    summary = both(tmp_path, monkeypatch, [access_log(tmp_path / "access.log", seconds)])
    assert summary["findings"]["settled"]  # type: ignore[index]
    assert summary["rejects"]["count"] == 1  # type: ignore[index]


def test_rotated_logs_and_a_folder_with_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    access_log(folder / "access.log", range(1500, 3000))
    access_log(folder / "access.log.1", range(1500))
    (folder / "notes.txt").write_text("nothing to see here\n", "utf-8")
    (folder / "empty.log").write_bytes(b"")
    summary = both(tmp_path, monkeypatch, [folder])
    assert summary["findings"]["settled"]  # type: ignore[index]


def test_an_event_told_in_two_ways_stands_as_it_was_received_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"specversion": "1.0", "source": "idp", "type": "auth.attempt", "id": "same", "time": "2026-11-21T10:00:00Z"}
    data = {"target_account": "a1", "outcome": "fail", "ip": "192.0.2.1", "received_at": "2026-11-21T10:00:05Z"}
    later = data | {"outcome": "success", "received_at": "2026-11-21T10:00:09Z"}
    batch = tmp_path / "batch.json"
    batch.write_bytes(orjson.dumps([told | {"data": each} for each in (later, data, data)]))
    summary = both(tmp_path, monkeypatch, [batch])
    assert summary["rejects"]["count"] == 1  # type: ignore[index]
