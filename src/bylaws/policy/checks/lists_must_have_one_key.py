"""`in` asks a list with one key."""

from __future__ import annotations

from bylaws.policy.program import ListDecl
from bylaws.policy.surface import Ref
from bylaws.source import Diagnostic, Label

CODE = "in-many-keys"


def error(node: Ref, declared: ListDecl) -> Diagnostic:
    keys = ", ".join(name for name, _ in declared.keys)
    message = f"`{declared.name}` has {len(declared.keys)} keys, and `in` can ask for one"
    column = declared.row.fields[-1][0]
    return Diagnostic(CODE, message, (Label(node.span),), f"write `{declared.name}[{keys}].{column} is not null`")
