"""How fast the traffic can be parsed at all: the fields that the rules read, by the parsers that Python has, line after line.

orjson has no way to leave fields out and makes dictionaries of whole events; msgspec fills objects with the fields named here and
skips the others; Polars and DuckDB, where they are installed, fill columns with them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Union

from bylaws.bench.workload import KINDS, Workload

Reading = Callable[[Path], None]
ENVELOPE: Final = ("id", "source")
_NUMBERS: Final = ("duration_s", "billed_s", "ring_s", "cause", "status", "bytes_in", "bytes_out", "latency_ms")
_TRUTHS: Final = ("automated", "second_factor")


def parsers() -> tuple[str, ...]:
    """Those that are installed."""
    return tuple(name for name in PARSERS if find_spec(name))


def type_of(field: str) -> type:
    return int if field in _NUMBERS else bool if field in _TRUTHS else str


def columns(workload: Workload) -> dict[str, type]:
    """The fields of all kinds."""
    return {field: type_of(field) for kind in KINDS for field in workload.fields(kind)}


def _orjson(_workload: Workload) -> Reading:
    from orjson import loads

    def read(path: Path) -> None:
        with path.open("rb") as file:
            for line in file:
                loads(line)

    return read


def _msgspec(workload: Workload) -> Reading:
    from msgspec import defstruct
    from msgspec.json import Decoder

    def shape(kind: str) -> type:
        names = (*ENVELOPE, *workload.fields(kind))
        parts = [(f"{name}_", type_of(name)) for name in names]
        rename = {f"{name}_": name for name in names}
        return defstruct(kind.title().replace(".", ""), parts, tag=kind, tag_field="kind", rename=rename, gc=False)

    decode = Decoder(Union[tuple(map(shape, KINDS))]).decode  # noqa: UP007 (so many as there are)

    def read(path: Path) -> None:
        with path.open("rb") as file:
            for line in file:
                decode(line)

    return read


def _polars(workload: Workload) -> Reading:
    pl: Any = import_module("polars")
    types = {str: pl.String, int: pl.Int64, bool: pl.Boolean}
    fields = {name: types[sort] for name, sort in columns(workload).items()}
    schema = pl.Schema({**dict.fromkeys((*ENVELOPE, "kind"), pl.String), **fields})

    def read(path: Path) -> None:
        pl.read_ndjson(path, schema=schema, ignore_errors=True)

    return read


def _duckdb(workload: Workload) -> Reading:
    duckdb: Any = import_module("duckdb")
    types = {str: "VARCHAR", int: "BIGINT", bool: "BOOLEAN"}
    fields = {**dict.fromkeys((*ENVELOPE, "kind"), "VARCHAR"), **{name: types[sort] for name, sort in columns(workload).items()}}
    listed = ", ".join(f"'{name}': '{sort}'" for name, sort in fields.items())
    base = duckdb.connect()
    base.execute("SET threads = 1; SET enable_progress_bar = false")

    def read(path: Path) -> None:
        base.execute(f"CREATE TABLE t AS SELECT * FROM read_json('{path}', format='newline_delimited', columns={{{listed}}})")

    return read


PARSERS: Final[dict[str, Callable[[Workload], Reading]]] = {
    "orjson": _orjson,
    "msgspec": _msgspec,
    "polars": _polars,
    "duckdb": _duckdb,
}
