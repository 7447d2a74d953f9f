"""Call records of FreeSWITCH as its module `mod_xml_cdr` writes them: one document `<cdr>` a file.

What becomes of a call is said at `freeswitch-json`. A document is read whole, up to 4 MiB; one that declares entities is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat

from bylaws.events.readers.freeswitch.call import SECOND_LEG, fields_of, is_call, is_second_leg
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "freeswitch-xml"

SIZE: Final = 4 * 2**20
_BEGINNING: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<cdr[\s>]")
_DEPTH: Final = 8


def sniff(head: bytes) -> bool:
    return _BEGINNING.match(head) is not None


def read(stream: Stream) -> Iterator[Record | Reject]:
    text = stream.read(SIZE + 1)
    if len(text) > SIZE:
        stream.give_up(f"a document of more than {SIZE >> 20} MiB")
    if stream.broken:
        return
    try:
        members = _Document().members(text)
        if not is_call(members):
            raise ValueError("no call record of FreeSWITCH: it has no `variables`")
        if is_second_leg(members):
            stream.passed.add(SECOND_LEG)
            return
        raw = fields_of(members, stream.local, stream.additions)
    except ValueError as error:
        yield Reject(stream.name, 1, 0, str(error), excerpt(text))
        return
    yield Record("call.record", raw, stream.name, 1, 0, NAME, stream.log)


class _Document:
    """The parts of a document as `call` knows them: texts by name, and a list of call flows."""

    def __init__(self) -> None:
        self._open: list[dict[str, Any]] = []
        self._names: list[str] = []
        self._text: list[str] = []
        self._top: dict[str, Any] = {}

    def members(self, text: bytes) -> dict[str, Any]:
        """Raises ValueError."""
        # What the module writes is UTF-8, whatever a document says of itself.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._text.append
        parser.EntityDeclHandler = parser.StartDoctypeDeclHandler = _refuse
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            raise ValueError(f"no XML: {expat.errors.messages.get(error.code, error)} on line {error.lineno}") from None
        return self._top

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEPTH:
            raise ValueError("no call record of FreeSWITCH: it is nested too deep")
        self._names.append(name)
        self._open.append({})
        self._text.clear()

    def _end(self, _name: str) -> None:
        name, inner = self._names.pop(), self._open.pop()
        value: dict[str, Any] | str = inner or "".join(self._text).strip()
        self._text.clear()
        if not self._open:
            self._top = inner
        elif name == "callflow":
            self._open[-1].setdefault(name, []).append(value)
        else:
            self._open[-1][name] = value


def _refuse(*_: object) -> None:
    raise ValueError("a document that declares a type or entities of its own, as no call record does")
