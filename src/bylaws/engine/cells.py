"""What a window keeps under one key while it slides: enough to add the newest event and to drop the oldest.

A cell takes values in order of their place. `drop(bound)` forgets all that stand at or before `bound`.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from msgspec import Struct

from bylaws.engine.nulls import checked, overflow
from bylaws.engine.rounding import half_even, root_half_even
from bylaws.events.types import Missing


class Measure(Struct, frozen=True):
    """An aggregate: its name, the held units of the result in one of the argument (`up` / `down`), and its text."""

    agg: str
    up: int
    down: int
    text: str

    @property
    def empty(self) -> int | None:
        return 0 if self.agg in ("count", "sum", "distinct") else None

    @property
    def beyond(self) -> Missing:
        """What there is to tell while a number too great to be held is in the window; it also enters the window in its stead."""
        return overflow(self.text)

    def mean(self, count: int, total: int) -> object:
        return checked(half_even(total * self.up, count * self.down), self.text) if count else None

    def spread(self, count: int, total: int, squares: int) -> object:
        """Standard deviation of the whole population."""
        if not count:
            return None
        over, under = (count * squares - total * total) * self.up**2, (count * self.down) ** 2
        return checked(root_half_even(over, under), self.text)

    def total(self, total: int) -> object:
        return checked(total if self.up == self.down else half_even(total * self.up, self.down), self.text)


class Cell(Protocol):
    def add(self, place: int, value: Any) -> None: ...

    def drop(self, bound: int) -> None: ...

    def value(self, measure: Measure) -> object: ...

    def newest(self) -> int | None:
        """The latest place that is held; None if nothing is."""


class Count:
    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: deque[int] = deque()

    def add(self, place: int, _value: Any) -> None:
        self.places.append(place)

    def drop(self, bound: int) -> None:
        places = self.places
        while places and places[0] <= bound:
            places.popleft()

    def value(self, _measure: Measure) -> object:
        return len(self.places)

    def newest(self) -> int | None:
        return self.places[-1] if self.places else None


class Sum:
    __slots__ = ("entries", "total")

    def __init__(self) -> None:
        self.entries: deque[tuple[int, int]] = deque()
        self.total = 0

    def add(self, place: int, value: int) -> None:
        self.entries.append((place, value))
        self.total += value

    def drop(self, bound: int) -> None:
        entries = self.entries
        while entries and entries[0][0] <= bound:
            self.total -= entries.popleft()[1]

    def value(self, measure: Measure) -> object:
        return measure.total(self.total)

    def newest(self) -> int | None:
        return self.entries[-1][0] if self.entries else None


class Moments(Sum):
    """For avg and deviation."""

    __slots__ = ("squares",)

    def __init__(self) -> None:
        super().__init__()
        self.squares = 0

    def add(self, place: int, value: int) -> None:
        super().add(place, value)
        self.squares += value * value

    def drop(self, bound: int) -> None:
        entries = self.entries
        while entries and entries[0][0] <= bound:
            value = entries.popleft()[1]
            self.total -= value
            self.squares -= value * value

    def value(self, measure: Measure) -> object:
        count = len(self.entries)
        return measure.mean(count, self.total) if measure.agg == "avg" else measure.spread(count, self.total, self.squares)


class Greatest:
    """For max: the entries that no later one exceeds, so that the first is the greatest."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: deque[tuple[int, Any]] = deque()

    def add(self, place: int, value: Any) -> None:
        entries = self.entries
        while entries and entries[-1][1] <= value:
            entries.pop()
        entries.append((place, value))

    def drop(self, bound: int) -> None:
        entries = self.entries
        while entries and entries[0][0] <= bound:
            entries.popleft()

    def value(self, _measure: Measure) -> object:
        return self.entries[0][1] if self.entries else None

    def newest(self) -> int | None:
        return self.entries[-1][0] if self.entries else None


class Least(Greatest):
    """For min."""

    __slots__ = ()

    def add(self, place: int, value: Any) -> None:
        entries = self.entries
        while entries and entries[-1][1] >= value:
            entries.pop()
        entries.append((place, value))


class Distinct:
    """Each value with its latest place, the longest unseen one first."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: OrderedDict[object, int] = OrderedDict()

    def add(self, place: int, value: object) -> None:
        self.places[value] = place
        self.places.move_to_end(value)

    def drop(self, bound: int) -> None:
        places = self.places
        while places and places[next(iter(places))] <= bound:
            places.popitem(last=False)

    def value(self, _measure: Measure) -> object:
        return len(self.places)

    def newest(self) -> int | None:
        return self.places[next(reversed(self.places))] if self.places else None


CELLS: Final[dict[str, Callable[[], Cell]]] = {
    "count": Count,
    "sum": Sum,
    "avg": Moments,
    "deviation": Moments,
    "min": Least,
    "max": Greatest,
    "distinct": Distinct,
}


def gathered(measure: Measure, values: Iterable[object]) -> object:
    """The aggregate of values that are not null, at once. For `last`, the last of them. A number too great stands as `Missing`."""
    if measure.agg == "last":
        last = max(enumerate(values), default=(0, None), key=lambda each: each[0])[1]
        return measure.beyond if type(last) is Missing else last
    cell = CELLS[measure.agg]()
    for value in values:
        if type(value) is Missing:
            return measure.beyond
        cell.add(0, value)
    return cell.value(measure)


class Summary:
    """What one calendar unit leaves behind of its events, such that units can be joined."""

    __slots__ = ("beyond", "count", "greatest", "last", "least", "squares", "total", "values")

    def __init__(self) -> None:
        self.beyond = False
        self.count = 0
        self.total = 0
        self.squares = 0
        self.least: Any = None
        self.greatest: Any = None
        self.values: set[object] = set()
        self.last: object = None

    def add(self, agg: str, value: Any) -> None:
        """Takes a value in; `Missing` stands for a number too great."""
        if type(value) is Missing and agg != "last":
            self.beyond = True
            return
        self.count += 1
        match agg:
            case "sum" | "avg" | "deviation":
                self.total += value
                self.squares += value * value
            case "min":
                self.least = value if self.least is None else min(self.least, value)
            case "max":
                self.greatest = value if self.greatest is None else max(self.greatest, value)
            case "distinct":
                self.values.add(value)
            case "last":
                self.last = value

    def join(self, later: Summary) -> None:
        self.beyond |= later.beyond
        self.count += later.count
        self.total += later.total
        self.squares += later.squares
        if later.least is not None:
            self.least = later.least if self.least is None else min(self.least, later.least)
        if later.greatest is not None:
            self.greatest = later.greatest if self.greatest is None else max(self.greatest, later.greatest)
        self.values |= later.values
        self.last = later.last

    def value(self, measure: Measure) -> object:
        if self.beyond:
            return measure.beyond
        match measure.agg:
            case "count":
                return self.count
            case "sum":
                return measure.total(self.total)
            case "avg":
                return measure.mean(self.count, self.total)
            case "deviation":
                return measure.spread(self.count, self.total, self.squares)
            case "min":
                return self.least
            case "max":
                return self.greatest
            case "distinct":
                return len(self.values)
            case _:
                return self.last
