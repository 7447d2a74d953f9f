"""Lists: their keys, columns and rows."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from msgspec.structs import replace

from bylaws.events.types import CIDR as NETWORK
from bylaws.events.types import (
    COUNTRY,
    DATE,
    DECIMAL,
    DIALCODE,
    DISTANCE,
    DOMAIN,
    DURATION,
    HASH,
    INSTANT,
    INTEGER,
    IP,
    MONEY,
    PATH,
    PERIOD,
    PHONE,
    SHARE,
    SIZE,
    TEXT,
    TIME,
    TRUTH,
    URL,
    ZONE,
    Type,
    array,
    entity,
)
from bylaws.policy import surface
from bylaws.policy.checks import (
    column_types_must_be_known,
    columns_must_be_fields,
    columns_must_be_unique,
    kinds_must_be_known,
    list_files_must_be_there,
    literals_must_be_alike,
)
from bylaws.policy.expressions import Const
from bylaws.policy.program import Feed, ListDecl
from bylaws.policy.resolve.gather import Placed
from bylaws.policy.resolve.kinds import Observed, record_of
from bylaws.policy.resolve.literals import as_address, constant, fit
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import KindView, Scope
from bylaws.policy.resolve.types import UNKNOWN
from bylaws.source import NOWHERE

COLUMN_TYPES: Final[dict[str, Type]] = {
    "truth": TRUTH,
    "boolean": TRUTH,
    "integer": INTEGER,
    "decimal": DECIMAL,
    "share": SHARE,
    "ratio": SHARE,
    "money": MONEY,
    "size": SIZE,
    "distance": DISTANCE,
    "instant": INSTANT,
    "date": DATE,
    "time": TIME,
    "duration": DURATION,
    "period": PERIOD,
    "zone": ZONE,
    "zones": array(ZONE),
    "text": TEXT,
    "texts": array(TEXT),
    "domain": DOMAIN,
    "hash": HASH,
    "path": PATH,
    "url": URL,
    "number": PHONE,
    "phone": PHONE,
    "dialcode": DIALCODE,
    "ip": IP,
    "cidr": NETWORK,
    "country": COUNTRY,
    "account": entity("account"),
    "tenant": entity("account"),
    "user": entity("user"),
    "seat": entity("seat"),
}
"""The words for a column's type."""

VALUE: Final = "value"
"""The key of a list of literals."""


class Lists:
    """The declared lists, each resolved when first asked for."""

    def __init__(self, resolver: Resolver, placed: list[Placed]) -> None:
        self._resolver = resolver
        self._placed = {each.name.text: each for each in placed}
        self._done: dict[str, ListDecl] = {}

    def names(self) -> tuple[str, ...]:
        return tuple(self._placed)

    def get(self, name: str) -> ListDecl | None:
        """The list with its types; the conditions of its feed come with `resolved`.

        Where a policy's own findings feed it, the row grows while their rule is being resolved, so it is not kept.
        """
        placed = self._placed.get(name)
        if placed is None:
            return None
        if name in self._done:
            return self._done[name]
        declared = placed.declaration
        assert isinstance(declared, surface.ListDecl)
        found = _typed(self._resolver, declared, placed)
        if found.feed is None or isinstance(self._resolver.kinds.get(found.feed.kind), Observed):
            self._done[name] = found
        return found

    def resolved(self) -> dict[str, ListDecl]:
        """All lists, whole."""
        found = ((name, self.get(name), self._placed[name].declaration) for name in self._placed)
        return {name: _fed(self._resolver, each, declared) for name, each, declared in found if each is not None}

    def roots(self) -> dict[str, str]:
        """The folder of each list's file."""
        return {name: str(Path(placed.file).parent) for name, placed in self._placed.items()}


def _typed(resolver: Resolver, declared: surface.ListDecl, placed: Placed) -> ListDecl:
    if declared.literals:
        return _of_literals(resolver, declared, placed.clause)
    kind = _feeding(resolver, declared)
    keys, columns = (tuple(_column(resolver, declared, each, kind) for each in part) for part in (declared.keys, declared.columns))
    _refuse_doubles(resolver, declared)
    row = _row(keys + columns, kind)
    feed = Feed(kind.name, None, None) if kind else None
    file, named = (str(declared.file.value), declared.file.span) if declared.file else ("", NOWHERE)
    if declared.file:
        _check_file(resolver, declared.file, Path(placed.file).parent)
    return ListDecl(declared.name.text, keys, columns, row, placed.clause, declared.span, (), file, feed, named)


