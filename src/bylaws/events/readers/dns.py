"""Answers of the DNS, as a user hands them in."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bylaws.origin.answers import Answers, Recorded, Remembering

EXTRA: Final = "judging where mails come from needs what the extra `mail` brings: pip install 'bylaws[mail]'"


@cache
def is_installed() -> bool:
    """Whether there is what it needs."""
    return all(find_spec(name) for name in ("spf", "dkim", "dns", "nacl"))


def recorded(path: Path | None) -> Answers | None:
    """The answers in a file. Raises ValueError if it cannot be read, says something else, or nothing here could use it."""
    if path is None:
        return None
    if not is_installed():
        raise ValueError(EXTRA)
    try:
        return Remembering(Recorded.read(path))
    except OSError as error:
        raise ValueError(f"the answers of the DNS `{path}` cannot be read: {error.strerror}") from None
