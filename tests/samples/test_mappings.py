"""The mappings among the samples read tables and logs of which they speak.

For each there is a folder in `mapped/` with such files, made by hand after the documentation that the mapping names, and
`read.jsonl`, which tells event by event what is read of them; `BYLAWS_ACCEPT=1` writes that anew. Two hold what the tools wrote
themselves: `health` what Prometheus 2.42 did, of two jobs of which one could not be reached, and `haproxy-load` what HAProxy 3.2.26
did, of two services of which one was overrun and one could not be reached.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from tests.events.readers.reading import line

from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import Manner, open_events

FOLDER = Path(__file__).parents[2] / "samples" / "mappings"
README = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
MAPPED = Path(__file__).parent / "mapped"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
GOLDEN = "read.jsonl"


def test_each_is_told_of_and_tried() -> None:
    assert sorted(path.name for path in MAPPED.iterdir()) == NAMES
    rows = [row for row in README.splitlines() if ".toml` |" in row]
    told = {row.split("`")[1].removesuffix(".toml"): row.rsplit("|", 2)[1].strip() for row in rows}
    kinds = {name: tomllib.loads((FOLDER / f"{name}.toml").read_text())["kind"] for name in NAMES}
    assert told == {name: f"`{kind}`" for name, kind in kinds.items()}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_mapping_reads(name: str) -> None:
    files = sorted(str(path) for path in (MAPPED / name).iterdir() if path.name != GOLDEN)
    decoder = Decoder(CATALOGUE, "EUR")
    items = list(open_events(files, Manner(mappings=(FOLDER / f"{name}.toml",))))
    told = "".join(f"{line(decoder, item)}\n" for item in items).replace(f"{MAPPED / name}{os.sep}", "")
    golden = MAPPED / name / GOLDEN
    if os.environ.get("BYLAWS_ACCEPT"):
        golden.write_text(told)
    assert told == golden.read_text()
    assert not decoder.ignored
