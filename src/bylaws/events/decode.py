"""Raw events to typed ones. A value of a wrong type rejects the event; it never becomes a null."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from hashlib import blake2b
from typing import Final, cast

import orjson
from msgspec import Struct, field

from bylaws.events.addresses import is_withheld
from bylaws.events.catalogue import Catalogue, Field, Kind
from bylaws.events.event import Event
from bylaws.events.kinds.common import ENVELOPE
from bylaws.events.order import place_of
from bylaws.events.placeholders import placeholder
from bylaws.events.record import EXCERPT, Record, Reject, excerpt
from bylaws.events.types import INSTANT, MILLION, Period
from bylaws.events.values import named, quoted, read_value, unfolded

AHEAD: Final = 86400 * MILLION
"""How far behind the clock's own time an event may claim to lie; more is a broken clock or a lie."""

UNKNOWN_LIMIT: Final = 1000
"""Members of unknown name that are told apart."""

_NAME_LIMIT: Final = 1024
_LONG_NUMBER: Final = re.compile(rb"(?<![\w.\"+-])-?\d{16,38}(?![\w.\"])")
"""A whole number in JSON that may be held inexactly."""
_APART: Final = frozenset(("id", "source", "at", "received_at", "currency"))

Placed = tuple[str, str, str]
"""A kind, a field of it, and the placeholder that stands there."""


class _Schema(Struct, frozen=True):
    """`counting`: the fields that are never negative; `identities`: those that name somebody, and what takes them as told.

    `unread`: fields that only tell two events apart, which are no part of an event.
    """

    kind: Kind
    fields: Mapping[str, Field]
    counting: frozenset[str]
    identities: Mapping[str, Callable[[object], tuple[object, Sequence[str]]]]
    has_money: bool
    unread: Mapping[str, Field]


class Decoder(Struct):
    """Decodes records by a catalogue, in the policy's currency.

    `now` (microseconds since 1970; None: no bound) is the clock: events of more than `ahead` beyond it are rejected. `ignored`
    counts, by (kind, name), the members that no field of the kind is called by: the first `UNKNOWN_LIMIT` of them. `placeholders`
    counts events by (kind, field, placeholder): those that say so in place of an identity, which they are taken not to tell.
    `whole`: where the catalogue has only the fields that are read, the one with all of them. Two events are the same if they are
    in all fields.
    """

    catalogue: Catalogue
    currency: str = ""
    now: int | None = None
    ahead: int = AHEAD
    ignored: Counter[tuple[str, str]] = field(default_factory=Counter)
    placeholders: Counter[Placed] = field(default_factory=Counter)
    whole: Catalogue | None = None
    _schemas: dict[str, _Schema] = field(default_factory=dict)

    def decode(self, record: Record) -> Event:
        """The typed event; raises Reject."""
        try:
            return self._event(record, self._schema(record.kind))
        except ValueError as error:
            reason = _as_written(str(error), record.text)
            # A kind that there is not is told too: somebody may have meant another.
            told = record.kind in self._schemas or record.kind not in self.catalogue.kinds
            kind, piece = record.kind[:_NAME_LIMIT] if told else "", excerpt(record.text or record.raw)
            raise Reject(record.file, record.line, record.offset, reason, piece, kind) from None

    def look(self, record: Record) -> None:
        """Only count the members that no field is called by; of an unknown kind none."""
        with contextlib.suppress(ValueError):
            schema = self._schema(record.kind)
            for name in record.raw:
                if name not in schema.fields and name not in _APART:
                    self._ignore(schema.kind, name)

    def _ignore(self, kind: Kind, name: str) -> None:
        key = kind.name, name if len(name) <= _NAME_LIMIT else name[:_NAME_LIMIT]
        if key in self.ignored or len(self.ignored) < UNKNOWN_LIMIT:
            self.ignored[key] += 1

    def _schema(self, name: str) -> _Schema:
        known = self._schemas.get(name)
        if known is not None:
            return known
        kind = self.catalogue.kinds.get(name)
        if kind is not None and ("." not in name or name == "finding.made"):
            raise ValueError(f"{named(name)} is a kind of finding, and findings are made by rules, never read")
        if kind is None:
            near = get_close_matches(name[:100], self.catalogue.kinds, 1)
            raise ValueError(f"there is no kind of event {named(name)}" + (f"; did you mean `{near[0]}`?" if near else ""))
        whole = kind if self.whole is None else self.whole.kinds[name]
        hidden = _APART | ({"kind"} if whole.field("kind") in ENVELOPE else set())
        fields = {each.name: each for each in kind.fields if each.name not in hidden}
        unread = {each.name: each for each in whole.fields if each.name not in hidden and each.name not in fields}
        counting = frozenset(each.name for each in whole.fields if each.is_never_negative)
        identities = {each.name: _SORTS.get(each.type.name, _one) for each in whole.fields if each.has_identities}
        has_money = any(each.type.name == "money" for each in kind.fields)
        schema = _Schema(kind, fields, counting, identities, has_money, unread)
        self._schemas[name] = schema
        return schema

    def _event(self, record: Record, schema: _Schema) -> Event:
        raw, kind = record.raw, schema.kind
        currency = self._money(schema, raw)
        fields: dict[str, object] = {}
        untold: list[Placed] = []
        unread: dict[str, object] = {}
        for name, value in raw.items():
            known = schema.fields.get(name)
            if known is None:
                if name in schema.unread:
                    unread[name] = value
                elif name not in _APART:
                    self._ignore(kind, name)
                continue
            told = schema.identities.get(name)
            if told is not None:
                value, said = told(value)
                if said:
                    untold += [(kind.name, name, each) for each in said]
            if value is not None:
                found = fields[name] = _read(known, value, currency)
                if name in schema.counting and (cast(int, found) < 0 or (isinstance(value, int | float) and value < 0)):
                    raise ValueError(f"`{name}`: {quoted(value)} is below 0, which it can never be")
        at = self._time(schema, raw, fields)
        received = self._instant("received_at", raw.get("received_at"))
        place, late = place_of(at, received, kind.lateness)
        source = _name("source", raw.get("source"), record.source)
        identity = _name("id", raw.get("id"), f"{record.log or record.file}#{record.line or record.offset}")
        told_in_all = {**fields, **dict(_unread(schema, unread, currency))} if unread else fields
        digest, origin = content_digest(kind.name, at, told_in_all), (record.file, record.line, record.offset)
        if untold:
            self.placeholders.update(untold)
        return Event(kind.name, identity, source, at, fields, received, place, late, digest, origin)

    def _money(self, schema: _Schema, raw: dict[str, object]) -> str:
        stated = raw.get("currency")
        if not schema.has_money or stated is None or not self.currency or stated == self.currency:
            return self.currency
        raise ValueError(f"`currency`: {quoted(stated)}, and the policy counts in {self.currency}")

    def _time(self, schema: _Schema, raw: dict[str, object], fields: dict[str, object]) -> int:
        """The kind's own time. For a kind that names another field as its time, `at` may stand in for it."""
        name = schema.kind.time
        at = fields.get(name) if name != "at" else None
        if at is None:
            at = self._instant("at", raw.get("at"))
        if at is None:
            raise ValueError(f"`{schema.kind.name}` needs `{name}`, its time")
        if name != "at":
            fields[name] = at
        return self._not_ahead(name, cast(int, at))

    def _instant(self, name: str, raw: object) -> int | None:
        if raw is None:
            return None
        return self._not_ahead(name, cast(int, _read(Field(name, INSTANT, ""), raw, "")))

    def _not_ahead(self, name: str, at: int) -> int:
        if self.now is not None and at > self.now + self.ahead:
            far = "a day" if self.ahead == AHEAD else f"{self.ahead // MILLION} s"
            raise ValueError(f"`{name}`: more than {far} in the future")
        return at


