"""`bylaws read`: what is understood of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from cyclopts import Parameter
from msgspec import Struct, field
from rich.console import Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bylaws.app import understood
from bylaws.cli.bounds import Bound
from bylaws.cli.console import out, print_json, show
from bylaws.cli.exits import Exit
from bylaws.cli.inputs import inputs_text
from bylaws.cli.manner import How
from bylaws.events.catalogue import Catalogue
from bylaws.events.decode import Placed
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.order import tell_apart
from bylaws.events.readers.manner import Manner
from bylaws.events.record import Reject, Remark
from bylaws.events.show import plain_value, show_value
from bylaws.events.types import INSTANT, Type
from bylaws.study.inputs import Inputs
from bylaws.study.markup import in_one_line
from bylaws.study.placed import nobodies
from bylaws.study.repeated import repeated

SHOWN_REJECTS = 10
NARROW = 60
WIDEST = 10_000
"""Columns in which a table's own width is measured."""


class Reading(Struct):
    """Counts, the first events and the first rejects, and what is to be said of the inputs as a whole."""

    limit: int
    kinds: Counter[str] = field(default_factory=Counter)
    events: list[Event] = field(default_factory=list)
    rejects: int = 0
    rejected: list[Reject] = field(default_factory=list)
    duplicates: int = 0
    placeholders: Counter[Placed] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def inputs(self) -> Inputs:
        return Inputs.of(self.remarks, self.kinds.total())

    def take(self, each: Event | Reject | Remark) -> None:
        if isinstance(each, Remark):
            self.remarks.append(each)
            return
        if isinstance(each, Event):
            self.kinds[each.kind] += 1
            if len(self.events) < self.limit:
                self.events.append(each)
            return
        self._reject(each)

    def repeat(self) -> None:
        """One of the events tells again what another told."""
        self.duplicates += 1

    def oust(self, reject: Reject) -> None:
        """One of the events contradicts another, which stands."""
        self.kinds -= Counter((reject.kind,))
        self._reject(reject)

    def _reject(self, each: Reject) -> None:
        self.rejects += 1
        if len(self.rejected) < SHOWN_REJECTS:
            self.rejected.append(each)


def read(
    files: Annotated[list[str], Parameter(allow_leading_hyphen=True)],
    /,
    *,
    how: How = How(),
    limit: Annotated[int, Parameter(help="how many of the first events to show")] = 10,
    max_rejects: Annotated[str, Parameter(help="how many rejects make the exit code 3: a number, or a share")] = "10%",
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
) -> Exit:
    """Show what is understood of logs: kinds, counts, the first events, and what is rejected and why.

    Parameters
    ----------
    files
        files, folders, patterns, or `-` for standard input
    """
    bound = Bound.of(max_rejects)
    reading = Reading(limit)
    tell_apart(_taken(files, how.manner, reading), reading.oust, reading.repeat)
    if format == "json":
        print_json(_document(reading))
    else:
        _text(reading)
    exceeded = bound.exceeded(reading.rejects, reading.kinds.total() + reading.rejects)
    return Exit.REJECTS if exceeded or reading.inputs.at_fault else Exit.NOTHING


def _taken(files: Sequence[str], manner: Manner, reading: Reading) -> Iterator[Event]:
    """The events, once they are taken in with all that is told besides."""
    for each in understood(files, manner, reading.placeholders):
        reading.take(each)
        if isinstance(each, Event):
            yield each


def _text(reading: Reading) -> None:
    counts = Table("kind", "events", box=None, pad_edge=False)
    counts.columns[1].justify = "right"
    for kind, count in reading.kinds.most_common():
        counts.add_row(kind, f"{count:,}")
    out.print(counts if reading.kinds else Text("no events"))
    for kind in reading.kinds:
        own = [event for event in reading.events if event.kind == kind]
        if own:
            out.print()
            out.print(_events(kind, own, CATALOGUE))
    for line in inputs_text(reading.inputs):
        show(line)
    if reading.duplicates:
        show(Text(repeated(reading.duplicates, reading.kinds.total())))
    if reading.placeholders:
        named = "".join(f"\n  {each}" for each in nobodies(reading.placeholders))
        show(Text(f"Placeholders in place of a name, taken as not told:{named}"))
    if reading.rejects:
        show(Text(f"\n{reading.rejects:,} rejected, the first:", style="yellow"))
        for each in reading.rejected:
            show(Text(f"  {in_one_line(str(each))}"))


def _events(kind: str, events: Sequence[Event], catalogue: Catalogue) -> RenderableType:
    """A table; one event below the other where that would be wider than the terminal."""
    types = _types(kind, catalogue)
    names = list(dict.fromkeys(name for event in events for name in event.fields))
    table = Table("at", "id", *names, box=None, pad_edge=False, title=kind, title_justify="left")
    for event in events:
        cells = (show_value(types[name], event.fields[name]) if name in event.fields else "" for name in names)
        table.add_row(show_value(INSTANT, event.at), Text(_cut(event.id)), *(Text(_cut(cell)) for cell in cells))
    if Measurement.get(out, out.options.update(max_width=WIDEST), table).maximum <= out.width:
        return table
    return Group(Text(kind, style="italic"), *(each for event in events for each in _upright(event, types)))


def _upright(event: Event, types: Mapping[str, Type]) -> Iterator[RenderableType]:
    """An event in a line of its own, and its fields below."""
    yield Text(f"{show_value(INSTANT, event.at)}  {_cut(event.id)}")
    told = Text()
    for name, value in event.fields.items():
        told.append("" if not told else "  ").append(f"{name}=", style="dim").append(_cut(show_value(types[name], value)))
    yield Padding(told, (0, 0, 0, 4), expand=False)


def _types(kind: str, catalogue: Catalogue) -> dict[str, Type]:
    return {field.name: field.type for field in catalogue.kinds[kind].fields}


def _cut(text: str) -> str:
    text = in_one_line(text)
    return text if len(text) <= NARROW else text[: NARROW - 1] + "…"


def _document(reading: Reading) -> dict[str, object]:
    return {
        "events": reading.kinds.total(),
        "duplicates": reading.duplicates,
        "inputs": reading.inputs.as_json(),
        "kinds": dict(reading.kinds.most_common()),
        "placeholders": [each.as_json() for each in nobodies(reading.placeholders)],
        "first": [_plain(event) for event in reading.events],
        "rejects": {
            "count": reading.rejects,
            "first": [
                {"file": each.file, "line": each.line, "offset": each.offset, "reason": each.reason} for each in reading.rejected
            ],
        },
    }


def _plain(event: Event) -> dict[str, object]:
    types = _types(event.kind, CATALOGUE)
    fields = {name: plain_value(types[name], value) for name, value in event.fields.items()}
    return {"kind": event.kind, "id": event.id, "source": event.source, "at": plain_value(INSTANT, event.at), "fields": fields}