def _of_literals(resolver: Resolver, declared: surface.ListDecl, clause: str) -> ListDecl:
    values = tuple(constant(each) for each in declared.literals)
    for value in values[1:]:
        if value.type.name != values[0].type.name:
            resolver.report(literals_must_be_alike.error(value, values[0]))
    values = _addresses(values)
    keys = ((VALUE, values[0].type),)
    return ListDecl(declared.name.text, keys, (), Type("record", fields=keys), clause, declared.span, values)


def _addresses(values: tuple[Const, ...]) -> tuple[Const, ...]:
    """The values as addresses, or as networks if one of them is; as they are if any is neither."""
    kind = NETWORK if any("/" in str(each.value) for each in values) else IP
    read = tuple(as_address(each, kind) for each in values)
    return tuple(each for each in read if each is not None) if None not in read else values


def _feeding(resolver: Resolver, declared: surface.ListDecl) -> KindView | None:
    if declared.feed is None:
        return None
    kind = resolver.kinds.get(declared.feed.kind.text)
    if kind is None:
        resolver.report(kinds_must_be_known.error(declared.feed.kind, resolver.kinds.names(), resolver.dropped))
    return kind


def _column(resolver: Resolver, declared: surface.ListDecl, column: surface.Column, kind: KindView | None) -> tuple[str, Type]:
    written = _written(resolver, column.type)
    if declared.feed is None:
        if column.type is None:
            resolver.report(column_types_must_be_known.missing(column.name))
        return column.name.text, written
    return column.name.text, _told(resolver, column, written, kind)


def _written(resolver: Resolver, name: surface.Name | None) -> Type:
    """The type that a word stands for."""
    found = UNKNOWN if name is None else COLUMN_TYPES.get(name.text)
    if name is not None and found is None:
        resolver.report(column_types_must_be_known.error(name, tuple(COLUMN_TYPES)))
    return found or UNKNOWN


def _told(resolver: Resolver, column: surface.Column, written: Type, kind: KindView | None) -> Type:
    """The type of the field that events of `kind` tell."""
    field = kind.field(column.name.text) if kind else UNKNOWN
    if field is None and kind is not None:
        resolver.report(columns_must_be_fields.error(column.name, kind.name, kind.names()))
    elif field and kind and column.type and UNKNOWN not in (field, written) and field != written:
        resolver.report(columns_must_be_fields.of_another_type(column.name, column.type, kind.name, field))
    return field or UNKNOWN


def _row(own: tuple[tuple[str, Type], ...], kind: KindView | None) -> Type:
    """Of a look-up: for a feed every field of the event, and `since`, its time."""
    if kind is None:
        return Type("record", fields=own)
    fields = {**dict(record_of(kind).fields), "since": INSTANT, **dict(own)}
    return Type("record", fields=tuple(fields.items()))


def _fed(resolver: Resolver, declared: ListDecl, written: object) -> ListDecl:
    """With the conditions of its feed, which may look into lists themselves."""
    feed = written.feed if isinstance(written, surface.ListDecl) else None
    kind = resolver.kinds.get(feed.kind.text) if feed else None
    if feed is None or kind is None:
        return declared
    scope = Scope(kind, closed="feed")
    where = resolver.truth(feed.where, scope) if feed.where is not None else None
    until = fit(resolver, resolver.expression(feed.until, scope), INSTANT, "until") if feed.until is not None else None
    return replace(declared, feed=Feed(kind.name, where, until))


def _refuse_doubles(resolver: Resolver, declared: surface.ListDecl) -> None:
    seen: dict[str, surface.Name] = {}
    for column in (*declared.keys, *declared.columns):
        earlier = seen.setdefault(column.name.text, column.name)
        if earlier is not column.name:
            resolver.report(columns_must_be_unique.error(column.name, earlier))


def _check_file(resolver: Resolver, file: surface.Literal, folder: Path) -> None:
    """A list's file lies in the policy's folder or below; that it is there is asked only of policies that lie in a folder."""
    path = PurePosixPath(str(file.value))
    outside = path.is_absolute() or ".." in path.parts or "\\" in str(file.value) or ":" in str(file.value)
    if outside or not _below(folder / path, folder):
        resolver.report(list_files_must_be_there.outside(file))
    elif resolver.on_disk and not (folder / path).is_file():
        resolver.report(list_files_must_be_there.missing(file, folder))


def _below(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False
