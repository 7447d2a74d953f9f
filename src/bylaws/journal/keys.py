"""Keys: a file for each segment or snapshot, in a folder apart from what they seal.

Whoever destroys a key has destroyed all that it sealed, wherever copies of it lie.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bylaws.journal.disk import hold_private, private_folder, put, shred, sweep
from bylaws.journal.errors import JournalError

BITS: Final = 256
SUFFIX: Final = ".key"
REPLACED: Final = ".old"


class Keys:
    """The keys in one folder. A key file has a random name and holds a key for each class of what is sealed by it."""

    def __init__(self, folder: Path) -> None:
        self.folder = private_folder(folder)
        hold_private(folder)
        sweep(folder)
        for spare in folder.glob(f"*{REPLACED}"):
            shred(spare)

    def make(self, classes: Iterable[str]) -> str:
        """The name of a new key file for some classes. Raises OSError."""
        name = secrets.token_hex(16)
        self._write(name, {each: AESGCM.generate_key(BITS).hex() for each in classes})
        return name

    def read(self, name: str) -> Mapping[str, AESGCM]:
        """The ciphers of a key file by class, without those that were destroyed. Raises JournalError."""
        return {each: AESGCM(bytes.fromhex(key)) for each, key in self._held(name).items()}

    def classes(self, name: str) -> set[str]:
        """The classes whose keys were not destroyed. Raises JournalError."""
        return set(self._held(name))

    def destroy(self, name: str, classes: Collection[str] | None = None) -> None:
        """Destroys the keys of some classes, or all; where there is no such file there is nothing to do.

        Raises OSError and JournalError.
        """
        path = self._path(name)
        left = {} if classes is None else {each: key for each, key in self._held(name).items() if each not in classes}
        if left:
            # Its bytes stay within reach until they are overwritten; a file that only lost its name might be found.
            spare = self.folder / f"{name}{REPLACED}"
            spare.hardlink_to(path)
            self._write(name, left)
            shred(spare)
        elif path.exists():
            shred(path)

    def destroy_others(self, names: Collection[str]) -> None:
        """Destroys all but the named key files: what an interrupted erasure left."""
        for path in self.folder.glob(f"*{SUFFIX}"):
            if path.name.removesuffix(SUFFIX) not in names:
                shred(path)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"

    def _write(self, name: str, keys: Mapping[str, str]) -> None:
        put(self._path(name), [json.dumps(keys).encode()])

    def _held(self, name: str) -> dict[str, str]:
        path = self._path(name)
        try:
            held: dict[str, str] = json.loads(path.read_bytes())
        except FileNotFoundError:
            raise JournalError(f"{path}: this key is not there; bring it back from a backup of the keys") from None
        except (OSError, ValueError) as error:
            raise JournalError(f"{path}: this key cannot be read ({error}); bring it back from a backup of the keys") from None
        return held
