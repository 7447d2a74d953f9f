"""Nulls and their causes, as docs/decisions/0001-values.md has them.

`None` is an absent row or an empty window. `Missing` is a field that the event lacks, a list without any data, or a number too
great to be held; it makes a finding unsettled. A number too great is told from the rest by the first letters of its name.
"""

from __future__ import annotations

from typing import Final

from bylaws.events.types import INT64_MAX, INT64_MIN, Missing

_TOO_GREAT: Final = "overflow of "


def is_null(value: object) -> bool:
    return value is None or type(value) is Missing


def unite(*values: object) -> Missing | None:
    """The null that an operation with these operands yields, one of which is null."""
    names = {name for value in values if type(value) is Missing for name in value.names}
    return Missing(tuple(sorted(names))) if names else None


def overflow(text: str) -> Missing:
    """The null of a number beyond int64; `text` is the expression as the author wrote it."""
    return Missing((_TOO_GREAT + f"`{text}`",))


def checked(value: int, text: str) -> int | Missing:
    return value if INT64_MIN <= value <= INT64_MAX else overflow(text)


def causes(*values: object) -> tuple[str, ...]:
    """The names of the fields and lists that are missing, sorted."""
    null = unite(*values)
    return () if null is None else tuple(name for name in null.names if not name.startswith(_TOO_GREAT))


def is_beyond(value: object) -> bool:
    """Whether a value is a null for which some number is too great to be held."""
    return type(value) is Missing and any(name.startswith(_TOO_GREAT) for name in value.names)


def overflows(*values: object) -> tuple[str, ...]:
    """What of `causes` are numbers too great to be held."""
    null = unite(*values)
    return () if null is None else tuple(name for name in null.names if name.startswith(_TOO_GREAT))
