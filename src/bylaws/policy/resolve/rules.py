"""Rules, derivations and exceptions."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from bylaws.policy import surface
from bylaws.policy.checks import (
    chains_must_be_short,
    derived_fields_must_agree,
    exceptions_must_lift_something,
    findings_must_not_be_derived,
    keys_must_be_single_values,
    keys_stand_alone_in_once,
    lets_must_have_new_names,
)
from bylaws.policy.checks.chains_must_be_short import LONGEST, MOST_LIFTED
from bylaws.policy.expressions import Expr, FieldRef
from bylaws.policy.program import Derive, ExceptionDecl, Once, Rule, Stream
from bylaws.policy.resolve.gather import Placed
from bylaws.policy.resolve.judged import Judged
from bylaws.policy.resolve.kinds import Derived, Found, Made
from bylaws.policy.resolve.literals import fit
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.says import says
from bylaws.policy.resolve.scope import Lets, Scope
from bylaws.policy.resolve.types import common, known
from bylaws.source import Span

DEFAULT_SEVERITY: Final = "medium"


def rule(resolver: Resolver, judged: Judged, index: int, exceptions: tuple[str, ...]) -> Rule:
    declared = judged.declaration
    assert isinstance(declared, surface.Rule)
    scope = judged.scope
    return Rule(
        name=judged.name,
        clause=judged.clause,
        index=index,
        stream=stream(resolver, judged),
        when=resolver.truth(declared.when, scope),
        unless=tuple(resolver.truth(each, scope) for each in declared.unless),
        subject=judged.subject,
        severity=severity(resolver, declared.severity, scope),
        degrees=tuple((each.degree.text, resolver.truth(each.condition, scope)) for each in declared.degrees),
        once=_once(resolver, declared.once, scope),
        steps=declared.steps.text if declared.steps else "",
        says=says(resolver, declared.says, scope),
        exceptions=exceptions,
        span=declared.span,
    )


def stream(resolver: Resolver, judged: Judged) -> Stream:
    """The stream, after a look at its names: a finding carries its event's fields and the lets side by side."""
    taken = dict.fromkeys(judged.kind.names() if judged.kind else (), judged.stream.kind)
    if judged.stream.each is not None:
        taken[judged.stream.each[0].text] = judged.stream.each[0]
    for let in judged.stream.lets:
        earlier = taken.setdefault(let.name.text, let.name)
        if earlier is not let.name:
            resolver.report(lets_must_have_new_names.error(let.name, earlier, judged.stream.kind))
    return judged.resolved()


def severity(resolver: Resolver, lines: tuple[surface.SeverityLine, ...], scope: Scope) -> tuple[tuple[str, Expr | None], ...]:
    """The lines in order, with a default before them unless one line always holds."""
    found = tuple(
        (line.level.text, resolver.truth(line.condition, scope) if line.condition is not None else None) for line in lines
    )
    return found if any(condition is None for _, condition in found) else ((DEFAULT_SEVERITY, None), *found)


def _once(resolver: Resolver, once: surface.Once | None, scope: Scope) -> Once | None:
    if once is None:
        return None
    for key in once.keys:
        if key.ours is not None:
            resolver.report(keys_stand_alone_in_once.error(key))
    keys = tuple(resolver.expression(key.theirs, scope) for key in once.keys)
    for one in filter(keys_must_be_single_values.fails, keys):
        resolver.report(keys_must_be_single_values.error(one))
    assert isinstance(once.per.value, int)
    return Once(once.per.value, keys)


def derive(resolver: Resolver, judged: Judged, index: int) -> Derive:
    declared = judged.declaration
    assert isinstance(declared, surface.Derive)
    if isinstance(resolver.kinds.get(judged.name), Found | Made):
        resolver.report(findings_must_not_be_derived.error(declared.kind))
    when = resolver.truth(declared.when, judged.scope) if declared.when is not None else None
    fields = tuple(_made(resolver, judged, let) for let in declared.fields)
    whole = (*_inherited(resolver, judged, declared.kind.span), *fields)
    return Derive(judged.name, judged.clause, index, stream(resolver, judged), when, whole, declared.span)


def _inherited(resolver: Resolver, judged: Judged, span: Span) -> list[tuple[str, Expr]]:
    """Whose a derived event is, taken from its cause unless the `with` list says so."""
    kind, cause = resolver.kinds.get(judged.name), judged.kind
    found: list[tuple[str, Expr]] = []
    for name in ("account", "tenant", "user"):
        field = cause.field(name) if cause and judged.made.number(name) is None else None
        if field is not None and kind is not None and kind.field(name) is not None:
            found.append((name, FieldRef(name, field, span)))
    return found


