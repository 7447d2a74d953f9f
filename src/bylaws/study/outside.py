"""Why no event lies where findings were asked for: then nobody judged anything, which is not the same as finding nothing."""

from __future__ import annotations

from msgspec import Struct

from bylaws.events.types import INSTANT
from bylaws.events.values import show_value
from bylaws.policy.program import Program


class Span(Struct, frozen=True):
    """From the earliest to the latest event, both inclusive, microseconds."""

    first: int
    last: int

    @classmethod
    def around(cls, known: Span | None, first: int, last: int) -> Span:
        """What was known so far, with some more."""
        return cls(first, last) if known is None else cls(min(known.first, first), max(known.last, last))


def outside(
    program: Program, read: Span | None, last: int | None, since: int | None, until: int | None, effect: int | None = None
) -> str:
    """Why nothing was judged, as part of a sentence; an empty text if something was, or if there was nothing to judge.

    `read`: the span of all events. `last`: the latest of those before `until` (None: there are none). `since` (inclusive), `until`
    (exclusive): the time asked for. `effect`: when the first of several versions takes effect. All in microseconds.
    """

    def time(at: int) -> str:
        return show_value(INSTANT, at, zone=program.timezone)

    if read is None:
        return ""
    if last is None or (since is not None and last < since):
        begin = "" if since is None else f" from {time(since)} on"
        end = "" if until is None else f" before {time(until)}"
        span = f"those that were read lie from {time(read.first)} to {time(read.last)}"
        return f"no event lies{' and'.join(each for each in (begin, end) if each)}, for {span}"
    if effect is not None and last < effect:
        return f"every event lies before the first version, which takes effect at {time(effect)}"
    return ""
