"""`bylaws bench`: how fast bylaws is, and what it takes, on this machine."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bylaws.bench.tables import DEFAULTS, measured
from bylaws.cli.bench_text import bench_text
from bylaws.cli.console import out, print_json, show
from bylaws.cli.exits import Exit
from bylaws.cli.progress import Bar
from bylaws.study.request import UsageError

Table = Literal["batch", "engines", "decide", "growth", "keys", "memory", "start", "bad", "content", "files"]
LEAST = 1_000
"""Events, below which there is hardly any abuse among them to be found."""


def bench(
    table: Table,
    /,
    *,
    events: int | None = None,
    data: Path | None = None,
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
    folder: Path | None = None,
    quiet: bool = False,
) -> Exit:
    """Measure how fast bylaws is on this machine, over traffic that it makes for that.

    Parameters
    ----------
    table
        `batch`: beside Python, DuckDB and parsing alone; `engines`: beside rules engines, twenty conditions on single
        events; `decide`: single answers; `growth`: twenty times the events;
        `keys`: from a thousand to five million accounts; `memory`: of each event kept; `start`: to the first answer;
        `bad`: broken lines; `content`: what content functions judge a second, and the dearest of hostile items;
        `files`: stored files that are looked into, beside YARA-X alone
    events
        how many events, items for each content function, or files of each size; a million unless the table says otherwise
    data
        for `content`: a folder of public data, as docs/reference/models.md names it, in place of texts that are made
    folder
        where the traffic lies meanwhile, about 400 bytes for each event; else the system's place for such things
    quiet
        show no progress
    """
    count = DEFAULTS[table] if events is None else events
    if count < LEAST:
        raise UsageError(f"`--events {count}` are too few to measure anything; {LEAST:,} are the least")
    if folder is not None and not folder.is_dir():
        raise UsageError(f"{folder} is no folder; `--folder` names one that is there")
    if data is not None and (table != "content" or not data.is_dir()):
        raise UsageError("`--data` names a folder that is there, for the table `content`")
    # What is asked to end takes its traffic and what it measures with it, as one that is interrupted does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(dir=folder) as place, Bar(quiet=quiet) as bar:
        told = measured(table, count, Path(place), bar, data)
    if format == "json":
        print_json(told)
    else:
        for part in bench_text(told):
            show(part)
            out.print()
    return Exit.NOTHING if told.get("same_findings", True) else Exit.FINDINGS
