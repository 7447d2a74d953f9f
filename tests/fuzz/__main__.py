"""`make fuzz`: every target in turn, FUZZ_MINUTES in all (10), or only those that are named; each in a process of its own.

What was done is appended to `log.jsonl`, of which `python -m tests.fuzz.page` makes docs/explanation/hardening.md anew. Inputs that
show a fault are put into `build/fuzz/faults`; the exit code is 1 if there are any.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from .targets import targets

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "fuzz"
LOG = Path(__file__).parent / "log.jsonl"


def main(names: list[str]) -> int:
    minutes = float(os.environ.get("FUZZ_MINUTES", "10"))
    known = [each.name for each in targets()]
    if unknown := [name for name in names if name not in known]:
        print(f"no target is called {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 64
    chosen = names or known
    faulty = 0
    for name in chosen:
        told = _run(name, minutes * 60 / len(chosen))
        with LOG.open("a", encoding="utf-8") as log:
            log.write(json.dumps(told) + "\n")
        faulty += bool(told["faults"])
        print(f"{name:24} {told['executions']:>10,} in {told['seconds']:.0f} s, the slowest {told['slowest']:.2f} s")
        for place, message in told["faults"].items():
            print(f"    {place}: {message}")
    return int(faulty > 0)


def _run(name: str, seconds: float) -> dict:
    command = [sys.executable, "-m", "tests.fuzz.drive", name, str(seconds), str(FOLDER)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    day = datetime.now(UTC).date().isoformat()
    try:
        return {"day": day, **json.loads(done.stdout.splitlines()[-1])}
    except (IndexError, ValueError):
        fault = {f"ended with {done.returncode}": done.stderr[-2000:]}
        return {"day": day, "target": name, "seconds": seconds, "executions": 0, "slowest": 0.0, "guided": False, "faults": fault}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
