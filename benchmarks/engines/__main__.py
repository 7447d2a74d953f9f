"""`make engines`: bylaws beside the rules engines of the Python package index, on one core, in one run.

Twenty conditions on single requests, written out for each engine from one source. An engine is given processor time and judges as
many of the first requests as it can; bylaws judges all of them. Times of engines are without their start and without compiling the
conditions; that of bylaws is of its whole process, from start to exit, findings and report written. Exit code 1 if any engine
matched otherwise than bylaws did, 70 if something failed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks.__main__ import BYLAWS, spend
from benchmarks.engines import requests
from benchmarks.engines.bylaws import policy

ENGINES: Final = {
    "zen": "zen-engine",
    "rule_engine": "rule-engine",
    "cel": "cel-expr-python",
    "json_logic": "panzi-json-logic",
    "durable": "durable-rules",
    "closures": "",
}
"""By module, the package that it tries; none for plain Python."""
WARM: Final = 10_000
Match = tuple[str, str]


def judged_by_bylaws(law: Path, traffic: Path, out: Path) -> tuple[float, set[Match]]:
    """Processor seconds, and what matched."""
    spent = spend([str(BYLAWS), "run", str(law), "--events", str(traffic), "--out", str(out), "--quiet"], fine=(0, 1))
    with (out / "findings.jsonl").open(encoding="utf-8") as file:
        return spent.seconds, {(each["rule"], each["event"]["id"]) for each in map(json.loads, file)}


def compare(count: int, seconds: float, folder: Path) -> dict[str, object]:
    """Writes the requests and measures everything once."""
    law, traffic, little = folder / "twenty.md", folder / "requests.jsonl", folder / "little.jsonl"
    law.write_text(policy(), encoding="utf-8")
    requests.write(WARM, little)
    judged_by_bylaws(law, little, folder / "warm")
    requests.write(count, traffic)
    ours, ours_found = judged_by_bylaws(law, traffic, folder / "out")
    there = [name for name, package in ENGINES.items() if not package or _is_installed(package)]
    rows = [_engine(each, traffic, seconds, ours_found) for each in there]
    for row in rows:
        row["times"] = round(count / ours / float(str(row["events_per_second"])), 1)
    packages = [row for row in rows if row["engine"] != "plain Python"]
    return {
        "events": count,
        "bytes_per_event": round(traffic.stat().st_size / count),
        "events_per_second": round(count / ours),
        "matches": len(ours_found),
        "not_installed": [package for name, package in ENGINES.items() if name not in there],
        "engines": sorted(rows, key=lambda row: float(str(row["times"])), reverse=True),
        "ratio_to_fastest": min((float(str(row["times"])) for row in packages), default=None),
        "same_matches": all(row["same"] for row in rows),
    }


def _is_installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


def _engine(name: str, traffic: Path, seconds: float, expected: set[Match]) -> dict[str, object]:
    told = json.loads(spend([sys.executable, "-m", "benchmarks.engines.measure", name, str(traffic), str(seconds)]).printed)
    package, last = ENGINES[name], requests.name_of(told["events"] - 1)
    return {
        "engine": package or "plain Python",
        "version": version(package) if package else "{}.{}.{}".format(*sys.version_info),
        "events": told["events"],
        "events_per_second": round(told["events"] / told["seconds"]),
        "matches": len(told["matches"]),
        "same": {tuple(each) for each in told["matches"]} == {each for each in expected if each[1] <= last},
    }


def written(result: dict[str, object]) -> str:
    """The result of `compare` as lines for people."""
    lines = [
        "{events:,} requests of {bytes_per_event} bytes, twenty conditions, one core",
        f"{'':28}{'events/s':>10}  bylaws is",
        f"{'bylaws':28}" + "{events_per_second:>10,}",
    ]
    text = "\n".join(lines).format(**result)
    for row in result["engines"]:  # type: ignore[attr-defined]
        name = f"{row['engine']} {row['version']}"
        text += f"\n{name:28}{row['events_per_second']:>10,}  {row['times']:>6.1f} times as fast"
        text += "" if row["same"] else "; its matches differ"
    text += "".join(f"\n{package} is not installed" for package in result["not_installed"])  # type: ignore[attr-defined]
    return f"{text}\n{result['matches']:,} matches of bylaws" + (", the same by all" if result["same_matches"] else "")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__.split("\n", 1)[0] if __doc__ else "")
    asked.add_argument("--events", type=int, default=1_000_000, help="how many requests to make")
    asked.add_argument("--seconds", type=float, default=10, help="processor time for each engine")
    asked.add_argument("--format", choices=("text", "json"), default="text")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = compare(options.events, options.seconds, Path(folder))
    print(json.dumps(result) if options.format == "json" else written(result))
    return 0 if result["same_matches"] else 1


if __name__ == "__main__":
    sys.exit(main())
