"""What two versions of a policy differ in: settings, the words of clauses, and what is declared under them.

What is compiled tells a change of meaning from one of layout; what people are shown is what the author wrote.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.kinds import CATALOGUE
from bylaws.policy.layout import lay_out
from bylaws.policy.leaning import Name
from bylaws.policy.program import Clause, Derive, Duty, ExceptionDecl, ListDecl, Program, Rule
from bylaws.policy.reading import Unexpected
from bylaws.policy.render_blocks import gather_changes
from bylaws.policy.surface import Document
from bylaws.policy.walk import shape
from bylaws.source import Span

Change = Literal["added", "removed", "changed", "moved", "written differently"]
"""The last one means the same: other layout, other comments, another unit for the same number."""

SAME_MEANING: Final = "written differently"
SETTINGS: Final = ("policy", "version", "provider", "contact", "timezone", "currency", "supersedes")


class Version(Struct, frozen=True):
    """A policy, and the values of its parameters in the author's words."""

    program: Program
    words: Mapping[str, str]

    @classmethod
    def of(cls, program: Program, document: Document) -> Version:
        changes = gather_changes(document)
        return cls(program, {name: changes.value(name) for name in changes.parameters})


class Setting(Struct, frozen=True):
    """Something that holds for the whole policy; an empty text where it is not there."""

    name: str
    old: str
    new: str


class Declared(Struct, frozen=True):
    """A declaration that differs: its text before and after in canonical layout (of a parameter its values).

    `note`: what the texts do not show, as where it was moved from, or that its file holds other rows.
    """

    sort: str
    name: str
    change: Change
    old: str
    new: str
    note: str = ""


class ClauseChange(Struct, frozen=True):
    """A clause that differs, or under which something declared does. `changes`: in what; empty if only in what is declared.

    `was`: the slug that it had, if its words are the same under another; `examples`: how many worked examples were added and
    taken away.
    """

    slug: str
    old: Clause | None
    new: Clause | None
    changes: tuple[str, ...]
    declared: tuple[Declared, ...]
    was: str = ""
    examples: tuple[int, int] = (0, 0)

    @property
    def clause(self) -> Clause:
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def means_the_same(self) -> bool:
        """Whether only layout differs."""
        own = all(each == SAME_MEANING for each in self.changes)
        return own and all(each.change == SAME_MEANING for each in self.declared) and self.examples == (0, 0)


class Difference(Struct, frozen=True):
    """What two versions differ in, clause by clause in the order of the later one; clauses that are gone come last."""

    settings: tuple[Setting, ...]
    clauses: tuple[ClauseChange, ...]

    @property
    def means_the_same(self) -> bool:
        return not self.settings and all(each.means_the_same for each in self.clauses)

    @property
    def declared(self) -> Iterator[tuple[ClauseChange, Declared]]:
        return ((clause, each) for clause in self.clauses for each in clause.declared)

    @property
    def changed(self) -> set[Name]:
        """What means something else, or is in one version only."""
        return {(each.sort, each.name) for _, each in self.declared if each.change not in ("moved", SAME_MEANING)}


class _Item(Struct, frozen=True):
    """A declaration of one version. `meaning` is equal for equal meanings; `written` is the raw text."""

    clause: str
    meaning: object
    written: str
    text: str
    rows: Counter[str] | None = None


def difference(old: Version, new: Version) -> Difference:
    """What is added, removed, moved or changed between two versions."""
    before, after = old.program, new.program
    slugs = {each.slug: each for each in before.clauses}, {each.slug: each for each in after.clauses}
    declared: dict[str, list[Declared]] = {}
    for clause, each in _declared(_items(old), _items(new)):
        declared.setdefault(clause, []).append(each)
    was = _renamed(*slugs)
    moved = _moved([each.slug for each in before.clauses], [each.slug for each in after.clauses])
    examples = _examples(before, after)
    found = []
    for slug in (*slugs[1], *(each for each in slugs[0] if each not in slugs[1] and each not in was.values())):
        one, other = slugs[0].get(was.get(slug, slug)), slugs[1].get(slug)
        changes = tuple(_changes(one, other, slug in moved))
        if changes or declared.get(slug) or examples.get(slug):
            found.append(
                ClauseChange(
                    slug, one, other, changes, tuple(declared.get(slug, ())), was.get(slug, ""), examples.get(slug, (0, 0))
                )
            )
    return Difference(tuple(_settings(before, after)), tuple(found))


