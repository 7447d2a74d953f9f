"""A PostgreSQL of one's own, in a folder, heard of by nobody else: it listens on a socket in that folder only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


def programs() -> Path | None:
    """Where the server's programs are; None: it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres")) or [
        Path(each) for each in [shutil.which("postgres")] if each
    ]
    return found[-1].parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database of a server that ends with this."""
    where = programs()
    assert where is not None
    # As root it will not run; the folder is its user's then.
    as_user = ["runuser", "-u", USER, "--"] if os.getuid() == 0 else []
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        if as_user:
            shutil.chown(folder, USER)
        data = f"{folder}/data"
        made = [*as_user, str(where / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, timeout=120, cwd="/")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=40"
        control = [*as_user, str(where / "pg_ctl"), "-D", data, "-w", "-t", "60"]
        subprocess.run(
            [*control, "-o", options, "-l", f"{folder}/log", "start"], check=True, capture_output=True, timeout=120, cwd="/"
        )
        try:
            yield f"postgresql://{USER}@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, timeout=120, cwd="/")
