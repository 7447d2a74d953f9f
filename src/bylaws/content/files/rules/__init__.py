"""The YARA rules by which stored files are matched: our own, and the operator's."""

from __future__ import annotations

import os
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from bylaws.content.errors import SettingError

SETTING: Final = "BYLAWS_YARA"
"""The variable of the environment that names the operator's folder."""
_MOST: Final = 32 * 2**20
"""Bytes of rules that are taken."""


def sources() -> dict[str, str]:
    """The texts of rules by the names of their files, ours first. Raises SettingError for a folder that cannot be read."""
    own = {"bylaws": (files(__name__) / "bylaws.yar").read_text("utf-8")}
    told = os.environ.get(SETTING)
    return own | (_in(Path(told)) if told else {})


def _in(folder: Path) -> dict[str, str]:
    try:
        paths = sorted(each for each in folder.iterdir() if each.suffix in (".yar", ".yara"))
        found = {f"{folder.name}/{each.name}": each.read_text("utf-8") for each in paths}
    except (OSError, ValueError) as error:
        raise SettingError(f"{SETTING}: {folder} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not found:
        raise SettingError(f"{SETTING}: {folder} has no file of rules, which end in .yar or .yara")
    if sum(map(len, found.values())) > _MOST:
        raise SettingError(f"{SETTING}: the rules in {folder} are more than {_MOST // 2**20} MiB")
    return found


def digest_of(texts: dict[str, str]) -> str:
    return sha256("\0".join(part for each in sorted(texts.items()) for part in each).encode()).hexdigest()


def compiled(texts: dict[str, str]) -> bytes:
    """The rules as the process that matches takes them. Raises SettingError for rules that are none."""
    import tempfile

    import yara_x

    compiler = yara_x.Compiler()
    # Rules read nothing but the file before them and themselves.
    compiler.enable_includes(False)
    for name, text in texts.items():
        compiler.new_namespace(name)
        try:
            compiler.add_source(text, origin=name)
        except yara_x.CompileError as error:
            raise SettingError(f"{SETTING}: {str(error).strip()}") from None
    with tempfile.TemporaryFile() as file:
        compiler.build().serialize_into(file)
        file.seek(0)
        return file.read()
