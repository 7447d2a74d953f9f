"""Single faults put into the engine on purpose: a fragment of one function's source, and what stands there instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent
from types import CodeType, FunctionType
from typing import Any

from bylaws.engine import (
    calendar,
    cells,
    compile_logic,
    compile_numbers,
    compile_texts,
    compile_windows,
    duties,
    judging,
    lists,
    matching,
    once,
    pauses,
    permits,
    rounding,
    shares,
    spans,
    step,
    windows,
)
from bylaws.engine import compile as compiling
from bylaws.events import order
from bylaws.policy.program import Parameter


@dataclass(frozen=True, slots=True)
class Fault:
    """`target` is a function of the product; each of `edits` is (what stands in its source once, what is put there)."""

    name: str
    target: Callable[..., Any]
    edits: tuple[tuple[str, str], ...]

    def code(self) -> CodeType:
        """The code of the function with the fault in it. Raises ValueError if the source has moved on."""
        source = dedent(inspect.getsource(self.target))
        for old, new in self.edits:
            if source.count(old) != 1:
                raise ValueError(f"{self.name}: `{old}` does not stand in {self.target.__qualname__} once")
            source = source.replace(old, new)
        function = self.target
        assert isinstance(function, FunctionType)
        space = dict(function.__globals__)
        exec(compile(f"from __future__ import annotations\n{source}", function.__code__.co_filename, "exec"), space)
        changed = space[function.__name__]
        assert isinstance(changed, FunctionType)
        return changed.__code__


def fault(name: str, target: Callable[..., Any], old: str, new: str) -> Fault:
    return Fault(name, target, ((old, new),))


_WORDS = {"<": "less", "<=": "at most", ">": "more", ">=": "at least", "=": "equal", "<>": "unequal"}

FAULTS = (
    fault("a window takes in the event exactly its length ago", spans.Rolling.bound, "- self.length", "- self.length - 1"),
    fault("a window leaves out what shares the instant of its edge", spans.This.bound, "start - 1", "start"),
    fault("id goes before source in the order", order.order_key, "event.source, event.id", "event.id, event.source"),
    fault("lists are fed after the instant's other events", order.order_key, "0 if event.kind in feeding else 1", "1"),
    fault("a late event stands at its own time", order.place_of, "return received_at - lateness, True", "return at, True"),
    fault("an event is late from its bound on", order.place_of, "<= lateness", "< lateness"),
    fault("of conflicting duplicates the last received stands", order.identity_key, "event.id, received", "event.id, -received"),
    fault(
        "a null key of the event judged makes no null",
        compile_windows._keyed,
        "return key if key is None or type(key) is Missing else value(frame, key)",
        "return value(frame, key)",
    ),
    fault(
        "own windows count what the rule's where leaves out", compile_windows.Windows._passes, "if window.own and", "if False and"
    ),
    fault("a filter with this is left out", compile_windows._scan, "True if keeps is None else keeps(counted)", "True"),
    fault("a number too great is left out of a window", compile_windows.Windows._enter, "if is_beyond(given):", "if False:"),
    fault(
        "what a number too great keeps open is left out of a window",
        compile_windows.Windows._enter,
        "passed is not True and not is_beyond(passed)",
        "passed is not True",
    ),
    fault("a number too great stays in a window", windows.Sliding.value, "self._beyond[key] > _bound", "True or _bound"),
    fault(
        "an array is equal by its first element only", compile_windows._keys, "dict.fromkeys(cast(tuple[object, ...], v))", "v[:1]"
    ),
    fault("last sees the event itself", windows.Entry.is_of, "return self.token is asker or", "return False and"),
    fault("the same unit of past weeks takes the present one in", spans.Same.counts, "past < now", "past <= now"),
    fault("calendar units are those of UTC", calendar.local, "astimezone(where)", "astimezone(UTC)"),
    fault("weeks begin on Sunday", calendar.label, "wall.weekday()", "(wall.weekday() + 1) % 7"),
    fault("halves are rounded up", rounding.half_even, "(twice == denominator and quotient & 1)", "twice == denominator"),
    fault("quotients are cut off", rounding.half_even, "twice > denominator or", "False and"),
    fault("division by zero is zero", compile_numbers._quotient, "if right else None", "if right else 0"),
    fault("the deviation is that of a sample", cells.Measure.spread, "(count * self.down) ** 2", "count * max(count - 1, 1)"),
    fault("a sum keeps what has left the window", cells.Sum.drop, "self.total -= entries.popleft()[1]", "entries.popleft()"),
    fault("a null decides in and and or", compile_logic._deciding, "if value is deciding:", "if value is not (not deciding):"),
    fault("a row holds at its until too", lists.History.held, "each.until > at", "each.until >= at"),
    fault("a closed row gives the one before back", lists.History.held, "if superseding:", "if False:"),
    fault(
        "look-ups are made at the place, not the time",
        compiling._look_up,
        "table.look_up(found, frame.at)",
        "table.look_up(found, frame.place)",
    ),
    fault("a changed parameter keeps its first value", Parameter.at, "self.place_at(at)", "0"),
    fault("exceptions are ignored", judging.Findings._lifting, "each.lifts == lifted", "False"),
    fault("exceptions to exceptions are ignored", judging.Findings._compile_exception, "self._lifting(exception.name)", "()"),
    fault("what is missing does not unsettle", judging.Findings.excused, 'Excused("unsettled", nulls=tuple(nulls))', "SETTLED"),
    fault("the first severity line wins", judging.Findings.severity, "reversed(self._severity)", "self._severity"),
    fault("once is up a moment too late", once.Groups.opening, ">= self.per", "> self.per"),
    fault("a repeat never raises", once.repeat, "> SEVERITIES.index(opening.severity)", "> 9"),
    fault("unsettled findings are events", step.event_of, '!= "settled"', '== "excused"'),
    fault("a further trigger opens its debt anew", duties.Debts.trigger, " or key in self._open", ""),
    fault("a share's bound is cut to a millionth", shares._bound, "(0 if against == 0 else 500)", "0"),
    fault("the upper bound of a share is the lower", shares.upper_share, "+1", "-1"),
    fault("Saturday is a business day", calendar._business_days, "day.weekday() > 4", "day.weekday() > 5"),
    fault("periods are counted in UTC", calendar.add_period, "wall = local(instant, where)", "wall = local(instant, zone('UTC'))"),
    fault("a permit holds at its end too", permits.Permit.holds, "at < self.end", "at <= self.end"),
    fault("a permit does not hold at its start", permits.Permit.holds, "self.start <= at", "self.start < at"),
    fault("a permit told of again stands beside itself", permits.Permits.add, "key = name or", "key ="),
    fault("anybody's permit counts", permits.Permits.judge, "if known & permit.holders", "if True"),
    fault("a user's permit is the account's too", permits._holders, "    else:\n", "    if True:\n"),
    fault("an account may be a user of the same id", permits.entities_of, "return _ACCOUNTS", "return (*_ACCOUNTS, *_USERS)"),
    fault(
        "what a permit is silent on it does not cover",
        permits.Permits._covers,
        "if named is None:\n        return True",
        "if named is None:\n        return False",
    ),
    fault("a permit covers less than it names", permits._within, "cast(int, value) <=", "cast(int, value) <"),
    fault("a permit need not be written", permits.Permits._covers, "permit.written or", "True or"),
    fault("a null argument is not covered", permits.Permits._covers, "return cast(Missing | None, argument.value)", "return False"),
    fault("an array is covered by one of its elements", permits.Permits._covers, "return all(", "return any("),
    fault(
        "a permit is asked for at the event's time", compiling.Compiler.verdict, "frame.at if at is None else at(frame)", "frame.at"
    ),
    fault("no holder known is no permit", permits.Permits.judge, "unknown if any", "False if any"),
    fault(
        "a permit that falls short hides one that may do",
        permits.Permits.judge,
        "nearest.value is True or not nulls",
        "True or nulls",
    ),
    fault(
        "the widest network is found",
        matching.Containment.candidates,
        "in self._lengths[version]",
        "in self._lengths[version][::-1]",
    ),
    fault("the shortest dial code is found", matching.LongestPrefix.candidates, "in self._lengths", "in self._lengths[::-1]"),
    fault("a pause does not stop the clock", duties.Debts._resume, "debt.deadline += place - debt.paused", "pass"),
    fault(
        "a pause that is on when a debt opens does not count",
        pauses.Pause.opens,
        "_latest(changes.started, self.start, debt.trigger) > _latest(changes.ended, self.stop, debt.trigger)",
        "False",
    ),
    fault("the first pause to end ends all", duties.Debts._resume, " and not debt.pauses", ""),
    fault(
        "what falls due is judged as at its trigger",
        duties.Debts._at_deadline,
        "debt.deadline, debt.deadline,",
        "trigger.event.at, trigger.event.place,",
    ),
    *(
        fault(
            f"{_WORDS[right]} is taken for {_WORDS[wrong]}",
            compile_numbers.compare,
            "_COMPARISONS[node.op]",
            f"_COMPARISONS[{{{right!r}: {wrong!r}}}.get(node.op, node.op)]",
        )
        for right, wrong in (("<", "<="), ("<=", "<"), (">", ">="), (">=", ">"), ("=", "<="), ("<>", ">"))
    ),
    fault("a count keeps what has left the window", cells.Count.drop, "places.popleft()", "break"),
    fault("distinct keeps what has left the window", cells.Distinct.drop, "while places and", "while False and"),
    fault("distinct counts no value", cells.Distinct.value, "len(self.places)", "min(len(self.places), 1)"),
    fault("max is the last", cells.Greatest.add, "and entries[-1][1] <= value", ""),
    fault("min is the last", cells.Least.add, "and entries[-1][1] >= value", ""),
    fault("max keeps what has left the window", cells.Greatest.drop, "entries.popleft()", "break"),
    fault("avg is over one too few", cells.Moments.value, "measure.mean(count,", "measure.mean(max(count - 1, 1),"),
    fault("the deviation keeps what has left the window", cells.Moments.drop, "self.squares -= value * value", "pass"),
    fault("like is taken for matches", compile_texts._text_test, 'like if node.op == "like" else matches', "matches"),
    fault("contains is taken for equals", compile_texts._text_test, "part in whole", "part == whole"),
    fault("values of in are all but the one", compile_texts._in_values, "(value in values)", "(value not in values)"),
    fault("not in a list is taken for in it", compiling._in_list, "is not negated", "is not False"),
    fault("in an array looks at its first element", compile_texts.test, "item in array", "item in array[:1]"),
    fault("every is taken for some", compile_logic.quantifier, 'node.op == "some"', "True"),
    fault("some is taken for every", compile_logic.quantifier, 'node.op == "some"', "False"),
    fault(
        "what is filed under two keys is found under the first",
        compile_windows._keyed,
        "value(frame, values)",
        "value(frame, values[:1])",
    ),
    fault(
        "a payment at the deadline is too late", step.Stepper.push, "self.watermark(event.place)", "self.watermark(event.place + 1)"
    ),
)
