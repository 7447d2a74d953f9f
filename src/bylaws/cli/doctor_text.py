"""What a policy can see of an input, as text in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from bylaws.cli.inputs import inputs_text
from bylaws.cli.policies import number
from bylaws.cli.strays import strays_text, unknown_kinds_text
from bylaws.events.types import DURATION
from bylaws.events.values import show_value
from bylaws.study.covering import MOST_VALUES, Uncovered
from bylaws.study.lacks import share
from bylaws.study.markup import in_one_line, in_sentence
from bylaws.study.mask import Mask
from bylaws.study.placed import Nobody
from bylaws.study.repeated import repeated
from bylaws.study.shown import Shown
from bylaws.study.sight import Examination, Sight
from bylaws.study.silence import Begun, Unjudged
from bylaws.study.unknown import Unknown

MOST: Final = 10
MOST_REASONS: Final = 3


def doctor_text(found: Examination, mask: Mask) -> Iterator[RenderableType]:
    """Everything to print, part by part."""
    program, shown = found.program, Shown.of(mask, found.program)
    yield Text(f"{program.provider}: policy {program.policy}, version {program.version}", style="bold")
    span = "" if found.first is None or found.last is None else f", {shown.time(found.first)} to {shown.time(found.last)}"
    yield Text(f"{number(found.events, 'event')}{span}; {found.rejects:,} rejected")
    if found.timeless:
        yield Text(in_sentence(found.timeless), style="yellow")
    if found.duplicates:
        yield Text(repeated(found.duplicates, found.events))
    if found.reasons:
        yield _rejected(found, shown)
    if found.unknown_kinds:
        yield Text("\n".join(unknown_kinds_text(found.unknown_kinds, mask)), style="yellow")
    remarks = Text("\n").join(inputs_text(found.inputs))
    if remarks:
        yield remarks
    blind, half, sees = (found.of(state) for state in ("blind", "in part", "sees"))
    yield Text(_counted(len(sees), len(half), len(blind)))
    if blind:
        yield _by_reason("Blind: that they find nothing means nothing", blind, wholly=True)
    if half:
        yield _by_reason("They see in part", half, wholly=False)
    idle = {name: why for name, why in found.idle.items() if all(each.name != name for each in blind)}
    if idle:
        yield _listed("They had nothing to judge, which may be right", _grouped(idle))
    if found.unmatched:
        yield _listed("They ask for what no event has, which may be right", _inverted(found.unmatched))
    if found.strays:
        yield strays_text(found.strays, mask)
    if found.nobodies:
        yield _nobodies(found.nobodies)
    if found.alike:
        fields = {f"{each.kind}: {each.field}": [f"the same on {number(each.events, 'event')}"] for each in found.alike}
        yield _listed("Fields that say the same on every event, and so tell nobody from anybody else", fields)
    if found.noughts:
        yield _listed("Numbers that are 0 on every event, which may be right", {str(each): each.rules for each in found.noughts})
    if found.longer and found.first is not None and found.last is not None:
        lengths = {show_value(DURATION, each.length): each.rules for each in found.longer}
        yield _listed(f"They count over longer than the {show_value(DURATION, found.last - found.first)} of this log", lengths)
    if found.uncovered:
        yield _uncovered(found.uncovered)
    if found.silences:
        yield _silences(found, shown)
    if found.begun:
        yield _begun(found.begun, shown)
    if found.unjudged:
        yield _unjudged(found.unjudged, shown)
    yield from _clocks(found)
    if found.unknown:
        yield _unknown(found.unknown)


def _rejected(found: Examination, shown: Shown) -> Text:
    lines = "".join(
        f"\n  {shown.reason(each.first.reason)}: {number(each.count, 'piece')}" for each in found.reasons[:MOST_REASONS]
    )
    rest = len(found.reasons) - MOST_REASONS
    more = f"\n  and {number(rest, 'other reason')}" if rest > 0 else ""
    return Text("Rejected, the commonest reason first:", style="yellow").append(lines + more, style="default")


def _counted(sees: int, half: int, blind: int) -> str:
    """How many there are of each, as a sentence."""
    whole = sees + half + blind
    if not whole:
        return "The policy has no rule or duty, so nothing is enforced."
    of = "1 rule or duty" if whole == 1 else f"{whole:,} rules and duties"
    verbs = (("sees", "see"), ("sees in part", "see in part"), ("is blind", "are blind"))
    told = (f"{count:,} {verb[count != 1]}" for count, verb in zip((sees, half, blind), verbs, strict=True))
    return f"Of {of} {', '.join(told)}."


def _by_reason(title: str, sights: Sequence[Sight], *, wholly: bool) -> Text:
    """Rules by what they lack, the commonest lack first."""
    reasons: dict[str, list[str]] = {}
    for each in sights:
        for lack in each.lacks:
            if lack.wholly or not wholly:
                reasons.setdefault(lack.why, []).append(each.name)
    return _listed(title, dict(sorted(reasons.items(), key=lambda item: -len(item[1]))))


def _inverted(whys: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Rules by each of their reasons."""
    reasons: dict[str, list[str]] = {}
    for name, each in whys.items():
        for why in each:
            reasons.setdefault(why, []).append(name)
    return reasons


