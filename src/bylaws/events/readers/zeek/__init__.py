"""Logs of Zeek (https://docs.zeek.org/en/master/reference/logs/), as of version 2 to 8: conn, http,
ssh, smtp and dns.

Rows told by tabs, with the lines beginning with `#` that name their columns, or JSON with its times in any of its three forms. A
JSON log that does not say in `_path` which it is, is known by its members.

- conn becomes `net.flow`. `bytes` are those of IP where they are told, else of what IP carried. The flags are what `history` says,
  which is silent on PSH and URG. `direction` needs both `local_orig` and `local_resp`. Every packet is seen: `sampling_rate` is 1.
- http becomes `http.request`. `user` is the name of HTTP's own sign-in, unless it was refused.
- ssh becomes `auth.attempt`, one a connection. `outcome` is absent where Zeek cannot tell it; whom the attempt aimed at, it never
  tells.
- smtp becomes `message.sent`, to the recipients of the envelope; mail that comes in looks the same. A greeting without a mail, and
  a mail that was refused, are no events.
- dns becomes `dns.lookup`, whether or not an answer was seen. `refused` is what the answer's code says; Zeek's own `rejected` tells
  of any answer that holds nothing.

Rows of other logs are counted and tell of no event.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.json_objects import first_object
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.zeek.events import EVENTS
from bylaws.events.readers.zeek.rows import Row, is_row, json_rows, tab_rows
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "zeek"

_BEGINNINGS: Final = (b"#separator ", b"#separator\t", b"#fields\t", b"#set_separator\t")


def sniff(head: bytes) -> bool:
    """Whether it begins with the lines that name columns, or with such an object."""
    if head.startswith(_BEGINNINGS):
        return True
    return is_row(first_object(head))


def read(stream: Stream) -> Iterator[Record | Reject]:
    rows = tab_rows(stream) if stream.peek(1) == b"#" else json_rows(stream)
    for row in rows:
        event = row if isinstance(row, Reject) else _event(stream, row)
        if event is not None:
            yield event


def _event(stream: Stream, row: Row) -> Record | Reject | None:
    kind, fields_of = EVENTS.get(row.log, ("", None))
    try:
        raw = fields_of(row.values) if fields_of else None
    except ValueError as error:
        return Reject(stream.name, row.line, row.offset, str(error), excerpt(row.text))
    if raw is None:
        stream.passed.add(f"{row.log} without a mail taken" if fields_of else row.log)
        return None
    return Record(kind, raw, stream.name, row.line, row.offset, NAME, stream.log, row.text)