def _made(resolver: Resolver, judged: Judged, let: surface.Let) -> tuple[str, Expr]:
    """One field of the derived event, as its kind wants it."""
    name = let.name.text
    number = judged.made.number(name)
    expr = judged.made.expr(number) if number is not None else None
    assert expr is not None
    kind = resolver.kinds.get(judged.name)
    want = kind.field(name) if kind else None
    if want is None:
        resolver.report(derived_fields_must_agree.unknown(let.name, judged.name, kind.names() if kind else ()))
        return name, expr
    if isinstance(kind, Derived):
        if known(expr.type, want) and common(want, expr.type) is None:
            resolver.report(derived_fields_must_agree.error(let.name, expr, want, judged.name))
        return name, expr
    return name, fit(resolver, expr, want, name)


class Exceptions:
    """Which exceptions lift what, and in which rule's scope each is read."""

    def __init__(self, resolver: Resolver, placed: list[Placed]) -> None:
        self._resolver = resolver
        self._placed = [each for each in placed if isinstance(each.declaration, surface.ExceptionDecl)]
        self._names = {each.name.text: each for each in self._placed}
        self._behind: dict[str, tuple[str, ...]] = {}
        self._lifting: dict[str, list[str]] = {}
        for each in self._placed:
            for lifted in dict.fromkeys(self._lifted(each)):
                self._lifting.setdefault(lifted, []).append(each.name.text)

    def of(self, name: str) -> tuple[str, ...]:
        """The exceptions that lift a rule, duty or exception, in order."""
        return tuple(self._lifting.get(name, ()))

    def _lifted(self, placed: Placed) -> tuple[str, ...]:
        assert isinstance(placed.declaration, surface.ExceptionDecl)
        return tuple(each.text for each in placed.declaration.lifts)

    def resolved(self) -> tuple[ExceptionDecl, ...]:
        """Each exception once per rule in whose scope it is read and thing that it lifts there."""
        found: list[ExceptionDecl] = []
        for placed in self._placed:
            assert isinstance(placed.declaration, surface.ExceptionDecl)
            for lifted in placed.declaration.lifts:
                rules = self._rules(lifted.text)
                if lifted.text not in self._resolver.accusing and lifted.text not in self._names:
                    known_names = (*self._resolver.accusing, *self._names)
                    self._resolver.report(exceptions_must_lift_something.error(lifted, known_names, self._resolver.dropped))
                if len(found) + len(rules) > MOST_LIFTED:
                    self._resolver.report(chains_must_be_short.too_many(placed.name))
                    return tuple(found)
                found += [self._read(placed, lifted.text, rule) for rule in rules]
        return tuple(found)

    def _rules(self, lifted: str, depth: int = 0) -> tuple[str, ...]:
        """The rules behind what is lifted, through exceptions to exceptions; circles and long chains are told elsewhere."""
        if lifted in self._resolver.accusing:
            return (lifted,)
        placed = self._names.get(lifted)
        if placed is None or depth > LONGEST:
            return ()
        if lifted not in self._behind:
            self._behind[lifted] = ()
            behind = (self._rules(name, depth + 1) for name in self._lifted(placed))
            self._behind[lifted] = tuple(dict.fromkeys(rule for rules in behind for rule in rules))
        return self._behind[lifted]

    def _read(self, placed: Placed, lifted: str, rule: str) -> ExceptionDecl:
        declared = placed.declaration
        assert isinstance(declared, surface.ExceptionDecl)
        judged = self._resolver.accusing[rule]
        table = Lets(
            declared.lets,
            self._resolver.expression,
            lambda number: replace(judged.scope, lets=((table, number), *judged.scope.lets)),
        )
        scope = replace(judged.scope, lets=((table, len(declared.lets)), *judged.scope.lets))
        for let in declared.lets:
            earlier = judged.lets.number(let.name.text)
            if earlier is not None:
                self._resolver.report(lets_must_have_new_names.error(let.name, judged.lets.lets[earlier].name, judged.stream.kind))
        return ExceptionDecl(
            name=placed.name.text,
            clause=placed.clause,
            lifts=lifted,
            rule=rule,
            lets=table.resolved(),
            when=self._resolver.truth(declared.when, scope),
            says=says(self._resolver, declared.says, scope),
            exceptions=self.of(placed.name.text),
            span=declared.span,
        )
