"""Expressions over columns.

What is simple is computed on whole columns: fields, comparisons, logic, exact arithmetic, look-ups. Everything else that is pure is
computed by the step executor's own closures, once for each distinct combination of the fields that it reads; so that any
expression has one meaning. `Unsupported` says that an expression can only be judged event by event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import cast

import numpy as np

from bylaws.engine.columns import arithmetic
from bylaws.engine.columns.costs import Costs
from bylaws.engine.columns.distinct import Distinct
from bylaws.engine.columns.fields import Fields
from bylaws.engine.columns.grants import Grants
from bylaws.engine.columns.periods import Periods
from bylaws.engine.columns.records import Records
from bylaws.engine.columns.rows import ABSENT, MISSING, UNDECIDED, VALUE, Array, Column, Items, Rows, plain
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.scope import Scope, Shapes
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Strings
from bylaws.events.types import SCALES, Period, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Program

_TESTS: dict[str, Callable[[Array, Array | int], Array]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_FEW = 0.7
"""Below this share of the entries it is worth computing on some; above, on all, which other rules may share."""
_NARROWINGS = 4
"""So many times at most entries become fewer: on each selection a let is computed anew, and lets may double at each step."""


class Evaluator:
    """Computes columns. `facts` gives the columns of windows that were counted already, by (expression's number)."""

    def __init__(
        self,
        program: Program,
        shapes: Shapes,
        layout: Layout,
        strings: Strings,
        distinct: Distinct,
        records: Records,
        grants: Grants,
    ) -> None:
        self._program, self._shapes, self._strings = program, shapes, strings
        self._distinct, self._records, self._grants = distinct, records, grants
        self._periods = Periods(program.timezone)
        self._numbers: dict[tuple[int, str, int, int], tuple[int, object]] = {}
        self._costs = Costs(self._number)
        self._fields = Fields(layout)

    def column(self, node: x.Expr, scope: Scope, rows: Rows) -> Column:
        """The expression's value on every entry; raises Unsupported."""
        number = self._number(node, scope)
        found = rows.known(number)
        if found is None:
            found = rows.memo[number] = self._made(node, scope, rows)
        return found

    def _number(self, node: x.Expr, scope: Scope) -> int:
        """As `Shapes` numbers it. Scopes are made anew for each batch, but what an expression means in them stays.

        The node and the scope are kept, lest others come to lie where they lay.
        """
        key = id(node), scope.owner, id(scope.lets), id(scope.this)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = self._shapes.of(node, scope), (node, scope)
        return known[0]

    def settled(self, node: x.Expr, scope: Scope, rows: Rows) -> Column:
        """Like `column`, with what is undecided judged event by event."""
        column = self.column(node, scope, rows)
        if column.marks.max(initial=VALUE) < UNDECIDED:
            return column
        # Its arrays may be those of its parts, which stay undecided.
        column = rows.memo[self._number(node, scope)] = Column(column.values.copy(), column.marks.copy())
        self._distinct.one_by_one(node, scope, rows, (np.flatnonzero(column.marks == UNDECIDED), column), self._held)
        return column

    def settled_field(self, name: str, rows: Rows) -> Column:
        """A field's column, read from the event where the columns do not hold it."""
        column = self._fields.column(name, rows)
        for entry in np.flatnonzero(column.marks == UNDECIDED).tolist():
            value = rows.table.events[int(rows.index[entry])].fields[name]
            column.values[entry], column.marks[entry] = self._held(value), VALUE
        return column

    def possible(self, condition: x.Expr, scope: Scope, rows: Rows) -> Array:
        """Where a condition is true, or null for want of a field, or cannot be told: what is left out is certainly no finding."""
        verdict = self.tentative(condition, scope, rows)
        return verdict.true | (verdict.marks >= MISSING)

    def refused(self, condition: x.Expr, scope: Scope, rows: Rows) -> Array:
        """Where a condition is certainly false."""
        verdict = self.tentative(condition, scope, rows)
        refused: Array = (verdict.marks == VALUE) & (verdict.values == 0)
        return refused

    def tentative(self, node: x.Expr, scope: Scope, rows: Rows) -> Column:
        """Like `column`, but parts that are unsupported are undecided."""
        if isinstance(node, x.And | x.Or):
            return self._decided(node, scope, rows, self.tentative)
        if isinstance(node, x.LetRef):
            return self._guessed(node, scope, rows)
        if isinstance(node, x.Permitted):
            return self._grants.column(node, scope, rows, self.tentative)
        try:
            return self.column(node, scope, rows)
        except Unsupported:
            return Column(np.zeros(len(rows), np.int64), np.full(len(rows), UNDECIDED, np.uint8))

    def _guessed(self, node: x.LetRef, scope: Scope, rows: Rows) -> Column:
        """A let, tentatively and once: written out lets may double at each step."""
        number = self._number(node, scope)
        found = rows.known(number) or rows.guesses.get(number)
        if found is None:
            found = rows.guesses[number] = self.tentative(scope.let(node.name), scope, rows)
        return found

    def _made(self, node: x.Expr, scope: Scope, rows: Rows) -> Column:
        match node:
            case x.Const():
                return plain(np.full(len(rows), self._held(node.value), np.int64))
            case x.Param():
                return self._parameter(node, rows)
            case x.FieldRef():
                return self._fields.column(node.name, rows)
            case x.LetRef():
                return self.column(scope.let(node.name), scope, rows)
            case x.ElementRef():
                if rows.elements is None or rows.variable != node.name:
                    raise Unsupported
                return plain(rows.elements)
            case x.And() | x.Or():
                return self._decided(node, scope, rows, self.column)
            case x.Not():
                inner = self.column(node.value, scope, rows)
                return Column(1 - inner.values, inner.marks)
            case x.IsNull():
                return self._null_test(node, scope, rows)
            case x.Compare():
                return self._compare(node, scope, rows)
            case x.InValues():
                return self._in_values(node, scope, rows)
            case x.Arithmetic() | x.Negate():
                return self._arithmetic(node, scope, rows)
            case x.Apply():
                return self._applied(node, scope, rows)
            case x.Quantifier():
                return self._quantified(node, scope, rows)
            case x.OfThis():
                return self._of_this(node, scope, rows)
            case x.Window() | x.Permitted():
                raise Unsupported
            case _:
                return self._looked_up(node, scope, rows)

    def _decided(self, node: x.And | x.Or, scope: Scope, rows: Rows, column: Callable[[x.Expr, Scope, Rows], Column]) -> Column:
        """Kleene: a part that decides does; else undecided before missing before absent. The dear parts come last, and only on

        the entries that the cheap ones left open, unless these are most.
        """
        deciding = 0 if isinstance(node, x.And) else 1
        decided, marks = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.uint8)
        for place, dear in self._costs.order(node, scope):
            left = np.flatnonzero(~decided) if dear and rows.narrowings < _NARROWINGS else None
            if left is None or left.size >= _FEW * len(rows):
                found = column(node.parts[place], scope, rows)
                np.maximum(marks, found.marks, out=marks)
                decided |= _is(found, deciding)
            elif left.size:
                found = column(node.parts[place], scope, rows.some(left))
                marks[left] = np.maximum(marks[left], found.marks)
                decided[left] = _is(found, deciding)
        marks[decided] = VALUE
        return Column((decided == bool(deciding)).astype(np.int64), marks)

    def _held(self, value: object) -> int:
        if isinstance(value, str):
            return self._strings.number(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, Period):
            return self._periods.number(value)
        raise Unsupported

    def held(self, values: Sequence[object]) -> Array:
        """Values of one type, none of them null, as columns hold them."""
        if isinstance(values[0], str):
            return self._strings.numbers(cast(Sequence[str], values))
        return np.array(values, np.int64)

    def _parameter(self, node: x.Param, rows: Rows) -> Column:
        values = self._program.parameters[node.name].values
        column = np.full(len(rows), self._held(values[-1][0]), np.int64)
        at = rows.at
        for value, until in reversed(values[:-1]):
            column[at < cast(int, until)] = self._held(value)
        return plain(column)

    def _of_this(self, node: x.OfThis, scope: Scope, rows: Rows) -> Column:
        """What the entries that ask have."""
        if rows.this is None or scope.this is None:
            raise Unsupported
        asking, which = rows.this
        column = self.column(node.value, scope.this, asking)
        return Column(column.values[which], column.marks[which])

    def _null_test(self, node: x.IsNull, scope: Scope, rows: Rows) -> Column:
        if not is_held(node.value.type) and not isinstance(node.value, x.FieldRef):
            return self._looked_up(node, scope, rows)
        marks = self.column(node.value, scope, rows).marks
        null = (marks != VALUE) & (marks != UNDECIDED)
        verdict = null if not node.negated else ~null
        return Column(verdict.astype(np.int64), np.where(marks == UNDECIDED, UNDECIDED, VALUE).astype(np.uint8))

    def _compare(self, node: x.Compare, scope: Scope, rows: Rows) -> Column:
        if not (is_held(node.left.type) and is_held(node.right.type)):
            return self._looked_up(node, scope, rows)
        scales = arithmetic.scale(node.left.type), arithmetic.scale(node.right.type)
        constant = self._constant(node.right) if scales[0] == scales[1] else None
        left = self.column(node.left, scope, rows)
        if constant is not None:
            return Column(_TESTS[node.op](left.values, constant).astype(np.int64), left.marks)
        right = self.column(node.right, scope, rows)
        one, two, marks = left.values, right.values, np.maximum(left.marks, right.marks)
        if scales[0] != scales[1]:
            factor = Fraction(scales[1], scales[0])
            one, wide_one = arithmetic.widened(one, factor.numerator)
            two, wide_two = arithmetic.widened(two, factor.denominator)
            marks = np.where((marks == VALUE) & (wide_one | wide_two), UNDECIDED, marks).astype(np.uint8)
        return Column(_TESTS[node.op](one, two).astype(np.int64), marks)

    def _constant(self, node: x.Expr) -> int | None:
        """What an expression is at all times, if that is written down."""
        if isinstance(node, x.Const):
            return self._held(node.value)
        if isinstance(node, x.Param) and len(self._program.parameters[node.name].values) == 1:
            return self._held(self._program.parameters[node.name].values[0][0])
        return None

    def _in_values(self, node: x.InValues, scope: Scope, rows: Rows) -> Column:
        if not is_held(node.item.type):
            return self._looked_up(node, scope, rows)
        item = self.column(node.item, scope, rows)
        held = np.zeros(len(rows), np.bool_)
        for each in node.values:
            held |= item.values == self._held(each.value)
        return Column((held != node.negated).astype(np.int64), item.marks)

    def _arithmetic(self, node: x.Arithmetic | x.Negate, scope: Scope, rows: Rows) -> Column:
        if isinstance(node, x.Negate):
            value = self.column(node.value, scope, rows)
            return arithmetic.added(plain(np.zeros(len(rows), np.int64)), value, value.marks, (Fraction(1), Fraction(1)), -1)
        names = (node.left.type.name, node.right.type.name, node.type.name)
        if names == ("instant", "period", "instant"):
            return self._moved(node, scope, rows)
        if node.op == "mod" or "period" in names or "date" in names:
            return self._looked_up(node, scope, rows)
        left, right = self.column(node.left, scope, rows), self.column(node.right, scope, rows)
        one, two, out = (SCALES[name] for name in names)
        marks = np.maximum(left.marks, right.marks)
        if node.op in "+-":
            return arithmetic.added(left, right, marks, (Fraction(out, one), Fraction(out, two)), 1 if node.op == "+" else -1)
        if node.op == "*":
            return arithmetic.multiplied(left, right, marks, Fraction(out, one * two))
        return arithmetic.divided(left, right, marks, Fraction(out * two, one))

    def _moved(self, node: x.Arithmetic, scope: Scope, rows: Rows) -> Column:
        """An instant so much later or earlier."""
        try:
            instants, lengths = self.column(node.left, scope, rows), self.column(node.right, scope, rows)
        except Unsupported:
            return self._looked_up(node, scope, rows)
        return self._periods.moved(instants, lengths, 1 if node.op == "+" else -1)

    def _applied(self, node: x.Apply, scope: Scope, rows: Rows) -> Column:
        """Functions of what columns can hold: by distinct combinations of their arguments' values."""
        arguments = [each for each in node.arguments if each is not None]
        types = [each.type for each in (node, *arguments)]
        if not all(map(is_held, types)) and not (node.function == "coalesce" and all(each.name == "period" for each in types)):
            return self._looked_up(node, scope, rows)
        try:
            columns = [self.column(each, scope, rows) for each in arguments]
        except Unsupported:
            return self._looked_up(node, scope, rows)
        if node.function in ("coalesce", "greatest", "least"):
            return arithmetic.chosen(
                node.function, [arithmetic.as_scale(c, each.type, node.type) for c, each in zip(columns, arguments, strict=True)]
            )
        return self._distinct.applied(node, columns, self._held)

    def _looked_up(self, node: x.Expr, scope: Scope, rows: Rows) -> Column:
        """Columns of list rows by their rows' numbers; all else by distinct combinations."""
        if isinstance(node, x.Column):
            record = _written(node.record, scope)
            if isinstance(record, x.Window) and is_held(node.type):
                return self._of_last(record, node.name, scope, rows)
            if isinstance(record, x.LookUp) and (is_held(node.type) or node.type.name == "period"):
                return self._records.column(record.list, self._found(record, scope, rows), node.name, self._held)
        if isinstance(node, x.LookUp):
            return self._found(node, scope, rows)
        if isinstance(node, x.InList):
            return self._in_list(node, scope, rows)
        if isinstance(node, x.TextTest) and isinstance(node.value, x.FieldRef) and node.value.type.name == "array":
            return self._fields.holding(node.value.name, self.column(node.pattern, scope, rows), rows, node.negated)
        if isinstance(node, x.InArray) and isinstance(node.array, x.FieldRef):
            return self._fields.holding(node.array.name, self.column(node.item, scope, rows), rows, node.negated)
        if isinstance(node, x.Apply) and node.function == "length" and isinstance(node.arguments[0], x.FieldRef):
            return self._fields.lengths(node.arguments[0].name, rows)
        if not is_held(node.type):
            raise Unsupported
        return self._distinct.column(node, scope, rows, self._held)

    def _items(self, node: x.Expr, scope: Scope, rows: Rows) -> Items:
        """The elements of an array of texts, which a field or a list's row has."""
        array = _written(node, scope)
        if isinstance(array, x.FieldRef):
            return self._fields.items(array.name, rows)
        record = _written(array.record, scope) if isinstance(array, x.Column) else None
        if not (isinstance(array, x.Column) and isinstance(record, x.LookUp) and array.type.of[0].is_text):
            raise Unsupported
        return self._records.items(record.list, self._found(record, scope, rows), array.name)

    def _quantified(self, node: x.Quantifier, scope: Scope, rows: Rows) -> Column:
        """Kleene over the elements of an array, each of which is an entry of its own."""
        if rows.elements is not None:
            return self._looked_up(node, scope, rows)
        try:
            items = self._items(node.array, scope, rows)
            told = self.column(node.condition, scope, rows.each(items, node.variable))
        except Unsupported:
            return self._looked_up(node, scope, rows)
        deciding = node.op == "some"
        decided, marks = np.zeros(len(rows), np.bool_), items.marks.copy()
        np.maximum.at(marks, items.owner, told.marks)
        decided[items.owner[_is(told, deciding)]] = True
        marks[decided] = VALUE
        return Column((decided == deciding).astype(np.int64), marks)

    def _of_last(self, record: x.Window, name: str, scope: Scope, rows: Rows) -> Column:
        """A field of the event that `last` found."""
        found = rows.found_last(self._shapes.of(record, scope))
        if found is None:
            raise Unsupported
        table, row = found.table, found.rows
        before = Rows(record.kind, table, np.where(row < 0, 0, row))
        if not len(table):
            return Column(np.zeros(len(rows), np.int64), np.maximum(found.marks, ABSENT))
        column = self._fields.column(name, before)
        marks = np.where((row < 0) | (column.marks == MISSING), ABSENT, column.marks)
        return Column(column.values, np.where(found.marks == VALUE, marks, found.marks).astype(np.uint8))

    def _found(self, node: x.LookUp, scope: Scope, rows: Rows) -> Column:
        number = self._number(node, scope)
        found = rows.known(number)
        if found is None:
            keys = [self.column(key, scope, rows) for key in node.keys]
            found = rows.memo[number] = self._records.find(node.list, keys, rows)
        return found

    def _in_list(self, node: x.InList, scope: Scope, rows: Rows) -> Column:
        item = self.column(node.item, scope, rows)
        row = self._records.find(node.list, [item], rows)
        held = row.marks == VALUE
        marks = np.where(item.marks == VALUE, np.where(row.marks == UNDECIDED, UNDECIDED, VALUE), item.marks)
        return Column((held != node.negated).astype(np.int64), marks.astype(np.uint8))


def _written(node: x.Expr, scope: Scope) -> x.Expr:
    """What stands behind lets."""
    while isinstance(node, x.LetRef):
        node = scope.let(node.name)
    return node


def _is(column: Column, value: int) -> Array:
    """Where a column is that truth."""
    found: Array = (column.values == value) & (column.marks == VALUE)
    return found


def is_held(kind: Type) -> bool:
    """Whether values of a type stand in columns as what they are; periods stand there by number."""
    return kind.is_text or kind.name in SCALES or kind.name == "truth"
