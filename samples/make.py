"""Makes the bundled sample logs anew: `make samples`. The same seed gives the same bytes.

Nineteen days of a provider that does not exist: honest traffic, planted violations, and beside each something that only looks
like one. Everything in it is made up here; names and addresses are from the ranges kept for documentation.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random
from typing import Final

from messages import messages
from voice import calls
from web import requests
from wire import capture

from desk import desk, hosts, records
from people import register, sessions, sign_ins

SEED: Final = 20261101
FOLDER: Final = Path(__file__).parent / "logs"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    journals = {
        "accounts.jsonl": register(Random(SEED)),
        "calls.jsonl.gz": calls(Random(SEED + 1)),
        "sign-ins.jsonl.gz": sign_ins(Random(SEED + 2)),
        "sessions.jsonl.gz": sessions(Random(SEED + 3)),
        "messages.jsonl.gz": messages(Random(SEED + 4)),
        "records.jsonl": records(Random(SEED + 5)),
        "hosts.jsonl": hosts(Random(SEED + 6)),
        "desk.jsonl": desk(),
    }
    for name, journal in journals.items():
        print(f"{journal.write(FOLDER / name):6} events in {name}")
    lines = requests(Random(SEED + 7))
    (FOLDER / "access.log.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    (FOLDER / "edge.pcap").write_bytes(capture(Random(SEED + 8)))
    print(f"{len(lines):6} requests in access.log.gz, and a capture in edge.pcap")


if __name__ == "__main__":
    main()
