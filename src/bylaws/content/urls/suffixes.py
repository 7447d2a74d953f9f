"""Registrable domains by the public suffix list (publicsuffix.org), by what registries say in it, not private owners.

The list is the one that `tldextract` brings. Plain names are looked up in it directly, for loading that library takes longer than
all of their look-ups; names in other scripts and whatever is no plain name are left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

_CACHED: Final = 1 << 14
_PLAIN = re.compile(r"(?!.*xn--)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_PRIVATE: Final = "// ===BEGIN PRIVATE DOMAINS==="


@lru_cache(_CACHED)
def registrable(host: str) -> str | None:
    """The name under a public suffix that a host is part of; under an unknown suffix, the last two labels (the list's rule `*`)."""
    labels = host.split(".")
    if _PLAIN.fullmatch(host):
        size = _suffix(labels)
        if 0 < size < len(labels):
            return ".".join(labels[-size - 1 :])
    else:
        name, suffix = _library()(host)
        if name and suffix:
            return f"{name}.{suffix}"
    return ".".join(labels[-2:]) if len(labels) > 1 and not labels[-1].isdigit() else None


def _suffix(labels: list[str]) -> int:
    """Of how many labels the public suffix consists; 0 if it is unknown."""
    rules, size, above = _rules(), 0, ""
    for count, label in enumerate(reversed(labels), 1):
        name = f"{label}.{above}" if above else label
        if f"!{name}" in rules:
            return count - 1
        if name in rules or f"*.{above}" in rules:
            size = count
        above = name
    return size


@lru_cache(1)
def _rules() -> frozenset[str]:
    """The list's rules, such as `com`, `*.ck` and `!www.ck`."""
    path = Path(str(distribution("tldextract").locate_file("tldextract/.tld_set_snapshot")))
    registries = path.read_text("utf-8").partition(_PRIVATE)[0]
    return frozenset(line.split()[0] for line in registries.splitlines() if line and not line.startswith("//"))


@lru_cache(1)
def _library() -> Callable[[str], tuple[str, str]]:
    from tldextract import TLDExtract

    extract = TLDExtract(suffix_list_urls=(), cache_dir=None)

    def split(host: str) -> tuple[str, str]:
        found = extract(host)
        return found.domain, found.suffix

    return split
