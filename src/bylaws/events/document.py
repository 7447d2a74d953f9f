"""The reference page of events, made from the catalogue; `make docs` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import dedent
from typing import Final

from bylaws.events.catalogue import Catalogue, Field, Kind
from bylaws.events.kinds import CATALOGUE, ENVELOPE, FAMILIES, load
from bylaws.events.placeholders import PLACEHOLDERS
from bylaws.events.readers import FORMATS, Format, mapping, telling_of, telling_of_all
from bylaws.events.readers.log_mapping import OBJECTS, TABLES
from bylaws.events.types import Type
from bylaws.events.values import TEXT_LIMIT, show_value

_INTRODUCTION: Final = """\
# Events

An event is something observed: somebody signed in, a call ended, a message was sent. This page is made from the table that the
program itself reads by. A field marked *personal* computes as usual, is never printed by `says`, and is stored only as a
commitment.

## The envelope

Every event may say these. `kind` and a time are needed; an event without an `id` is called by its file and line, one without a
`source` by its reader, or by the host of which syslog or the journal tells. Most kinds happen `at` an instant; for a kind
whose time is another field, `at` may stand in for it. An event that reached the provider later than its kind's bound is
*late*: it is judged, but stands in the order where it could still be waited for. A time more than a day ahead of the clock
rejects the event. Where an event has members that no field is called by, they are left out and counted.
"""


def _listed_placeholders() -> str:
    return ", ".join(f"`{each}`" for each in PLACEHOLDERS if each)


_VALUES: Final = f"""\
## How values are told

A value of a wrong type rejects the event and says why; it never becomes a null. A policy looks at the fields that it reads,
`bylaws read` at all. An absent member, or `null`, is a field that the event lacks; so is a telephone number that is withheld, as
`anonymous`, `private`, `restricted` or `unavailable` in its place says (RFC 3323), and what names somebody by a blank text or by
{_listed_placeholders()}, whatever the capitals: that holds of ids, `ip`, `phone`
and identifiers, also in lists, and is counted. Every type can be told as text, as a table has nothing else.

| type | told as |
|---|---|
| truth | `true`, `false`; as text also `yes`, `no`, `1`, `0` |
| integer | a whole number within 64 bits; below 0 only in kinds of a provider's own |
| decimal | a number; more than nine places are rounded half to even |
| share | a number, 1 being all (`0.02`), or `2%` |
| money | a number, or with its currency `EUR 1.20`; in another currency than the policy's the event is rejected |
| instant | RFC 3339 with its offset, `2026-11-21T10:00:00+05:30`, or a number since 1970 (see below) |
| duration | a number in the field's unit, or `90s`, `1h 30m`; never below 0 |
| date, time | `2026-11-21`; `08:00` or `08:00:30` |
| size, distance | a number in the field's unit, or `5MiB`; `12km`; never below 0 |
| text | at most {TEXT_LIMIT // 2**20} MiB of UTF-8 without NUL |
| identifier | a text that may hold any address or name; mail domains, numbers and networks in it are read in one spelling |
| phone | digits with `+` before the country code, or a short code; blanks, dots, hyphens and brackets are dropped |
| ip, cidr | one spelling (RFC 5952); an IPv4 address inside IPv6 is that IPv4 address |
| domain | lower case, A-labels, no dot at the end; octets that stand in no name of a host as `\\DDD` (RFC 4343) |
| hash | hexadecimal digests in lower case, without the name of the algorithm |
| country, zone | two letters of ISO 3166; a name of the time zone database |
| an id (account, user …) | text, or a whole number |
| list | a JSON list, also as text: `["a", "b"]`; one item may stand without brackets |
| map | a JSON object, also as text: `{{"calls": 100}}` |

A number since 1970 counts seconds below 10¹¹, milliseconds below 10¹⁴, else microseconds. Digits finer than a microsecond are cut
off. `currency` beside the fields says the currency of every bare amount of an event.
"""

_HEADING: Final = "| field | type | unit | meaning |\n|---|---|---|---|\n"


def document(catalogue: Catalogue = CATALOGUE) -> str:
    """The page, as Markdown."""
    return "\n".join(_parts(catalogue)).rstrip() + "\n"


def _parts(catalogue: Catalogue) -> Iterator[str]:
    yield _INTRODUCTION
    yield _table(ENVELOPE)
    yield _VALUES
    yield _formats()
    yield f"## Kinds\n\n{len(catalogue.kinds)} kinds, by family. The envelope is not repeated. {_read_from()}\n"
    for family, kinds in FAMILIES.items():
        yield f"### {family}\n"
        for kind in kinds:
            yield _kind(kind)
    yield "## Kinds of your own\n"
    yield _from_docstring(load.__doc__)


def _read_from() -> str:
    return f"Each is read from {_listed(telling_of_all())}, and from `{TABLES}` and `{OBJECTS}` by a mapping; some from others too."


def _kind(kind: Kind) -> str:
    facts = []
    if kind.time != "at":
        facts.append(f"Its time is `{kind.time}`.")
    if formats := telling_of(kind.name):
        facts.append(f"Read from {_listed(formats)} too.")
    facts.append(f"Late after {show_value(Type('duration'), kind.lateness)}.")
    own = tuple(field for field in kind.fields if field not in ENVELOPE)
    return f"#### `{kind.name}`\n\n{_sentence(kind.meaning)} {' '.join(facts)}\n\n{_table(own)}"


def _table(fields: tuple[Field, ...]) -> str:
    return _HEADING + "".join(f"| `{each.name}` | {_type(each.type)} | {each.unit} | {each.meaning} |\n" for each in fields)


def _type(kind: Type) -> str:
    if kind.name == "word":
        told = ", ".join(f"`{each}`" for each in kind.words)
    elif kind.name == "array":
        told = f"list of {_type(kind.of[0])}"
    elif kind.name == "map":
        told = f"map from {_type(kind.of[0])} to {_type(kind.of[1])}"
    elif kind.name == "entity":
        told = f"{kind.entity} id"
    else:
        told = str(kind)
    return f"{told}, *personal*" if kind.personal else told


def _formats() -> str:
    rows = "".join(f"| `{each.name}` | {each.meaning} | {_listed(each.kinds) or 'all'} |\n" for each in FORMATS)
    rows += (
        f"| `{TABLES}` | any delimited text, by a mapping | all |\n| `{OBJECTS}` | JSON objects of any form, by a mapping | all |\n"
    )
    told = [(each.name, each.about + _open(each)) for each in FORMATS] + [(f"{TABLES}` and `{OBJECTS}", mapping.__doc__ or "")]
    pages = "\n".join(f"### `{name}`\n\n{_from_docstring(about)}" for name, about in told if "\n" in about)
    return (
        "## Formats\n\nThe reader is chosen by content; `--as` insists on one. Files may be compressed by gzip, zstd or xz.\n\n"
        f"| format | content | kinds |\n|---|---|---|\n{rows}\n{pages}"
    )


def _open(each: Format) -> str:
    """Of a format to which a mapping can add: by which columns."""
    return f"\nA mapping calls its columns {_listed(tuple(each.columns))}.\n" if each.columns else ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _from_docstring(text: str) -> str:
    first, _, rest = text.partition("\n")
    return f"{first}\n{dedent(rest)}" if first else dedent(rest)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
