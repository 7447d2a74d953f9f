"""What another version of a policy would have found in the same events."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final, Literal

from msgspec import Struct, field

from bylaws.engine.finding import Finding
from bylaws.policy.program import SEVERITIES, Duty, Program, Rule
from bylaws.study.beyond import Asked, beyond
from bylaws.study.mask import Mask
from bylaws.study.outside import outside
from bylaws.study.result import Result, judging
from bylaws.study.shown import Shown
from bylaws.study.summary import Tally

Change = Literal["new", "gone", "changed", "earlier", "later"]

CHANGES: Final[tuple[Change, ...]] = ("new", "gone", "changed", "earlier", "later")
STATES: Final = ("settled", "unsettled", "excused")
COMPARED: Final = ("state", "severity", "subject", "steps")
"""What of a finding that both versions make may differ."""
DERIVED: Final = re.compile(r"(?P<cause>.*)~(?P<index>\d+)\.(?P<element>\d+)", re.DOTALL)
"""The id of a derived event, as the engine makes it."""


class Pair(Struct, frozen=True):
    """A finding under the old version, under the new one, or under both with a difference.

    It is earlier or later if the new version finds the same of the same subject at another time.
    """

    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """As it would be; as it was, if it is gone."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def change(self) -> Change:
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        if self.before.at != self.after.at:
            return "earlier" if self.after.at < self.before.at else "later"
        return "changed"

    @property
    def differs_in(self) -> tuple[str, ...]:
        if self.before is None or self.after is None:
            return ()
        return tuple(each for each in COMPARED if getattr(self.before, each) != getattr(self.after, each))


class Standing(Struct):
    """A subject under a clause: what is found of it before and after. `subject` is its name under the mask."""

    clause: str
    subject: str
    before: Tally = field(default_factory=Tally)
    after: Tally = field(default_factory=Tally)

    @property
    def change(self) -> Change:
        """New and gone by what is not excused."""
        was, will = (each.settled + each.unsettled for each in (self.before, self.after))
        if was and will:
            return "changed"
        return "new" if will else "gone" if was else "changed"

    @property
    def is_accused(self) -> bool:
        """Whether anything is found, before or after, that is settled."""
        return bool(self.before.settled or self.after.settled)

    @property
    def is_in_doubt(self) -> bool:
        """Whether what is found is unsettled at most, before and after."""
        return not self.is_accused and bool(self.before.unsettled or self.after.unsettled)

    @property
    def differs(self) -> bool:
        return _counts(self.before) != _counts(self.after)

    @property
    def weight(self) -> tuple[object, ...]:
        """New before gone before changed, the gravest first."""
        grave = self.before if self.change == "gone" else self.after
        return CHANGES.index(self.change), tuple(-each for each in grave.weight), self.clause, self.subject


class ClauseImpact(Struct):
    """What would be new, gone, changed, earlier and later under a clause: findings by state, settled ones by severity."""

    clause: str
    changes: dict[Change, Tally] = field(default_factory=dict)

    def add(self, pair: Pair) -> None:
        self.changes.setdefault(pair.change, Tally()).add(pair.finding)


class Impact(Struct, frozen=True):
    """`old` and `new`: the runs. `pairs`: findings that differ, gravest first; `clauses` in the order of the policy.

    `touched`: the rules and duties of which another meaning, in them or in what they lean on, may make other findings. `outside`:
    why no event lies in the time that was asked for; an empty text if one does. `beyond`: by rule, why none of its kind does.
    """

    old: Result
    new: Result
    pairs: Sequence[Pair]
    clauses: Sequence[ClauseImpact]
    subjects: Sequence[Standing]
    touched: Set[str] = frozenset()
    outside: str = ""
    beyond: Mapping[str, str] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        return bool(self.pairs)

    def count(self, change: Change) -> int:
        return sum(each.change == change for each in self.pairs)

    def standings(self, change: Change) -> int:
        """How many subjects would be accused otherwise, clause by clause."""
        return sum(each.change == change and each.is_accused for each in self.subjects)

    @property
    def only_unsettled(self) -> int:
        """How many subjects would be unsettled more or less often, and are accused of nothing."""
        return sum(each.is_in_doubt for each in self.subjects)

    @property
    def only_excused(self) -> int:
        """How many subjects would be excused more or less often, and neither accused of anything nor unsettled."""
        return sum(not each.is_accused and not each.is_in_doubt for each in self.subjects)

    @property
    def blind(self) -> Mapping[str, tuple[str, str]]:
        """Rules that saw nothing under a version, with the reasons under the old and the new one; empty where it saw."""
        sides = [{**each.blind, **self.beyond} for each in (self.old, self.new)]
        return {name: (sides[0].get(name, ""), sides[1].get(name, "")) for name in dict.fromkeys((*sides[0], *sides[1]))}

    @property
    def idle(self) -> tuple[str, ...]:
        """The rules that are touched and had nothing to judge, under either version that has them."""
        made = [set(judging(side.program, ())) for side in (self.old, self.new)]
        sides = list(zip(made, (self.old.idle, self.new.idle), strict=True))
        wanted = sorted(self.touched - set(self.untold))
        return tuple(name for name in wanted if all(name not in names or name in idle for names, idle in sides))

    @property
    def untold(self) -> tuple[str, ...]:
        """The rules that are touched and saw nothing, under the new version or, where they are gone, under the old one."""
        makers: tuple[Rule | Duty, ...] = (*self.new.program.rules, *self.new.program.duties)
        kept = {each.name for each in makers}
        return tuple(name for name, (old, new) in self.blind.items() if name in self.touched and (new if name in kept else old))

    @property
    def is_blind(self) -> bool:
        """Whether nobody could tell of any finding whether it would be the same."""
        return not self.differs and (bool(self.outside) or self.new.is_blind or self.old.is_blind)

    @property
    def is_doubtful(self) -> bool:
        """Whether rules that are touched saw in part only, or some of the input was not understood."""
        return bool(self.new.rejects or self.touched & (self.new.in_part.keys() | self.new.unmatched.keys()))

    @property
    def read_alike(self) -> bool:
        """Whether both versions understood the same events."""
        return dict(self.old.read) == dict(self.new.read) and self.old.rejects == self.new.rejects


