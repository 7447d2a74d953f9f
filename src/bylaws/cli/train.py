"""`bylaws train`: a shipped model made anew from its data."""

from __future__ import annotations

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bylaws.cli.console import out, print_json
from bylaws.cli.exits import Exit
from bylaws.content.models.files import shipped_digest
from bylaws.study.request import UsageError
from bylaws.training.fitting import Labelled, trained
from bylaws.training.tasks import TASKS, Task

Name = Literal["sms-spam"]


def train(
    name: Name,
    /,
    *,
    data: Path,
    out_file: Annotated[Path | None, Parameter("--out")] = None,
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
) -> Exit:
    """Make a model anew from its data, and say whether it is the shipped one.

    Parameters
    ----------
    name
        which one
    data
        the folder that holds the data, as docs/reference/models.md names it
    out_file
        where to write the model; else it is only compared
    """
    task = TASKS[name]
    model = trained(task.way, texts_of(task, data))
    digest, ours = sha256(model).hexdigest(), shipped_digest(name)
    if out_file is not None:
        out_file.write_bytes(model)
    if format == "json":
        print_json({"model": name, "digest": digest, "shipped": ours, "same": digest == ours, "bytes": len(model)})
    else:
        out.print(f"{name}: {len(model):,} bytes, sha256 {digest}")
        out.print("the shipped model, to the byte" if digest == ours else f"differs from the shipped model, sha256 {ours}")
    return Exit.NOTHING if digest == ours else Exit.FINDINGS


def texts_of(task: Task, data: Path) -> Labelled:
    """The task's texts. Raises UsageError where they are not there, or what learning needs is not installed."""
    if find_spec("sklearn") is None:
        raise UsageError("learning needs scikit-learn, which the extra `train` brings: pip install 'bylaws[train]'")
    try:
        return task.labelled(data)
    except (OSError, ValueError) as error:
        raise UsageError(f"--data {data} does not hold what {task.way.name} is learnt from: {error}") from error
