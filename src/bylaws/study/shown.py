"""How the values of findings are shown to people: in their units, in the policy's zone, identifiers under their pseudonyms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.events.types import INSTANT, Missing, Type
from bylaws.events.values import show_value
from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.markup import in_one_line
from bylaws.study.mask import Mask
from bylaws.study.reasons import hidden_fields, masked_reason
from bylaws.study.typed import Types, types_of

LONGEST_CONDITION: Final = 80  # characters


class Shown(Struct, frozen=True):
    """Shows findings of one policy under one mask; `unless`: conditions in their own words, by digest, rule and name.

    `hidden`: the fields of whose values reasons of rejects tell the form alone.
    """

    mask: Mask
    types: Types
    zone: ZoneInfo
    currency: str
    unless: Mapping[tuple[str, str, str], str]
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, mask: Mask, *versions: Program) -> Shown:
        """How findings under some versions of a policy are shown; the latest, which is the last, gives zone and currency."""
        latest = versions[-1]
        return cls(
            mask, types_of(*versions), ZoneInfo(latest.timezone), latest.currency, dict(_unless(versions)), hidden_fields(*versions)
        )

    def time(self, at: int) -> str:
        """An instant (microseconds) to the second, in the policy's zone, as facts and sentences show it."""
        return show_value(INSTANT, at, zone=self.zone.key)

    def due(self, at: int | None) -> str:
        """When a debt falls due; its clock may stand still."""
        return "paused" if at is None else self.time(at)

    def key(self, debt: Finding | OpenDebt) -> str:
        """What a duty's debt stands under: the values by which it is told from others of the same duty."""
        return ", ".join(self.value(value, type) for value, type in self.types.key(debt))

    def excuse(self, finding: Finding, name: str) -> str:
        """An exception by its name; a rule's own `unless 2` in the words of its condition, cut if they are many."""
        words = self.unless.get((finding.digest, finding.rule, name))
        return name if words is None else f"unless {shorten(words, LONGEST_CONDITION, placeholder=' …')}"

    def subject(self, finding: Finding) -> str:
        if finding.subject is None:
            return "unknown"
        return in_one_line(self.mask.name(finding.subject, self.types.subject(finding)))

    def debtor(self, debt: OpenDebt) -> str:
        """Whom a debt will accuse when it falls due."""
        return in_one_line(self.mask.name(debt.subject, self.types.debtor(debt)))

    def says(self, finding: Finding) -> str:
        return in_one_line(self.mask.text(finding.says, self.types.identifiers(finding)))

    def facts(self, finding: Finding) -> Iterator[tuple[str, str]]:
        """Name and value of every fact, in the rule's order."""
        return ((name, self.value(value, self.types.fact(finding, name))) for name, value in finding.facts.items())

    def degrees(self, finding: Finding) -> Iterator[tuple[str, str]]:
        """`deliberate` and `risk` where they hold, each with the values that made it so."""
        for name, values in finding.degrees.items():
            told = ((part, self.value(value, self.types.degree(finding, name, part))) for part, value in values.items())
            yield name, ", ".join(f"{part}: {value}" for part, value in told) or "yes"

    def reason(self, text: str) -> str:
        """Why something was rejected; the reason may quote it."""
        return in_one_line(masked_reason(text, self.mask, self.hidden))

    def value(self, value: object, type: Type | None) -> str:
        """A value as readers of the report may see it: what is personal under a pseudonym if it is a text, else not at all."""
        hidden = type is not None and type.personal and not self.mask.off
        if hidden and isinstance(value, int | tuple | dict):
            return "not shown"
        match value:
            case None:
                return "nothing"
            case Missing(names):
                return f"unknown ({', '.join(names)} missing)"
            case str():
                plain = self.types.is_name(value, type) and not hidden
                return in_one_line(value if plain else self.mask.name(value, type))
            case tuple():
                of = type.of[0] if type and type.of else None
                return ", ".join(self.value(each, of) for each in value[:20]) + (" …" if len(value) > 20 else "")
            case dict():
                named = ((name, each, type.field(name) if type else None) for name, each in value.items() if each is not None)
                return ", ".join(f"{in_one_line(name)} {self.value(each, of)}" for name, each, of in named)
            case _:
                return show_value(type, value, self.currency, self.zone.key) if type else str(value)


def _unless(versions: Sequence[Program]) -> Iterator[tuple[tuple[str, str, str], str]]:
    for program in versions:
        makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
        for maker in makers:
            for number, condition in enumerate(maker.unless, 1):
                yield (program.digest, maker.name, f"unless {number}"), condition.span.text
