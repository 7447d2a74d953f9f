"""Law in time: each event is judged by the version of the policy that bound its account when it happened.

A version binds an account from the instant at which the account accepted it (`policy.accepted`), but not before it takes effect;
an account that has accepted none is bound by the version in effect. Every version sees all events, so that its windows and lists
are filled; but a window does not reach behind the instant from which its clause has bound the account, through all versions
that have a clause of that name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from bylaws.engine.asks import Want
from bylaws.engine.duties import OpenDebt
from bylaws.engine.explain import Explanation
from bylaws.engine.finding import Finding
from bylaws.engine.lists import Row
from bylaws.engine.once import Openings
from bylaws.engine.parted import Parted
from bylaws.engine.permits import Granted
from bylaws.engine.scope import owner_of
from bylaws.engine.step import Stepper, event_of
from bylaws.engine.unsettled import Telling
from bylaws.events.event import Event
from bylaws.policy.kept import kept_policy
from bylaws.policy.program import Derive, Duty, Program, Rule
from bylaws.source import DiagnosticError

ACCEPTED: Final = "policy.accepted"
ACCEPTANCE: Final = ("account", "policy", "version")
"""The fields of `policy.accepted` that tell who is bound by what."""

Lists = Mapping[str, Sequence[Row]]


def load_versions(folder: Path, policy: str) -> list[Program]:
    """The versions of a policy among the Markdown files of a folder, in the order in which they take effect.

    Files of other policies are passed over, and so are files without front matter and those that another file includes: they hold
    only as a part of it. Raises DiagnosticError for a version that does not compile; ValueError as `in_order_of_effect` does, and
    if there is no such folder or no version in it.
    """
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    paths = [path for path in sorted(folder.glob("*.md")) if path.read_text("utf-8", "replace").startswith("---")]
    compiled = {path: kept_policy(path) for path in paths}
    programs = {path: each.program for path, each in compiled.items() if each.program}
    parts = {part for path, program in programs.items() for part in _included(path, program)}
    for path in paths:
        if path not in programs and path.resolve() not in parts:
            raise DiagnosticError(compiled[path].errors)
    found = [each for path, each in programs.items() if each.policy == policy and path.resolve() not in parts]
    if not found:
        raise ValueError(f"there is no version of `{policy}` in {folder}")
    return in_order_of_effect(found)


def in_order_of_effect(programs: Sequence[Program]) -> list[Program]:
    """Versions of one policy. Raises ValueError for one without an instant of effect, and for two that could not be told apart."""
    ordered = sorted(programs, key=_effect)
    for one, other in pairwise(ordered):
        if _effect(one) == _effect(other):
            raise ValueError(f"versions {one.version} and {other.version} of `{one.policy}` take effect at the same instant")
    names = Counter(each.version for each in ordered)
    for each in ordered:
        if names[each.version] > 1:
            raise ValueError(f"two different texts of `{each.policy}` are called version {each.version}")
    return ordered


def _included(path: Path, program: Program) -> set[Path]:
    return {Path(clause.span.file.path).resolve() for clause in program.clauses} - {path.resolve()}


def _effect(program: Program) -> int:
    if program.effective is None:
        raise ValueError(f"version {program.version} of `{program.policy}` takes effect on posting; give it an instant")
    return program.effective


class _Binding(Struct):
    """From which instants (ascending) which versions bind."""

    since: list[int] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)

    def add(self, instant: int, version: int) -> None:
        place = bisect_right(self.since, instant)
        self.since.insert(place, instant)
        self.versions.insert(place, version)

    def at(self, instant: int) -> int | None:
        """The place in the lists of what binds at an instant."""
        place = bisect_right(self.since, instant)
        return place - 1 if place else None


class Versions:
    """Which version binds whom, and what the versions share. `now`: the time of the event being judged."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = programs
        self.now = 0
        self._effect = _Binding()
        self._accepted: dict[object, _Binding] = {}
        self._openings: dict[tuple[str, ...], Openings] = {}
        for number, program in enumerate(programs):
            self._effect.add(_effect(program), number)

    def accept(self, event: Event) -> None:
        """Takes in a `policy.accepted` event."""
        account, policy, version = (event.fields.get(name) for name in ACCEPTANCE)
        for number, program in enumerate(self.programs):
            if account is not None and (program.policy, program.version) == (policy, version):
                self._accepted.setdefault(account, _Binding()).add(max(event.at, _effect(program)), number)

    def binding(self, account: object, at: int) -> int | None:
        """The number of the version that binds an account; None before there was any."""
        for binding in (self._accepted.get(account), self._effect):
            place = None if binding is None else binding.at(at)
            if binding is not None and place is not None:
                return binding.versions[place]
        return None

    def since(self, clause: str, account: object) -> int:
        """The instant from which a clause has bound an account without a break, seen from now; without account, from its effect."""
        found = self.now
        for binding in (self._accepted.get(account), self._effect):
            place = None if binding is None else binding.at(min(found, self.now))
            if binding is None or place is None:
                continue
            while place >= 0:
                if all(each.slug != clause for each in self.programs[binding.versions[place]].clauses):
                    return found
                found = min(found, binding.since[place])
                place -= 1
        return found

    def floors(self, program: Program) -> _Floors:
        """See `bylaws.engine.ways.Law`."""
        declared: list[Rule | Derive | Duty] = [*program.rules, *program.derives, *program.duties]
        return _Floors(self, {owner_of(each): each.clause for each in declared})

    def openings(self, rule: Rule) -> Openings:
        """See `bylaws.engine.ways.Law`."""
        keys = () if rule.once is None else tuple(key.span.text for key in rule.once.keys)
        return self._openings.setdefault((rule.name, *keys), Parted())


