"""Who is at the other end, as logs tell it."""

from __future__ import annotations

from bylaws.events.addresses import canonical_ip


def address(told: object) -> str | None:
    """An IP address, with or without a port; None for anything else, such as a socket or a name."""
    if not isinstance(told, str) or len(told) > 64:
        return None
    bare = told.rpartition(":")[0] if told.count(":") == 1 or "]:" in told else told
    try:
        return canonical_ip(bare.strip("[]"))
    except ValueError:
        return None
