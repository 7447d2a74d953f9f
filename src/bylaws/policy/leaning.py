"""What declarations lean on, so that it can be told which rules a change elsewhere in the policy touches."""

from __future__ import annotations

from collections.abc import Iterator, Set

from bylaws.policy.expressions import InList, LookUp, Param, Permitted, Window
from bylaws.policy.program import Derive, Duty, ExceptionDecl, Feed, Program, Rule, Stream, Watch
from bylaws.policy.walk import nodes

Name = tuple[str, str]
"""A sort (`rule`, `duty`, `derivation`, `exception`, `list`, `parameter`) and a name; a derivation goes by its kind."""

Judging = Rule | Duty | Derive | ExceptionDecl


def touched(program: Program, changed: Set[Name]) -> set[str]:
    """The rules and duties that are changed, or lean on something changed through however many others."""
    found, leaning = set(changed), _leaning(program)
    grown = True
    while grown:
        fresh = {name for name, below in leaning.items() if name not in found and below & found}
        grown = bool(fresh)
        found |= fresh
    return {name for sort, name in found & leaning.keys() if sort in ("rule", "duty")}


def readers(program: Program, parameter: str) -> Iterator[Judging]:
    """What reads a parameter itself."""
    return (each for _, each in _judging(program) if ("parameter", parameter) in _read(each))


def _leaning(program: Program) -> dict[Name, set[Name]]:
    found: dict[Name, set[Name]] = {}
    for name, each in _judging(program):
        below = set(_read(each))
        if not isinstance(each, Derive):
            below |= {("exception", lifting) for lifting in each.exceptions}
        found.setdefault(name, set()).update(below)
    for listed in program.lists.values():
        found["list", listed.name] = set(_read(listed.feed)) if listed.feed else set()
    return found


def _judging(program: Program) -> Iterator[tuple[Name, Judging]]:
    yield from ((("rule", each.name), each) for each in program.rules)
    yield from ((("duty", each.name), each) for each in program.duties)
    yield from ((("derivation", each.kind), each) for each in program.derives)
    yield from ((("exception", each.name), each) for each in program.exceptions)


def _read(tree: Judging | Feed) -> Iterator[Name]:
    for node in nodes(tree):
        match node:
            case Param():
                yield "parameter", node.name
            case LookUp() | InList():
                yield "list", node.list
            case Stream() | Watch() | Window() | Permitted() | Feed():
                yield from ((sort, node.kind) for sort in ("derivation", "rule", "duty"))
