"""What Postfix (2.3 and later) says: what became of a mail at each recipient, and sign-ins at its door (SASL).

`status=sent` is delivered and `status=bounced` bounced; a mail that is deferred or was handed to a filter on the same machine has
no result as yet. One that was deferred until it expired has bounced at those who were still waited for. `message` is the
`Message-ID` if a line before told it, else the queue's own name of the mail. `code` is the enhanced status code (RFC 3463). A mail
that was handed in by somebody signed in is a sign-in too: Postfix tells of no other.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final

from bylaws.events.readers.peers import address
from bylaws.events.readers.syslog.memory import Memory, Twins
from bylaws.events.readers.syslog.said import Said, Told, attempt

_QUEUE: Final = r"([0-9A-Za-z]{5,24}): "
_ADDRESS: Final = r'<((?:"(?:[^"\\]|\\.)*"|[^">])*)>'
_RESULT: Final = re.compile(
    rf"{_QUEUE}to={_ADDRESS}, (?:orig_to={_ADDRESS}, )?relay=([^ ,]+), "
    r".*?dsn=(\d\.\d{1,3}\.\d{1,3}), status=([a-z]+)(?: (\(.*\)))?"
)
_MESSAGE_ID: Final = re.compile(rf"{_QUEUE}message-id=<(.{{1,998}})>")
_CLIENT: Final = r"[^\s\[\]]*\[([^\s\[\]]+)\](?::\d+)?"
_SIGNED_IN: Final = re.compile(rf"{_QUEUE}client={_CLIENT}, sasl_method=\S+, sasl_username=(.+?)(?:, sasl_sender=.*)?")
_REFUSED: Final = re.compile(rf"warning: {_CLIENT}: SASL \S+ authentication failed(?::.*?)?(?:, sasl_username=(.*))?")
_EXPIRED: Final = re.compile(rf"{_QUEUE}from={_ADDRESS}, status=(?:force-)?expired, returned to sender")
_RECIPIENTS: Final = 1 << 8
"""Recipients of one mail, at most, of whom it is known that it was put off."""
_OUTCOMES: Final = {"sent": "delivered", "bounced": "bounced"}


def is_postfix(program: str) -> bool:
    """`postfix/smtp`, `postfix/submission/smtpd`, `postfix-out/cleanup` …; in RFC 5424 rsyslog leaves no more than `postfix`."""
    return program == "postfix" or (program.startswith("postfix") and "/" in program)


class Postfix:
    """Goes by what is said, for not every log tells which part of Postfix says it."""

    def __init__(self, twins: Twins) -> None:
        self._twins = twins
        self._names: Memory[tuple[str, str], str] = Memory()
        # By recipient the code with which a mail was put off last.
        self._waiting: Memory[tuple[str, str], dict[str, str]] = Memory()

    def hear(self, said: Said) -> list[Told]:
        if found := _RESULT.fullmatch(said.text):
            return self._result(said, found)
        if found := _MESSAGE_ID.fullmatch(said.text):
            self._names.keep((said.host, found[1]), found[2])
            return []
        if found := _SIGNED_IN.fullmatch(said.text):
            return [attempt("smtp", found[3], address(found[2]))]
        if found := _REFUSED.fullmatch(said.text):
            ip = address(found[1])
            return [attempt("smtp", found[2] or "", ip, "authentication failure")] * self._twins.new(said.host, ip or "", 1)
        if found := _EXPIRED.fullmatch(said.text):
            waiting = self._waiting.drop((said.host, found[1])) or {}
            return [self._told(said, found[1], recipient, "bounced", code) for recipient, code in waiting.items()]
        return []

    def _result(self, said: Said, found: re.Match[str]) -> list[Told]:
        queue, recipient, _, relay, code, status, reply = found.groups()
        if status == "deferred":
            self._put_off((said.host, queue), recipient, code)
        elif waiting := self._waiting.get((said.host, queue)):
            waiting.pop(recipient, None)
        outcome = _OUTCOMES.get(status)
        if outcome is None or (outcome == "delivered" and _is_filter(relay, reply or "")):
            return []
        return [self._told(said, queue, recipient, outcome, code)]

    def _put_off(self, mail: tuple[str, str], recipient: str, code: str) -> None:
        waiting = self._waiting.get(mail) or {}
        if recipient in waiting or len(waiting) < _RECIPIENTS:
            waiting[recipient] = code
        self._waiting.keep(mail, waiting)

    def _told(self, said: Said, queue: str, recipient: str, outcome: str, code: str) -> Told:
        message = self._names.get((said.host, queue)) or queue
        return "message.result", {"message": message, "recipient": recipient, "outcome": outcome, "code": code}


def _is_filter(relay: str, reply: str) -> bool:
    """Whether the mail went to a program of the same machine that queued it anew."""
    ip = re.search(r"\[([0-9A-Fa-f:.]+)\]", relay)
    try:
        return ip is not None and "queued as" in reply and ip_address(ip[1]).is_loopback
    except ValueError:
        return False
