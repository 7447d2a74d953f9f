"""`bylaws train`: a shipped model made anew from its data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from cyclopts import Parameter

from bylaws.cli.console import out, print_json
from bylaws.cli.exits import Exit
from bylaws.content.models.files import shipped_digest
from bylaws.study.request import UsageError
from bylaws.training.tasks import LEARNT, TASKS

Result = TypeVar("Result")

Name = Literal[
    "sms-spam",
    "mail-spam-texts",
    "mail-spam-headers",
    "request-sql",
    "request-scripting",
    "request-traversal",
    "request-command",
    "crawler",
    "harm",
    "harm-hate",
    "harm-harassment",
    "harm-threat",
    "harm-violence",
    "harm-sexual",
    "harm-self-harm",
    "phishing-link",
    "phishing-mail",
]


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
    model = from_data(name, data, partial(LEARNT[name], data))
    digest, ours = sha256(model).hexdigest(), shipped_digest(name)
    if out_file is not None:
        out_file.write_bytes(model)
    if format == "json":
        print_json({"model": name, "digest": digest, "shipped": ours, "same": digest == ours, "bytes": len(model)})
    else:
        out.print(f"{name}: {len(model):,} bytes, sha256 {digest}")
        out.print("the shipped model, to the byte" if digest == ours else f"differs from the shipped model, sha256 {ours}")
    return Exit.NOTHING if digest == ours else Exit.FINDINGS


def from_data(name: str, data: Path, work: Callable[[], Result]) -> Result:
    """What some work with data gives. Raises UsageError where these are not there, or what learning needs is not installed."""
    learns = name in LEARNT or bool(TASKS[name].models)
    if learns and find_spec("sklearn") is None:
        raise UsageError("learning needs scikit-learn, which the extra `train` brings: pip install 'bylaws[train]'")
    try:
        return work()
    except (OSError, ValueError) as error:
        raise UsageError(f"--data {data} does not hold what {name} asks for: {error}") from error
