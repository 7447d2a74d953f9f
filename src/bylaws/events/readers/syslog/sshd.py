"""Sign-ins by OpenSSH, from what sshd says at its ordinary level (auth.c, packet.c; programs `sshd`, from 9.8 on `sshd-session`).

A password that was refused is one failure, and so is a connection that named a user and ended without any: what robots do
where passwords are not allowed. `Invalid user` and the refusal that follows it are one. A client's question which ways there are
(`Failed none`) is no attempt. The name that a client sends may hold anything: only what sshd itself adds behind it counts.
"""

from __future__ import annotations

import re
from typing import Final

from bylaws.events.readers.peers import address
from bylaws.events.readers.syslog.memory import Memory
from bylaws.events.readers.syslog.said import Said, Told, attempt

PROGRAMS: Final = ("sshd", "sshd-session", "sshd-auth")

_END: Final = r" from (\S+) port \d{1,5}(?: ssh\d?)?(?:: \S+ \S+)?"
_ACCEPTED: Final = re.compile(r"Accepted \S+ for (.{1,256}?) from (\S+) port \d{1,5}(?: ssh\d?)?(?:: .*)?")
_FAILED: Final = re.compile(r"Failed (\S+) for ((?:invalid|illegal) user )?(.*)" + _END)
_UNKNOWN: Final = re.compile(r"(?:Invalid|Illegal) user (.*) from (\S+)(?: port \d{1,5})?")
_ENDED: Final = re.compile(
    r"(?:Connection (?:closed|reset) by|Disconnected from) (?:authenticating|invalid) user (.*) (\S+) port \d{1,5}(?: \[preauth\])?"
)
_CONNECTIONS: Final = 1 << 14

_Connection = tuple[str, str, str, str]


class Sshd:
    """Follows connections: by host, process, address and user."""

    def __init__(self) -> None:
        # Whether a refusal is yet to come that tells of the same attempt as what was told already.
        self._told: Memory[_Connection, bool] = Memory(_CONNECTIONS)

    def hear(self, said: Said) -> list[Told]:
        if found := _FAILED.fullmatch(said.text):
            return self._failed(said, found)
        if found := _UNKNOWN.fullmatch(said.text):
            return self._unknown(said, found[1], found[2])
        if found := _ENDED.fullmatch(said.text):
            return self._ended(said, found[1], found[2])
        if found := _ACCEPTED.fullmatch(said.text):
            self._told.drop(_connection(said, found[2], found[1]))
            return [attempt("ssh", found[1], address(found[2]))]
        return []

    def _failed(self, said: Said, found: re.Match[str]) -> list[Told]:
        way, unknown, user, peer = found.groups()
        if way == "none":
            return []
        connection = _connection(said, peer, user)
        told_ahead = self._told.get(connection)
        self._told.keep(connection, False)
        return [] if told_ahead else [attempt("ssh", user, address(peer), f"failed {way}" + (", no such user" if unknown else ""))]

    def _unknown(self, said: Said, user: str, peer: str) -> list[Told]:
        connection = _connection(said, peer, user)
        if self._told.get(connection) is not None:
            return []
        self._told.keep(connection, True)
        return [attempt("ssh", user, address(peer), "no such user")]

    def _ended(self, said: Said, user: str, peer: str) -> list[Told]:
        if self._told.drop(_connection(said, peer, user)) is not None:
            return []
        return [attempt("ssh", user, address(peer), "the connection ended before a sign-in")]


def _connection(said: Said, peer: str, user: str) -> _Connection:
    return said.host, said.pid, peer, user
