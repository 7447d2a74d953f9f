"""What Linux says of interfaces that begin or cease to listen to all traffic around them, in the words of any of its versions."""

from __future__ import annotations

import re
from typing import Final

from bylaws.events.readers.syslog.said import Said, Told

PROGRAM: Final = "kernel"

# `device eth0 entered …` before Linux 6.4, then `e1000e 0000:00:1f.6 eth0: entered …`, or without a driver `eth0: entered …`.
_LISTENS: Final = re.compile(
    r"(?:\[ *\d{1,12}\.\d{6}\] )?(?:device |\S{1,40} \S{1,40} )?([^\s:]{1,15})(?: \([a-z]+\))?:? (entered|left) promiscuous mode"
)


def hear(said: Said) -> list[Told]:
    """The event that a message tells of, if it does. The host is called as it calls itself."""
    found = _LISTENS.fullmatch(said.text)
    if found is None:
        return []
    return [("host.state", {"host": said.host or None, "interface": found[1], "promiscuous": found[2] == "entered"})]
