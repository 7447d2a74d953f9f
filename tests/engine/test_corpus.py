"""The corpus of the language runs, and its expectations hold."""

from __future__ import annotations

from pathlib import Path

from bylaws.engine.examples import run_examples
from bylaws.policy.compile import compile_text

CORPUS = Path(__file__).parents[1] / "corpus.md"


def test_the_corpus_holds_all_its_expectations() -> None:
    text = CORPUS.read_text("utf-8")
    # Section 34 shows how a base policy is taken over, and raises a threshold that the first section's example was made for.
    start, end = text.index("## 34."), text.index("## 35.")
    program = compile_text(text[:start] + text[end:], "corpus.md").program
    assert program is not None
    outcomes = [each for example in run_examples(program) for each in example.expectations]
    assert len(outcomes) == 19
    assert [str(each.span) for each in outcomes if not each.met] == []
