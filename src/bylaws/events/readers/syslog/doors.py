"""Sign-ins at Dovecot (its login processes, 2.2 and later) and vsftpd, from what they say themselves."""

from __future__ import annotations

import re
from typing import Final

from bylaws.events.readers.peers import address
from bylaws.events.readers.syslog.memory import Twins
from bylaws.events.readers.syslog.said import Said, Told, attempt

_WHO: Final = r"user=<(.*)>, (?:method=\S*, )?rip=([^,\s]+)(?:,.*)?"
_LOGIN: Final = re.compile(rf"([a-z0-9]{{1,16}})-login: Login: {_WHO}")
_REFUSED: Final = re.compile(rf"([a-z0-9]{{1,16}})-login: [^(<]*\(auth failed, (\d{{1,5}}) attempts?[^)]*\)[^<]*: {_WHO}")
_FTP: Final = re.compile(r"(?:\[pid \d+\] )?\[(.*)\] (OK|FAIL) LOGIN: Client \"([^\"\s]+)\".*")
_ONCE: Final = " LOGIN: Client "


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
    """One line an attempt; `twins` knows those that PAM told of."""

    def __init__(self, twins: Twins) -> None:
        self._twins = twins

    def hear(self, said: Said) -> list[Told]:
        found = _FTP.fullmatch(said.text)
        # A name or a password may be made to look like the rest of a line; then the line tells nothing for sure.
        if found is None or said.text.count(_ONCE) != 1:
            return []
        login, outcome, ip = found[1], found[2], address(found[3])
        if outcome == "OK":
            return [attempt("ftp", login, ip)]
        return [attempt("ftp", login, ip, "authentication failure")] * self._twins.new(said.host, ip or "", 1)
