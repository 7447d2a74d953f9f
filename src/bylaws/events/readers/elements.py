"""The elements of an XML document as they come, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from bylaws.events.readers.stream import Stream

Attributes = dict[str, str]

PIECE: Final = 4 * 2**20
"""Bytes of one tag or comment."""
NAMES: Final = 5000
"""Names of elements and attributes, all of which the parser keeps."""
DEPTH: Final = 100
"""Elements within each other."""


class Elements:
    """Hands each element to `begin` (its name and attributes) and `end` (its name), and its text in parts to `text`.

    What they raise as ValueError, what is no XML, declares entities or goes beyond the bounds above, ends the stream, which then
    says why: of a document that is `called` so.
    """

    def __init__(
        self,
        stream: Stream,
        called: str,
        begin: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._stream, self._called = stream, called
        self._on_begin, self._on_end = begin, end
        # What these tools write is UTF-8, whatever a document says of itself.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._end
        self._parser.CharacterDataHandler = text
        self._parser.EntityDeclHandler = self._refuse
        self._fed = self._depth = 0
        self._names: set[str] = set()

    @property
    def place(self) -> tuple[int, int]:
        """The line, from 1, and the offset in bytes of what is handed out."""
        return self._parser.CurrentLineNumber, self._parser.CurrentByteIndex

    def read(self) -> Iterator[None]:
        """Hands the elements of one piece of the stream after the other."""
        for chunk in self._stream.chunks():
            self._feed(chunk, last=False)
            yield
            if self._stream.broken:
                return
        if not self._stream.broken:
            self._feed(b"", last=True)
            yield

    def _feed(self, chunk: bytes, *, last: bool) -> None:
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, last)
            if self._fed - self._parser.CurrentByteIndex > PIECE:
                raise ValueError(f"no {self._called}: a tag of more than {PIECE >> 20} MiB")
        except expat.ExpatError as error:
            reason = "its XML ends too early" if last else f"no XML: {expat.errors.messages.get(error.code, error)}"
            self._stream.give_up(f"{reason}, on line {error.lineno}")
        except ValueError as error:
            self._stream.give_up(str(error))

    def _begin(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        self._names.update((name, *attributes))
        if len(self._names) > NAMES or self._depth > DEPTH:
            raise ValueError(f"no {self._called}: its elements have too many names or are nested too deep")
        self._on_begin(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._on_end(name)

    def _refuse(self, *_: object) -> None:
        raise ValueError(f"no {self._called}: it declares entities of its own")
