"""No rule waits for its own findings."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "rule-circle"


def error(circle: list[tuple[Name, Name]]) -> Diagnostic:
    """`circle`: each declaration with the kind on which it is; that of the last is the first."""
    names = [f"`{name}`" for name, _ in circle]
    chain = f"{names[0]} looks at " + (", which looks at ".join(names[1:] + names[:1]) if len(names) > 1 else "itself")
    labels = tuple(Label(kind.span) for _, kind in circle)
    return Diagnostic(CODE, f"rules go in a circle: {chain}", labels, "count earlier findings by a window instead")
