"""`near_hash` and `image_listed`: how a stored image looks, and whether a list has one like it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from bylaws.content.files.scanner import Scanner
from bylaws.content.images.listed import operators_list
from bylaws.content.stored import UNKNOWN, find
from bylaws.events.types import Missing

LIMIT: Final = 16 * 2**20
"""Bytes of an image that is looked into."""
QUALITY: Final = 50
"""Below it an image has too little in it for its hash to mean anything, by the authors of PDQ."""
NEAR: Final = 31
"""Bits in which two hashes of one image differ at most, by the authors of PDQ."""


@cache
def hasher() -> Scanner:
    return Scanner("bylaws.content.images.hashing")


def near_hash(reference: str) -> str | Missing | None:
    """The hash in hexadecimal; None of what is no image, cannot be read, or has too little in it; UNKNOWN of what nobody knows."""
    stored = find(reference, LIMIT)
    if stored is None:
        return UNKNOWN
    told = None if stored.beyond else hasher().ask(stored.data)
    if not told:
        return None
    hashed, _, quality = told.partition(" ")
    return hashed if int(quality) >= QUALITY else None


def image_listed(reference: str) -> Mapping[str, object] | Missing | None:
    """`entry` and `distance` of the nearest in the operator's list; None where nothing is near. Raises SettingError."""
    listed = operators_list()
    hashed = near_hash(reference)
    if not isinstance(hashed, str):
        return hashed
    found = listed.nearest(hashed)
    return {"entry": found.entry, "distance": found.distance} if found and found.distance <= NEAR else None
