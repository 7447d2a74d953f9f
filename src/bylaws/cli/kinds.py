"""`bylaws kinds`: what can be observed."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter
from rich.table import Table

from bylaws.cli.console import out, print_json
from bylaws.cli.exits import Exit
from bylaws.events.catalogue import Field, Kind
from bylaws.events.json_schema import json_schema
from bylaws.events.kinds import CATALOGUE, ENVELOPE
from bylaws.events.readers import BY_MAPPING, telling_of, telling_of_all
from bylaws.source.suggest import did_you_mean
from bylaws.study.request import UsageError


def kinds(
    kind: str = "", /, *, format: Annotated[Literal["text", "json", "schema"], Parameter(help="how to print")] = "text"
) -> Exit:
    """List the kinds of event; with a kind, its fields. As `schema`: a JSON Schema of the native format.

    Parameters
    ----------
    kind
        a kind, such as `auth.attempt`, or a family, such as `auth`
    """
    names = [name for name in CATALOGUE.kinds if not kind or name == kind or name.startswith(f"{kind}.")]
    if not names:
        near = did_you_mean(kind, CATALOGUE.kinds, "`bylaws kinds` lists them")
        raise UsageError(f"there is no kind of event called `{kind}`; {near}")
    found = [CATALOGUE.kinds[name] for name in names]
    if format == "schema":
        print_json(json_schema(found))
    elif format == "json":
        print_json([_plain(each) for each in found])
    elif kind in CATALOGUE.kinds:
        out.print(found[0].meaning, markup=False)
        out.print(_fields(found[0]))
        if found[0].field("kind") not in ENVELOPE:
            told = f'{{"kind": "{kind}", …, "fields": {{"kind": "…"}}}}'
            out.print(f"In JSON its own `kind` stands under `fields`: `{told}`.", markup=False)
        out.print(f"Read from {', '.join((*telling_of(kind), _general()))}.", markup=False)
    else:
        out.print(_overview(found))
        out.print(f"\nAll are read from {_general()}; `bylaws kinds KIND` tells from what else.", markup=False)
    return Exit.NOTHING


def _general() -> str:
    """What every kind is read from."""
    return f"{', '.join(telling_of_all())}, and by a mapping {' and '.join(BY_MAPPING)}"


def _overview(kinds: list[Kind]) -> Table:
    table = Table("kind", "meaning", "time", box=None, pad_edge=False)
    for each in kinds:
        table.add_row(each.name, each.meaning, each.time)
    return table


def _fields(kind: Kind) -> Table:
    table = Table("field", "type", "unit", "meaning", box=None, pad_edge=False)
    for field in kind.fields:
        table.add_row(field.name, _type(field), field.unit, field.meaning)
    return table


def _type(field: Field) -> str:
    return f"{field.type} (personal)" if field.type.personal else str(field.type)


def _plain(kind: Kind) -> dict[str, object]:
    fields = [
        {"name": field.name, "type": str(field.type), "unit": field.unit, "personal": field.type.personal, "meaning": field.meaning}
        for field in kind.fields
    ]
    return {
        "kind": kind.name,
        "meaning": kind.meaning,
        "time": kind.time,
        "lateness_us": kind.lateness,
        "formats": [*telling_of(kind.name), *telling_of_all()],
        "by_mapping": BY_MAPPING,
        "fields": fields,
    }
