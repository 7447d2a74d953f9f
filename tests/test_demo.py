"""`make demo`, less the installation."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[1]
PLANTED: Final = {
    "answers-for-another": "orchid-media",
    "canary-written-to": "lead-hunter",
    "codes-for-others": "chatter-box",
    "costly-hour": "open-end",
    "delete-minors-data": "provider",
    "faltering-under-one": "quarry-games",
    "forged-packets": "orchid-media",
    "help-when-asked": "delta-web",
    "many-at-once": "fan-out",
    "paid-for-offenders": "silent-partner",
    "replies-to-foreign-blast": "reply-shop",
    "rival-takes-stock": "copy-cat",
    "served-unshown": "provider",
    "vendor-terms-outdated": "cedar-travel",
    "weak-credential": "ina@jade-studio.example",
}
"""What samples/README.md says is there to be found: by rule, the only subject of its settled findings."""


@pytest.mark.slow
def test_the_demo_finds_what_was_planted_and_names_the_report() -> None:
    done = subprocess.run(["sh", ROOT / "scripts" / "demo"], capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    said = re.search(r"Findings under (\d+) clauses\. Open (\S+report\.html) in a browser\.", done.stdout)
    assert said is not None
    assert int(said[1]) >= 30
    lines = (Path(said[2]).parent / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    settled = [(each["rule"], each["subject"]) for each in map(json.loads, lines) if each["state"] == "settled"]
    assert {(rule, subject) for rule, subject in settled if rule in PLANTED} == set(PLANTED.items())
    assert "</html>" in Path(said[2]).read_text(encoding="utf-8")
