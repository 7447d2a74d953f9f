"""`file_faults` and `file_type`: what is wrong with stored files, and what they are."""

from __future__ import annotations

from functools import lru_cache

from bylaws.content.files.look import Look
from bylaws.content.files.names import is_disguised, is_otherwise
from bylaws.content.files.scanner import Scanner
from bylaws.content.stored import UNKNOWN, find
from bylaws.events.types import Missing

LIMIT = 16 * 2**20
"""Bytes of a file that is looked into; of a greater one that is all that is said."""


@lru_cache(1)
def scanner() -> Scanner:
    return Scanner("bylaws.content.files.worker")


def looked(data: bytes) -> Look:
    """What the scanner says of a file; nothing but `unreadable` of one that was too much for it."""
    told = scanner().ask(data)
    if told is None:
        return Look("data", ("unreadable",))
    kind, *faults = told.split("\t")
    return Look(kind, tuple(faults))


def file_faults(reference: str, name: str = "", declared: str = "") -> tuple[str, ...] | Missing:
    """The faults, each once, in the order of the alphabet; UNKNOWN of what nobody knows."""
    stored = find(reference, LIMIT)
    if stored is None:
        return UNKNOWN
    found = {"disguised"} if is_disguised(name) else set[str]()
    if stored.beyond:
        return tuple(sorted({*found, "too large"}))
    look = looked(stored.data)
    if "unreadable" not in look.faults and is_otherwise(look.kind, name, declared):
        found.add("other type")
    return tuple(sorted({*found, *look.faults}))


def file_type(reference: str) -> str | Missing | None:
    """The sort of a file; None of one that is too large or could not be read."""
    stored = find(reference, LIMIT)
    if stored is None:
        return UNKNOWN
    if stored.beyond:
        return None
    look = looked(stored.data)
    return None if "unreadable" in look.faults else look.kind
