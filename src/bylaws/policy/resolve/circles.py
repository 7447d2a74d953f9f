"""Circles among declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from bylaws.policy import surface
from bylaws.policy.checks import chains_must_be_short, streams_must_not_circle
from bylaws.policy.checks.chains_must_be_short import LONGEST
from bylaws.policy.resolve.gather import Placed
from bylaws.source import Diagnostic

T = TypeVar("T")


def on_circles(placed: Sequence[Placed]) -> Iterator[tuple[list[Placed], Diagnostic]]:
    """Declarations whose streams lead back to themselves, or too far.

    `finding.made` leads nowhere: it stands for the findings of rules that do not themselves follow from it.
    """
    makers: dict[str, list[Placed]] = {}
    for each in placed:
        makers.setdefault(each.name.text, []).append(each)
    lost: set[int] = set()

    def following(each: Placed) -> list[Placed]:
        return [] if id(each) in lost else makers.get(_stream(each).kind.text, [])

    for circle in list(find_circles(placed, following)):
        lost |= {id(each) for each in circle}
        yield circle, streams_must_not_circle.error([(each.name, _stream(each).kind) for each in circle])
    for end in long_chains(placed, following):
        yield [end], chains_must_be_short.error(end.name)


def long_chains(placed: Sequence[Placed], following: Callable[[Placed], Sequence[Placed]]) -> Iterator[Placed]:
    """Where chains of declarations grow too long; there are no circles among them."""
    depths: dict[int, int] = {}
    for start in placed:
        waiting = [start]
        while waiting:
            node = waiting[-1]
            below = following(node)
            missing = [each for each in below if id(each) not in depths]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            if id(node) not in depths:
                depths[id(node)] = depth = 1 + max((depths[id(each)] for each in below), default=0)
                if depth > LONGEST:
                    depths[id(node)] = 0
                    yield node


def find_circles(nodes: Sequence[T], following: Callable[[T], Sequence[T]]) -> Iterator[list[T]]:
    """Each circle once, from its first node in order; found depth first without recursion."""
    done: set[int] = set()
    for start in nodes:
        path: list[T] = []
        waiting: list[tuple[T, int]] = [(start, 0)]
        while waiting:
            node, depth = waiting.pop()
            del path[depth:]
            inside = next((i for i, each in enumerate(path) if each is node), None)
            if inside is not None:
                yield path[inside:]
                continue
            if id(node) in done:
                continue
            path.append(node)
            done.add(id(node))
            waiting += [(each, depth + 1) for each in reversed(following(node))]


def _stream(placed: Placed) -> surface.Stream:
    declared = placed.declaration
    assert isinstance(declared, surface.Rule | surface.Derive | surface.Duty)
    return declared.after if isinstance(declared, surface.Duty) else declared.stream
