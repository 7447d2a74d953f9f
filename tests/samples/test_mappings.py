"""The mappings among the samples read the tables of which they speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.events.readers import Reading
from bylaws.events.readers.mapping import read_mapping
from tests.events.readers.reading import events

FOLDER = Path(__file__).parents[2] / "samples" / "mappings"
README = FOLDER.parent / "README.md"

TABLES: dict[str, tuple[bytes, dict[str, object]]] = {
    "texts": (b'ham\tShe said "later\n', {"channel": "sms", "body": 'She said "later'}),
    "posts": (b",class,tweet\n0,2,Good morning\n", {"audience": "public", "text": "Good morning"}),
    "links": (b"label,url\n0,https://a.example/b\n", {"urls": ("https://a.example/b",)}),
    "requests": (b'"payload","label"\n"../x","anom"\n', {"path": "/?q=../x"}),
    "calls": (b"source,destination,timestamp\n7,112,2026-11-01 10:00:00\n", {"account": "7", "direction": "outbound"}),
}


def test_each_is_told_of_and_tried() -> None:
    there = {path.stem for path in FOLDER.glob("*.toml")}
    assert there == set(TABLES)
    told = README.read_text(encoding="utf-8")
    assert all(f"| `{name}.toml` |" in told for name in there)


@pytest.mark.parametrize("name", TABLES)
def test_a_mapping_reads_its_table(name: str) -> None:
    table, fields = TABLES[name]
    (event,) = events(table, Reading(mapping=read_mapping(FOLDER / f"{name}.toml")))
    assert event.fields == fields
    assert f"| `{event.kind}` |" in next(line for line in README.read_text(encoding="utf-8").splitlines() if f"`{name}.toml`" in line)
