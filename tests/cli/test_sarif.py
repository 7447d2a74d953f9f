"""SARIF of diagnostics."""

from __future__ import annotations

from typing import Any

from bylaws.cli.sarif import sarif
from bylaws.source import Diagnostic, Label, Severity, SourceFile, Span

FILE = SourceFile("a policy.md", "one\nzwei dräi\n")


def _log() -> Any:
    word = Span(FILE, 9, 13)
    other = Span(FILE, 0, 3)
    return sarif(
        [
            Diagnostic("b-code", "not so", (Label(word, "here"), Label(other, "and there")), "write otherwise"),
            Diagnostic("a-code", "odd", (Label(other),), severity=Severity.WARNING),
        ]
    )


def test_results_point_into_the_file_with_columns_of_code_points() -> None:
    (run,) = _log()["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20policy.md"
    assert place["region"] == {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 10}
    assert run["columnKind"] == "unicodeCodePoints"


def test_results_name_their_rule_level_help_and_other_places() -> None:
    (run,) = _log()["runs"]
    first, second = run["results"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["a-code", "b-code"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("b-code", 1, "error")
    assert first["message"]["text"] == "not so; help: write otherwise"
    assert first["relatedLocations"][0]["message"]["text"] == "and there"
    assert second["level"] == "warning"
    assert "relatedLocations" not in second
