"""The file of a list says what the list is declared to hold."""

from __future__ import annotations

from bylaws.policy.list_files import Fault
from bylaws.policy.program import ListDecl
from bylaws.source import Diagnostic, Label, SourceFile, Span

CODE = "unreadable-list"


def error(declared: ListDecl, fault: Fault, text: SourceFile) -> Diagnostic:
    """`text`: the file's, for a fault with a place in it."""
    where = f"line {fault.line} of `{declared.file}`" if fault.line else f"`{declared.file}`"
    places = (Label(declared.named), *([Label(Span(text, fault.start, fault.end))] if fault.end else []))
    return Diagnostic(CODE, f"{where} cannot be read: {fault.reason}", places)


def more(declared: ListDecl, faults: int) -> Diagnostic:
    """`faults`: how many there are besides those that are told one by one."""
    message = f"`{declared.file}` has {faults:,} more cells or rows that cannot be read"
    return Diagnostic(CODE, message, (Label(declared.named),), "mend the first ones, then look again")
