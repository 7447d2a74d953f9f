"""Failures that pam_unix and its kin tell of, for any program that asks them: sudo, su, login, vsftpd, dovecot …

`authentication failure` is one, `2 more authentication failures` are two. `ruser` is the login where a program of the network
asked and no such user is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bylaws.events.readers.peers import address
from bylaws.events.readers.syslog.memory import Twins
from bylaws.events.readers.syslog.said import Said, Told, attempt

_FAILURE: Final = re.compile(
    r"pam_\w{1,32}\(([^:()\s]{1,64}):auth\): (?:authentication failure|(\d{1,6}) more authentication failures?); "
    r"logname=\S* uid=\S* euid=\S* tty=\S* ruser=(.*) rhost=(\S*)(?:\s+user=(\S*))?\s*"
)
_METHODS: Final = {"vsftpd": "ftp", "proftpd": "ftp"}


class Pam:
    """`twins` learn, by service, of what the programs that asked will tell again."""

    def __init__(self, twins: Mapping[str, Twins]) -> None:
        self._twins = twins

    def hear(self, said: Said) -> list[Told]:
        found = _FAILURE.fullmatch(said.text)
        if found is None:
            return []
        service, more, remote, peer, user = found.groups()
        ip, count = address(peer), int(more or 1)
        if ip is not None and service in self._twins:
            self._twins[service].add(said.host, ip, count)
        login = user or (remote if peer else "")
        return [attempt(_METHODS.get(service, service), login, ip, "authentication failure")] * count
