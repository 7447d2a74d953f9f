"""Who among the programs of a host tells of events, and what is told again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from bylaws.events.readers.syslog import dropbear, kernel, named
from bylaws.events.readers.syslog.doors import Dovecot, Vsftpd
from bylaws.events.readers.syslog.memory import Memory, Twins
from bylaws.events.readers.syslog.pam import Pam
from bylaws.events.readers.syslog.postfix import Postfix, is_postfix
from bylaws.events.readers.syslog.said import Said, Told
from bylaws.events.readers.syslog.sshd import PROGRAMS, Sshd

REPEATS: Final = 100_000
"""Most times that one line may say that another was repeated."""
LONGEST: Final = 1 << 13
"""Characters of a message that is listened to; none of the programs below says more."""

_AGAIN: Final = re.compile(r"message repeated (\d{1,18}) times: \[ ?(.*)\]")
_LAST_AGAIN: Final = re.compile(r"last message repeated (\d{1,18}) times?")
_HOSTS: Final = 1 << 10


class Hearing:
    """Hears the messages of one input in the order in which they stand there."""

    def __init__(self) -> None:
        mail, ftp = Twins(), Twins()
        self._pam, self._postfix = Pam({"dovecot": mail, "smtp": mail, "vsftpd": ftp}), Postfix(mail)
        sshd = Sshd()
        self._programs: dict[str, Callable[[Said], list[Told]]] = dict.fromkeys(PROGRAMS, sshd.hear)
        self._programs |= {"dovecot": Dovecot(mail).hear, "vsftpd": Vsftpd(ftp).hear}
        self._programs |= {dropbear.PROGRAM: dropbear.hear, named.PROGRAM: named.hear, kernel.PROGRAM: kernel.hear}
        self._last: Memory[str, Said] = Memory(_HOSTS)

    def hear(self, said: Said) -> list[Told]:
        """The events that a message tells of; none of most. Raises ValueError for more repetitions than `REPEATS`."""
        if len(said.text) > LONGEST:
            return []
        times, said = self._repeated(said)
        self._last.keep(said.host, said)
        first = self._once(said)
        # Where once more tells nothing new, no number of times will.
        return [*first, *(told for _ in range(times - 1) for told in self._once(said))] if first else first

    def _repeated(self, said: Said) -> tuple[int, Said]:
        """How often a message was said, and which."""
        if found := _AGAIN.fullmatch(said.text):
            return _times(found[1]), replace(said, text=found[2])
        last = self._last.get(said.host)
        if last is not None and said.program in ("", "syslogd") and (found := _LAST_AGAIN.fullmatch(said.text)):
            return _times(found[1]), replace(last, at=said.at)
        return 1, said

    def _once(self, said: Said) -> list[Told]:
        own = self._programs.get(said.program) or (self._postfix.hear if is_postfix(said.program) else None)
        told = own(said) if own is not None else []
        # What sshd asks of PAM it tells itself.
        return told if told or said.program in PROGRAMS else self._pam.hear(said)


def _times(digits: str) -> int:
    if int(digits) > REPEATS:
        raise ValueError(f"a message that was repeated more than {REPEATS:,} times")
    return int(digits)
