"""Pure expressions once for each distinct combination of what they read, by the step executor's closures."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, cast

import numpy as np

from bylaws.content.port import TOGETHER, Content, Given
from bylaws.content.urls.suffixes import registrable
from bylaws.engine.addresses import domain_of, org_domain
from bylaws.engine.columns.keys import NULL, Keys
from bylaws.engine.columns.patterns import Patterns
from bylaws.engine.columns.rows import ABSENT, BEYOND, MISSING, UNDECIDED, VALUE, Array, Column, Rows, plain
from bylaws.engine.columns.texts import CUT, affixed, affixes, cut
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.compile import Compiler
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.functions import Implementation
from bylaws.engine.nulls import is_beyond
from bylaws.engine.scope import Scope, Shapes
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import OBJECT, event_of
from bylaws.events.event import Event
from bylaws.events.types import Missing, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Program
from bylaws.policy.walk import children, through

Held = Callable[[object], int]

_NEW, _WANTED = 255, 254
_SIFTED = 253
"""A text that passes none of a sieve's tests by lines; of the others nothing is known yet."""
_AT = "at"
_ELEMENT = "<element>"
_UNTOLD = object()
"""The outcome of a function that cannot tell."""


class Memo:
    """A value and a mark by text's number, or that nothing is known of it yet. Values take as few bytes as they need."""

    def __init__(self) -> None:
        self._values: Array = np.zeros(0, np.int8)
        self.marks: Array = np.zeros(0, np.uint8)

    def reserve(self, size: int) -> None:
        """Make room for so many texts."""
        more = size - self.marks.size
        if more > 0:
            self._values = np.concatenate([self._values, np.zeros(more, self._values.dtype)])
            self.marks = np.concatenate([self.marks, np.full(more, _NEW, np.uint8)])

    def note(self, texts: Array, values: Array, marks: Array) -> None:
        if values.size:
            needed = np.result_type(self._values, _smallest(int(values.min())), _smallest(int(values.max())))
            self._values = self._values.astype(needed, copy=False)
        self._values[texts], self.marks[texts] = values, marks

    def column(self, texts: Array) -> Column:
        return Column(self._values[texts].astype(np.int64), self.marks[texts])

    def fresh(self, column: Column) -> tuple[Array, Array]:
        """The texts of a column, 0 for none; and those of them of which nothing is known yet, each once."""
        known = column.marks == VALUE
        texts = np.where(known, column.values, 0)
        new = texts[known & (self.marks[texts] == _NEW)]
        if not new.size:
            return texts, new
        # Marked and collected: far cheaper than sorting them.
        self.marks[new] = _WANTED
        fresh = np.flatnonzero(self.marks == _WANTED)
        self.marks[fresh] = _NEW
        return texts, fresh


