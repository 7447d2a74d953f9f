"""Opening a database, whatever sort it is, and bringing its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bylaws.store.errors import StoreError

MIGRATIONS: Final = Path(__file__).parent / "migrations"
PATIENCE: Final = 30.0
"""Seconds for which a writer waits for another one."""


def address_of(where: str) -> str:
    """The address of a database: a path is that of an SQLite file, an address of PostgreSQL is one."""
    if where.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + where.split("://", 1)[1]
    return where if "://" in where else f"sqlite:///{where}"


def connect(where: str) -> Engine:
    """Raises StoreError where there is no such sort of database, or what it needs is not installed."""
    address = address_of(where)
    if not address.startswith(("sqlite:", "postgresql+psycopg:")):
        raise StoreError(f"{where} is no address of a database: it is a file, or begins with postgresql://")
    try:
        engine = create_engine(address)
    except ArgumentError as error:
        raise StoreError(f"{where} is no address of a database: {error}") from None
    except ModuleNotFoundError:
        raise StoreError("PostgreSQL needs the extra `postgres`: pip install 'bylaws[postgres]'") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_began)
    return engine


def _sqlite_connected(connection: Any, _record: object) -> None:
    # Transactions are begun by `_sqlite_began`, not by the driver's guesses.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={int(PATIENCE * 1000)}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_began(connection: Connection) -> None:
    """One writer at a time, from the first statement on: what was read stands until it is written."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def upgrade(engine: Engine) -> None:
    """Brings the tables to what this version needs. Raises StoreError where a newer version made them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    with failing(engine), engine.begin() as connection:
        held = MigrationContext.configure(connection).get_current_revision()
        if held is not None and held not in known:
            raise StoreError(f"the database was made by a newer version of bylaws ({held})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def failing(engine: Engine) -> Iterator[None]:
    """What goes wrong with the database, in one sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreError(f"{engine.url.render_as_string()}: {str(cause).splitlines()[0]}") from error
