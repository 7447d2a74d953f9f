"""`bylaws generate`: synthetic traffic with known abuse in it."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Final, Literal

from cyclopts import Parameter
from rich.text import Text

from bylaws.cli.console import show
from bylaws.cli.exits import Exit
from bylaws.cli.progress import Bar
from bylaws.generate.abuse.protocol import HONEST
from bylaws.generate.sample import Sample, SampleError
from bylaws.study.request import UsageError
from bylaws.study.writing import writing

Format = Literal["jsonl", "jsonl.gz"]
_KIND: Final = re.compile(r'"kind":"([^"]+)"')
TRUTH = "truth.jsonl"
LISTS = "lists"
"""A folder: what others told the provider that is played, as lists for a policy."""


def generate(
    *,
    events: int,
    out: Path,
    seed: int = 1,
    days: int = 14,
    format: Annotated[Format, Parameter(help="how to write the events")] = "jsonl",
    quiet: bool = False,
) -> Exit:
    """Make synthetic events with known abuse among them, and the truth about it. Nothing of it is taken from a policy.

    Parameters
    ----------
    events
        how many lines
    out
        the folder for events.jsonl, truth.jsonl, and the lists of what others told the provider
    seed
        the same seed and options give the same bytes
    days
        over how many days the events are spread
    quiet
        print nothing but errors
    """
    files = {"events": out / f"events.{format}", "truth": out / TRUTH, "lists": out / LISTS}
    try:
        with Bar(quiet=quiet) as bar:
            bar.stage("planning", None, "acts")
            sample = Sample(events, seed, days)
            out.mkdir(parents=True, exist_ok=True)
            kinds = _write(sample, files["events"], bar)
        with writing(files["truth"]) as file:
            file.writelines(sample.truth(kinds))
        files["lists"].mkdir(exist_ok=True)
        for name, rows in sample.lists().items():
            with writing(files["lists"] / f"{name}.csv") as file:
                file.writelines(f"{row}\n".encode() for row in rows)
    except SampleError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"nothing can be written to {out}: {error.strerror}; `--out` names a folder") from None
    if not quiet:
        crowd = sum(each.band == HONEST for each in sample.acts)
        acts = len(sample.acts) - crowd
        show(
            Text(
                f"{events:,} synthetic events over {days} days, {acts:,} declared acts and {crowd:,} of an honest crowd among them"
            )
        )
        for name, path in files.items():
            show(Text(f"{name + ':':<10}{path}"))
    return Exit.NOTHING


def _write(sample: Sample, path: Path, bar: Bar) -> Counter[str]:
    """Writes the events, and counts them by kind: findings are told by it to be about these events."""
    kinds: Counter[str] = Counter()
    bar.stage("generating", sample.size, "events")
    with _opened(path) as file:
        for part in sample.events():
            file.write("".join(part).encode())
            kinds.update(found[1] for line in part if (found := _KIND.search(line)))
            bar.advance(len(part))
    return kinds


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | gzip.GzipFile]:
    """A file that is there whole or not at all; packed if its name ends so, without name and time, that its bytes stay the same."""
    with writing(path) as file:
        if path.suffix != ".gz":
            yield file
            return
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed:
            yield packed
