"""Runs of bylaws over one input."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from bylaws.events.readers import SNIFFED, find_inputs, recognise
from bylaws.events.readers.stream import Stream
from scripts.evaluate.inputs import MAPPINGS, ROOT, Input, opened

POLICY: Final = ROOT / "src" / "bylaws" / "policies" / "northwind.md"
BYLAWS: Final = Path(sys.executable).with_name("bylaws")
ENDED_WELL: Final = (0, 1, 3)
"""Nothing found, something found, or something not understood, which is what is to be seen here."""

Finding = dict[str, Any]


class Sights(NamedTuple):
    """How many rules and duties can see in an input, as `bylaws doctor` tells it."""

    sees: int
    in_part: int
    blind: int


@dataclass(frozen=True, slots=True)
class Run:
    """What became of an input: its reader, the numbers of the summary, how many rules can see, see in part, and are blind, and

    the findings of whatever state.
    """

    given: Input
    reader: str
    files: int
    kinds: dict[str, int]
    rejects: int
    unread: int
    sights: Sights
    findings: list[Finding]

    def of_state(self, state: str) -> list[Finding]:
        return [each for each in self.findings if each["state"] == state]


def run(given: Input, folder: Path) -> Run:
    """Runs northwind.md over an input."""
    with opened(given, folder) as path:
        mapping = MAPPINGS / given.mapping if given.mapping else None
        summary, findings = judged(path, mapping)
        sights = _sights(path, mapping)
        readers = _readers(path, given.mapping)
    names = ", ".join(f"`{each}`" for each in sorted(readers)) or "none"
    not_read = summary["inputs"]["not_read"] + summary["inputs"]["skipped"]
    kinds, rejects = summary["events"]["kinds"], summary["rejects"]["count"]
    return Run(given, names, readers.total(), kinds, rejects, len(not_read), sights, findings)


def judged(events: Path, mapping: Path | None = None, policy: Path = POLICY) -> tuple[dict[str, Any], list[Finding]]:
    """The summary and the findings of a run. Raises SystemExit if it did not come to an end."""
    with TemporaryDirectory() as out:
        command = [*_verb("run", events, mapping, policy), "--out", out, "--quiet"]
        code = subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode
        if code not in ENDED_WELL:
            raise SystemExit(f"{events.name}: bylaws ended with {code}")
        summary = json.loads((Path(out) / "summary.json").read_text(encoding="utf-8"))
        with (Path(out) / "findings.jsonl").open(encoding="utf-8") as file:
            return summary, [json.loads(line) for line in file]


def _verb(verb: str, events: Path, mapping: Path | None, policy: Path = POLICY) -> list[str]:
    return [str(BYLAWS), verb, str(policy), "--events", str(events), *(["--mapping", str(mapping)] if mapping else [])]


def _sights(events: Path, mapping: Path | None) -> Sights:
    command = [*_verb("doctor", events, mapping), "--format", "json"]
    told = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    states = Counter(each["state"] for each in json.loads(told)["rules"])
    return Sights(states["sees"], states["in part"], states["blind"])


def _readers(path: Path, mapping: str) -> Counter[str]:
    """How many files each reader took; files that none took are not counted."""
    readers: Counter[str] = Counter()
    for each in find_inputs([str(path)]):
        with each.open() as file:
            chosen = recognise(Stream.of(each.name, file).peek(SNIFFED))
        name = chosen.name if chosen else mapping
        if name:
            readers[name] += 1
    return readers
