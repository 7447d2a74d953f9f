"""Items of hostile size for every content function, in a bounded address space and in bounded time.

`python -m tests.fuzz.hostile_content` gives them to all, or with NAMES to these, each item in a process of its own, and prints what
the dearest took. Exits with 1 if one was too much. Functions that take stored files are given what is no reference to any: files
have a process of their own, and tests of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from bylaws.bench.content_work import HOSTILE
from bylaws.content.installed import installed
from tests.content.test_hostile import call_of, told
from tests.fuzz.hostile import alone

ROOM = 200_000_000
"""Bytes of address space that an item may take besides what there is before."""
WITHOUT = {"image_listed"}
"""Those that need a list of an operator's; it differs from `near_hash` by nothing else."""
SECONDS = 2
"""Of processor time that an item may take, eight times what it takes at most on a machine that does nothing else."""


def tried(name: str) -> Iterator[dict[str, Any]]:
    """Each item, and what it took."""
    function = installed()[name]
    told(function(*call_of(name, "a b 1")))  # what is compiled or loaded at first is not counted to an item
    for called, text in HOSTILE.items():
        yield {"function": name, "item": called, **alone(_asking(function, call_of(name, text())), ROOM, SECONDS)}


def _asking(function: Callable[..., object], call: tuple[object, ...]) -> Callable[[], None]:
    return lambda: (told(function(*call)), None)[1]


def main(names: list[str]) -> int:
    """Tries these functions, or all."""
    failed = False
    for name in names or sorted(installed().keys() - WITHOUT):
        found = list(tried(name))
        slowest = max(found, key=lambda each: float(each["seconds"]))
        print(f"{name:17} {len(found):3} items, {slowest['seconds']} s at most ({slowest['item']})", flush=True)
        for each in found:
            if each["much"]:
                print(f"{name}: {each['item']} {each['much']}", flush=True)
                failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
