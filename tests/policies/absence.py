"""Logs that lack something altogether, made of those that have it; and whom they accuse who was not accused before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.examples import run_example
from bylaws.engine.finding import Finding
from bylaws.engine.scope import stream_of
from bylaws.policy.expressions import Window
from bylaws.policy.program import Derive, Duty, Example, GivenEvents, GivenRow, Program, Rule, Watch
from bylaws.policy.walk import nodes

PROVIDER = "provider"
Accused = tuple[str, object]
"""A rule or duty, and whom it accuses; of the provider, whom all its rules accuse, when."""


class Lack(Struct, frozen=True, order=True):
    """What a log lacks: all events of a `kind`, one field of them, or all rows of a list (`kind` is then empty)."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"list {self.name}" if not self.kind else f"{self.kind}.{self.name}" if self.name else self.kind


class Change(Struct, frozen=True, order=True):
    """A rule that accuses somebody of what is not so much as told."""

    rule: str
    lack: Lack

    def __str__(self) -> str:
        return f"{self.rule} for want of {self.lack}"


def accused(findings: Sequence[Finding]) -> Counter[Accused]:
    """Whom settled findings accuse: each but once, the provider as often as they do."""
    settled = [each for each in findings if each.state == "settled" and each.subject is not None]
    others = {(each.rule, each.subject) for each in settled if each.subject != PROVIDER}
    return Counter([*others, *((each.rule, each.at) for each in settled if each.subject == PROVIDER)])


def lacks_of(example: Example) -> list[Lack]:
    """Everything that an example's log could lack."""
    found = set()
    for line in example.lines:
        if isinstance(line, GivenRow):
            found.add(Lack("", line.list))
        elif isinstance(line, GivenEvents):
            found |= {Lack(line.kind), *(Lack(line.kind, name) for name, _ in line.fields)}
    return sorted(found)


def without(example: Example, lack: Lack) -> Example:
    """The example with a log that lacks it."""
    return replace(example, lines=tuple(line for each in example.lines for line in _without(each, lack)))


def _without(line: Struct, lack: Lack) -> Iterator[Struct]:
    if isinstance(line, GivenEvents) and line.kind == lack.kind:
        if lack.name:
            yield replace(line, fields=tuple(each for each in line.fields if each[0] != lack.name))
        return
    if not (isinstance(line, GivenRow) and lack == Lack("", line.list)):
        yield line


def concerned(program: Program, kinds: set[str]) -> Program:
    """The program with those of its rules only that events of some kinds can lead to anything, and those that these look at."""
    makers: tuple[Rule | Derive | Duty, ...] = (*program.rules, *program.derives, *program.duties)
    looked = {each.feed.kind for each in program.lists.values() if each.feed is not None}
    kept: list[Rule | Derive | Duty] = []
    while more := [each for each in makers if each not in kept and (stream_of(each).kind in kinds or _made(each) in looked)]:
        kept += more
        kinds = {*kinds, "finding.made", *map(_made, more)}
        names = {_made(each) for each in kept}
        parts = [*kept, *(each for each in program.exceptions if each.rule in names)]
        looked |= {node.kind for part in parts for node in nodes(part) if isinstance(node, Window | Watch)}
    return replace(
        program,
        rules=tuple(each for each in kept if isinstance(each, Rule)),
        derives=tuple(each for each in kept if isinstance(each, Derive)),
        duties=tuple(each for each in kept if isinstance(each, Duty)),
        exceptions=tuple(each for each in program.exceptions if each.rule in {_made(maker) for maker in kept}),
    )


def _made(maker: Rule | Derive | Duty) -> str:
    return maker.kind if isinstance(maker, Derive) else maker.name


def changes(program: Program, example: Example) -> Iterator[Change]:
    """What is accused in the logs that lack something, and is not where they tell it."""
    few = concerned(program, {line.kind for line in example.lines if isinstance(line, GivenEvents)})
    before = accused(run_example(few, example).findings)
    for lack in lacks_of(example):
        lacking = () if lack.kind else (lack.name,)
        new = accused(run_example(few, without(example, lack), lacking=lacking).findings) - before
        yield from (Change(rule, lack) for rule in sorted({rule for rule, _ in new}))
