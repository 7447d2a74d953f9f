"""What enforcement needs to know of a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from bylaws.enforce.people import NOBODY, PROVIDER, Subject
from bylaws.events.types import Type
from bylaws.policy.expressions import FieldRef, Window
from bylaws.policy.program import Duty, Program, Rule
from bylaws.policy.walk import children, walk

_SCALE: Final = 10**6


class Found(Struct, frozen=True, omit_defaults=True):
    """A settled finding. `at`: when it was made; `until`: up to when it is known to have gone on, microseconds.

    `cluster`: what it has in common with findings about others, such as the address from which many accounts were opened (empty:
    nothing). `deliberate`, `risk`: the degrees that its rule saw. `ladder`: what answers it. `hypothetical`: it was made before the
    policy was in force.
    """

    id: str
    rule: str
    clause: str
    subject: Subject
    at: int
    until: int
    severity: str
    ladder: str = ""
    cluster: str = ""
    repeats: int = 0
    deliberate: bool = False
    risk: bool = False
    hypothetical: bool = False


class Law(Struct, frozen=True):
    """The words under which a finding was made: which policy, which version of it, and the hash of the clause's text."""

    policy: str
    version: str
    digest: str
    clause_hash: str


class Reader:
    """Reads findings as `bylaws run` writes them (docs/reference/output.md), made under one version of a policy."""

    def __init__(self, program: Program) -> None:
        makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
        self._makers = {each.name: each for each in makers}
        self._clusters = {name: tuple(_cluster_fields(maker)) for name, maker in self._makers.items()}

    def found(self, line: Mapping[str, Any]) -> Found:
        """Raises KeyError where the policy has no such rule."""
        maker = self._makers[line["rule"]]
        at, repeated = _micros(line["at"]), line.get("repeated_at")
        degrees = line.get("degrees") or {}
        return Found(
            id=line["id"],
            rule=line["rule"],
            clause=line["clause"],
            subject=_subject(line["subject"], maker.subject.type),
            at=at,
            until=at if repeated is None else max(at, _micros(repeated)),
            severity=line["severity"],
            ladder=line.get("steps") or "",
            cluster=self._cluster(line),
            repeats=line.get("repeats", 0),
            deliberate="deliberate" in degrees,
            risk="risk" in degrees,
            hypothetical=bool(line.get("hypothetical")),
        )

    def _cluster(self, line: Mapping[str, Any]) -> str:
        fields = line["event"]["fields"]
        shared = [f"{name}={fields[name]}" for name in self._clusters[line["rule"]] if fields.get(name) is not None]
        return f"{line['rule']}: {', '.join(shared)}" if shared else ""


def law_of(line: Mapping[str, Any]) -> Law:
    return Law(line["policy"], line["version"], line["digest"], line["clause_hash"])


def _cluster_fields(maker: Rule | Duty) -> Iterator[str]:
    """The fields by which a rule counts events of several subjects together."""
    if isinstance(maker, Duty) or not isinstance(maker.subject, FieldRef):
        return
    keys = dict.fromkeys(
        key.ours.name
        for child in children(maker)
        for node in walk(child)
        if isinstance(node, Window)
        for key in node.keys
        if isinstance(key.ours, FieldRef)
    )
    if maker.subject.name not in keys:
        yield from keys


def _subject(name: object, type: Type) -> Subject:
    if name is None:
        return NOBODY
    if name == "provider" and type.name != "entity":
        return PROVIDER
    return Subject(type.entity or type.name, str(name))


def _micros(instant: str) -> int:
    """An instant of RFC 3339, in microseconds."""
    return round(datetime.fromisoformat(instant).timestamp() * _SCALE)
