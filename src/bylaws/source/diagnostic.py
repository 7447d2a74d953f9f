"""Errors and warnings as data."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bylaws.source.span import Span


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Label(Struct, frozen=True):
    """Words at fault, and what is to be said of them (may be empty)."""

    span: Span
    text: str = ""


class Diagnostic(Struct, frozen=True):
    """One thing wrong with a policy.

    `code` is a stable word such as `unknown-field` (the page of `bylaws explain`); `message` a lower-case sentence without full
    stop, the author's words in backticks; `labels` the places, the first being the main one; `help` what to do.
    """

    code: str
    message: str
    labels: tuple[Label, ...]
    help: str = ""
    severity: Severity = Severity.ERROR

    @property
    def span(self) -> Span:
        return self.labels[0].span


class DiagnosticError(Exception):
    """A policy that does not compile; carries every diagnostic found."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("; ".join(f"{d.span}: {d.message}" for d in diagnostics))
