"""A policy with nothing but what one rule hangs on, so that the rule can be watched without judging all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from bylaws.policy.expressions import InList, LookUp, Window
from bylaws.policy.program import Derive, Duty, ExceptionDecl, Feed, ListDecl, Program, Rule, Stream, Watch
from bylaws.policy.walk import nodes

MADE: Final = "finding.made"

Part = Rule | Duty | Derive | ExceptionDecl | ListDecl


def narrowed_to(program: Program, rule: Rule | Duty) -> Program:
    """The rule with the exceptions that lift it, the lists that it reads, and whatever makes the events that all these look at.

    Findings of the rule are the same as under the whole policy. A rule that looks at all findings hangs on all of it.
    """
    parts: dict[int, Part] = {}
    waiting: list[Part] = [rule]
    while waiting:
        part = waiting.pop()
        if id(part) in parts:
            continue
        parts[id(part)] = part
        for name in _named(part):
            if name == MADE:
                return program
            waiting += _bearing(program, name)
        if isinstance(part, Rule | Duty):
            waiting += (each for each in program.exceptions if each.rule == part.name)
    return replace(
        program,
        rules=tuple(each for each in program.rules if id(each) in parts),
        duties=tuple(each for each in program.duties if id(each) in parts),
        derives=tuple(each for each in program.derives if id(each) in parts),
        exceptions=tuple(each for each in program.exceptions if id(each) in parts),
        lists={name: each for name, each in program.lists.items() if id(each) in parts},
    )


def _named(part: Part) -> Iterator[str]:
    """The kinds of event and the lists that a part names."""
    for node in nodes(part):
        match node:
            case Stream() | Window() | Watch() | Feed():
                yield node.kind
            case LookUp() | InList():
                yield node.list


def _bearing(program: Program, name: str) -> Iterator[Part]:
    """What is called by a name, or makes events of a kind."""
    yield from (each for each in program.rules if each.name == name)
    yield from (each for each in program.duties if each.name == name)
    yield from (each for each in program.derives if each.kind == name)
    yield from (each for each in program.lists.values() if each.name == name)
