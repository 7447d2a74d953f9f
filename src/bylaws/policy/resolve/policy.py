"""A whole policy, resolved."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from bylaws.events.catalogue import Catalogue
from bylaws.policy import surface
from bylaws.policy.program import Derive, Duty, Example, ExceptionDecl, Ladder, LeftExample, ListDecl, Parameter, Rule
from bylaws.policy.resolve import taken_over
from bylaws.policy.resolve.circles import on_circles
from bylaws.policy.resolve.dispatch import WAYS
from bylaws.policy.resolve.duties import duty
from bylaws.policy.resolve.examples import example
from bylaws.policy.resolve.gather import Gathered, Placed
from bylaws.policy.resolve.judged import Judged
from bylaws.policy.resolve.kinds import Kinds
from bylaws.policy.resolve.ladders import ladder
from bylaws.policy.resolve.lists import Lists
from bylaws.policy.resolve.parameters import parameter
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.rules import Exceptions, derive, rule
from bylaws.source import Diagnostic


class Resolved(Struct, frozen=True):
    """What was declared, typed; meaningful as a whole only if no diagnostic is an error.

    `used`: the names of parameters and lists that something uses; `unused_lets`: of rules, derivations and duties.
    """

    parameters: Mapping[str, Parameter]
    lists: Mapping[str, ListDecl]
    rules: tuple[Rule, ...]
    derives: tuple[Derive, ...]
    duties: tuple[Duty, ...]
    exceptions: tuple[ExceptionDecl, ...]
    ladders: Mapping[str, Ladder]
    examples: tuple[Example, ...]
    left: tuple[LeftExample, ...]
    kinds: Catalogue
    roots: Mapping[str, str]
    used: frozenset[str]
    unused_lets: tuple[surface.Let, ...]
    diagnostics: tuple[Diagnostic, ...]


def resolve(gathered: Gathered, kinds: Kinds, zone: ZoneInfo, path: str, *, on_disk: bool) -> Resolved:
    """`path`: of the policy itself, apart from its bases."""
    resolver = Resolver(kinds, zone, WAYS, on_disk=on_disk)
    resolver.dropped = frozenset(gathered.dropped)
    lists = resolver.lists = Lists(resolver, gathered.of(surface.ListDecl))
    judged = _declare(resolver, gathered)
    exceptions = Exceptions(resolver, gathered.placed)
    rules, derives, duties = _judged(resolver, judged, exceptions)
    found = exceptions.resolved()
    declared = lists.resolved()
    ladders = {each.name.text: ladder(resolver, each) for each in gathered.of(surface.Ladder)}
    kept, left = taken_over.examples(gathered, path)
    examples = tuple(example(resolver, node, clause, gathered.versions[node.span.file.path]) for clause, node in kept)
    return Resolved(
        parameters=resolver.parameters,
        lists=declared,
        rules=rules,
        derives=derives,
        duties=duties,
        exceptions=found,
        ladders=ladders,
        examples=examples,
        left=left,
        kinds=kinds.freeze(),
        roots=lists.roots(),
        used=frozenset(resolver.used),
        unused_lets=tuple(let for each in judged for let in each.lets.unused()),
        diagnostics=resolver.diagnostics,
    )


def _declare(resolver: Resolver, gathered: Gathered) -> list[Judged]:
    """Makes every name known before anything is resolved."""
    resolver.parameters = {each.name.text: parameter(resolver, each) for each in gathered.of(surface.Parameter)}
    placed = gathered.of(surface.Rule, surface.Derive, surface.Duty)
    lost = _circles(resolver, placed)
    judged = [_one(resolver, each, id(each) in lost) for each in placed]
    makers: dict[str, list[Judged]] = {}
    for each in judged:
        if isinstance(each.declaration, surface.Derive):
            makers.setdefault(each.name, []).append(each)
        else:
            resolver.accusing[each.name] = each
            resolver.kinds.add_found(each)
    for name, derivations in makers.items():
        resolver.kinds.add_derived(name, derivations)
    return judged


def _one(resolver: Resolver, placed: Placed, lost: bool) -> Judged:
    assert isinstance(placed.declaration, surface.Rule | surface.Derive | surface.Duty)
    return Judged(resolver, placed.declaration, placed.clause, lost)


def _circles(resolver: Resolver, placed: list[Placed]) -> set[int]:
    lost: set[int] = set()
    for circle, told in on_circles(placed):
        resolver.report(told)
        lost |= {id(each) for each in circle}
    return lost


def _judged(
    resolver: Resolver, judged: list[Judged], exceptions: Exceptions
) -> tuple[tuple[Rule, ...], tuple[Derive, ...], tuple[Duty, ...]]:
    rules, derives, duties = [], [], []
    for index, each in enumerate(judged):
        match each.declaration:
            case surface.Rule():
                rules.append(rule(resolver, each, index, exceptions.of(each.name)))
            case surface.Duty():
                duties.append(duty(resolver, each, index, exceptions.of(each.name)))
            case surface.Derive():
                derives.append(derive(resolver, each, index))
    return tuple(rules), tuple(derives), tuple(duties)