def _grouped(whys: Mapping[str, str]) -> dict[str, list[str]]:
    """Rules by their reason."""
    return _inverted({name: (why,) for name, why in whys.items()})


def _listed(title: str, told: Mapping[str, Sequence[str]]) -> Text:
    lines = (f"\n  {in_one_line(why)}: {', '.join(names)}" for why, names in told.items())
    return Text(f"\n{title}", style="bold").append("".join(lines), style="not bold")


def _silences(found: Examination, shown: Shown) -> Text:
    title = f"The {MOST} greatest of {len(found.silences):,} silences" if len(found.silences) > MOST else "Silences"
    told = Text(f"\n{title}", style="bold")
    for each in islice(found.silences, MOST):
        lasted, usual = (show_value(DURATION, length) for length in (each.lasted, each.usual))
        source = in_one_line(shown.mask.text(each.source))
        until = shown.time(each.until) if each.ended else "the end of the input"
        told.append(f"\n  {source}, {each.kind}: {lasted}, where {usual} is usual", style="not bold")
        told.append(f"\n    from {shown.time(each.since)} to {until}", style="not bold")
        told.append(f"\n    read by {', '.join(found.silenced[each.kind]) or 'no rule'}", style="not bold")
    return told


def _nobodies(nobodies: Sequence[Nobody]) -> Text:
    told = Text("\nPlaceholders in place of a name, taken as not told", style="bold")
    for each in islice(nobodies, MOST):
        told.append(f"\n  {each}", style="not bold")
    return _cut(told, len(nobodies))


def _uncovered(uncovered: Sequence[Uncovered]) -> Text:
    told = Text("\nLists without a row for anything that is looked up in them", style="bold")
    for each in uncovered:
        values = f"more than {MOST_VALUES:,} values" if each.values > MOST_VALUES else number(each.values, "value")
        told.append(f"\n  {each.name}: {values} of {', '.join(each.fields)}", style="not bold")
        told.append(f"\n    read by {', '.join(each.rules)}", style="not bold")
    return told


def _begun(begun: Sequence[Begun], shown: Shown) -> Text:
    told = Text("\nSources that begin late", style="bold")
    for each in islice(begun, MOST):
        waited, usual = (show_value(DURATION, length) for length in (each.at - each.since, each.usual))
        source = in_one_line(shown.mask.text(each.source))
        first = f"first at {shown.time(each.at)}, {waited} after the first of the others, where {usual} is usual"
        told.append(f"\n  {source}, {each.kind}: {first}", style="not bold")
    return _cut(told, len(begun))


def _unjudged(unjudged: Sequence[Unjudged], shown: Shown) -> Text:
    told = Text("\nSources that tell too little for anybody to know when they are silent", style="bold")
    for each in islice(unjudged, MOST):
        told.append(f"\n  {in_one_line(each.words(shown.mask))}", style="not bold")
    return _cut(told, len(unjudged))


def _cut(told: Text, count: int) -> Text:
    """With a word on those that are not shown."""
    return told.append(f"\n  and {count - MOST:,} more", style="not bold") if count > MOST else told


def _clocks(found: Examination) -> Iterator[Text]:
    if found.unwatched:
        yield Text(f"{number(found.unwatched, 'event')} of further sources, whose silences are not looked for")
    if found.late:
        yield Text(f"\n{number(found.late, 'event')} came later than their kind allows ({_of_all(found.late, found.events)})")
    if found.unstamped == sum(found.read.values()) and found.events:
        yield Text("\nNo event says when it was received, so nobody can tell which came late")
    if found.foreseen:
        yield Text(
            f"\n{number(found.foreseen, 'event')} received before they happened: a clock or a time zone is wrong", style="yellow"
        )
    if found.future:
        yield Text(
            f"\n{number(found.future, 'event')} rejected, for they claim to be of the future: a clock is wrong", style="yellow"
        )


def _of_all(count: int, whole: int) -> str:
    return "all" if count == whole else f"{share(count, whole)} of all"


def _unknown(unknown: Sequence[Unknown]) -> Text:
    ranked = sorted(unknown, key=lambda each: (not each.like, -each.events))
    told = Text("\nMembers that no field is called by, left aside", style="bold")
    for each in islice(ranked, MOST):
        like = f"; is `{each.like}` meant?" if each.like else ""
        member = in_one_line(f"{each.kind}: {each.member} on {number(each.events, 'event')}{like}")
        told.append(f"\n  {member}", style="not bold")
    return _cut(told, len(ranked))
