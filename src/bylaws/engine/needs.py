"""Which fields of which kinds a policy reads: only these have to be understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import cast

from msgspec.structs import replace

from bylaws.engine.permits import GRANTED
from bylaws.engine.scope import stream_of
from bylaws.events.catalogue import Catalogue
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, ExceptionDecl, ListDecl, Program, Rule, Stream, Watch
from bylaws.policy.walk import children, through, walk

_HOLDERS = ("account", "tenant", "user")
_MADE = "finding.made"
_SOMEWHERE = ""
"""Stands for the kind of events whose fields are read of a record that may be one of any."""
_WEEK = 7 * 86_400_000_000
_YEAR = 366 * 86_400_000_000

Read = tuple[str, str]
"""A kind and a field of it; the field is empty where only the kind is named."""


def fields_read(program: Program) -> dict[str, frozenset[str]]:
    """By kind of event, the fields that rules, duties, derivations, lists and permits read, and the customer's own."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, name in _reads(program):
        found[kind].add(name)
    if somewhere := found.pop(_SOMEWHERE, None):
        for kind in {each.feed.kind for each in program.lists.values() if each.feed is not None} | set(found):
            found[kind] |= somewhere
    _hand_down(program, found)
    if any(isinstance(node, x.Permitted) for root in _roots(program) for node in walk(root)):
        found[GRANTED] |= {field.name for field in program.kinds.kinds[GRANTED].fields}
    return {
        kind: frozenset(name for name in (*names, *_HOLDERS) if name and _has(program.kinds, kind, name))
        for kind, names in found.items()
        if kind in program.kinds.kinds
    }


def narrowed(catalogue: Catalogue, reads: Mapping[str, frozenset[str]]) -> Catalogue:
    """The same kinds with only the fields that are read, and each kind's time."""
    return Catalogue(
        {
            name: replace(kind, fields=tuple(f for f in kind.fields if f.name in reads.get(name, ()) or f.name == kind.time))
            for name, kind in catalogue.kinds.items()
        }
    )


def made_kinds(program: Program) -> frozenset[str]:
    """The kinds that are made while events are judged: findings and derived events."""
    names = {rule.name for rule in program.rules} | {duty.name for duty in program.duties}
    return frozenset(names | {derive.kind for derive in program.derives} | {_MADE})


def columns_read(program: Program) -> dict[str, frozenset[str]]:
    """By list that events feed, the fields of those events that make its rows: its keys and what is read of them."""
    found = {each.name: {name for name, _ in each.keys} for each in program.lists.values() if each.feed is not None}
    columns = ((node, lets) for root, lets in _with_lets(program) for node in walk(root) if isinstance(node, x.Column))
    for column, lets in columns:
        for record in _records(column.record, lets):
            for name in found if record is None else found.keys() & {getattr(record, "list", "")}:
                found[name].add(column.name)
    return {name: frozenset(fields) for name, fields in found.items()}


def _with_lets(program: Program) -> Iterator[tuple[x.Expr, Lets]]:
    """All expressions of a policy, with the lets that they may name."""
    declarations: list[Rule | Derive | Duty | ExceptionDecl] = [*_judging(program), *program.exceptions]
    for declared in declarations:
        stream = _stream(program, declared) if isinstance(declared, ExceptionDecl) else stream_of(declared)
        lets = {**dict(stream.lets), **dict(getattr(declared, "lets", ()))}
        yield from ((root, lets) for root in children(declared))
    for each in program.lists.values():
        yield from ((part, {}) for part in _decided_by(each))


def _decided_by(declared: ListDecl) -> Iterator[x.Expr]:
    """What decides which events feed a list, and when their rows end."""
    feed = declared.feed
    yield from () if feed is None else (part for part in (feed.where, feed.until) if part is not None)


def _records(node: x.Expr, lets: Lets) -> Iterator[x.Window | x.LookUp | None]:
    """The windows and look-ups one of which tells a record; None if that is not to be seen here, as of a field of a finding."""
    waiting, seen = [node], set[str]()
    while waiting:
        match waiting.pop():
            case x.LetRef(name=name) if name in lets:
                if name not in seen:
                    seen.add(name)
                    waiting.append(lets[name])
            case x.OfThis(value=value):
                waiting.append(value)
            case x.Apply(arguments=arguments):
                waiting += [each for each in arguments if each is not None]
            case x.Window() | x.LookUp() as found:
                yield found
            case _:
                yield None


