"""Exceptions to exceptions end somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.checks import chains_must_be_short
from bylaws.policy.resolve.circles import find_circles, long_chains
from bylaws.policy.resolve.gather import Gathered, Placed
from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "exception-circle"


def error(circle: list[tuple[Name, str]]) -> Diagnostic:
    """`circle`: each exception lifts the next and the last the first; with the titles of their clauses."""
    names = [f"`{name}`" for name, _ in circle]
    if len(names) == 1:
        message = f"exceptions go in a circle: {names[0]} lifts itself"
    else:
        chain = ", which is an exception to ".join(names[1:] + names[:1])
        message = f"exceptions go in a circle: {names[0]} lifts {chain}"
    labels = tuple(Label(name.span, f"under “{title}”") for name, title in circle)
    return Diagnostic(CODE, message, labels, "take one of them out of the circle")


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    named = {each.name.text: each for each in gathered.of(surface.ExceptionDecl)}

    def lifted(each: Placed) -> list[Placed]:
        assert isinstance(each.declaration, surface.ExceptionDecl)
        return [named[name.text] for name in each.declaration.lifts if name.text in named]

    circles = list(find_circles(list(named.values()), lifted))
    for circle in circles:
        yield error([(each.name, gathered.clauses[each.clause].title) for each in circle])
    if not circles:
        yield from (chains_must_be_short.error(end.name) for end in long_chains(list(named.values()), lifted))
