"""Answers of the DNS: those that were recorded, and those of a server that is asked now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, Protocol

import orjson
from msgspec import Struct

Sort = Literal["A", "AAAA", "MX", "PTR", "TXT", "CNAME"]
SORTS: Final[tuple[Sort, ...]] = ("A", "AAAA", "MX", "PTR", "TXT", "CNAME")

_ALIASES: Final = 10
"""Further names to which one may lead (RFC 7208 leaves it open; resolvers have bounds like this)."""
_NAME: Final = 253
_LABEL: Final = 63
_TEXT: Final = 1 << 16
"""Signs of a line of recorded answers."""


class UnansweredError(Exception):
    """Nobody knows what the answer is: the server was silent, or the question was never recorded."""


class Answers(Protocol):
    """Who answers questions to the DNS."""

    def lookup(self, name: str, sort: Sort) -> tuple[str, ...]:
        """What there is of a sort at a name, in no order that means anything; nothing: there is none.

        A mail exchanger is `10 mail.example.org`; the pieces of a text are made one, its bytes read as Latin-1. Raises
        UnansweredError.
        """


class Recorded(Struct, frozen=True):
    """Answers that were written down, by name in small letters and sort. None: the server did not answer."""

    held: Mapping[tuple[str, str], tuple[str, ...] | None]

    @classmethod
    def read(cls, path: Path) -> Recorded:
        """Of a file of JSON lines, `{"name": "example.org", "type": "TXT", "values": ["v=spf1 -all"]}`.

        `values` empty: there is none; null: nobody answered. Lines of one name and type add up. Raises OSError, and ValueError
        for a line that says something else, with its number.
        """
        held: dict[tuple[str, str], tuple[str, ...] | None] = {}
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    key, values = _line(line, f"{path}, line {number}")
                    held[key] = None if values is None else (held.get(key) or ()) + values
        return cls(held)

    def lookup(self, name: str, sort: Sort) -> tuple[str, ...]:
        name = spelled(name)
        if not sound(name):
            return ()
        for _ in range(_ALIASES + 1):
            if (name, sort) in self.held:
                return self._told(name, sort)
            if (name, "CNAME") not in self.held:
                raise UnansweredError(f"the {sort} of {name} is not recorded")
            alias = self._told(name, "CNAME")
            if not alias or sort == "CNAME":
                return alias
            name = spelled(alias[0])
        return ()

    def _told(self, name: str, sort: Sort) -> tuple[str, ...]:
        values = self.held[name, sort]
        if values is None:
            raise UnansweredError(f"the {sort} of {name} was not answered")
        return values


def _line(line: bytes, place: str) -> tuple[tuple[str, str], tuple[str, ...] | None]:
    try:
        told = orjson.loads(line) if len(line) <= _TEXT else None
    except orjson.JSONDecodeError:
        told = None
    form = '`{"name": "example.org", "type": "TXT", "values": ["v=spf1 -all"]}`'
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or told.get("type") not in SORTS:
        raise ValueError(f"{place}: no answer of the DNS; one reads {form}, its type one of {', '.join(SORTS)}")
    values = told.get("values", ())
    if values is not None and not (isinstance(values, list) and all(isinstance(each, str) for each in values)):
        raise ValueError(f"{place}: `values` is no list of texts, and not null for what nobody answered")
    return (spelled(told["name"]), told["type"]), None if values is None else tuple(values)


class Asking(Struct, frozen=True):
    """A server that is asked now: `server` is its address, each question takes `timeout` seconds at most."""

    server: str
    port: int = 53
    timeout: float = 5.0

    def lookup(self, name: str, sort: Sort) -> tuple[str, ...]:
        from dns import exception, resolver

        name = spelled(name)
        if not sound(name):
            return ()
        asked = resolver.Resolver(configure=False)
        asked.nameservers, asked.port = [self.server], self.port
        try:
            found = asked.resolve(name, sort, lifetime=self.timeout, search=False)
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return ()
        except exception.DNSException as error:
            raise UnansweredError(f"the {sort} of {name} was not answered: {type(error).__name__}") from None
        return tuple(sorted(map(_value, found)))


def _value(told: object) -> str:
    pieces: Sequence[bytes] | None = getattr(told, "strings", None)
    return str(told) if pieces is None else b"".join(pieces).decode("latin-1")


class Remembering:
    """Asks each question once, and can tell all that were answered."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._held: dict[tuple[str, Sort], tuple[str, ...] | UnansweredError] = {}

    def lookup(self, name: str, sort: Sort) -> tuple[str, ...]:
        key = (spelled(name), sort)
        if key not in self._held:
            try:
                self._held[key] = self._answers.lookup(*key)
            except UnansweredError as error:
                self._held[key] = error
        told = self._held[key]
        if isinstance(told, UnansweredError):
            raise UnansweredError(*told.args)
        return told

    def lines(self) -> Iterator[bytes]:
        """What was asked, as lines that `Recorded` reads."""
        for (name, sort), told in sorted(self._held.items(), key=lambda each: each[0]):
            values = None if isinstance(told, UnansweredError) else list(told)
            yield orjson.dumps({"name": name, "type": sort, "values": values}, option=orjson.OPT_APPEND_NEWLINE)


def spelled(name: str) -> str:
    """A name as it is held: without the last dot, in small letters."""
    return name.removesuffix(".").lower()


def sound(name: str) -> bool:
    """Whether it can be asked for at all."""
    return len(name) <= _NAME and all(0 < len(label) <= _LABEL for label in name.split(".")) and name.isascii()
