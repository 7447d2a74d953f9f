"""Which type the facts and fields of a finding have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from bylaws.engine.finding import Finding
from bylaws.events.types import Type
from bylaws.policy.program import Duty, Program, Rule, Stream


@dataclass(frozen=True, slots=True)
class Types:
    """Types by rule: of its facts, of its event's fields, of its subject; by duty: of the key under which a debt stands."""

    facts: dict[str, Mapping[str, Type]]
    fields: dict[str, Mapping[str, Type]]
    subjects: dict[str, Type]
    keys: dict[str, tuple[Type, ...]]

    def key(self, duty: str, values: tuple[object, ...]) -> Iterator[tuple[object, Type | None]]:
        """What a debt stands under, each with its type."""
        return zip_longest(values, self.keys.get(duty, ()))

    def identifiers(self, finding: Finding) -> Iterator[tuple[str, Type | None]]:
        """The texts in a finding that may say who somebody is."""
        if isinstance(finding.subject, str):
            yield finding.subject, self.subjects.get(finding.rule)
        for values, types in ((finding.fields, self.fields), (finding.facts, self.facts)):
            known = types.get(finding.rule, {})
            for name, value in values.items():
                yield from _texts(value, known.get(name))


def types_of(*programs: Program) -> Types:
    """The types of everything that rules and duties put into findings; where versions differ, those of the latest."""
    types = Types({}, {}, {}, {})
    for program in programs:
        makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
        for maker in makers:
            stream = _stream(maker)
            types.facts[maker.name] = {name: value.type for name, value in stream.lets}
            types.fields[maker.name] = _fields(program, stream.kind)
            types.subjects[maker.name] = maker.subject.type
        for duty in program.duties:
            types.keys[duty.name] = tuple(each.type for each in duty.key)
    return types


def _stream(maker: Rule | Duty) -> Stream:
    return maker.stream if isinstance(maker, Rule) else maker.after


def _fields(program: Program, kind: str) -> dict[str, Type]:
    found = program.kinds.kinds.get(kind)
    return {field.name: field.type for field in found.fields} if found else {}


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
