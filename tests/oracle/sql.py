"""Small pieces of SQL text: names, literals, and terms that know the cause of their null."""

from __future__ import annotations

from dataclasses import dataclass

from bylaws.events.types import SCALES, Type

TRUE = "TRUE"
FALSE = "FALSE"


@dataclass(frozen=True, slots=True)
class Term:
    """`v` is the value; `m` tells whether its null comes from a field that is missing or a number too great to be held, and `o`

    whether from such a number (neither is ever true where `v` is known). `d`: whether from something that nobody ever told of.
    """

    v: str
    m: str = FALSE
    o: str = FALSE
    d: str = FALSE


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def column_type(kind: Type) -> str:
    """The DuckDB type that holds a held value; every whole number is a HUGEINT, so that nothing is lost on the way."""
    match kind.name:
        case "truth":
            return "BOOLEAN"
        case "array":
            return column_type(kind.of[0]) + "[]"
        case "record":
            members = ", ".join(f"{name(key)} {column_type(each)}" for key, each in kind.fields if is_plain(each))
            return f"STRUCT({members})" if members else "STRUCT(none BOOLEAN)"
        case _:
            return "VARCHAR" if kind.is_text else "HUGEINT"


def is_plain(kind: Type) -> bool:
    """Whether the judge can hold values of this type in a column."""
    if kind.name == "array":
        return is_plain(kind.of[0])
    return kind.name == "truth" or kind.is_text or kind.name in _WHOLE


_WHOLE = frozenset(SCALES)


def literal(value: object, kind: Type) -> str:
    """A held value as SQL."""
    if value is None:
        return f"NULL::{column_type(kind)}"
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, int):
        return f"({value})::HUGEINT"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(literal(each, kind.of[0]) for each in value) + f"]::{column_type(kind)}"
    return text(str(value))


def matches(kind: Type, outer: str, inner: str) -> str:
    """Whether a value lies in another: a number behind a dial code, a name in a domain, an address in a network; else equality."""
    match kind.name:
        case "phone" | "dialcode":
            return f"starts_with({inner}, {outer})"
        case "domain":
            return f"(({inner}) = {outer} OR ends_with({inner}, '.' || {outer}))"
        case "ip" | "cidr":
            return f"starts_with(bits({inner}), bits({outer}))"
    return f"({inner}) = {outer}"


def any_of(parts: list[str]) -> str:
    """`OR` over truth values, without the ones that are plainly false."""
    told = [part for part in parts if part != FALSE]
    return "(" + " OR ".join(told) + ")" if told else FALSE


def all_of(parts: list[str]) -> str:
    told = [part for part in parts if part != TRUE]
    return "(" + " AND ".join(told) + ")" if told else TRUE


MACROS = """
CREATE MACRO divided(a, b) AS CASE WHEN b = 0 THEN NULL ELSE
    (a // b) + CASE
        WHEN 2 * abs(a % b) > abs(b) OR (2 * abs(a % b) = abs(b) AND (a // b) % 2 <> 0)
        THEN (CASE WHEN (a < 0) = (b < 0) THEN 1 ELSE -1 END)::HUGEINT
        ELSE 0::HUGEINT END END;
CREATE MACRO held(a) AS CASE WHEN a BETWEEN -9223372036854775808 AND 9223372036854775807 THEN a END;
CREATE MACRO too_great(a) AS coalesce(a NOT BETWEEN -9223372036854775808 AND 9223372036854775807, FALSE);
CREATE MACRO guess(a) AS greatest(floor(sqrt(a::DOUBLE))::HUGEINT, 1::HUGEINT);
CREATE MACRO root(a) AS CASE WHEN a = 0 THEN 0::HUGEINT ELSE list_max(list_filter(
    list_transform([-1, 0, 1], lambda d: (guess(a) + a // guess(a)) // 2 + d), lambda r: r >= 0 AND r * r <= a)) END;
CREATE MACRO rooted_with(a, b, r) AS r + CASE WHEN (2 * r + 1) * (2 * r + 1) * b < 4 * a THEN 1 ELSE 0 END;
CREATE MACRO rooted(a, b) AS CASE WHEN b > 0 THEN rooted_with(a, b, root(a // b)) END;
"""
