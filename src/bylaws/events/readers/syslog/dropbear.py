"""Sign-ins by Dropbear, the SSH server of small machines, from what it says at its ordinary level (svr-auth*.c)."""

from __future__ import annotations

import re
from typing import Final

from bylaws.events.readers.peers import address
from bylaws.events.readers.syslog.said import Said, Told, attempt

PROGRAM: Final = "dropbear"

_FAILED: Final = re.compile(r"Bad (?:PAM )?password attempt for '(.{0,256})' from (\S+):\d{1,5}")
_UNKNOWN: Final = re.compile(r"Login attempt for nonexistent user(?: '(.{0,256})')? from (\S+):\d{1,5}")
_ACCEPTED: Final = re.compile(r"(?:PAM )?[Pp]assword auth succeeded for '(.{0,256})' from (\S+):\d{1,5}")
_KEY: Final = re.compile(r"Pubkey auth succeeded for '(.{0,256})' with .{1,512} from (\S+):\d{1,5}")


def hear(said: Said) -> list[Told]:
    """The sign-ins of one message. Which user does not exist it mostly keeps to itself."""
    if found := _FAILED.fullmatch(said.text):
        return [attempt("ssh", found[1], address(found[2]), "failed password")]
    if found := _UNKNOWN.fullmatch(said.text):
        return [attempt("ssh", found[1] or "", address(found[2]), "no such user")]
    if found := _ACCEPTED.fullmatch(said.text) or _KEY.fullmatch(said.text):
        return [attempt("ssh", found[1], address(found[2]))]
    return []
