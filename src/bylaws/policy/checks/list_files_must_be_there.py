"""The file of a list lies in the policy's folder."""

from __future__ import annotations

from pathlib import Path

from bylaws.policy.surface import Literal
from bylaws.source import Diagnostic, Label

CODE = "list-file"


def outside(file: Literal) -> Diagnostic:
    message = f"`{file.value}` leads out of the policy's folder"
    return Diagnostic(CODE, message, (Label(file.span),), "keep the file in the folder of the policy or below")


def missing(file: Literal, folder: Path) -> Diagnostic:
    return Diagnostic(CODE, f"there is no file `{file.value}` in `{folder}`", (Label(file.span),), "add the file, or mend its name")
