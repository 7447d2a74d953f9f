"""What rules ask for and no event told: to be judged at all, to be counted, to have a row in a list. Each may be right.

It may also be that the log spells otherwise what the rule asks for; so what the events say instead is told where they say little.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Set
from typing import Final

from bylaws.engine.asks import SPOKEN, Ask, Want, asks_of, fixed_of, lists_of, plain_of
from bylaws.engine.scope import stream_of
from bylaws.events.event import Event
from bylaws.events.show import show_value
from bylaws.events.types import INSTANT, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Rule
from bylaws.policy.walk import walk
from bylaws.study.lacks import brief, no_payment

MOST: Final = 3
"""Of how many different values they are told."""


def idle_rules(program: Program, read: Mapping[str, int], unmet: Set[Want], since: int | None = None) -> dict[str, str]:
    """Of rules and duties of whose kind events were read, why there was nothing for them to judge.

    `unmet`: see `Stepper`. `since`: from when on (microseconds) findings are asked for, where that is not from the first event on.
    """
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    kinds = {each.name: stream_of(each).kind for each in makers}
    wants = [each for each in unmet if each.sort == "judged" and read.get(kinds[each.rule])]
    told = {each.rule: f"{_none_of(program, read, kinds[each.rule], since)} passes `{brief(each.what)}`" for each in wants}
    return {name: told[name] for name in kinds if name in told}


def _none_of(program: Program, read: Mapping[str, int], kind: str, since: int | None) -> str:
    if since is None:
        return f"none of the {read[kind]:,} {kind} events"
    return f"none of the {kind} events from {show_value(INSTANT, since, zone=program.timezone)} on"


def unmatched(
    program: Program,
    read: Mapping[str, int],
    unmet: Set[Want],
    silent: tuple[Container[str], Container[str]],
    empty: Collection[str],
) -> dict[str, tuple[str, ...]]:
    """By rule or duty what it counts of which there was none, and the lists in which it found no row.

    `silent`: the rules that are blind, and those that had nothing to judge; `empty`: lists without any data.
    """
    blind, idle = silent
    rowless = {each.what for each in unmet if each.sort == "found"} | set(empty)
    found: dict[str, dict[str, None]] = {}
    for ask in asks_of(program):
        want, count = ask.want, read.get(ask.kind, 0)
        if want.rule in blind or want not in unmet or not count:
            continue
        what, none = f"`{brief(want.what)}`", f"none of the {count:,} {ask.kind} events"
        match want.sort:
            case "counted" if want.rule not in idle:
                why = f"{none} that it counts passes {what}"
            case "passed" if want.rule not in idle and not rowless & lists_of(ask):
                # Some may: what the condition reads is not told of them.
                why = f"{none} passes {what} for sure"
            case "found" if want.what not in empty and Want("asked", want.rule, want.what) not in unmet:
                why = f"the list {want.what} has no row for the {_by(ask)} of any {ask.kind} event"
            case _:
                continue
        found.setdefault(want.rule, {})[why] = None
    return {name: tuple(whys) for name, whys in found.items()}


def unpaid(program: Program, read: Mapping[str, int], unmet: Set[Want]) -> dict[str, str]:
    """By duty, that of the events by which its debts could be paid none is such; where none came, that is told elsewhere."""
    kinds = {each.name: each.expect.kind for each in program.duties}
    wants = [each for each in unmet if each.sort == "paid" and read.get(kinds[each.rule])]
    return {each.rule: no_payment(read[kinds[each.rule]], kinds[each.rule]) for each in wants}


def _by(ask: Ask) -> str:
    """By what a list is asked."""
    assert ask.row is not None
    keys = ask.row.keys if isinstance(ask.row, x.LookUp) else (ask.row.item,)
    telling = [key for key in keys if not isinstance(key, x.Const)]
    return " and ".join(key.span.words for key in telling or keys)


class Said:
    """What events say in the fields that rules' conditions compare; of one that says very much, no more than that."""

    def __init__(self, program: Program) -> None:
        self._compared: dict[str, dict[str, Type]] = {}
        self._values: dict[str, dict[str, set[object]]] = {}
        makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
        for each in makers:
            stream = stream_of(each)
            conditions = (*plain_of(stream.where), *(fixed_of(each.when) if isinstance(each, Rule) else ()))
            read = (found for condition in conditions for node in walk(condition) for found in _compared(node))
            types = self._compared[each.name] = {node.name: node.type for node in read if _is_spoken(node.type)}
            self._values.setdefault(stream.kind, {}).update({name: set() for name in types})

    def see(self, event: Event) -> None:
        """Takes in an event."""
        values = self._values.get(event.kind)
        if values:
            for name, said in list(values.items()):
                value = event.fields.get(name)
                if value is not None:
                    said.add(value)
                    if len(said) > MOST:
                        del values[name]

    def words(self, rule: str, kind: str) -> Iterator[str]:
        """What there is to be said of each field that a rule or duty on events of a kind compares."""
        for name, type in self._compared[rule].items():
            values = self._values[kind].get(name)
            if values:
                told = sorted(show_value(type, each) for each in values)
                yield f"{name} is only {' or '.join(f'`{each}`' for each in told)}"


def _compared(node: x.Expr) -> Iterator[x.FieldRef]:
    """The fields that are held against fixed values, as sorts of things are, and not names or prose."""
    match node:
        case x.Compare(left=x.FieldRef() as field, right=x.Const()) | x.Compare(left=x.Const(), right=x.FieldRef() as field):
            yield field
        case x.InValues(item=x.FieldRef() as field):
            yield field


def _is_spoken(kind: Type) -> bool:
    return kind.name in SPOKEN and not kind.personal
