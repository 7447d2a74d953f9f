"""What Postfix (2.3 and later) says: what became of a mail at each recipient, and sign-ins at its door (SASL).

`status=sent` is delivered and `status=bounced` bounced; a mail that is deferred or was handed to a filter on the same machine has
no result as yet. `message` is the `Message-ID` if a line before told it, else the queue's own name of the mail. `code` is the
enhanced status code (RFC 3463). A mail that was handed in by somebody signed in is a sign-in too: Postfix tells of no other.
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
_OUTCOMES: Final = {"sent": "delivered", "bounced": "bounced"}


def is_postfix(program: str) -> bool:
    """`postfix/smtp`, `postfix/submission/smtpd`, `postfix-out/cleanup` …"""
    return program.startswith("postfix") and "/" in program


class Postfix:
    def __init__(self, twins: Twins) -> None:
        self._twins = twins
        self._names: Memory[tuple[str, str], str] = Memory()

    def hear(self, said: Said) -> list[Told]:
        part = said.program.rpartition("/")[2]
        if part == "smtpd":
            return self._door(said)
        if part == "cleanup":
            if found := _MESSAGE_ID.fullmatch(said.text):
                self._names.keep((said.host, found[1]), found[2])
            return []
        found = _RESULT.fullmatch(said.text)
        return [] if found is None else self._result(said, found)

    def _door(self, said: Said) -> list[Told]:
        if found := _SIGNED_IN.fullmatch(said.text):
            return [attempt("smtp", found[3], address(found[2]))]
        found = _REFUSED.fullmatch(said.text)
        if found is None:
            return []
        ip = address(found[1])
        return [attempt("smtp", found[2] or "", ip, "authentication failure")] * self._twins.new(said.host, ip or "", 1)

    def _result(self, said: Said, found: re.Match[str]) -> list[Told]:
        queue, recipient, _, relay, code, status, reply = found.groups()
        outcome = _OUTCOMES.get(status)
        if outcome is None or (outcome == "delivered" and _is_filter(relay, reply or "")):
            return []
        message = self._names.get((said.host, queue)) or queue
        return [("message.result", {"message": message, "recipient": recipient, "outcome": outcome, "code": code})]


def _is_filter(relay: str, reply: str) -> bool:
    """Whether the mail went to a program of the same machine that queued it anew."""
    ip = re.search(r"\[([0-9A-Fa-f:.]+)\]", relay)
    try:
        return ip is not None and "queued as" in reply and ip_address(ip[1]).is_loopback
    except ValueError:
        return False
