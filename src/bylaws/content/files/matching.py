"""The process that matches files with YARA rules, which it is given compiled; see `worker`. The answer is the names of rules."""

from __future__ import annotations

import os
import signal
import sys

import yara_x

from bylaws.content.files.look import look
from bylaws.content.files.worker import MEMORY, bound, serve


class Matching:
    """Matches a file and each piece that lies in it."""

    def __init__(self, rules: yara_x.Rules) -> None:
        self._scanner = yara_x.Scanner(rules)
        self._scanner.fast_scan(True)
        self._scanner.max_matches_per_pattern(8)

    def answer(self, data: bytes) -> str:
        found: set[str] = set()

        def visit(piece: bytes) -> None:
            found.update(each.identifier for each in self._scanner.scan(piece).matching_rules)

        look(data, visit)
        return "\t".join(sorted(found))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(int(sys.argv[2]), "rb") as file:
        file.seek(0)
        matching = Matching(yara_x.Rules.deserialize_from(file))
    matching.answer(b"")
    bound(MEMORY)
    serve(matching.answer)
