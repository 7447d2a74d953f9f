"""Files that a verb reads or changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from bylaws.source.suggest import nearest
from bylaws.study.request import UsageError
from bylaws.study.writing import writing

Content = Annotated[
    Path | None, Parameter(help="the folder in which the content is stored that events refer to, such as uploaded files")
]

WANTED: Final = "a policy is a Markdown file, given by its path"
NO_STREAM: Final = "is no regular file; a policy is a file in a folder, for it may include others"


def existing(path: Path) -> Path:
    """The path of a policy, if there is a file; UsageError otherwise."""
    if path.is_file():
        return path
    if path.is_dir():
        inside = sorted(each.name for each in path.glob("*.md"))
        such = f", such as {path / inside[0]}" if inside else ""
        raise UsageError(f"{path} is a folder; a policy is one Markdown file{such}")
    if path.exists():
        raise UsageError(f"{path} {NO_STREAM}")
    if not path.parent.is_dir():
        raise UsageError(f"there is no file {path}, for there is no folder {path.parent}")
    near = nearest(path.name, (each.name for each in path.parent.glob("*.md")))
    raise UsageError(f"there is no file {path}; " + (f"did you mean {path.with_name(near)}?" if near else WANTED))


def content_in(folder: Path | None) -> Path | None:
    """The folder of stored content, if one is named; UsageError if it is none."""
    if folder is not None and not folder.is_dir():
        raise UsageError(f"--content {folder} is no folder; it names the one in which the content is stored that events refer to")
    return folder


def replace_text(path: Path, text: str) -> None:
    """Writes a whole file or leaves it as it was; line ends are those of the text, and a link stays and leads to it.

    Raises UsageError if it may not be written.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no regular file; name one")
    try:
        with writing(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
