"""Each test of this folder that asks for a `store` runs on every database there is: an SQLite file, and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bylaws.store.database import address_of
from bylaws.store.store import Store, open_store
from tests.store.postgres import programs, server

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    if programs() is None:
        pytest.skip("PostgreSQL is not installed: `make database` installs Debian's")
    with server() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "desk.db")
    address: str = request.getfixturevalue("postgres")
    name = f"test_{next(_NUMBERS)}"
    engine = create_engine(address_of(address), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = open_store(where, "example")
    yield opened
    opened.close()
