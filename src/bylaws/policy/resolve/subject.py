"""Whom a finding accuses."""

from __future__ import annotations

from typing import Final

from bylaws.events.types import TEXT, Type
from bylaws.policy import surface
from bylaws.policy.checks import findings_must_accuse_somebody, subjects_must_name_one, subjects_must_not_be_personal
from bylaws.policy.expressions import Apply, Const, Expr, FieldRef
from bylaws.policy.resolve.kinds import MADE, Found, Maker
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import KindView, unknown
from bylaws.policy.resolve.types import known
from bylaws.source import Span

PROVIDER: Final = "provider"

UNATTRIBUTED: Final = frozenset(
    {
        "breach.suspected",
        "case.changed",
        "control.checked",
        "credential.state",
        "deletion.done",
        "disclosure.made",
        "external.notice",
        "notice.sent",
        "policy.published",
        "report.received",
        "service.health",
        "step.applied",
    }
)
"""Kinds that say nothing of whose conduct is seen: the provider's own acts and what outsiders write.

Their envelope may carry an account, but it is chance. A record's change is not among them: its account is the one whose record
it is; nor a sign-in, which is attributed to the account that is signed in to.
"""


def subject_of(resolver: Resolver, judged: Maker) -> Expr:
    """`against PATH`, `against provider`, or the default; for what the provider owes, the provider."""
    declared = judged.declaration
    if isinstance(declared, surface.Duty):
        if declared.owed_by.text == PROVIDER:
            return Const(PROVIDER, TEXT, declared.owed_by.span)
        return default_subject(resolver, judged, declared.name.span)
    if isinstance(declared, surface.Derive):
        return default_subject(resolver, judged, declared.kind.span)
    if declared.against is None:
        return default_subject(resolver, judged, declared.name.span)
    return _stated(resolver, judged, declared.against)


def _stated(resolver: Resolver, judged: Maker, against: surface.Expr) -> Expr:
    scope = judged.scope
    if isinstance(against, surface.Ref) and against.name == PROVIDER and not scope.has(PROVIDER):
        return Const(PROVIDER, TEXT, against.span)
    subject = resolver.expression(against, scope)
    if known(subject.type) and not subject.type.is_text:
        resolver.report(subjects_must_name_one.error(subject))
        return unknown(against.span)
    if subject.type.personal:
        resolver.report(subjects_must_not_be_personal.error(subject))
        return unknown(against.span)
    return subject


def default_subject(resolver: Resolver, judged: Maker, span: Span) -> Expr:
    """A finding's own subject; of an event its account, else its tenant."""
    kind = judged.kind
    if kind is None:
        return unknown(span)
    if isinstance(kind, Found) or kind.name == MADE:
        return FieldRef("subject", kind.field("subject") or TEXT, span)
    if kind.name in UNATTRIBUTED:
        resolver.report(findings_must_accuse_somebody.error(judged.name, judged.stream.kind, _candidates(kind)))
        return unknown(span)
    account, tenant = (_field(kind, name, span) for name in ("account", "tenant"))
    if account is None or tenant is None:
        return account or tenant or unknown(span)
    return Apply("coalesce", (account, tenant), account.type, span)


def _field(kind: KindView, name: str, span: Span) -> FieldRef | None:
    found: Type | None = kind.field(name)
    return None if found is None else FieldRef(name, found, span)


def _candidates(kind: KindView) -> tuple[str, ...]:
    """Fields that could name somebody."""
    wanted = ("user", "actor", "sender", "subject", "recipient", "target")
    return tuple(name for name in wanted if kind.field(name) is not None)
