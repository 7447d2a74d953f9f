"""Diagnostics as SARIF 2.1.0, for code review tools."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from bylaws import __version__
from bylaws.source import Diagnostic, Label

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    """One SARIF log with one run."""
    codes = sorted({each.code for each in diagnostics})
    rules = [{"id": code, "help": {"text": f"bylaws explain {code}"}} for code in codes]
    driver = {"name": "bylaws", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code)) for each in diagnostics],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(diagnostic: Diagnostic, index: int) -> dict[str, object]:
    text = diagnostic.message if not diagnostic.help else f"{diagnostic.message}; help: {diagnostic.help}"
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [_location(diagnostic.labels[0])],
    }
    if diagnostic.labels[1:]:
        result["relatedLocations"] = [_location(label) for label in diagnostic.labels[1:]]
    return result


def _location(label: Label) -> dict[str, object]:
    span = label.span
    line, column = span.file.position(span.start)
    end_line, end_column = span.file.position(span.end)
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    location: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(span.file.path)}, "region": region},
    }
    if label.text:
        location["message"] = {"text": label.text}
    return location


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"))
