"""Rules and duties all of whose events lie before or after the time asked for: they judged nothing there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Final, cast

from msgspec import Struct

from bylaws.engine.scope import stream_of
from bylaws.events.types import DURATION, INSTANT
from bylaws.events.values import show_value
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.looks import Declared, causes
from bylaws.study.outside import Span

DUE: Final = ""
"""In place of a kind: what becomes due when no event comes."""


class Asked(Struct, frozen=True):
    """From `since` on and before `until` (microseconds). `kinds`: of which an event lies in that time, if that is known."""

    since: int | None
    until: int | None
    kinds: Set[str] | None = None


def beyond(program: Program, spans: Mapping[str, Span], asked: Asked) -> dict[str, str]:
    """By rule or duty, that it judged nothing in the time asked for; `spans`: of the events by kind."""
    if asked.since is None and asked.until is None:
        return {}
    makers = causes(program)
    found = {}
    judging: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    for each in judging:
        kinds = {kind for kind in _made_of(stream_of(each).kind, makers, frozenset()) if kind == DUE or kind in spans}
        if DUE not in kinds:
            whys = [_why(program, each, (kind, spans[kind]), asked) for kind in sorted(kinds)]
            if whys and all(whys):
                found[each.name] = "; ".join(whys)
    return found


def _made_of(kind: str, makers: Mapping[str, tuple[Declared, ...]], passed: frozenset[str]) -> Iterator[str]:
    """The kinds of event that a kind comes from at last."""
    if kind not in makers:
        yield kind
        return
    for maker in makers[kind] if kind not in passed else ():
        if isinstance(maker, Duty):
            yield DUE
        else:
            yield from _made_of(stream_of(maker).kind, makers, passed | {kind})


def _why(program: Program, judging: Rule | Duty, told: tuple[str, Span], asked: Asked) -> str:
    """Why a rule or duty judged no event of a kind in the time asked for; an empty text if it may have."""
    kind, span = told

    def time(at: int) -> str:
        return show_value(INSTANT, at, zone=program.timezone)

    since, until = asked.since, asked.until
    if until is not None and span.first >= until:
        return f"no event of kind {kind} lies before {time(until)}, for the first is of {time(span.first)}"
    if since is None:
        return ""
    if isinstance(judging, Duty):
        length = _length(program, judging)
        if length is None or span.last + length >= since:
            return ""
        late = f"the last event of kind {kind} is of {time(span.last)}"
        return f"every debt was due before {time(since)}, for {late}, and it is due within {show_value(DURATION, length)}"
    if span.last < since:
        return f"no event of kind {kind} lies from {time(since)} on, for the last is of {time(span.last)}"
    if until is not None and asked.kinds is not None and kind not in asked.kinds:
        return f"no event of kind {kind} lies from {time(since)} on and before {time(until)}; some lie before and after"
    return ""


def _length(program: Program, duty: Duty) -> int | None:
    """How long (microseconds) after its event a debt is due at most; None if that is not told."""
    match duty.within:
        case x.Const(value=int(value), type=type) if type.name == DURATION.name and not duty.pauses:
            return value
        case x.Param(name=name, type=type) if type.name == DURATION.name and not duty.pauses:
            return max(cast(int, value) for value, _ in program.parameters[name].values)
    return None