class _Floors(Struct, frozen=True):
    versions: Versions
    clauses: Mapping[str, str]

    def floor(self, owner: str, account: object) -> int:
        return self.versions.since(self.clauses[owner], account)


class LawStepper:
    """Runs the versions of one policy side by side; used like a `Stepper`. `lists`: the rows of each version's lists.

    `told`, `reach` and `telling`: as of a `Stepper`. `before` counts the events that lie before every version, which none judges.
    Raises ValueError for a version without an instant of effect.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        lists: Sequence[Lists] = (),
        *,
        told: str = "",
        reach: int | None = None,
        telling: Telling = Telling(),
    ) -> None:
        self._versions = Versions(programs)
        self.before = 0
        rows: list[Lists] = [*lists, *({} for _ in programs[len(lists) :])]
        pairs = zip(programs, rows, strict=True)
        given = partial(Stepper, law=self._versions, told=told, reach=reach, telling=telling)
        self._steppers = [given(program, each) for program, each in pairs]

    def push(self, event: Event) -> list[Finding]:
        """See `Stepper.push`."""
        found = self.watermark(event.place)
        self._process(event, found)
        return found

    def watermark(self, instant: int) -> list[Finding]:
        """See `Stepper.watermark`."""
        found: list[Finding] = []
        while (next_ := self._next_due()) is not None and next_[0] < instant:
            deadline, number = next_
            self._versions.now = deadline
            finding = self._steppers[number].fall_due()
            if finding is not None:
                found.append(finding)
                self._follow(finding, deadline, found)
        return found

    def finish(self, watermark: int) -> list[Finding]:
        """See `Stepper.finish`."""
        return self.watermark(watermark + 1)

    @property
    def open_debts(self) -> list[OpenDebt]:
        """See `Stepper.open_debts`."""
        return [debt for stepper in self._steppers for debt in stepper.open_debts]

    @property
    def kindless(self) -> int:
        """See `Stepper.kindless`."""
        return max(each.kindless for each in self._steppers)

    @property
    def granted(self) -> Granted:
        """See `Stepper.granted`; the versions share their permits."""
        return max((each.granted for each in self._steppers), key=len)

    @property
    def unfilled(self) -> frozenset[str]:
        """See `Stepper.unfilled`; of the latest version."""
        return self._steppers[-1].unfilled

    @property
    def unmet(self) -> frozenset[Want]:
        """See `Stepper.unmet`; of the latest version."""
        return self._steppers[-1].unmet

    @property
    def explanations(self) -> Mapping[str, Explanation]:
        """See `Stepper`; of all versions."""
        return {id: explained for each in self._steppers for id, explained in each.explanations.items()}

    def _next_due(self) -> tuple[int, int] | None:
        due = [(deadline, n) for n, each in enumerate(self._steppers) if (deadline := each.earliest()) is not None]
        return min(due, default=None)

    def _process(self, event: Event, found: list[Finding]) -> None:
        account = event.fields.get("account") or event.fields.get("tenant")
        binding = self._versions.binding(account, event.at)
        self._versions.now = event.at
        self.before += binding is None
        outcomes = [each for n, stepper in enumerate(self._steppers) for each in stepper.take(event, None, n == binding)]
        if event.kind == ACCEPTED:
            self._versions.accept(event)
        for finding, made in outcomes:
            if finding is not None:
                found.append(finding)
            if made is not None:
                self._process(made, found)

    def _follow(self, finding: Finding, place: int, found: list[Finding]) -> None:
        event = event_of(finding, place)
        if event is not None:
            self._process(event, found)
