"""Sign-ins that FTP tells in clear: USER from the client, 230 or 530 from the server (RFC 959)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from msgspec import Struct, field

from bylaws.events.readers.packets import Packet

PORT: Final = 21
_LINE_LIMIT: Final = 512
_SESSION_LIMIT: Final = 1 << 14
_SYN: Final = 2
_HALF: Final = 1 << 31


class _Side(Struct):
    """One direction: what was said since the last line end, and the sequence number that comes next."""

    held: bytearray = field(default_factory=bytearray)
    due: int | None = None

    def lines(self, packet: Packet) -> list[bytes]:
        if packet.flags & _SYN:
            self.held.clear()
            self.due = None
            return []
        if not packet.payload or (self.due is not None and (packet.seq - self.due) % 2**32 >= _HALF):
            return []
        if self.due is not None and packet.seq != self.due:
            self.held.clear()
        self.due = (packet.seq + len(packet.payload)) % 2**32
        self.held += packet.payload
        *whole, rest = bytes(self.held).split(b"\n")
        self.held = bytearray(rest[-_LINE_LIMIT:])
        return [line[:_LINE_LIMIT].rstrip(b"\r") for line in whole]


class _Session(Struct):
    client: _Side = field(default_factory=_Side)
    server: _Side = field(default_factory=_Side)
    user: str = ""


class FtpWatch:
    """Follows control connections; memory is bounded by forgetting the one that was quiet longest."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[tuple[str, int, str], _Session] = OrderedDict()

    def see(self, packet: Packet) -> list[dict[str, object]]:
        """Raw fields of each `auth.attempt` that this packet decides."""
        if packet.protocol != "tcp" or PORT not in (packet.src_port, packet.dst_port):
            return []
        asking = packet.dst_port == PORT
        client = (packet.src_ip, packet.src_port) if asking else (packet.dst_ip, packet.dst_port)
        session = self._session((*client, packet.dst_ip if asking else packet.src_ip))
        if asking:
            for line in session.client.lines(packet):
                if line[:5].upper() == b"USER ":
                    session.user = line[5:].decode("utf-8", "replace").replace("\x00", "\ufffd").strip()
            return []
        replies = (_attempt(line, session, client[0]) for line in session.server.lines(packet))
        return [attempt for attempt in replies if attempt is not None]

    def _session(self, key: tuple[str, int, str]) -> _Session:
        session = self._sessions.pop(key, None) or _Session()
        if len(self._sessions) >= _SESSION_LIMIT:
            self._sessions.popitem(last=False)
        self._sessions[key] = session
        return session


def _attempt(line: bytes, session: _Session, ip: str) -> dict[str, object] | None:
    """The sign-in that a last line of a reply decides; 530 also answers commands before any USER, which is no attempt."""
    if line[:4] not in (b"230 ", b"530 ") or not session.user:
        return None
    user, session.user = session.user, ""
    failed = line.startswith(b"530")
    reason = line.decode("utf-8", "replace").replace("\x00", "\ufffd") if failed else None
    return {
        "ip": ip,
        "user": user,
        "target_account": user,
        "method": "ftp",
        "outcome": "fail" if failed else "success",
        "reason": reason,
    }