def decode(record: Record, catalogue: Catalogue, currency: str = "", now: int | None = None) -> Event:
    """One record by itself; see `Decoder`."""
    return Decoder(catalogue, currency, now).decode(record)


def _as_written(reason: str, text: bytes) -> str:
    """The reason with a number that it quotes as the line has it, for JSON's readers round what is beyond 64 bits."""
    for found in _LONG_NUMBER.finditer(text[:EXCERPT]):
        reason = reason.replace(quoted(float(found[0])), f"`{found[0].decode()}`")
    return reason


def _read(known: Field, raw: object, currency: str) -> object:
    try:
        return read_value(known.type, raw, known.unit, currency)
    except ValueError as error:
        raise ValueError(f"`{known.name}`: {error}") from None


def _unread(schema: _Schema, raw: Mapping[str, object], currency: str) -> Iterator[tuple[str, object]]:
    """Fields that nobody reads, by which events are told apart: in one spelling, and as they are written if they have none."""
    for name, value in raw.items():
        sort = schema.identities.get(name)
        told = value if sort is None else sort(value)[0]
        if told is None:
            continue
        try:
            yield name, read_value(schema.unread[name].type, told, schema.unread[name].unit, currency)
        except ValueError:
            yield name, {"": ascii(told) if isinstance(told, str) else quoted(told)}


def _one(raw: object) -> tuple[object, Sequence[str]]:
    """An identity as it is told (None: it is not), and the placeholder that stands for it."""
    told = placeholder(raw)
    return (raw, ()) if told is None else (None, (told,))


def _number(raw: object) -> tuple[object, Sequence[str]]:
    """The same of a telephone number, which may be withheld."""
    return (None, ()) if is_withheld(raw) else _one(raw)


def _many(raw: object) -> tuple[object, Sequence[str]]:
    """A list of identities without placeholders (None: nothing else is in it), and these."""
    items = _items(raw)
    said = {told for each in items if (told := placeholder(each)) is not None}
    return ([each for each in items if placeholder(each) is None] or None, sorted(said)) if said else (raw, ())


def _items(raw: object) -> Sequence[object]:
    """The items of what tells a list; none of what is of a wrong type, of which its reading will tell."""
    try:
        items = unfolded(raw, "[")
    except ValueError:
        return ()
    return items if isinstance(items, list | tuple) else (items,)


_SORTS: Final = {"phone": _number, "array": _many}


def _name(member: str, raw: object, default: str) -> str:
    if raw is None or raw == "":
        return default
    if isinstance(raw, int) and not isinstance(raw, bool) and raw.bit_length() < 64:
        return str(raw)
    if not isinstance(raw, str) or len(raw) > _NAME_LIMIT or "\x00" in raw or not _is_unicode(raw):
        raise ValueError(f"`{member}`: {quoted(raw)} is no name of at most {_NAME_LIMIT} characters")
    return raw


def _is_unicode(text: str) -> bool:
    """Without lone surrogates, which no file could hold."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def content_digest(kind: str, at: int, fields: Mapping[str, object]) -> str:
    """A hash of what the event says, whoever sent it and whenever it arrived; equal for equal contents."""
    told = orjson.dumps([kind, at, dict(fields)], _held, orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return blake2b(told, digest_size=16).hexdigest()


def _held(value: object) -> object:
    if isinstance(value, Period):
        return [value.count, value.unit]
    raise TypeError(type(value).__name__)
