"""What one run over events gave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.events.decode import Placed
from bylaws.events.record import Remark
from bylaws.events.rejects import Reason
from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.inputs import Inputs
from bylaws.study.noughts import Nought
from bylaws.study.outside import Span
from bylaws.study.placed import Nobody, nobodies
from bylaws.study.repeated import repeated
from bylaws.study.silence import Unjudged
from bylaws.study.strays import Stray
from bylaws.study.timeless import timeless
from bylaws.study.unknown import UnknownKind


class Rejected(Struct, frozen=True):
    """A piece of the input that could not be understood: where (a line, or an offset), and why."""

    file: str
    where: str
    reason: str


def judging(program: Program, clauses: Collection[str]) -> list[str]:
    """The names of the rules and duties under some clauses; under any, if none are named."""
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    return [each.name for each in makers if not clauses or each.clause in clauses]


class Result(Struct, frozen=True):
    """Findings in the engine's order, and everything that a reader must know to judge how far to trust them.

    `read` counts events by kind; `rejects` how many pieces of the input were not understood, `rejected` holds the first of them,
    `reasons` says why; `blind` gives, by rule, why it could see nothing; `unknown` counts fields that the catalogue does not know,
    by `kind.field`; `unknown_kinds` are those of rejected events; `first` and `last` are the times of the earliest and latest
    judged event, microseconds (None: no event); `earlier` are the versions before this one by which events were judged too;
    `before` counts the events that lie before them all; `kindless` counts the permits of which no event told the kind, `strays` are
    those for which nobody asks so; `remarks` is what there is to be said of inputs as a whole; `clauses` are those asked for (none:
    all); `in_part` gives, by rule, what keeps it from seeing in part; `idle`, by rule, why there was nothing for it to judge;
    `unmatched`, by rule, what it counts of which there was none, and the lists in which it found no row; `ill_read` gives, of the
    kinds that the policy reads, how many events were rejected, and of how many. `span` is that of all events, judged or not,
    `spans` those by kind; `outside` says why none was judged where findings were asked for, an empty text if one was. `since` is
    from when on findings were asked for, microseconds. `duplicates`: how many of the events that were read tell again what others
    told. `placeholders` counts events by what stands there in place of an identity, as a `Decoder` does; `noughts` are the numbers
    that rules read and that are 0 on all events. `stopped`: sources that told much in a short time, and then nothing until the end.
    """

    program: Program
    findings: Sequence[Finding]
    read: Mapping[str, int]
    rejects: int = 0
    rejected: Sequence[Rejected] = ()
    debts: Sequence[OpenDebt] = ()
    blind: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    first: int | None = None
    last: int | None = None
    earlier: Sequence[Program] = ()
    before: int = 0
    kindless: int = 0
    strays: Sequence[Stray] = ()
    unknown_kinds: Sequence[UnknownKind] = ()
    remarks: Sequence[Remark] = ()
    clauses: Sequence[str] = ()
    in_part: Mapping[str, Sequence[str]] = field(default_factory=dict)
    idle: Mapping[str, str] = field(default_factory=dict)
    unmatched: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ill_read: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    span: Span | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)
    outside: str = ""
    since: int | None = None
    duplicates: int = 0
    placeholders: Mapping[Placed, int] = field(default_factory=dict)
    noughts: Sequence[Nought] = ()
    reasons: Sequence[Reason] = ()
    stopped: Sequence[Unjudged] = ()

    @property
    def versions(self) -> Sequence[Program]:
        """All versions by which events were judged, the latest last."""
        return (*self.earlier, self.program)

    @property
    def events(self) -> int:
        return sum(self.read.values())

    @property
    def is_blind(self) -> bool:
        """Whether none of the rules and duties asked for could see anything: that nothing was found then means nothing.

        So it is where there are none. What they leave unsettled only shows that they see nothing.
        """
        asked = judging(self.program, self.clauses)
        return all(each.state == "unsettled" for each in self.findings) and all(name in self.blind for name in asked)

    @property
    def unjudged(self) -> str:
        """What is to be said of the events that lie before every version; an empty text if there are none."""
        lie, were = ("event lies", "was") if self.before == 1 else ("events lie", "were")
        return f"{self.before:,} {lie} before the first version and {were} judged by none" if self.before else ""

    @property
    def vague(self) -> str:
        """What is to be said of permits without a kind; an empty text if there are none."""
        told = "permit allows" if self.kindless == 1 else "permits allow"
        return f"{self.kindless:,} {told} nothing: no `permit.granted` told what `kind`" if self.kindless else ""

    @property
    def delayed(self) -> str:
        """What is to be said of events that came late; an empty text if none did."""
        told = "event came late and was judged by its" if self.late == 1 else "events came late and were judged by their"
        return f"{self.late:,} {told} own fields" if self.late else ""

    @property
    def repeated(self) -> str:
        """What is to be said of events that were told again; an empty text if none were."""
        return repeated(self.duplicates, self.events)

    @property
    def timeless(self) -> str:
        """What is to be said of times that are probably none; an empty text if they may be right."""
        return timeless(self.first, self.last, self.events, self.program.timezone)

    @property
    def nobodies(self) -> Sequence[Nobody]:
        """Fields that name nobody where somebody should be named, the most frequent first."""
        return list(nobodies(self.placeholders))

    @property
    def begun(self) -> int:
        """How many findings were made before the time asked for: further ones that lie in it are counted under them."""
        return 0 if self.since is None else sum(each.at < self.since for each in self.findings)

    @property
    def inputs(self) -> Inputs:
        """The inputs that were not read as a log from beginning to end."""
        return Inputs.of(self.remarks, self.events)
