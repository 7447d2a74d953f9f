"""How fast the traffic can be parsed at all: the fields that the rules read, by the parsers that Python has, line after line.

orjson has no way to leave fields out and makes dictionaries of whole events; msgspec fills objects with the fields named here and
skips the others; Polars fills columns with them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Union

Reading = Callable[[Path], None]

FIELDS: Final[dict[str, dict[str, Any]]] = {
    "call.record": dict.fromkeys(("ended_at", "account", "from", "to", "presented_number", "direction", "answered_at"), str)
    | {"hangup_side": str, "ring_s": int, "duration_s": int, "billed_s": int, "cost": float, "automated": bool},
    "http.request": dict.fromkeys(("at", "ip", "method", "path", "user_agent"), str),
    "net.flow": dict.fromkeys(("first", "last", "src_ip", "dst_ip", "protocol"), str)
    | dict.fromkeys(("dst_port", "packets", "reply_packets", "sampling_rate"), int),
    "auth.attempt": dict.fromkeys(("at", "ip", "target_account", "outcome"), str),
    "message.sent": dict.fromkeys(("at", "account", "channel", "sender", "recipient_country", "purpose", "consent_ref"), str)
    | {"recipients": list[str], "urls": list[str], "recipient_count": int},
    "message.result": dict.fromkeys(("at", "account", "campaign", "outcome"), str),
    "session.seen": dict.fromkeys(("at", "account", "user", "seat_id", "device", "started", "ended"), str)
    | {"lat": float, "lon": float},
    "number.assigned": dict.fromkeys(("at", "account", "number", "number_type"), str),
    "consent.changed": dict.fromkeys(("at", "account", "subject", "channel", "purpose", "state"), str),
    "payment.made": dict.fromkeys(("at", "payee", "purpose"), str),
    "permit.granted": dict.fromkeys(("at", "account"), str),
    "message.received": dict.fromkeys(("at", "account", "mailbox_or_number", "sender"), str),
    "account.changed": dict.fromkeys(("at", "account", "field", "seat_id"), str),
}
ENVELOPE: Final = ("id", "source")


def with_orjson() -> Reading:
    from orjson import loads

    def read(path: Path) -> None:
        with path.open("rb") as file:
            for line in file:
                loads(line)

    return read


def with_msgspec() -> Reading:
    from msgspec import defstruct
    from msgspec.json import Decoder

    def shape(kind: str, fields: dict[str, Any]) -> type:
        parts = [(name, str) for name in ENVELOPE]
        rest = [(f"{name}_", sort | None, None) for name, sort in fields.items()]
        names = {f"{name}_": name for name in fields}
        return defstruct(kind.title().replace(".", ""), [*parts, *rest], tag=kind, tag_field="kind", rename=names, gc=False)

    shapes = tuple(shape(kind, fields) for kind, fields in FIELDS.items())
    decode = Decoder(Union[shapes]).decode  # noqa: UP007

    def read(path: Path) -> None:
        with path.open("rb") as file:
            for line in file:
                decode(line)

    return read


def with_polars() -> Reading:
    import polars as pl

    types: dict[object, Any] = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean, list[str]: pl.List(pl.String)}
    fields = {name: types[sort] for each in FIELDS.values() for name, sort in each.items()}
    schema = pl.Schema({**dict.fromkeys((*ENVELOPE, "kind"), pl.String), **fields})

    def read(path: Path) -> None:
        pl.read_ndjson(path, schema=schema, ignore_errors=True)

    return read


PARSERS: Final[dict[str, Callable[[], Reading]]] = {"orjson": with_orjson, "msgspec": with_msgspec, "polars": with_polars}