class Distinct:
    """Computes what has no columnar form. Results for expressions of a single text are kept from batch to batch."""

    def __init__(self, program: Program, compiler: Compiler, shapes: Shapes, layout: Layout, strings: Strings) -> None:
        self._program, self._compiler, self._shapes = program, compiler, shapes
        self._layout, self._strings = layout, strings
        self._kept: dict[Hashable, Memo] = {}
        self._patterns = Patterns(program)
        self._leaves: dict[int, tuple[str, ...]] = {}

    def column(self, node: x.Expr, scope: Scope, rows: Rows, held: Held) -> Column:
        """The expression's value on every entry; raises Unsupported if it reads what columns do not hold."""
        number = self._shapes.of(node, scope)
        leaves = self._leaves.get(number)
        if leaves is None:
            leaves = self._leaves[number] = tuple(sorted(set(self._read(node, scope, set()))))
        columns = [self._leaf(leaf, rows) for leaf in leaves]
        if len(columns) == 1 and self._is_text(leaves[0], rows):
            return self._by_text(number, node, scope, (leaves[0], columns[0]), rows, held)
        if not columns:
            columns, leaves = [plain(np.zeros(len(rows), np.int64))], ("",)
        return self._by_combination(node, scope, list(zip(leaves, columns, strict=True)), rows, held)

    def renumber(self) -> None:
        """Texts have new numbers: what is known of the old ones is void."""
        self._kept.clear()

    def _by_text(self, number: int, node: x.Expr, scope: Scope, leaf: tuple[str, Column], rows: Rows, held: Held) -> Column:
        name, column = leaf
        memo = self._memo(number)
        texts, fresh = memo.fresh(column)
        if fresh.size:
            memo.note(fresh, *self._of_texts(node, scope, name, fresh, rows, held))
        return self._with_nulls(memo.column(texts), node, scope, [leaf], rows, held)

    def _of_texts(self, node: x.Expr, scope: Scope, name: str, texts: Array, rows: Rows, held: Held) -> tuple[Array, Array]:
        """An expression of one text, by text: values and marks."""
        if (ends := affixes(node)) is not None:
            passed = affixed(*ends, texts, self._strings)
        elif (place := self._patterns.place(node)) is not None:
            passed = self._passes(*place, texts)
        else:
            compute = self._compiler.compile(node, scope)
            asked = self._asked(node, scope, name)
            told = [compute(self._frame({name: text}, 0, scope, rows)) for text in self._ahead(asked, texts)]
            return self._all_told(told, held)
        return passed != cast(x.TextTest, node).negated, np.zeros(texts.size, np.uint8)

    def _with_nulls(
        self, out: Column, node: x.Expr, scope: Scope, leaves: list[tuple[str, Column]], rows: Rows, held: Held
    ) -> Column:
        """The entries whose leaf is null, which an expression may well give a value to."""
        column = leaves[0][1]
        absent = np.flatnonzero(column.marks == MISSING)
        if absent.size:
            result = self._compiler.compile(node, scope)(self._frame({}, 0, scope, rows))
            out.values[absent], out.marks[absent] = _told(result, held)
        out.marks[column.marks == UNDECIDED] = UNDECIDED
        return out

    def _by_combination(self, node: x.Expr, scope: Scope, leaves: list[tuple[str, Column]], rows: Rows, held: Held) -> Column:
        parts = [np.where(column.marks == VALUE, column.values, NULL + 1) for _, column in leaves]
        numbers = Keys(len(parts)).numbers(parts, add=True)
        fresh, first = np.unique(numbers, return_index=True)
        values, marks = np.zeros(fresh.size, np.int64), np.zeros(fresh.size, np.uint8)
        compute = self._compiler.compile(node, scope)
        together = self._together(node, scope)
        step = TOGETHER if together else max(first.size, 1)
        for start in range(0, first.size, step):
            frames = [self._combined(leaves, entry, scope, rows) for entry in first[start : start + step].tolist()]
            for function, arguments in together:
                function.ahead(list(dict.fromkeys(_calls(arguments, frames))))
            for place, frame in enumerate(frames, start):
                values[place], marks[place] = _told(compute(frame), held)
        for function, _ in together:
            function.ahead([])
        position = np.searchsorted(fresh, numbers)
        out = Column(values[position], marks[position])
        for _, column in leaves:
            out.marks[column.marks == UNDECIDED] = UNDECIDED
        return out

    def _combined(self, leaves: list[tuple[str, Column]], entry: int, scope: Scope, rows: Rows) -> Frame:
        """The frame of one combination, which is that of an entry."""
        fields = {
            name: self._value(name, int(column.values[entry]), rows)
            for name, column in leaves
            if column.marks[entry] == VALUE and name not in ("", _ELEMENT)
        }
        if _ELEMENT in dict(leaves):
            fields[_ELEMENT] = self._strings.text(int(dict(leaves)[_ELEMENT].values[entry]))
        return self._frame(fields, int(rows.at[entry]), scope, rows)

    def _together(self, node: x.Expr, scope: Scope) -> list[tuple[Content, list[Compute]]]:
        """The content functions of several arguments in an expression that are quicker for many calls, with what computes these."""
        found = []
        for each in through(node, scope.lets or {}):
            function = self._compiler.world.functions.get(each.function) if isinstance(each, x.Apply) else None
            if isinstance(each, x.Apply) and isinstance(function, Content) and function.is_quicker_together:
                arguments = [self._compiler.compile(one, scope) for one in each.arguments if one is not None]
                found.append((function, arguments))
        return found

    def applied(self, node: x.Apply, columns: list[Column], held: Held) -> Column:
        """A function of columns; null if any argument is."""
        found = self._compiler.world.functions.get(node.function)
        size = columns[0].values.size
        if found is None:
            return Column(np.zeros(size, np.int64), np.full(size, ABSENT, np.uint8))
        kinds = [each.type for each in node.arguments if each is not None]
        if len(columns) == 1 and kinds[0].is_text:
            return self._of_text(node.function, found, columns[0], held)
        marks = np.maximum.reduce([column.marks for column in columns])
        known = np.flatnonzero(marks == VALUE)
        out = Column(np.zeros(size, np.int64), marks)
        if not known.size:
            return out
        numbers = Keys(len(columns)).numbers([column.values[known] for column in columns], add=True)
        fresh, first = np.unique(numbers, return_index=True)
        values, told = np.zeros(fresh.size, np.int64), np.zeros(fresh.size, np.uint8)
        for place, entry in enumerate(known[first].tolist()):
            given = [self._given(int(column.values[entry]), kind) for column, kind in zip(columns, kinds, strict=True)]
            values[place], told[place] = _told(_outcome(found, given), held)
        position = np.searchsorted(fresh, numbers)
        out.values[known], out.marks[known] = values[position], told[position]
        return out

    def _of_text(self, name: str, function: Implementation, column: Column, held: Held) -> Column:
        """A function of one text: kept for each text from batch to batch."""
        memo = self._memo(f"{name}()")
        texts, fresh = memo.fresh(column)
        if fresh.size:
            memo.note(fresh, *self._outcomes(name, function, fresh, held))
        found = memo.column(texts)
        return Column(found.values, np.where(column.marks == VALUE, found.marks, column.marks))

    def _outcomes(self, name: str, function: Implementation, texts: Array, held: Held) -> tuple[Array, Array]:
        """What a function gives for many texts, each given once: values and marks."""
        if function is org_domain:
            domains = self._of_text("domain_of", domain_of, plain(texts), held)
            column = self._of_text("registrable", registrable, domains, held)
            return column.values, column.marks
        values, marks = np.zeros(texts.size, np.int64), np.zeros(texts.size, np.uint8)
        open_ = np.arange(texts.size)
        if name in CUT:
            values, told = cut(name, texts, self._strings)
            open_ = np.flatnonzero(~told)
        if open_.size:
            asked = [function] if isinstance(function, Content) else []
            results = [_outcome(function, [text]) for text in self._ahead(asked, texts[open_])]
            values[open_], marks[open_] = self._all_told(results, held)
        return values, marks

    def _asked(self, node: x.Expr, scope: Scope, name: str) -> list[Content]:
        """The content functions that an expression asks about the field `name` itself."""
        found = {}
        for each in through(node, scope.lets or {}):
            if isinstance(each, x.Apply) and len(each.arguments) == 1 and isinstance(each.arguments[0], x.FieldRef):
                function = self._compiler.world.functions.get(each.function)
                if isinstance(function, Content) and each.arguments[0].name == name:
                    found[each.function] = function
        return list(found.values())

    def _ahead(self, asked: Sequence[Content], texts: Array) -> Iterator[str]:
        """These texts, of which content functions compute many at once."""
        step = TOGETHER if asked else max(texts.size, 1)
        for start in range(0, texts.size, step):
            some = self._strings.texts(texts[start : start + step])
            for each in asked:
                each.ahead([(text,) for text in some])
            yield from some
        for each in asked:
            each.ahead([])

    def _all_told(self, results: list[object], held: Held) -> tuple[Array, Array]:
        """Values and marks of many results."""
        if all(isinstance(each, str) for each in results):
            return self._strings.numbers(cast(list[str], results)), np.zeros(len(results), np.uint8)
        values, marks = zip(*(_told(each, held) for each in results), strict=True)
        return np.array(values, np.int64), np.array(marks, np.uint8)

    def _passes(self, number: int, bit: int, texts: Array) -> Array:
        """Which of these texts, each given once, pass a test of a sieve: 1, others 0."""
        sieve, memo = self._patterns.sieve(number), self._memo(("sieve", number))
        by_lines = (sieve.by_lines >> bit) & 1
        open_ = texts[memo.marks[texts] == _NEW]
        if by_lines and open_.size:
            data, ends = self._strings.lines(open_)
            memo.note(open_, np.zeros(open_.size, np.int64), np.full(open_.size, _SIFTED, np.uint8))
            open_ = open_[sieve.touched(data, ends)]
        elif not by_lines:
            open_ = texts[memo.marks[texts] != VALUE]
        memo.note(open_, np.array(sieve.found(self._strings.raws(open_)), np.int64), np.zeros(open_.size, np.uint8))
        return (memo.column(texts).values >> bit) & 1

    def _memo(self, name: Hashable) -> Memo:
        """What is known of a meaning."""
        memo = self._kept.setdefault(name, Memo())
        memo.reserve(self._strings.room)
        return memo

    def _given(self, value: int, kind: Type) -> object:
        if kind.is_text:
            return self._strings.text(value)
        return bool(value) if kind.name == "truth" else value

    def one_by_one(self, node: x.Expr, scope: Scope, rows: Rows, open_: tuple[Array, Column], held: Held) -> None:
        """Judge the entries that a column leaves undecided, each on its whole event."""
        compute = self._compiler.compile(node, scope)
        entries, column = open_
        for entry in entries.tolist():
            column.values[entry], column.marks[entry] = _told(compute(self._whole_frame(entry, scope, rows)), held)

    def _whole_frame(self, entry: int, scope: Scope, rows: Rows) -> Frame:
        """The frame of an entry's whole event; inside a window, with that of the entry that asks."""
        event = event_of(rows.table, int(rows.index[entry]), self._layout, self._strings)
        elements = {} if rows.elements is None else {rows.variable: self._strings.text(int(rows.elements[entry]))}
        memo = self._compiler.space(scope).fresh()
        frame = Frame(event, event.fields, event.at, event.place, memo, elements=cast(dict[str, object], elements))
        if rows.this is not None and scope.this is not None:
            asking, which = rows.this
            frame.this = self._whole_frame(int(which[entry]), scope.this, asking)
        return frame

    def _frame(self, fields: dict[str, Any], at: int, scope: Scope, rows: Rows) -> Frame:
        elements = {rows.variable: fields.pop(_ELEMENT)} if _ELEMENT in fields else {}
        event = Event(rows.kind, "", "", at, fields)
        return Frame(event, fields, at, at, self._compiler.space(scope).fresh(), elements=elements)

    def _value(self, name: str, held: int, rows: Rows) -> object:
        if name == _AT:
            return held
        return self._given(held, self._type(name, rows))

    def _type(self, name: str, rows: Rows) -> Type:
        return self._layout.slots[rows.kind][self._layout.place(rows.kind, name)].field.type

    def _is_text(self, leaf: str, rows: Rows) -> bool:
        if leaf == _ELEMENT:
            return True
        return leaf != _AT and self._type(leaf, rows).is_text

    def _leaf(self, leaf: str, rows: Rows) -> Column:
        if leaf == _ELEMENT:
            if rows.elements is None:
                raise Unsupported
            return plain(rows.elements)
        if leaf == _AT:
            return plain(rows.at)
        try:
            place = self._layout.place(rows.kind, leaf)
        except KeyError:
            raise Unsupported from None
        if not (self._type(leaf, rows).is_text or self._type(leaf, rows).is_ordered or self._type(leaf, rows).name == "truth"):
            raise Unsupported
        marks = rows.table.nulls[place, rows.index]
        told = np.where(marks == 1, MISSING, np.where(marks == OBJECT, UNDECIDED, VALUE)).astype(np.uint8)
        return Column(rows.table.values[place, rows.index], told)

    def _read(self, node: x.Expr, scope: Scope, seen: set[str], bound: frozenset[str] = frozenset()) -> Iterator[str]:
        """The fields that an expression reads, `at` if its value depends on the time, and `_ELEMENT`; of each let once.

        `seen`: the lets that were read.
        """
        match node:
            case x.LetRef():
                if node.name not in seen:
                    seen.add(node.name)
                    yield from self._read(scope.let(node.name), scope, seen)
                return
            case x.FieldRef():
                if node.name in ("received_at", "id", "source"):
                    raise Unsupported
                yield node.name
            case x.ElementRef():
                if node.name not in bound:
                    yield _ELEMENT
            case x.Param():
                if len(self._program.parameters[node.name].values) > 1:
                    yield _AT
            case x.LookUp() | x.InList():
                if not self._is_steady(node.list):
                    yield _AT
            case x.Window() | x.OfThis() | x.Permitted():
                raise Unsupported
            case x.Quantifier():
                bound = bound | {node.variable}
        for child in children(node):
            yield from self._read(child, scope, seen, bound)

    def _is_steady(self, name: str) -> bool:
        declared = self._program.lists[name]
        dated = any(column in ("since", "until") for column, _ in declared.columns)
        return declared.feed is None and not dated


def _smallest(value: int) -> np.dtype[Any]:
    """The smallest signed type that holds a number."""
    return np.min_scalar_type(min(value, ~value))


def _outcome(function: Implementation, given: list[object]) -> object:
    try:
        return function(*given)
    except (OverflowError, ValueError):
        return _UNTOLD


def _calls(arguments: Sequence[Compute], frames: Sequence[Frame]) -> Iterator[Given]:
    """The arguments of each frame's call, where none of them is null."""
    for frame in frames:
        given = tuple(compute(frame) for compute in arguments)
        if not any(each is None or isinstance(each, Missing) for each in given):
            yield given


def _told(result: object, held: Held) -> tuple[int, int]:
    if result is None:
        return 0, ABSENT
    if isinstance(result, Missing):
        return 0, BEYOND if is_beyond(result) else MISSING
    if result is _UNTOLD:
        return 0, UNDECIDED
    return held(result), VALUE
