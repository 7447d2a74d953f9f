"""The workload in plain Python, as a careful engineer would write it by hand: source text, one function for each kind of event.

What makes it fast, and bylaws may not do: the log is trusted, sorted, with nothing late and no value of a wrong type; instants are
told by cutting up their text; windows of one key and one length share one queue and keep running totals; conditions are written
out in place, cheap ones first; answers about texts that come again and again are kept; nothing of an event is kept but what is
compared. What every careful reader does, it does: lines that are no JSON and events seen before are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Any, Final

from bylaws.bench.workload import KINDS, NETWORKS, PREFIXES, TIME, TRUSTED, Fact, Limit, Rule, Test, Workload

Found = tuple[str, str, str]
"""Rule, id of the event, subject."""
_FEW: Final = ("user_agent", "host", "trunk", "route", "device")
"""Fields whose values come again: what a pattern says of them is kept."""
_LENGTH: Final = {len(each) for each in PREFIXES}.pop()

_HEAD: Final = '''"""Written from the workload."""
import gc
import re
from collections import deque
from datetime import datetime, timezone
from orjson import JSONDecodeError, loads

DAYS = {}


def millis(text):
    day = DAYS.get(text[:10])
    if day is None:
        day = DAYS[text[:10]] = int(datetime.fromisoformat(text[:10]).replace(tzinfo=timezone.utc).timestamp()) * 1000
    return day + int(text[11:13]) * 3600000 + int(text[14:16]) * 60000 + int(text[17:19]) * 1000 + int(text[20:23])


class Kept(dict):
    def __init__(self, search):
        self.search = search

    def __missing__(self, text):
        told = self[text] = self.search(text) is not None
        return told


def run(path):
    gc.disable()
    found, seen = [], {}
    handlers = {HANDLERS}
    with open(path, "rb") as file:
        for line in file:
            try:
                event = loads(line)
            except JSONDecodeError:
                continue
            try:
                field, handle = handlers[event["kind"]]
                known = seen.get(event["source"])
                if known is None:
                    known = seen[event["source"]] = set()
                name = event["id"]
                if name in known:
                    continue
                known.add(name)
                handle(event, millis(event[field]), found.append)
            except (KeyError, TypeError):
                continue
    gc.enable()
    return found
'''


def source(workload: Workload) -> str:
    """The program's text: `run(path)` gives all findings."""
    handlers = ", ".join(f'"{kind}": ("{TIME[kind]}", judge_{number}())' for number, kind in enumerate(KINDS))
    parts = [_HEAD.replace("{HANDLERS}", f"{{{handlers}}}")]
    parts += [_judge(workload, number, kind) for number, kind in enumerate(KINDS)]
    return "\n\n".join(parts)


def run(workload: Workload, path: Path) -> list[Found]:
    """The findings of a log."""
    space: dict[str, Any] = {}
    exec(compile(source(workload), "<the workload in plain Python>", "exec"), space)
    found: Callable[[Path], list[Found]] = space["run"]
    return found(path)


def _name(field: str) -> str:
    """Of the variable that holds a field."""
    return f"{field}_" if iskeyword(field) else field


class _Writing:
    """The text of one kind's function: what is set up once, and what is done with each event."""

    def __init__(self) -> None:
        self.once: list[str] = []
        self.each: list[str] = []

    def test(self, test: Test) -> str:
        name = _name(test.field)
        match test.op:
            case "listed" | "unlisted":
                return self._listed(test)
            case "matches" if test.field in _FEW:
                return f"{self.constant(f'Kept(re.compile({test.value!r}).search)')}[{name}]"
            case "matches":
                return f"{self.constant(f're.compile({test.value!r}).search')}({name})"
            case "in":
                return f"{name} in {test.value!r}"
            case "=" | "<>":
                if isinstance(test.value, bool):
                    return name if test.value is (test.op == "=") else f"not {name}"
                return f"{name} {'==' if test.op == '=' else '!='} {test.value!r}"
        return f"{name} {test.op} {test.value!r}"

    def _listed(self, test: Test) -> str:
        name = _name(test.field)
        match test.value:
            case "premium":
                return f"{name}[:{_LENGTH}] in {self.constant(f'frozenset({PREFIXES!r})')}"
            case "watched":
                return f'{name}[:{name}.rfind(".")] in {self.constant(f"frozenset({NETWORKS!r})")}'
        return f"{name} {'in' if test.op == 'listed' else 'not in'} {self.constant(f'frozenset({TRUSTED!r})')}"

    def constant(self, text: str) -> str:
        for number, line in enumerate(self.once):
            if line == f"k{number} = {text}":
                return f"k{number}"
        self.once.append(f"k{len(self.once)} = {text}")
        return f"k{len(self.once) - 1}"


