"""What logs of FTP tell of files that were carried."""

from __future__ import annotations

from typing import Final

from bylaws.events.readers.syslog.said import Told

ACTIONS: Final = {"download": "read", "delete": "delete"}


def transfer(sort: str, who: str | None, path: str, size: int) -> Told:
    """An `upload`, `download` or `delete` of a file, of so many bytes, by `who` is known by more than a mail address."""
    if sort == "upload":
        name = path.rstrip("/").rpartition("/")[2] or None
        return "file.uploaded", {"user": who, "file_id": path, "name": name, "size_bytes": size}
    return "data.accessed", {"actor": who, "object": path, "action": ACTIONS[sort]}
