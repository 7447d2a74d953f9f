"""Rules and derivations, ready to judge the events of their kind."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.judging import Findings
from bylaws.engine.lanes import Lane
from bylaws.engine.nulls import is_null
from bylaws.engine.once import Groups
from bylaws.events.event import Event
from bylaws.policy.program import Derive, Rule


class RuleJudge(Struct):
    """`groups` and `keys` are those of `once`; `elsewhere`: others compute the windows of this rule."""

    lane: Lane
    rule: Rule
    condition: Compute
    findings: Findings
    groups: Groups | None
    keys: list[Compute]
    elsewhere: bool

    @property
    def index(self) -> int:
        return self.rule.index

    def judge(self, frame: Frame) -> Finding | None:
        """The finding, unless there is none or it was counted with another."""
        value = self.condition(frame)
        if value is False or value is None:
            return None
        excused = self.findings.excused(frame, value)
        if self.groups is None:
            return self.findings.make(frame, excused)
        key = tuple([None if is_null(part := read(frame)) else part for read in self.keys]) or (self.findings.subject(frame),)
        settled = excused.state == "settled"
        opening = self.groups.opening(key, frame.place) if settled else None
        if opening is not None:
            self.groups.join(opening, frame.place, self.findings.severity(frame))
            return None
        finding = self.findings.make(frame, excused)
        if finding is None:
            return None
        finding.key = key
        if settled:
            self.groups.open(finding, frame.place)
        return finding


class WatchedJudge(RuleJudge):
    """As any rule's; `see` is shown every frame that it judges, once it is judged."""

    see: Callable[[Frame], None]

    def judge(self, frame: Frame) -> Finding | None:
        outcome = RuleJudge.judge(self, frame)
        self.see(frame)
        return outcome


class DeriveJudge(Struct):
    lane: Lane
    derive: Derive
    where: Compute | None
    when: Compute | None
    fields: list[tuple[str, Compute]]

    @property
    def index(self) -> int:
        return self.derive.index

    def judge(self, frame: Frame) -> Event | None:
        """The derived event, right after its cause; its null fields are left out."""
        for condition in (self.where, self.when):
            if condition is not None and condition(frame) is not True:
                return None
        cause = frame.event
        found = {name: read(frame) for name, read in self.fields}
        fields = {name: value for name, value in found.items() if not is_null(value)}
        identity = f"{cause.id}~{self.derive.index}.{frame.element}"
        return Event(self.derive.kind, identity, cause.source, cause.at, fields, cause.received_at, frame.place, cause.late)


Judge = RuleJudge | DeriveJudge
