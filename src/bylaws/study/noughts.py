"""Numbers that rules read and that are 0 on every event: nobody may have called, or the log may not tell for how long."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bylaws.events.zeros import Zeros
from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.alike import LEAST
from bylaws.study.looks import looks_of


class Nought(Struct, frozen=True):
    """A field that is 0 on all `events` that tell it, of `read` of its kind, and the rules that read it."""

    kind: str
    field: str
    events: int
    read: int
    rules: tuple[str, ...]

    def __str__(self) -> str:
        which = " that tell it" if self.events < self.read else ""
        return f"{self.field} is 0 on all {self.events:,} {self.kind} events{which}"

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind, "field": self.field, "events": self.events, "rules": list(self.rules)}


def numbers_read(program: Program) -> dict[str, dict[str, tuple[str, ...]]]:
    """By kind the fields that hold quantities and that rules and duties read, with these."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    for maker in makers:
        for look in looks_of(program, maker).looks:
            kind = program.kinds.kinds.get(look.kind)
            for name in sorted({name for names in look.fields for name in names}):
                known = kind.field(name) if kind else None
                if known is not None and known.type.is_quantity:
                    rules = found.setdefault(look.kind, {})
                    rules[name] = tuple(dict.fromkeys((*rules.get(name, ()), maker.name)))
    return found


def noughts(program: Program, zeros: Zeros, read: Mapping[str, int]) -> list[Nought]:
    """Those on fifty events at least."""
    rules = numbers_read(program)
    return [
        Nought(kind, name, count, read.get(kind, 0), rules[kind][name])
        for kind, names in sorted(zeros.items())
        for name, count in sorted(names.items())
        if count >= LEAST and name in rules.get(kind, {})
    ]