def _settings(old: Program, new: Program) -> Iterator[Setting]:
    for name in SETTINGS:
        one, other = str(getattr(old, name)), str(getattr(new, name))
        if one != other:
            yield Setting(name, one, other)
    shown = old.meta.get("effective", ""), new.meta.get("effective", "")
    if old.effective != new.effective:
        yield Setting("effective", *shown)
    kinds = _own_kinds(old), _own_kinds(new)
    for name in sorted({*kinds[0], *kinds[1]}):
        if kinds[0].get(name) != kinds[1].get(name):
            yield Setting(f"kind {name}", *("declared" if name in each else "" for each in kinds))


def _own_kinds(program: Program) -> Mapping[str, object]:
    """The kinds of event that the policy's file of kinds declares."""
    made = {
        *(each.kind for each in program.derives),
        *(each.name for each in program.rules),
        *(each.name for each in program.duties),
    }
    return {name: kind for name, kind in program.kinds.kinds.items() if name not in CATALOGUE.kinds and name not in made}


def _changes(old: Clause | None, new: Clause | None, moved: bool) -> Iterator[str]:
    if old is None or new is None:
        yield "added" if old is None else "removed"
        return
    if old.slug != new.slug:
        yield f"called {new.slug} instead of {old.slug}"
    if old.hash != new.hash:
        yield "reworded"
    elif old.text != new.text:
        yield SAME_MEANING
    if moved:
        yield "moved"
    if old.level != new.level:
        yield f"level {new.level} instead of {old.level}"
    if old.coverage != new.coverage or old.manual != new.manual:
        yield f"{_carried(new)} instead of {_carried(old)}"
    if old.attributes != new.attributes:
        yield "other attributes"


def _carried(clause: Clause) -> str:
    return f"{clause.coverage} (“{clause.manual}”)" if clause.manual else clause.coverage


def _renamed(old: Mapping[str, Clause], new: Mapping[str, Clause]) -> dict[str, str]:
    """By new slug the old one, of clauses whose words are the same and whose slugs are each in one version only."""
    gone = {each.hash: each.slug for each in old.values() if each.slug not in new}
    return {each.slug: gone[each.hash] for each in new.values() if each.slug not in old and each.hash in gone}


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """As few slugs as possible whose place among the others differs: those outside a longest run that is in the same order."""
    place = {slug: number for number, slug in enumerate(old)}
    common = [slug for slug in new if slug in place]
    ends: list[int] = []
    tails: list[tuple[int, int]] = []  # for each of `common`: its length of run, and which one comes before it
    last: list[int] = []
    for number, slug in enumerate(common):
        length = bisect_left(ends, place[slug])
        tails.append((length, last[length - 1] if length else -1))
        ends[length : length + 1] = [place[slug]]
        last[length : length + 1] = [number]
    staying, number = set[str](), last[-1] if last else -1
    while number >= 0:
        staying.add(common[number])
        number = tails[number][1]
    return set(common) - staying


def _examples(old: Program, new: Program) -> dict[str, tuple[int, int]]:
    """By clause how many worked examples are in one version only: in the new one, in the old one."""
    held = [Counter((each.clause, repr(shape(each.lines))) for each in program.examples) for program in (old, new)]
    added = Counter(each for each, _ in (held[1] - held[0]).elements())
    removed = Counter(each for each, _ in (held[0] - held[1]).elements())
    return {clause: (added[clause], removed[clause]) for clause in {*added, *removed}}


def _declared(old: Mapping[tuple[str, str], _Item], new: Mapping[tuple[str, str], _Item]) -> Iterator[tuple[str, Declared]]:
    """What differs, with the clause under which it is told."""
    for sort, name in dict.fromkeys((*new, *old)):
        one, other = old.get((sort, name)), new.get((sort, name))
        if one is None or other is None:
            found = other or one
            assert found is not None
            yield found.clause, Declared(sort, name, "added" if one is None else "removed", _text(one), _text(other))
        else:
            change, note = _change(one, other)
            if change is not None:
                yield other.clause, Declared(sort, name, change, one.text, other.text, note)