def kept_for(program: Program, reach: int | None) -> int | None:
    """How long (microseconds) a row of a list is kept after its end if no event is judged later than `reach`; None: for ever.

    Windows that read `this` look into lists as of the events that they count, once for each event that asks.
    """
    if reach is None:
        return None
    longest = 0
    for declared in (*_judging(program), *program.exceptions):
        stream = _stream(program, declared) if isinstance(declared, ExceptionDecl) else stream_of(declared)
        lets = {**dict(stream.lets), **dict(getattr(declared, "lets", ()))}
        windows = (node for root in children(declared) for node in walk(root) if isinstance(node, x.Window))
        for window in windows:
            nodes = [node for part in (window.filter, window.argument) if part is not None for node in through(part, lets)]
            if any(isinstance(each, x.OfThis) for each in nodes) and any(isinstance(each, x.LookUp | x.InList) for each in nodes):
                longest = max(longest, _length(program, window.over))
    return reach + longest


def _length(program: Program, over: x.Over) -> int:
    """A window's greatest length in microseconds; at most so much for a calendar's units."""
    match over:
        case x.Rolling(x.Param() as length):
            return max(cast(int, value) for value, _ in program.parameters[length.name].values)
        case x.Rolling(x.Const() as length):
            return cast(int, length.value)
        case x.CalendarSame():
            return _WEEK * (over.weeks + 1)
    return _YEAR


def lists_read(program: Program) -> Iterator[tuple[str, str]]:
    """(kind, list): the lists that are read where events of a kind, or findings on them, are judged or counted."""
    streams: list[tuple[str, list[x.Expr]]] = [(stream_of(each).kind, list(_expressions(each))) for each in _judging(program)]
    streams += [(_stream(program, each).kind, list(_expressions(each))) for each in program.exceptions]
    for duty in program.duties:
        for watch in (duty.expect, *(side for pause in duty.pauses for side in (pause.start, pause.stop))):
            parts = [*(part for key in watch.keys for part in key), *([] if watch.where is None else [watch.where])]
            streams += [(watch.kind, parts), (duty.after.kind, parts)]
    for each in program.lists.values():
        if each.feed is not None:
            streams.append((each.feed.kind, list(_decided_by(each))))
    for kind, roots in streams:
        nodes = [node for root in roots for node in walk(root)]
        named = {node.list for node in nodes if isinstance(node, x.LookUp | x.InList)}
        kinds = {kind, *(node.kind for node in nodes if isinstance(node, x.Window))}
        for each_kind in {base for name in kinds for base in _bases(program, name)}:
            yield from ((each_kind, name) for name in named)


def lists_of(program: Program, names: Collection[str]) -> frozenset[str]:
    """The lists that some rules and duties read, or exceptions to them."""
    declared: list[Rule | Duty | ExceptionDecl] = [each for each in program.rules if each.name in names]
    declared += [each for each in program.duties if each.name in names]
    declared += [each for each in program.exceptions if each.rule in names]
    nodes = (node for each in declared for root in children(each) for node in walk(root))
    return frozenset(node.list for node in nodes if isinstance(node, x.LookUp | x.InList))


def leaning_lists(program: Program) -> frozenset[str]:
    """The lists whose feed is decided on by lists that events feed: they must be fed event by event, with what those hold then."""
    found = set[str]()
    for each in program.lists.values():
        for part in _decided_by(each):
            named = {node.list for node in walk(part) if isinstance(node, x.LookUp | x.InList)}
            if any(program.lists[name].feed is not None for name in named):
                found.add(each.name)
    return frozenset(found)


def _bases(program: Program, kind: str) -> set[str]:
    """The kind itself, or the kinds of event from which findings or derived events of that kind come."""
    sources: dict[str, set[str]] = {each.name: {each.stream.kind} for each in program.rules}
    sources |= {each.name: {each.after.kind} for each in program.duties}
    sources[_MADE] = set(sources)
    for derive in program.derives:
        sources.setdefault(derive.kind, {derive.kind}).add(derive.stream.kind)
    found, open_ = set[str](), {kind}
    while open_:
        name = open_.pop()
        found.add(name)
        open_ |= sources.get(name, set()) - found
    return found


def _has(catalogue: Catalogue, kind: str, name: str) -> bool:
    return catalogue.kinds[kind].field(name) is not None