def _judge(workload: Workload, number: int, kind: str) -> str:
    writing = _Writing()
    rules = [rule for rule in workload.rules if rule.kind == kind]
    writing.each += [f'{_name(field)} = event["{field}"]' for field in workload.fields(kind) if field != TIME[kind]]
    groups: dict[tuple[str, int], list[Fact]] = {}
    for fact in workload.facts:
        if fact.kind == kind:
            groups.setdefault((fact.by, fact.over), []).append(fact)
    for facts in groups.values():
        writing.each += _window(writing, facts)
    for rule in rules:
        writing.each += _rule(writing, rule)
    once = "".join(f"    {line}\n" for line in writing.once)
    each = "".join(f"        {line}\n" for line in writing.each)
    return f"def judge_{number}():\n{once}\n    def judge(event, at, found):\n{each}\n    return judge\n"


def _window(writing: _Writing, facts: list[Fact]) -> Iterator[str]:
    """Facts of one key and length, in one queue of (time, a value for each fact), with running totals behind it."""
    states = writing.constant(f"dict()  # {facts[0].name}")
    names = [f"v_{fact.name}" for fact in facts]
    for fact, name in zip(facts, names, strict=True):
        value, nothing = {"count": ("1", "0"), "sum": (_name(fact.field), "0"), "distinct": (_name(fact.field), "None")}[fact.agg]
        where = " and ".join(map(writing.test, fact.where))
        yield f"{name} = {value} if {where} else {nothing}" if where else f"{name} = {value}"
    start = ", ".join("{}" if fact.agg == "distinct" else "0" for fact in facts)
    yield f"state = {states}.get({facts[0].by})"
    yield "if state is None:"
    yield f"    state = {states}[{facts[0].by}] = [deque(), {start}]"
    yield f"queue, limit = state[0], at - {facts[0].over * 1000}"
    yield "while queue and queue[0][0] <= limit:"
    yield f"    {', '.join(('then', *(f'old_{number}' for number in range(1, len(facts) + 1))))} = queue.popleft()"
    for place, fact in enumerate(facts, 1):
        if fact.agg == "distinct":
            yield f"    if state[{place}].get(old_{place}) == then:"
            yield f"        del state[{place}][old_{place}]"
        else:
            yield f"    state[{place}] -= old_{place}"
    filtered = " or ".join(f"{n} is not None" if f.agg == "distinct" else n for f, n in zip(facts, names, strict=True) if f.where)
    indent = ""
    if all(fact.where for fact in facts):
        yield f"if {filtered}:"
        indent = "    "
    yield f"{indent}queue.append((at, {', '.join(names)}))"
    for place, (fact, name) in enumerate(zip(facts, names, strict=True), 1):
        if fact.agg == "distinct":
            if fact.where:
                yield f"{indent}if {name} is not None:"
            yield f"{indent}{'    ' if fact.where else ''}state[{place}][{name}] = at"
        else:
            yield f"{indent}state[{place}] += {name}"
    for place, fact in enumerate(facts, 1):
        yield f"{fact.name} = len(state[{place}])" if fact.agg == "distinct" else f"{fact.name} = state[{place}]"


def _rule(writing: _Writing, rule: Rule) -> Iterator[str]:
    """Limits, which hold seldom and cost a comparison, before what is asked of the event."""
    parts = sorted(rule.parts, key=lambda part: isinstance(part, Test))
    yield "if " + " and ".join(f"{p.fact} >= {p.least}" if isinstance(p, Limit) else writing.test(p) for p in parts) + ":"
    if not rule.once:
        yield f'    found(("{rule.name}", event["id"], {rule.against}))'
        return
    opened = writing.constant(f"dict()  # {rule.name}")
    yield f"    last = {opened}.get({rule.against})"
    yield f"    if last is None or at - last >= {rule.once * 1000}:"
    yield f"        {opened}[{rule.against}] = at"
    yield f'        found(("{rule.name}", event["id"], {rule.against}))'
