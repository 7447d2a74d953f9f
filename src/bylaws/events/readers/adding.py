"""How a mapping says what a known format leaves open; the module `mapping` tells how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers.additions import Additions
from bylaws.events.readers.formats import FORMATS, Format
from bylaws.events.readers.mapping_parts import Wanted, check, columns_of, members_of
from bylaws.events.types import PHONE

_ADDED: Final[Wanted] = {"format": str, "absent": list, "constants": dict, "columns": dict, "members": dict}


def parse_additions(table: Mapping[str, Any]) -> Additions:
    """From the parsed TOML. Raises ValueError."""
    check("", table, _ADDED)
    chosen = _format(table["format"])
    of, other = ("members", "columns") if chosen.open_members else ("columns", "members")
    if other in table:
        raise ValueError(f"`{chosen.name}` has `{of}`, and no `{other}`")
    told, constants = table.get(of, {}), table.get("constants", {})
    columns = members_of(told) if chosen.open_members else columns_of(told, header=True)
    if both := set(columns) & set(constants):
        raise ValueError(f"`{min(both)}` is both a column and a constant")
    for place, fields in ((of, columns), ("constants", constants)):
        if unknown := sorted(fields.keys() - chosen.shared_fields):
            at = f"`{place}.{unknown[0]}`"
            raise ValueError(f"{at}: can be added to no event of `{chosen.name}`, only {_listed(chosen.shared_fields)}")
    for name, column in columns.items():
        if chosen.columns and column.column not in chosen.columns:
            raise ValueError(f"`{of}.{name}`: `{chosen.name}` has no column `{column.column}`, only {_listed(chosen.columns)}")
    absent = frozenset({"", *map(str, table.get("absent", ()))})
    return Additions(chosen.name, columns, constants, absent, _numbers(chosen))


def _format(name: str) -> Format:
    open_ = {each.name: each for each in FORMATS if each.columns or each.open_members}
    if name not in open_:
        raise ValueError(f"`format`: a mapping can add to {_listed(open_)}, not to `{name[:60]}`")
    return open_[name]


def _numbers(chosen: Format) -> frozenset[str]:
    """The fields of its events that hold telephone numbers."""
    return frozenset(each.name for kind in chosen.kinds for each in CATALOGUE.kinds[kind].fields if each.type == PHONE)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in sorted(names))