def impact(old: Result, new: Result, mask: Mask, since: int | None = None, touched: Set[str] = frozenset()) -> Impact:
    """What differs between two runs over the same events; `since` (microseconds): only findings from then on count,
    and those under which such are counted.

    Findings are the same if they are of one rule, event and element, or else of one rule, subject and state; ids hold the digest of
    the policy, so that what follows from a finding is told by what that finding was made of.
    """
    pairs = sorted(_pairs(old, new, since), key=_gravest)
    order = dict.fromkeys(clause.slug for result in (new, old) for clause in result.program.clauses)
    clauses = {slug: ClauseImpact(slug) for slug in order}
    for pair in pairs:
        clauses[pair.finding.clause].add(pair)
    subjects = sorted((each for each in _standings(old, new, mask, since) if each.differs), key=lambda each: each.weight)
    why = new.outside or outside(new.program, new.span, new.last, since, None)
    late = beyond(new.program, new.spans, Asked(since, None))
    changed = [each for each in clauses.values() if each.changes]
    return Impact(old, new, pairs, changed, subjects, touched, why, late)


def _pairs(old: Result, new: Result, since: int | None) -> Iterator[Pair]:
    before = dict(_keyed(old, since))
    fresh = []
    for key, finding in _keyed(new, since):
        pair = Pair(before.pop(key, None), finding)
        if pair.before is None:
            fresh.append(finding)
        elif pair.differs_in or pair.before.at != finding.at:
            yield pair
    yield from _moved(list(before.values()), fresh)


def _moved(gone: Sequence[Finding], fresh: Sequence[Finding]) -> Iterator[Pair]:
    """What is gone and what is new; of one rule, subject and state together, the first with the first, if at another time."""
    waiting: dict[object, deque[Finding]] = {}
    for finding in sorted(gone, key=lambda each: each.at):
        waiting.setdefault(_same(finding), deque()).append(finding)
    for finding in sorted(fresh, key=lambda each: each.at):
        theirs = waiting.get(_same(finding))
        if theirs and finding.subject is not None and theirs[0].at != finding.at:
            yield Pair(theirs.popleft(), finding)
        else:
            yield Pair(None, finding)
    yield from (Pair(each, None) for theirs in waiting.values() for each in theirs)


def _same(finding: Finding) -> object:
    return finding.rule, finding.subject, finding.state


def _keyed(result: Result, since: int | None) -> Iterator[tuple[object, Finding]]:
    """Findings, each with what it is made of: nothing in it depends on the version."""
    derived = _derivations(result.program)
    keys: dict[str, object] = {}
    for finding in result.findings:
        cause, made = (finding.event, ()) if finding.kind not in derived.kinds else derived.cause(finding.event)
        key = finding.rule, finding.source, keys.get(cause, cause), made, finding.element
        keys[finding.id] = key
        if since is None or finding.goes_on >= since:
            yield key, finding


class _Derivations(Struct, frozen=True):
    """By its place among all declarations, which derivation it is: its kind, and which one of that kind."""

    kinds: frozenset[str]
    which: Mapping[str, tuple[str, int]]

    def cause(self, event: str) -> tuple[str, tuple[object, ...]]:
        """From the id of a derived event that of its cause, and by which derivations and from which elements it was made."""
        made = []
        while found := DERIVED.fullmatch(event):
            event = found["cause"]
            made.append((self.which.get(found["index"], found["index"]), found["element"]))
        return event, tuple(made)


def _derivations(program: Program) -> _Derivations:
    count = Counter[str]()
    which = {}
    for each in sorted(program.derives, key=lambda each: each.index):
        which[str(each.index)] = (each.kind, count[each.kind])
        count[each.kind] += 1
    return _Derivations(frozenset(count), which)


def _gravest(pair: Pair) -> tuple[object, ...]:
    """Who would be accused comes first, then who would be no more, then who is either way; what is excused anyway comes last."""
    was, will = (each is not None and each.state != "excused" for each in (pair.before, pair.after))
    accused = 0 if will and not was else 1 if was and not will else 2 if was else 3
    finding = pair.finding
    change = CHANGES.index(pair.change)
    return accused, change, STATES.index(finding.state), -SEVERITIES.index(finding.severity), finding.at, finding.rule, finding.id


def _standings(old: Result, new: Result, mask: Mask, since: int | None) -> list[Standing]:
    """Every subject under every clause. A subject is told from others by itself, not by its name under the mask."""
    found: dict[tuple[str, object, str], Standing] = {}
    for result, side in ((old, "before"), (new, "after")):
        shown = Shown.of(mask, result.program)
        for finding in (each for each in result.findings if since is None or each.goes_on >= since):
            type = shown.types.subject(finding)
            key = finding.clause, finding.subject, str(type)
            standing = found.get(key)
            if standing is None:
                standing = found[key] = Standing(finding.clause, shown.subject(finding))
            getattr(standing, side).add(finding)
    return list(found.values())


def _counts(tally: Tally) -> tuple[object, ...]:
    return tally.settled, tally.unsettled, tally.excused, tally.severities
