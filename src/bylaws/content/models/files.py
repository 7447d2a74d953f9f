"""The files of the models that come with bylaws."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable


def model_file(name: str) -> Traversable:
    """Where a model lies, whether it is there or not."""
    return files("bylaws.content.models") / "data" / f"{name}.model"


def shipped_digest(name: str) -> str:
    """The digest of a model that comes with bylaws; "" if there is none of that name."""
    file = model_file(name)
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
