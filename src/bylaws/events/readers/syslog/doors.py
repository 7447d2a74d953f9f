"""Sign-ins at Dovecot (its login processes, 2.2 and later) and vsftpd, and files carried by the latter, as they say themselves."""

from __future__ import annotations

import re
from typing import Final

from bylaws.events.readers.peers import address
from bylaws.events.readers.syslog.memory import Twins
from bylaws.events.readers.syslog.said import Said, Told, attempt
from bylaws.events.readers.transfers import transfer

_WHO: Final = r"user=<(.*)>, (?:method=\S*, )?rip=([^,\s]+)(?:,.*)?"
_LOGIN: Final = re.compile(rf"([a-z0-9]{{1,16}})-login: Log(?:in|ged in): {_WHO}")
_REFUSED: Final = re.compile(rf"([a-z0-9]{{1,16}})-login: [^(<]*\(auth failed, (\d{{1,5}}) attempts?[^)]*\)[^<]*: {_WHO}")
_FTP: Final = re.compile(r"(?:\[pid \d+\] )?\[(.*)\] (OK|FAIL) LOGIN: Client \"([^\"\s]+)\".*")
_CARRIED: Final = re.compile(
    r"(?:\[pid \d+\] )?\[(.*)\] (OK|FAIL) (UPLOAD|DOWNLOAD|DELETE): Client \"[^\"\s]+\", \"(.*)\""
    r"(?:, (\d{1,18}) bytes)?(?:, [\d.]+Kbyte/sec)?"
)
_ONCE: Final = ': Client "'
_ANYBODY: Final = "ftp"
"""Whoever signs in as anonymous is this user."""


class Dovecot:
    """A refusal tells how many attempts there were, at the end of the connection."""

    def __init__(self, twins: Twins) -> None:
        self._twins = twins

    def hear(self, said: Said) -> list[Told]:
        if found := _LOGIN.fullmatch(said.text):
            return [attempt(found[1], found[2], address(found[3]))]
        found = _REFUSED.fullmatch(said.text)
        if found is None:
            return []
        protocol, count, login, peer = found.groups()
        new = self._twins.new(said.host, address(peer) or "", int(count))
        return [attempt(protocol, login, address(peer), "authentication failure")] * new


class Vsftpd:
    """One line an attempt, or a file; `twins` knows the failures that PAM told of."""

    def __init__(self, twins: Twins) -> None:
        self._twins = twins

    def hear(self, said: Said) -> list[Told]:
        # A name, a password or a file may be made to look like the rest of a line; then the line tells nothing for sure.
        if said.text.count(_ONCE) != 1:
            return []
        if found := _FTP.fullmatch(said.text):
            return self._signed_in(said.host, found[1], found[2], address(found[3]))
        if found := _CARRIED.fullmatch(said.text):
            return _carried(*found.groups())
        return []

    def _signed_in(self, host: str, login: str, outcome: str, ip: str | None) -> list[Told]:
        if outcome == "OK":
            return [attempt("ftp", login, ip)]
        return [attempt("ftp", login, ip, "authentication failure")] * self._twins.new(host, ip or "", 1)


def _carried(login: str, outcome: str, sort: str, path: str, size: str | None) -> list[Told]:
    """A file; one that broke off counts if anything of it was carried."""
    if outcome == "FAIL" and (sort == "DELETE" or not int(size or 0)):
        return []
    return [transfer(sort.lower(), login if login != _ANYBODY else None, path, int(size or 0))]
