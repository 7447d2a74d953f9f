"""Which type the facts and fields of a finding have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Final

from msgspec import Struct

from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.events.types import Type
from bylaws.policy.expressions import Expr, FieldRef
from bylaws.policy.program import Duty, Program, Rule, Stream
from bylaws.policy.resolve.types import ANYBODY
from bylaws.policy.walk import parts

Maker = Rule | Duty
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Types(Struct, frozen=True):
    """Types by rule: of its facts, of its event's fields, of its subject, of what its degrees are made of; by duty: of the key

    under which a debt stands.

    Whom the findings of any rule accuse is of no one type; it is told by the rule whose finding was followed. `names`: those of
    kinds, rules, duties and clauses.
    """

    facts: dict[str, Mapping[str, Type]]
    fields: dict[str, Mapping[str, Type]]
    subjects: dict[str, Type]
    keys: dict[str, tuple[Type, ...]]
    names: set[str]
    degrees: dict[str, Mapping[str, Mapping[str, Type]]]

    def key(self, debt: Finding | OpenDebt) -> Iterator[tuple[object, Type | None]]:
        """What a debt, open or missed, stands under, each with its type."""
        if isinstance(debt, OpenDebt):
            duty, follows = debt.duty, debt.follows
        else:
            duty, follows = debt.rule, _followed(debt)
        types = (self._told(each, follows) for each in self.keys.get(duty, ()))
        return zip_longest(debt.key, types)

    def subject(self, finding: Finding) -> Type | None:
        """What a finding accuses."""
        return self._told(self.subjects.get(finding.rule), _followed(finding))

    def debtor(self, debt: OpenDebt) -> Type | None:
        """What an open debt will accuse."""
        return self._told(self.subjects.get(debt.duty), debt.follows)

    def fact(self, finding: Finding, name: str) -> Type | None:
        return self._told(self.facts.get(finding.rule, {}).get(name), _followed(finding))

    def field(self, finding: Finding, name: str) -> Type | None:
        return self._told(self.fields.get(finding.rule, {}).get(name), _followed(finding))

    def degree(self, finding: Finding, name: str, part: str) -> Type | None:
        """Of a part of the condition of a degree."""
        return self._told(self.degrees.get(finding.rule, {}).get(name, {}).get(part), _followed(finding))

    def is_name(self, value: str, type: Type | None) -> bool:
        """Whether a text is a name of the policy's or a day, as versions are called by: these say what and when, not who."""
        if type is None or type.name == "text":
            return value in self.names or (type is not None and _DAY.fullmatch(value) is not None)
        return False

    def identifiers(self, finding: Finding) -> Iterator[tuple[str, Type | None]]:
        """The texts in a finding that may say who somebody is."""
        return (each for each in self._identifiers(finding) if not self.is_name(*each))

    def _identifiers(self, finding: Finding) -> Iterator[tuple[str, Type | None]]:
        if isinstance(finding.subject, str):
            yield finding.subject, self.subject(finding)
        for name, value in finding.fields.items():
            yield from _texts(value, self.field(finding, name))
        for name, value in finding.facts.items():
            yield from _texts(value, self.fact(finding, name))

    def _told(self, type: Type | None, follows: str) -> Type | None:
        """A type; where it is anybody's, what the findings of the rule that was followed accuse."""
        return self.subjects.get(follows, type) if type == ANYBODY else type


def _followed(finding: Finding) -> str:
    """The rule whose finding a finding was made of; empty if it was made of another event."""
    return str(finding.fields.get("rule", ""))


def types_of(*programs: Program) -> Types:
    """The types of everything that rules and duties put into findings; where versions differ, those of the latest."""
    types = Types({}, {}, {}, {}, set(), {})
    for program in programs:
        every: tuple[Maker, ...] = (*program.rules, *program.duties)
        makers = {each.name: each for each in every}
        types.names.update(program.kinds.kinds, makers, (clause.slug for clause in program.clauses))
        for maker in makers.values():
            stream = _stream(maker)
            whom = _accused(stream.kind, makers)
            types.facts[maker.name] = {name: _type(value, whom) for name, value in stream.lets}
            types.fields[maker.name] = _fields(program, stream.kind, whom)
            types.subjects[maker.name] = _type(maker.subject, whom)
            if isinstance(maker, Rule):
                types.degrees[maker.name] = {name: _parts(condition, whom) for name, condition in maker.degrees}
            if isinstance(maker, Duty):
                types.keys[maker.name] = tuple(_type(each, whom) for each in maker.key)
    return types


def _stream(maker: Maker) -> Stream:
    return maker.stream if isinstance(maker, Rule) else maker.after


def _accused(kind: str, makers: Mapping[str, Maker]) -> Type:
    """What is accused by the findings of a rule or duty, of which the kind is; ANYBODY for every other kind."""
    maker = makers.get(kind)
    return ANYBODY if maker is None else _type(maker.subject, _accused(_stream(maker).kind, makers))


def _type(value: Expr, whom: Type) -> Type:
    """The type of an expression over findings that accuse `whom`."""
    return whom if isinstance(value, FieldRef) and value.type == ANYBODY else value.type


def _parts(condition: Expr, whom: Type) -> dict[str, Type]:
    return {text: _type(node, whom) for text, node in parts(condition).items()}


def _fields(program: Program, kind: str, whom: Type) -> dict[str, Type]:
    found = program.kinds.kinds.get(kind)
    return {field.name: whom if field.type == ANYBODY else field.type for field in found.fields} if found else {}


def _texts(value: object, type: Type | None) -> Iterator[tuple[str, Type | None]]:
    if isinstance(value, str) and (type is None or type.is_text):
        if type is None or type.name not in ("word", "country", "zone", "dialcode"):
            yield value, type
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each, type.of[0] if type and type.of else None)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, type.field(name) if type else None)
