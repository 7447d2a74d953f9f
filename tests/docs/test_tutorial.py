"""The commands of the pages to follow step by step do what the pages say they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    "tutorial/first-policy.md": 8,
    "how-to/build-on-another-policy.md": 3,
    "how-to/change-a-policy-safely.md": 5,
    "how-to/tune-a-threshold.md": 2,
    "how-to/ask-about-calls.md": 1,
    "how-to/look-into-files.md": 5,
    "how-to/see-what-you-cannot-see.md": 1,
    "how-to/tell-where-mails-come-from.md": 3,
}
"""Each page, and the fewest commands that are found on it."""
BLOCK = re.compile(
    r"^~~~~markdown (?P<file>\S+)(?P<more> \+)?\n(?P<text>.*?)^~~~~$|^```console\n(?P<session>.*?)^```$", re.M | re.S
)


def _commands(session: str) -> Iterator[tuple[str, str]]:
    """Each command of a session, with the output that the page shows."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def _shown(output: str, page: str) -> bool:
    """Whether the output has the page's lines in this order; `…` stands for any lines, and blanks count as one."""
    told = [" ".join(line.split()) for line in output.splitlines()]
    lines = [" ".join(line.split()) for line in page.splitlines()]
    parts = [list(part) for gap, part in groupby(lines, lambda line: line == "…") if not gap]
    place = 0
    for part in parts:
        found = (n for n in range(place, len(told)) if all(map(str.startswith, told[n : n + len(part)], part)))
        place = next((n + len(part) for n in found if n + len(part) <= len(told)), -1)
        if place < 0:
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_prints_what_the_page_shows(page: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    (tmp_path / "samples").symlink_to(DOCS.parent / "samples")
    ran = 0
    for block in BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")):
        if block["file"]:
            with (tmp_path / block["file"]).open("a" if block["more"] else "w", encoding="utf-8") as file:
                file.write(("\n" if block["more"] else "") + block["text"])
            continue
        for command, shown in _commands(block["session"]):
            shell = ["bash", "-c", command]
            done = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120)
            assert _shown(done.stdout + done.stderr, shown.strip()), f"$ {command}\n{done.stdout}{done.stderr}"
            ran += 1
    assert ran >= PAGES[page]
