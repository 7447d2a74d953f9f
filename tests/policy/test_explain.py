"""Every diagnostic has a page whose bad example yields it and whose good example does not; and its words are fixed.

`BYLAWS_ACCEPT=1` writes the golden texts anew.
"""

import os
import re
from importlib.resources import files
from pathlib import Path

import pytest

from bylaws.policy.compile import compile_text
from bylaws.policy.compiled import Compiled
from bylaws.policy.filling import with_list_files
from bylaws.source import Severity
from bylaws.source.render_text import render_diagnostic

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "diagnostics"
PAGES = {page.name.removesuffix(".md"): page.read_text("utf-8") for page in files("bylaws.policy").joinpath("explain").iterdir()}
WITHOUT_EXAMPLE = {"not-text", "too-many-errors"}
"""Of what a page cannot show: bytes that are no text, and fifty errors."""

BASE = """---
policy: base
language: 1
version: 2026-01-01
---
## Reach {#reach}

It is for all.

```bylaw
informative
```
"""


def example(code: str, which: str, folder: Path) -> Compiled:
    """What the good or bad example of a page compiles to, in a folder with the list files that stand below it."""
    before, _, good = PAGES[code].partition("\n## Good\n")
    section = good if which == "Good" else before.partition("\n## Bad\n")[2]
    policy = re.search(r"^````markdown\n(.*?)````$", section, re.MULTILINE | re.DOTALL)
    assert policy, f"{code} has no {which.lower()} example"
    (folder / "base.md").write_text(BASE)
    compiled = compile_text(policy[1], str(folder / "policy.md"))
    lists = re.findall(r"^````csv (\S+)\n(.*?)````$", section, re.MULTILINE | re.DOTALL)
    for name, rows in lists:
        (folder / name).write_text(rows)
    return with_list_files(compiled) if lists else compiled


@pytest.mark.parametrize("code", sorted(set(PAGES) - WITHOUT_EXAMPLE))
def test_bad_example_yields_the_diagnostic_in_these_words(code: str, tmp_path: Path) -> None:
    found = [each for each in example(code, "Bad", tmp_path).diagnostics if each.code == code]
    told = "\n\n".join(render_diagnostic(each) for each in found).replace(f"{tmp_path}/", "") + "\n"
    golden = GOLDEN / f"{code}.txt"
    if os.environ.get("BYLAWS_ACCEPT"):
        golden.write_text(told)
    assert found
    assert told == golden.read_text()


@pytest.mark.parametrize("code", sorted(set(PAGES) - WITHOUT_EXAMPLE))
def test_good_example_compiles(code: str, tmp_path: Path) -> None:
    told = example(code, "Good", tmp_path).diagnostics
    assert [render_diagnostic(each) for each in told if each.code == code or each.severity is Severity.ERROR] == []


def test_every_code_has_a_page() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "src/bylaws/policy").rglob("*.py"))
    declared = set(re.findall(r'^(?:CODE|LEFT) = "([a-z-]+)"', source, re.MULTILINE))
    said = set(re.findall(r'\b(?:[a-z_]*error|Diagnostic|LiteralError)\(\s*"([a-z]+(?:-[a-z]+)*)",', source))
    assert declared | said == set(PAGES)


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(PAGES) - WITHOUT_EXAMPLE
