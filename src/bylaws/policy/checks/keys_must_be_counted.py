"""A list is looked up by as many keys as it has."""

from __future__ import annotations

from bylaws.policy.program import ListDecl
from bylaws.policy.surface import Index
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import listed

CODE = "number-of-keys"


def error(node: Index, declared: ListDecl) -> Diagnostic:
    names = [name for name, _ in declared.keys]
    message = f"`{declared.name}` is looked up by {listed(names)}, but {len(node.keys)} given"
    message = message.replace("1 given", "one key is given").replace(f"{len(node.keys)} given", f"{len(node.keys)} keys are given")
    return Diagnostic(CODE, message, (Label(node.span),), f"write `{declared.name}[{', '.join(names)}]`")
