"""Fills the lists of a policy from their files, or tells what is wrong with these.

What a file holds is read each time, also for a policy that was compiled before: lists change more often than policies do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.policy import expressions as x
from bylaws.policy.checks import list_files_must_be_understood, list_files_should_have_rows
from bylaws.policy.compiled import Compiled
from bylaws.policy.list_files import Fault, Row, read_list
from bylaws.policy.program import Duty, ListDecl, Program, Rule
from bylaws.policy.walk import nodes
from bylaws.source import Diagnostic, DiagnosticError, Severity, SourceFile

MOST: Final = 20
"""Faults of one file that are told one by one."""


def load_lists(program: Program) -> dict[str, list[Row]]:
    """The rows of all lists that files fill. Raises DiagnosticError for files that cannot be read as their lists are declared."""
    found: dict[str, list[Row]] = {each.name: [] for each in _filled(program)}
    wrong = [each for each in _fill(program, lambda name: found[name].append) if each.severity is Severity.ERROR]
    if wrong:
        raise DiagnosticError(tuple(wrong))
    return found


def with_list_files(compiled: Compiled) -> Compiled:
    """A policy with what is to be said of its lists' files; without its Program if one of them cannot be read."""
    if compiled.program is None:
        return compiled
    told = list(_fill(compiled.program, lambda _: _forget))
    broken = any(each.severity is Severity.ERROR for each in told)
    both = sorted((*compiled.diagnostics, *told), key=lambda each: each.severity is not Severity.ERROR)
    return replace(compiled, program=None if broken else compiled.program, diagnostics=tuple(both))


def _forget(_row: Row) -> None:
    """For whom the faults alone matter."""


def _filled(program: Program) -> list[ListDecl]:
    return [each for each in program.lists.values() if each.file and each.name in program.roots]


def _fill(program: Program, into: Callable[[str], Callable[[Row], None]]) -> Iterator[Diagnostic]:
    """Hands the rows of each list to what `into` gives for it."""
    for declared in _filled(program):
        folder = Path(program.roots[declared.name])
        faults = _Faults(declared, folder / declared.file)
        take, empty = into(declared.name), True
        for row in read_list(declared, folder, program.currency, faults.tell):
            take(row)
            empty = False
        yield from faults.diagnostics()
        if empty and not faults.count:
            yield list_files_should_have_rows.warning(declared, _asking(program, declared.name))


def _asking(program: Program, name: str) -> list[str]:
    """The rules and duties that look into a list."""
    judging: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    return [rule.name for rule in judging if any(_asks(each, name) for each in nodes(rule))]


def _asks(node: object, name: str) -> bool:
    return isinstance(node, x.LookUp | x.InList) and node.list == name


class _Faults(Struct, dict=True):
    """What is wrong with one file, the first faults one by one."""

    declared: ListDecl
    path: Path
    count: int = 0
    first: list[Fault] = field(default_factory=list)

    def tell(self, fault: Fault) -> None:
        self.count += 1
        if len(self.first) < MOST:
            self.first.append(fault)

    def diagnostics(self) -> Iterator[Diagnostic]:
        for fault in self.first:
            text = self._text if fault.end else SourceFile(str(self.path), "")
            yield list_files_must_be_understood.error(self.declared, fault, text)
        if self.count > len(self.first):
            yield list_files_must_be_understood.more(self.declared, self.count - len(self.first))

    @cached_property
    def _text(self) -> SourceFile:
        """The whole file, to show the lines at fault."""
        with self.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            return SourceFile(str(self.path), file.read())