def _hand_down(program: Program, found: defaultdict[str, set[str]]) -> None:
    """A finding carries its event's fields: what is read of it is read of the event."""
    sources = {each.name: each.stream.kind for each in program.rules} | {each.name: each.after.kind for each in program.duties}
    before = -1
    while (read := sum(map(len, found.values()))) > before:
        before = read
        for name, kind in sources.items():
            found[kind] |= found[name] | found[_MADE]


def _reads(program: Program) -> Iterator[Read]:
    for declared in _judging(program):
        stream = stream_of(declared)
        lets = dict(stream.lets)
        yield stream.kind, ""
        for root in _expressions(declared):
            yield from _of(program, root, stream.kind, lets)
    for exception in program.exceptions:
        stream = _stream(program, exception)
        lets = {**dict(stream.lets), **dict(exception.lets)}
        for root in _expressions(exception):
            yield from _of(program, root, stream.kind, lets)
    for each in program.lists.values():
        if each.feed is not None:
            yield from ((each.feed.kind, name) for name, _ in each.keys)
            for part in _decided_by(each):
                yield from _of(program, part, each.feed.kind, {})
    for duty in program.duties:
        yield from _watched(program, duty)


def _watched(program: Program, duty: Duty) -> Iterator[Read]:
    """Of what a duty waits for: keys and conditions; without keys, the duty's key fields by name."""
    lets = dict(duty.after.lets)
    own = [node.name for key in duty.key for node in walk(key) if isinstance(node, x.FieldRef)]
    for watch in (duty.expect, *(side for pause in duty.pauses for side in (pause.start, pause.stop))):
        yield from ((watch.kind, name) for name in ("", *own))
        for theirs, ours in watch.keys:
            yield from _of(program, theirs, watch.kind, {})
            yield from _of(program, ours, duty.after.kind, lets)
        if watch.where is not None:
            yield from _of(program, watch.where, watch.kind, {}, (duty.after.kind, lets))


Lets = Mapping[str, x.Expr]


def _of(program: Program, node: x.Expr, kind: str, lets: Lets, outer: tuple[str, Lets] | None = None) -> Iterator[Read]:
    """What an expression reads of events of `kind`, and of those that its windows count."""
    match node:
        case x.FieldRef():
            yield kind, node.name
        case x.OfThis():
            yield from _of(program, node.value, *(outer or (kind, lets)))
        case x.Window():
            yield from _of_window(program, node, kind, lets)
        case x.Column():
            yield from _of_record(program, node, lets)
            yield from _of(program, node.record, kind, lets, outer)
        case _:
            for child in children(node):
                yield from _of(program, child, kind, lets, outer)


def _of_window(program: Program, window: x.Window, kind: str, lets: Lets) -> Iterator[Read]:
    inner = lets if window.own else {}
    yield window.kind, ""
    for part in (window.filter, window.argument, *(key.theirs for key in window.keys)):
        if part is not None:
            yield from _of(program, part, window.kind, inner, (kind, lets))
    for key in window.keys:
        yield from _of(program, key.ours, kind, lets)


def _of_record(program: Program, node: x.Column, lets: Lets) -> Iterator[Read]:
    for record in _records(node.record, lets):
        if record is None:
            yield _SOMEWHERE, node.name
        elif isinstance(record, x.Window):
            yield record.kind, node.name
        elif (feed := program.lists[record.list].feed) is not None:
            yield feed.kind, node.name


def _stream(program: Program, exception: ExceptionDecl) -> Stream:
    for duty in program.duties:
        if duty.name == exception.rule:
            return duty.after
    return program.rule(exception.rule).stream


def _judging(program: Program) -> list[Rule | Derive | Duty]:
    return [*program.rules, *program.derives, *program.duties]


def _roots(program: Program) -> Iterator[x.Expr]:
    declarations: list[Rule | Derive | Duty | ExceptionDecl] = [*_judging(program), *program.exceptions]
    for declared in declarations:
        yield from _expressions(declared)


def _expressions(declared: Rule | Derive | Duty | ExceptionDecl) -> Iterator[x.Expr]:
    """All expressions of a declaration but those in what a duty waits for."""
    if isinstance(declared, Duty):
        yield from children(replace(declared, expect=Watch("", (), None), pauses=()))
    else:
        yield from children(declared)
