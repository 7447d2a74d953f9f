"""`signatures`: which YARA rules a stored file matches, or a piece of what lies in it."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version

from bylaws.content.files.faults import LIMIT
from bylaws.content.files.rules import compiled, digest_of, sources
from bylaws.content.files.scanner import Scanner
from bylaws.content.stored import UNKNOWN, find
from bylaws.events.types import Missing


def rests_on() -> str:
    """The library and the rules. Raises SettingError."""
    return f"yara-x {version('yara-x')}, rules {digest_of(_asked())[:12]}"


@lru_cache(1)
def _asked() -> dict[str, str]:
    """The rules as they were when they were first asked for. Raises SettingError."""
    texts = sources()
    _matcher(digest_of(texts), tuple(texts.items()))
    return texts


@lru_cache(1)
def _matcher(digest: str, texts: tuple[tuple[str, str], ...]) -> Scanner:  # noqa: ARG001 (it is kept by it)
    return Scanner("bylaws.content.files.matching", given=compiled(dict(texts)))


def matcher() -> Scanner:
    texts = _asked()
    return _matcher(digest_of(texts), tuple(texts.items()))


def signatures(reference: str) -> tuple[str, ...] | Missing:
    """The names of the rules, in the order of the alphabet; UNKNOWN of what nobody knows. Raises SettingError."""
    stored = find(reference, LIMIT)
    if stored is None:
        return UNKNOWN
    if stored.beyond:
        return ("too large",)
    told = matcher().ask(stored.data)
    if told is None:
        return ("unreadable",)
    return tuple(told.split("\t")) if told else ()
