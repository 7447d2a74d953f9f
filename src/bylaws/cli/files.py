"""Files that a verb reads or changes."""

from __future__ import annotations

from pathlib import Path

from bylaws.study.request import UsageError


def existing(path: Path) -> Path:
    """The path, if there is a file; UsageError otherwise."""
    if not path.is_file():
        raise UsageError(f"there is no file {path}")
    return path


def replace_text(path: Path, text: str) -> None:
    """Writes a whole file or leaves it as it was; line ends are those of the text. Raises UsageError if it may not be written."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
