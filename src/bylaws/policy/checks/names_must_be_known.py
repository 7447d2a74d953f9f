"""Every name means something."""

from __future__ import annotations

from bylaws.events.kinds import ENVELOPE
from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.policy.resolve.scope import Scope
from bylaws.policy.surface import Name, Ref
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean, listed

CODE = "unknown-name"


def error(node: Ref, scope: Scope, parameters: tuple[str, ...], lists: tuple[str, ...]) -> Diagnostic:
    names = scope.names()
    parts = node.name.split("-")
    kind = scope.kind.name if scope.kind else ""
    if len(parts) > 1 and all(part in names or part in parameters for part in parts):
        message = f"`{node.name}` is one word, and nothing is called so"
        return Diagnostic(CODE, message, (Label(node.span),), f"put spaces round the minus: `{' - '.join(parts)}`")
    if node.name in ("null", "none", "nil"):
        return Diagnostic(CODE, f"`{node.name}` is no value", (Label(node.span),), "say `is null`, or `is not null`")
    if scope.closed == "example":
        message = f"`{node.name}` means nothing here: an example knows only `at`, the event's own time"
        return Diagnostic(CODE, message, (Label(node.span),), f'put a text in quotation marks: `"{node.name}"`')
    message = (
        f"no field of `{kind}` is called `{node.name}`, and no let or parameter" if kind else f"`{node.name}` means nothing here"
    )
    if scope.around is not None and scope.around.kind is not scope.kind and node.name in scope.around.names():
        return Diagnostic(CODE, message, (Label(node.span),), f"for the event that is judged, say `this.{node.name}`")
    otherwise = f"fields of `{kind}`: {listed(_own_first(names), 12)}" if kind else ""
    return Diagnostic(CODE, message, (Label(node.span),), did_you_mean(node.name, (*names, *parameters, *lists), otherwise))


def _own_first(names: list[str]) -> list[str]:
    envelope = {field.name for field in ENVELOPE}
    return sorted(names, key=lambda name: name in envelope)


def column(name: Name, base: Expr) -> Diagnostic:
    if base.type.name != "record":
        message = f"{words(base.span)} is {called(base.type)} and has no parts, so no `{name}`"
        return Diagnostic(CODE, message, (Label(name.span),))
    columns = [each for each, _ in base.type.fields]
    message = f"{words(base.span)} has no `{name}`"
    return Diagnostic(CODE, message, (Label(name.span),), did_you_mean(name.text, columns, f"it has {listed(columns, 12)}"))


def key(node: Ref, kind: str, pattern: str, fitting: list[str]) -> Diagnostic:
    """`pattern`: the key with both sides named, `FIELD` for that of `kind`, of which the fields `fitting` may be meant."""
    message = f"`by {node.name}` wants `{node.name}` on both sides, and `{kind}` has none"
    if len(fitting) == 1:
        help = f"say `by {pattern.replace('FIELD', fitting[0])}`"
    else:
        help = f"name both sides: `by {pattern}`" + (f" with one of {listed(fitting)}" if fitting else "")
    return Diagnostic(CODE, message, (Label(node.span),), help)