def _text(item: _Item | None) -> str:
    return "" if item is None else item.text


def _change(old: _Item, new: _Item) -> tuple[Change | None, str]:
    notes = [] if old.clause == new.clause else [f"it stood under {old.clause}"]
    rows = _rows(old, new)
    if old.meaning != new.meaning:
        if old.text == new.text:
            notes.append("its words are the same, but not what they stand for")
        return "changed", "; ".join([*notes, *rows])
    if rows:
        return "changed", "; ".join([*notes, *rows])
    if notes:
        return "moved", notes[0]
    return (None if old.written == new.written else SAME_MEANING), ""


def _rows(old: _Item, new: _Item) -> list[str]:
    """What is to be said of a list's file."""
    if old.rows is None or new.rows is None or old.rows == new.rows:
        return []
    added, gone = (new.rows - old.rows).total(), (old.rows - new.rows).total()
    return [f"lines of its file: {added:,} new, {gone:,} gone"]


def _items(version: Version) -> dict[tuple[str, str], _Item]:
    """Everything declared, by sort and name, in the order of the text within each sort."""
    program, found = version.program, dict[tuple[str, str], list[_Item]]()
    for parameter in program.parameters.values():
        words = version.words.get(parameter.name, parameter.span.text)
        meaning = (parameter.type.name, parameter.values)
        found["parameter", parameter.name] = [_Item(parameter.clause, meaning, words, words)]
    for listed in program.lists.values():
        found["list", listed.name] = [replace(_item(listed.clause, listed, listed.span), rows=_lines(program, listed))]
    declared: list[Rule | Derive | Duty] = [*program.rules, *program.derives, *program.duties]
    for each in sorted(declared, key=lambda each: each.index):
        sort = {Rule: "rule", Derive: "derivation", Duty: "duty"}[type(each)]
        name = each.kind if isinstance(each, Derive) else each.name
        found.setdefault((sort, name), []).append(_item(each.clause, _bare(each), each.span))
    for exception in program.exceptions:
        found.setdefault(("exception", exception.name), []).append(_item(exception.clause, _bare(exception), exception.span))
    for ladder in program.ladders.values():
        found["ladder", ladder.name] = [_item(ladder.clause, ladder.bare(), ladder.span)]
    return {key: _together(items) for key, items in found.items()}


def _bare(declared: Rule | Derive | Duty | ExceptionDecl) -> object:
    """A declaration without what it owes to its place and to others."""
    if isinstance(declared, Derive):
        return replace(declared, clause="", index=0)
    if isinstance(declared, ExceptionDecl):
        return replace(declared, clause="", exceptions=())
    return replace(declared, clause="", index=0, exceptions=())


def _item(clause: str, declared: object, span: Span) -> _Item:
    meaning = shape(replace(declared, clause="")) if isinstance(declared, ListDecl) else shape(declared)
    return _Item(clause, meaning, span.text, laid_out(span.text))


def _together(items: Sequence[_Item]) -> _Item:
    """Declarations of one name as one: several derivations of a kind, an exception in the scope of each rule that it lifts."""
    texts, written = (dict.fromkeys(getattr(each, name) for each in items) for name in ("text", "written"))
    meanings = tuple(each.meaning for each in items)
    return _Item(items[0].clause, meanings, "\n\n".join(written), "\n\n".join(texts), items[0].rows)


def laid_out(text: str) -> str:
    """A declaration's text in canonical layout; as it is where that is not known."""
    try:
        return "\n".join(lay_out("bylaw", text))
    except Unexpected:
        return text


def _lines(program: Program, listed: ListDecl) -> Counter[str] | None:
    """The lines of a list's file; None where it has none, or it is gone."""
    if not listed.file or listed.name not in program.roots:
        return None
    try:
        held = (Path(program.roots[listed.name]) / listed.file).read_bytes()
    except OSError:
        return None
    return Counter(held.decode("utf-8", "backslashreplace").splitlines())
