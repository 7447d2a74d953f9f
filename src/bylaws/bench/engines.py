"""Beside the rules engines of the Python package index, on twenty conditions on single events.

The engines and what writes the conditions in their languages belong to the sources, not to what is installed: the verb runs
`benchmarks.engines` of the checkout that it was installed from.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import bylaws
from bylaws.bench.machine import machine
from bylaws.bench.spending import spend
from bylaws.study.request import Progress, UsageError

MODULES: Final = ("rule_engine", "zen", "cel_expr_python", "json_logic", "durable")
ROOT: Final = Path(bylaws.__file__).parents[2]


def engines(events: int, folder: Path, watching: Progress) -> dict[str, Any]:  # noqa: ARG001 (it makes traffic of its own)
    """So many requests. Raises UsageError where the comparison or all of the engines are missing."""
    if not (ROOT / "benchmarks" / "engines").is_dir():
        raise UsageError("what compares with other engines is in the sources of bylaws only: run `make engines` in a checkout")
    if not any(map(find_spec, MODULES)):
        raise UsageError("none of the engines to compare with is installed; `make engines` installs them, and compares")
    before = machine()
    watching.stage("twenty conditions in every engine", None, "events")
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "benchmarks.engines", "--events", str(events), "--format", "json"]
    told = json.loads(spend(command, fine=(0, 1), env={"PYTHONPATH": paths}).printed)
    told["same_findings"] = told.pop("same_matches")
    return {"table": "engines", **told, "machine": before, "load_after": machine()["load"]}
