"""The documentation agrees with itself and with the package."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GENERATED = ("cli.md", "exit-codes.md", "diagnostics.md", "functions.md", "events.md", "events.schema.json")


def _reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_pages_and_headings_that_are_there(page: Path) -> None:
    prose = re.sub(r"^(```|~~~~).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_the_index_lists_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/*/*.md"):
        name = str(page.relative_to(ROOT / "docs"))
        assert name in index or name.startswith("decisions/"), name


@pytest.mark.parametrize("name", GENERATED)
def test_generated_pages_are_current(name: str) -> None:
    """Run `make docs` when this fails."""
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == _reference().pages()[name]


def test_the_language_has_its_25_statements() -> None:
    page = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^(\d+)\. \*\*", page, re.MULTILINE)] == list(range(1, 26))


def test_each_statement_has_a_test_that_names_it() -> None:
    """By the name of the test, or at the head of a page of tests of one statement."""
    texts = [page.read_text(encoding="utf-8") for page in (ROOT / "tests").rglob("test_*.py")]
    named = {int(number) for text in texts for number in re.findall(r"^def test_(?:statement_)?(\d+)_", text, re.MULTILINE)}
    named |= {int(found[1]) for text in texts if (found := re.match(r'"""Statement (\d+):', text))}
    assert set(range(1, 26)) - named == set()


def test_make_lists_the_commands_that_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^    |`)make ([a-z]+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target
