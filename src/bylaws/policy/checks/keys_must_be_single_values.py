"""What events are counted, grouped or paid by can be compared as one value."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "composite-key"


def fails(key: Expr) -> bool:
    return key.type.name in ("record", "map")


def error(key: Expr) -> Diagnostic:
    message = f"{words(key.span)} is {called(key.type)}, and a key must be one value"
    part = "one of its fields" if key.type.name == "record" else "one of its values"
    return Diagnostic(CODE, message, (Label(key.span),), f"name {part}, such as `{_example(key)}`")


def _example(key: Expr) -> str:
    if key.type.name == "map":
        return f'{key.span.text}["…"]'
    return f"{key.span.text}.{key.type.fields[0][0]}" if key.type.fields else key.span.text
