"""The file of further kinds is there and says what it should."""

from __future__ import annotations

from pathlib import Path

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "kinds-file"


def is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def outside(name: Name) -> Diagnostic:
    message = f"`{name}` leads out of the policy's folder"
    return Diagnostic(CODE, message, (Label(name.span),), "keep the file in the folder of the policy or below")


def error(name: Name, reason: OSError | ValueError) -> Diagnostic:
    why = reason.strerror if isinstance(reason, OSError) else str(reason)
    return Diagnostic(CODE, f"the kinds of `{name}` cannot be read: {why}", (Label(name.span),))


def taken(name: Name, kind: str) -> Diagnostic:
    message = f"`{name}` declares `{kind}`, which exists already"
    return Diagnostic(CODE, message, (Label(name.span),), "give the kind another name; `bylaws kinds` lists those that exist")
