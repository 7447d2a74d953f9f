"""What is declared, base policies first, after `set`, `replace` and `drop`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.events.types import Type
from bylaws.policy import surface
from bylaws.policy.checks import (
    literals_must_be_alike,
    names_must_be_declared_once,
    overrides_must_find_their_target,
    overrides_must_not_conflict,
    replacements_must_be_alike,
)
from bylaws.policy.walk import shape
from bylaws.source import Diagnostic, Span

Named = surface.Parameter | surface.ListDecl | surface.Rule | surface.ExceptionDecl | surface.Duty | surface.Ladder | surface.Derive
Override = surface.SetParameter | surface.Replace | surface.Drop

_SPANS: Final = frozenset(("duration", "period"))
WORDS: Final[Mapping[type, str]] = {
    surface.Parameter: "parameter",
    surface.ListDecl: "list",
    surface.Rule: "rule",
    surface.ExceptionDecl: "exception",
    surface.Duty: "duty",
    surface.Ladder: "ladder",
    surface.Derive: "derivation",
}
"""How each sort of declaration is called in messages."""


class Placed(Struct, frozen=True):
    """A declaration, the clause under which it stands, and the file in which it was written."""

    declaration: Named
    clause: str
    file: str

    @property
    def name(self) -> surface.Name:
        return name_of(self.declaration)


class Gathered(Struct):
    """Everything the document and its bases declare, in order.

    `clauses` by slug, bases first; where a policy words a clause of its base anew, its wording stands. `manual` and
    `informative` hold the declarations by clause, `versions` that of each file, `dropped` each dropped declaration with
    what dropped it, `changed` the names that mean something else than in their base: not those of lists that are read from
    another file and stay what they are.
    """

    clauses: dict[str, surface.Clause] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    manual: dict[str, surface.Manual] = field(default_factory=dict)
    informative: dict[str, surface.Informative] = field(default_factory=dict)
    examples: list[tuple[str, surface.Example]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    overrides: list[tuple[Override, str]] = field(default_factory=list)
    dropped: dict[str, tuple[Placed, surface.Drop]] = field(default_factory=dict)
    changed: dict[str, None] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def of(self, *sorts: type) -> list[Placed]:
        return [each for each in self.placed if isinstance(each.declaration, sorts)]


def gather(document: surface.Document) -> Gathered:
    found = Gathered()
    _collect(document, found)
    _refuse_conflicts(found)
    _apply_all(found)
    _refuse_doubles(found)
    return found


def name_of(declaration: Named) -> surface.Name:
    return declaration.kind if isinstance(declaration, surface.Derive) else declaration.name


def _collect(document: surface.Document, found: Gathered) -> None:
    for each in document.includes:
        _collect(each, found)
    found.versions[document.span.file.path] = document.version
    for clause in document.clauses:
        found.clauses[clause.slug] = clause
        for declaration in clause.declarations:
            _sort(found, declaration, clause.slug, document.span.file.path)
        found.examples += [(clause.slug, example) for example in clause.examples]


def _sort(found: Gathered, declaration: surface.Declaration, clause: str, file: str) -> None:
    match declaration:
        case surface.Manual():
            found.manual[clause] = declaration
        case surface.Informative():
            found.informative[clause] = declaration
        case surface.SetParameter() | surface.Replace() | surface.Drop():
            found.overrides.append((declaration, file))
        case _:
            found.placed.append(Placed(declaration, clause, file))


def _target(override: Override) -> surface.Name:
    return name_of(override.declaration) if isinstance(override, surface.Replace) else override.name


def _refuse_conflicts(found: Gathered) -> None:
    """Two overrides of one thing in one file contradict each other; in several files the later one, which includes, wins."""
    seen: dict[tuple[str, str], Span] = {}
    for override, file in found.overrides:
        name = _target(override)
        earlier = seen.setdefault((name.text, file), name.span)
        if earlier is not name.span:
            found.diagnostics.append(overrides_must_not_conflict.error(name, earlier))


def _apply_all(found: Gathered) -> None:
    places: dict[str, list[int]] = {}
    for i, each in enumerate(found.placed):
        places.setdefault(each.name.text, []).append(i)
    declared = frozenset(places)
    parameters = frozenset(each.name.text for each in found.of(surface.Parameter))
    gone: set[int] = set()
    for override, file in found.overrides:
        name = _target(override)
        mine = (i for i in places.get(name.text, ()) if i not in gone and _takes(override, found.placed[i]))
        index = next(mine, None)
        if index is None:
            names = parameters if isinstance(override, surface.SetParameter) else declared
            found.diagnostics.append(overrides_must_find_their_target.error(override, name, names))
        elif isinstance(override, surface.Drop):
            gone.add(index)
            found.changed[name.text] = None
            found.dropped[name.text] = (found.placed[index], override)
        else:
            _change(found, index, override, file)
    found.placed = [each for i, each in enumerate(found.placed) if i not in gone]


def _change(found: Gathered, index: int, override: surface.SetParameter | surface.Replace, file: str) -> None:
    old = found.placed[index]
    if isinstance(override, surface.Replace):
        _replace(found, index, override, file)
    elif isinstance(old.declaration, surface.Parameter):
        first, _ = old.declaration.values[0]
        if not _is_alike(first.type, override.value.type):
            found.diagnostics.append(literals_must_be_alike.changed(override, first))
            return
        found.placed[index] = replace(old, declaration=replace(old.declaration, values=((override.value, None),)))
        found.changed[old.name.text] = None


def _is_alike(old: str, new: str) -> bool:
    """Whether what was written for one type of value can mean the other: numbers of any sort, and spans of time."""
    return old == new or all(Type(each).is_number for each in (old, new)) or {old, new} <= _SPANS


def _takes(override: Override, placed: Placed) -> bool:
    return isinstance(placed.declaration, surface.Parameter) or not isinstance(override, surface.SetParameter)


def _replace(found: Gathered, index: int, override: surface.Replace, file: str) -> None:
    """The new declaration takes the old one's place in the order, and its clause."""
    old = found.placed[index]
    if type(old.declaration) is not type(override.declaration):
        found.diagnostics.append(replacements_must_be_alike.error(override, old.declaration, WORDS))
        return
    found.placed[index] = replace(old, declaration=override.declaration, file=file)
    if not _of_another_file(old.declaration, override.declaration):
        found.changed[old.name.text] = None


def _of_another_file(old: Named, new: Named) -> bool:
    """Whether a list has the keys and columns that it had, and its rows from another file."""
    if not isinstance(old, surface.ListDecl) or not isinstance(new, surface.ListDecl) or not (old.file and new.file):
        return False
    return (shape(old.keys), shape(old.columns)) == (shape(new.keys), shape(new.columns))


def _refuse_doubles(found: Gathered) -> None:
    """One name, one thing. Several derivations may make one kind; ladders have names of their own."""
    seen: dict[tuple[bool, str], Placed] = {}
    for placed in found.placed:
        if isinstance(placed.declaration, surface.Derive):
            continue
        key = (isinstance(placed.declaration, surface.Ladder), placed.name.text)
        earlier = seen.setdefault(key, placed)
        if earlier is not placed:
            found.diagnostics.append(names_must_be_declared_once.error(placed.name, WORDS[type(earlier.declaration)], earlier.name))
    doubles = {id(each) for each in found.placed} - {id(each) for each in chain(seen.values())}
    found.placed = [each for each in found.placed if id(each) not in doubles or isinstance(each.declaration, surface.Derive)]
