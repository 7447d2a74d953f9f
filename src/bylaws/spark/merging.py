"""The findings of all shards in the order in which one machine would have made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bylaws.engine.finding import Finding
from bylaws.engine.scope import stream_of
from bylaws.engine.ways import MADE
from bylaws.policy.program import Derive, Duty, Program, Rule
from bylaws.spark.packing import encoded

Key = tuple[Any, ...]
"""(root, path): where the event stands that all came from, or the debt that fell due; then by which rules, on which elements."""

EVENT: Final = 0
DUE: Final = 1
"""A debt falls due behind all events of its deadline."""


def keys_of(
    program: Program, findings: Sequence[Finding], feeding: frozenset[str], known: Mapping[str, Key] = MappingProxyType({})
) -> list[Key]:
    """By finding its place in the order. `feeding`: the kinds that go before others at an instant; `known`: of earlier ones."""
    keys = _Keys(program, findings, feeding, known)
    return [keys.of(each) for each in findings]


class _Keys:
    def __init__(self, program: Program, findings: Sequence[Finding], feeding: frozenset[str], known: Mapping[str, Key]) -> None:
        self._feeding = feeding
        self._known = {each.id: each for each in findings}
        makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
        self._makers = {each.name: each for each in makers}
        self._derives = {str(each.index): each for each in program.derives}
        self._keys: dict[str, Key] = dict(known)

    def of(self, finding: Finding) -> Key:
        key = self._keys.get(finding.id)
        if key is None:
            key = self._keys[finding.id] = self._of(finding)
        return key

    def _of(self, finding: Finding) -> Key:
        maker = self._makers[finding.rule]
        root, path = self._cause(finding, finding.kind, finding.event)
        step = (maker.index, finding.element)
        if isinstance(maker, Duty):
            return (finding.at, DUE, maker.index, (root, (*path, step))), ()
        return root, (*path, step)

    def _cause(self, finding: Finding, kind: str, event: str) -> Key:
        """Where the event that was judged stands."""
        if (event in self._known or event in self._keys) and (kind in self._makers or kind == MADE):
            root, path = self._keys[event] if event in self._keys else self.of(self._known[event])
            return root, path
        origin, mark, tail = event.rpartition("~")
        derive = self._derives.get(tail.partition(".")[0]) if mark else None
        if derive is not None and derive.kind == kind:
            root, path = self._cause(finding, stream_of(derive).kind, origin)
            return root, (*path, _step(derive, tail))
        return (finding.place, EVENT, 0 if kind in self._feeding else 1, encoded(finding.source), encoded(event)), ()


def _step(derive: Derive, tail: str) -> tuple[int, int]:
    element = tail.partition(".")[2]
    return derive.index, int(element) if element.isdigit() else 0


def merged(shards: Iterable[Sequence[tuple[Key, Finding]]], most: int) -> list[Finding]:
    """All findings in order. Of what is unsettled for want of the same the first `most` are told, the others are counted."""
    ordered = sorted((found for shard in shards for found in shard), key=lambda found: found[0])
    told: dict[tuple[object, ...], list[Finding]] = {}
    further: dict[tuple[object, ...], int] = {}
    findings = []
    for _, finding in ordered:
        if finding.state == "unsettled":
            group = _unsettled_with(finding)
            alike = told.setdefault(group, [])
            further[group] = further.get(group, 0) + finding.further
            finding.further = 0
            if len(alike) >= most:
                further[group] += 1
                continue
            alike.append(finding)
        findings.append(finding)
    _count(told, further)
    return findings


def _unsettled_with(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.wanting, finding.hypothetical


def _count(told: Mapping[tuple[object, ...], Sequence[Finding]], further: Mapping[tuple[object, ...], int]) -> None:
    for group, alike in told.items():
        alike[-1].further = further[group]
