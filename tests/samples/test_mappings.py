"""The mappings among the samples read the tables of which they speak."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.cli import main

FOLDER = Path(__file__).parents[2] / "samples" / "mappings"
README = (FOLDER.parent / "README.md").read_text(encoding="utf-8")

TABLES: dict[str, tuple[bytes, str, dict[str, object]]] = {
    "texts": (b'ham\tShe said "later\n', "message.sent", {"channel": "sms", "body": 'She said "later'}),
    "posts": (b",class,tweet\n0,2,Good morning\n", "content.posted", {"audience": "public", "text": "Good morning"}),
    "requests": (b'"payload","label"\n"../x","anom"\n', "http.request", {"path": "/?q=../x"}),
    "calls": (b"source,timestamp\n7,2026-11-01 10:00:00\n", "call.started", {"account": "7", "direction": "outbound"}),
}


def test_each_is_told_of_and_tried() -> None:
    there = {path.stem for path in FOLDER.glob("*.toml")}
    assert there == set(TABLES)
    assert [line.rsplit("|", 2)[1].strip() for name in TABLES for line in README.splitlines() if f"`{name}.toml`" in line] == [
        f"`{kind}`" for _, kind, _ in TABLES.values()
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_mapping_reads_its_table(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, kind, fields = TABLES[name]
    path = tmp_path / "table"
    path.write_bytes(table)
    assert main(["read", str(path), "--mapping", str(FOLDER / f"{name}.toml"), "--format", "json"]) == 0
    (event,) = json.loads(capsys.readouterr().out)["first"]
    assert (event["kind"], event["fields"]) == (kind, fields)
