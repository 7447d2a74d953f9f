"""Mails: one alone (`.eml`), those of an mbox, or of a Maildir given as a folder, whose `tmp` is left out. All in its `cur` and
`new` that is nothing else is a mail.

A mail (RFC 5322) is a `message.sent`. With `--as mail-received` it is a `message.received`, as it lay in a customer's mailbox;
nothing in a mail tells one from the other. It happened when the last server took it (the uppermost `Received`); else at the
time of the mbox's `From ` line, else at its `Date`. That server also tells the address that handed it over (`client_ip`) and the
`user` who had signed in, if it says so (`Authenticated sender`). No header tells the account: a list does, by `sender` or `user`.

The body is what a mail program shows: of alternatives the last that has text, of HTML its text. `urls` are the links of all
texts, shown or not. `attachments` are called by their names, one without a name by its SHA-256. Ids of messages stand without
their angle brackets. Where a server has taken it, a mail is one event wherever it is read: it is called by its Message-ID and a
digest of its content. Bounds: a mail 40 MiB, its body and headers 256 KiB each, 1,000 links and attachments, 65,536 recipients
(`recipient_count` counts all). A mail nested too deep is read for its headers alone.

A bounce (RFC 3464) is a `message.result` for each recipient: `bounced` for the action `failed`, `delivered` for `delivered` and
`expanded`; others decide nothing yet. A feedback report (RFC 5965, RFC 6591) is an `external.notice` of the kind `feedback_loop`
whose `claim` is its type, and of the types `abuse`, `fraud` and `virus` also a `message.result` with the outcome `complaint`; its
`subject_ids` are the source's address, the domains and pages reported, and the Message-ID of the mail. A bounce or report in
words of its sender's own is a mail like any other, and so is each with `--as mail-received`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.mail.pieces import FROM_LINE
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject

NAME: Final = "mail"
RECEIVED_NAME: Final = "mail-received"

_HEADER: Final = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
_TELLING: Final = frozenset(
    (b"from", b"received", b"return-path", b"date", b"message-id", b"to", b"subject", b"delivered-to", b"sender")
)
_LOOKED_AT: Final = 200


def sniff(head: bytes) -> bool:
    """Whether it begins with the headers of a mail, three of which at least are those that mails have."""
    head = head.lstrip(b"\r\n")
    start = FROM_LINE.match(head)
    told: set[bytes] = set()
    for line in head[start.end() if start else 0 :].split(b"\n", _LOOKED_AT)[:_LOOKED_AT]:
        found = _HEADER.match(line)
        if not line.strip() or not (found or line[:1] in b" \t" or (told and line.startswith(b">From "))):
            break
        if found:
            told.add(found[1].lower())
    return len(told & _TELLING) >= (2 if start else 3)


def read(stream: Stream) -> Iterator[Record | Reject]:
    from bylaws.events.readers.mail import events  # here, for it loads the library of mail, which only mails need

    return events.read(stream, NAME, received=False)


def read_received(stream: Stream) -> Iterator[Record | Reject]:
    """As `read`, of mails that came in for a customer."""
    from bylaws.events.readers.mail import events

    return events.read(stream, RECEIVED_NAME, received=True)
