"""Who is counted is who is accused, or the rule says whom it accuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.policy import surface
from bylaws.policy.checks.phrases import words
from bylaws.policy.expressions import Expr, FieldRef, Window
from bylaws.policy.program import Rule
from bylaws.policy.resolve.gather import Gathered
from bylaws.policy.resolve.policy import Resolved
from bylaws.policy.walk import nodes
from bylaws.source import Diagnostic, Label, Severity

CODE = "account-unsure"

OF_STRANGERS: Final = frozenset({"auth.attempt", "dns.lookup", "http.request", "net.flow", "net.packet"})
"""Kinds that anybody can cause from outside: often nobody knows whose account it was."""
CUSTOMERS: Final = frozenset({"account", "tenant", "user", "target_account"})
"""Fields that name a customer; the account of a sign-in is the one that is signed in to, and so its target."""


def check(gathered: Gathered, resolved: Resolved) -> Iterator[Diagnostic]:
    """Of rules that count strangers, accuse the account by default, and say nothing else of one."""
    rules = {each.name: each for each in resolved.rules}
    for placed in gathered.of(surface.Rule):
        rule = rules.get(placed.name.text)
        declared = placed.declaration
        if rule is None or not isinstance(declared, surface.Rule) or declared.against is not None:
            continue
        if (key := _counted(rule)) is not None:
            yield _warning(declared, key)


def _counted(rule: Rule) -> Expr | None:
    """The first key by which somebody else than a customer is counted; None where a customer is spoken of."""
    if rule.stream.kind not in OF_STRANGERS:
        return None
    every = list(nodes((rule.stream.where, rule.stream.lets, rule.when, rule.unless, rule.once)))
    if any(isinstance(each, FieldRef) and each.name in CUSTOMERS for each in every):
        return None
    return next((key.ours for each in every if isinstance(each, Window) for key in each.keys), None)


def _warning(rule: surface.Rule, key: Expr) -> Diagnostic:
    kind = rule.stream.kind
    message = f"this rule counts by {words(key.span)} and accuses the account, without which `{kind}` may come"
    by_key = isinstance(key, FieldRef) and key.type.is_text and not key.type.personal
    help = f"add `against {key.span.words if by_key else 'account'}`, or count by `account`"
    labels = Label(rule.name.span, "does not say whom it accuses"), Label(key.span, "whom it counts")
    return Diagnostic(CODE, message, labels, help, Severity.WARNING)
