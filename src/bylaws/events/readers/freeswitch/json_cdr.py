"""Call records of FreeSWITCH as its module `mod_json_cdr` writes them: one object a call, each in a file of its own or in one.

Each becomes a `call.record` that is called by its uuid. `from` and `to` are those of the caller's profile as the call began,
`presented_number` the `effective_caller_id_number` if the dialplan set one, `account` the `accountcode`, `trunk` the gateway, where
it is one alone. `direction` is told only by a variable `call_direction`, as FusionPBX sets it: whether a leg goes in or out of
FreeSWITCH says nothing of the customer. A mapping with `format = "freeswitch-json"`, or `"freeswitch-xml"`, adds what follows
from other members, called `variables.NAME` or, of the caller as the call began, `caller_profile.NAME`. A leg with an
`originating_leg_uuid` tells of the same call as that other leg; it is passed by and counted. Values may be encoded as in URLs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.freeswitch.call import SECOND_LEG, fields_of, is_call, is_second_leg
from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "freeswitch-json"

_MARKS: Final = (b'"core-uuid"', b'"channel_data"', b'"variables"')


def sniff(head: bytes) -> bool:
    """Whether the first object is such a call; it may be longer than what is looked at."""
    found = first_object(head)
    if found:
        return is_call(found)
    return head.lstrip(b"\xef\xbb\xbf \t\r\n[")[:1] == b"{" and all(mark in head for mark in _MARKS)


def read(stream: Stream) -> Iterator[Record | Reject]:
    for found in objects_of(stream, repair=True):
        if isinstance(found, Reject):
            yield found
        elif not is_call(found.members):
            yield _reject(stream, found, "no call record of FreeSWITCH: it has no `variables`")
        elif is_second_leg(found.members):
            stream.passed.add(SECOND_LEG)
        else:
            yield _record(stream, found)


def _record(stream: Stream, found: Object) -> Record | Reject:
    try:
        raw = fields_of(found.members, stream.local, stream.additions)
    except ValueError as error:
        return _reject(stream, found, str(error))
    return Record("call.record", raw, stream.name, found.line, found.offset, NAME, stream.log, found.text)


def _reject(stream: Stream, found: Object, reason: str) -> Reject:
    return Reject(stream.name, found.line, found.offset, reason, excerpt(found.text))
