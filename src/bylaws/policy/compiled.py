"""What compiling a policy comes to."""

from __future__ import annotations

from msgspec import Struct

from bylaws.policy.program import Program
from bylaws.source import Diagnostic, Severity, SourceFile


class Compiled(Struct, frozen=True):
    """`program` is None exactly if one of the diagnostics is an error; they stand in the order of the text.

    `texts`: the files that were understood on the way, the policy's own, those it includes, and those of further kinds.
    """

    program: Program | None
    diagnostics: tuple[Diagnostic, ...]
    texts: tuple[SourceFile, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if each.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if each.severity is Severity.WARNING)
