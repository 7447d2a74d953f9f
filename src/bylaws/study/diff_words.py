"""What two versions differ in, in words that the page and the terminal share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bylaws.engine.finding import Finding
from bylaws.policy.difference import SAME_MEANING, ClauseChange, Declared, Difference
from bylaws.policy.program import SEVERITIES
from bylaws.study.caveats import caveats
from bylaws.study.impact import Impact, Pair, Standing
from bylaws.study.mask import Mask
from bylaws.study.shown import Shown
from bylaws.study.summary import Tally


def counted(number: int, word: str) -> str:
    """`1 rule`, `2 duties`"""
    many = "duties" if word == "duty" else f"{word}s"
    return f"{number:,} {word if number == 1 else many}"


def in_short(found: Difference) -> str:
    """One sentence: how many clauses, rules, parameters … are added, removed, changed."""
    told: Counter[tuple[str, str]] = Counter()
    for clause in found.clauses:
        told.update(("clause", _plain(each)) for each in clause.changes[:1])
        told.update((each.sort, each.change) for each in clause.declared)
    parts = [f"{counted(number, sort)} {change}" for (sort, change), number in told.items() if change != SAME_MEANING]
    same = sum(number for (_, change), number in told.items() if change == SAME_MEANING)
    if found.settings:
        parts.insert(0, f"{counted(len(found.settings), 'setting')} changed")
    added, removed = (sum(each.examples[side] for each in found.clauses) for side in (0, 1))
    parts += [f"{counted(number, 'worked example')} {how}" for number, how in ((added, "added"), (removed, "removed")) if number]
    if same:
        parts.append(f"{counted(same, 'text')} only written differently, with the same meaning")
    return f"{'; '.join(parts)}." if parts else "The texts do not differ."


def named(found: Difference, most: int = 6) -> Iterator[str]:
    """What differs, by name; of a parameter both values."""
    told = [_named(clause, each) for clause in found.clauses for each in clause.declared if each.change != SAME_MEANING]
    yield from told[:most]
    if len(told) > most:
        yield f"and {len(told) - most:,} more"


def _named(clause: ClauseChange, each: Declared) -> str:
    where = f"{each.sort} {each.name} (clause {clause.slug})"
    if each.sort == "parameter" and each.old and each.new:
        return f"{where}: {each.old} before, {each.new} after"
    return f"{where}: {each.change}"


def _plain(change: str) -> str:
    return change if change in ("added", "removed", "reworded", "moved", SAME_MEANING) else "changed"


def about(clause: ClauseChange) -> str:
    """What is different about a clause itself; empty if only something under it is."""
    added, removed = clause.examples
    parts = [*clause.changes]
    parts += [f"{counted(number, 'worked example')} {how}" for number, how in ((added, "added"), (removed, "removed")) if number]
    return ", ".join(parts)


def people(impact: Impact) -> Iterator[str]:
    """Sentences on whom the change touches."""
    new, gone, changed = (impact.standings(change) for change in ("new", "gone", "changed"))
    if impact.is_blind:
        yield f"Nobody could tell whether a finding would differ: {impact.outside or 'no rule saw anything in these events'}."
        return
    if impact.untold:
        yield f"Nobody could tell what the change does to {', '.join(impact.untold)}, which saw nothing in these events."
    if impact.idle:
        yield f"Nobody could tell what the change does to {', '.join(impact.idle)}, which had nothing to judge in these events."
    if not impact.differs:
        which = "every other finding" if impact.untold or impact.idle else "every finding"
        far = "As far as these events tell, " if impact.is_doubtful else ""
        told = f"{far}{which} would be the same."
        yield told[:1].upper() + told[1:]
        return
    fresh, lost, otherwise = (impact.count(change) for change in ("new", "gone", "changed"))
    moved = "".join(f", {number:,} {change}" for change in ("earlier", "later") if (number := impact.count(change)))
    yield f"{counted(fresh, 'finding')} would be new, {lost:,} gone, {otherwise:,} changed{moved}."
    parts = (
        (new, "accused under a clause under which nothing was found before"),
        (gone, "accused no more"),
        (changed, "accused of more, less or something else"),
        (impact.only_unsettled, "unsettled more or less often, and accused of nothing"),
        (impact.only_excused, "excused more or less often, and accused of nothing"),
    )
    for number, what in parts:
        if number:
            yield f"{counted(number, 'subject')} would be {what}."


def impact_caveats(impact: Impact, mask: Mask) -> list[str]:
    """What is to be known of the events before it is believed what the change does."""
    return caveats(impact.new, impact.touched, Shown.of(mask, impact.new.program))


def unlike(impact: Impact) -> str:
    """That the versions did not understand the same events; empty if they did."""
    if impact.read_alike:
        return ""
    old, new = impact.old, impact.new
    return (
        f"The versions did not understand the same events: the old one read {old.events:,} and rejected {old.rejects:,}, "
        f"the new one read {new.events:,} and rejected {new.rejects:,}. Findings may differ for that reason alone."
    )


def blind_words(old: str, new: str) -> str:
    """Under which version a rule saw nothing, and why."""
    if old == new:
        return f"under both: {new}"
    both = [f"under the {which} one: {why}" for which, why in (("old", old), ("new", new)) if why]
    return "; ".join(both)


def standing(tally: Tally) -> str:
    """`2 high, 1 medium, 3 unsettled`; `nothing` if nothing was found."""
    parts = [f"{tally.severities[level]:,} {level}" for level in reversed(SEVERITIES) if tally.severities[level]]
    parts += [f"{number:,} {state}" for number, state in ((tally.unsettled, "unsettled"), (tally.excused, "excused")) if number]
    return ", ".join(parts) or "nothing"


def subject_row(each: Standing) -> tuple[str, str, str, str, str]:
    return each.subject, each.clause, each.change, standing(each.before), standing(each.after)


def differs(pair: Pair, old: Shown, new: Shown) -> str:
    """What of a finding that both versions make differs: `severity medium → high`."""
    if pair.before is None or pair.after is None:
        return ""
    before, after = pair.before, pair.after
    parts = [f"{name} {_of(before, name, old)} → {_of(after, name, new)}" for name in pair.differs_in]
    if before.at != after.at:
        parts.insert(0, f"{new.time(before.at)} → {new.time(after.at)}")
    return "; ".join(parts)


def _of(finding: Finding, name: str, shown: Shown) -> str:
    return shown.subject(finding) if name == "subject" else str(getattr(finding, name)) or "none"
