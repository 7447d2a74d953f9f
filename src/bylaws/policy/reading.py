"""Reading a text by the grammar's tables: a stack of states, shifting and reducing (Aho, Sethi, Ullman, Compilers, 4.7)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bylaws.policy.tables import ABSENT, END, JOINS, PASSES, Rule, Tables


class Unexpected(Exception):  # noqa: N818 (it is the author's error)
    """The text cannot go on like this: at offset `at`, or because it ends; then `at` is None."""

    def __init__(self, at: int | None) -> None:
        super().__init__(at)
        self.at = at


class Token(Struct):
    """A word of the text: the terminal that it is, its characters, and where they begin."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Node(Struct):
    """What a rule makes of its parts (None where an optional one is absent); it stands from `start` to `end` of the text."""

    kind: str
    parts: list[Part]
    start: int
    end: int


Part = Node | Token | None
_Value = Part | list[Part]
_Place = tuple[int, int]
"""From where to where something stands."""


class Reading:
    """A text in one of the grammar's languages, as far as it has been read."""

    def __init__(self, tables: Tables, language: str, text: str) -> None:
        self._tables, self._text = tables, text
        start, self._end = tables.starts[language]
        self._states = [start]
        self._values: list[_Value] = []
        self._places: list[_Place] = []
        self._at = 0

    def tokens(self) -> Iterator[Token]:
        """Reads on to the end of the text, token by token. Raises Unexpected."""
        while token := self._next():
            self._shift(token)
            yield token

    def root(self) -> Node:
        """All that has been read as one node. Raises Unexpected for a text that ends too early."""
        while self._states[-1] != self._end:
            move = self._tables.rows[self._states[-1]].get(END)
            if move is None:
                raise Unexpected(None)
            self._reduce(self._tables.rules[~move])
        (root,) = self._values
        assert isinstance(root, Node)
        return root

    def could_follow(self) -> frozenset[str]:
        """The terminals that may stand next; that the text may end is not among them."""
        return frozenset(each for each in self._tables.rows[self._states[-1]] if each.isupper() and self._leads_on(each))

    def _next(self) -> Token | None:
        state = self._states[-1]
        found = self._tables.scanner(state).match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        kind = found.lastgroup
        if kind is None:
            if self._at < len(self._text):
                raise Unexpected(self._at)
            return None
        text = found[kind]
        word = self._tables.words.get(text, kind)
        return Token(word if word in self._tables.rows[state] else kind, text, found.start(kind))

    def _shift(self, token: Token) -> None:
        """Reduces what the token completes, and takes it in."""
        rows, rules, states, kind = self._tables.rows, self._tables.rules, self._states, token.kind
        while (move := rows[states[-1]].get(kind)) is not None and move < 0:
            self._reduce(rules[~move])
        if move is None:
            raise Unexpected(token.start)
        states.append(move)
        self._values.append(token)
        self._places.append((token.start, token.end))

    def _reduce(self, rule: Rule) -> None:
        """Makes one value of the last ones, for which a rule stands."""
        origin, size, makes, _ = rule
        states, rows = self._states, self._tables.rows
        if size == 1 and makes == PASSES:
            # Most rules only hand on, through all the ranks of an expression.
            states[-1] = rows[states[-2]][origin]
            return
        first = len(states) - size
        del states[first:]
        states.append(rows[states[-1]][origin])
        first -= 1  # the state in which reading begins has no value
        values, places = self._values[first:], self._places[first:]
        place = (places[0][0], places[-1][1]) if places else (0, 0)
        self._values[first:] = [_made(rule, values, place)]
        self._places[first:] = [place]

    def _leads_on(self, terminal: str) -> bool:
        """Whether the terminal can be shifted, once what it completes is reduced."""
        states = [*self._states]
        rows = self._tables.rows
        while (move := rows[states[-1]].get(terminal)) is not None and move < 0:
            rule = self._tables.rules[~move]
            del states[len(states) - rule.size :]
            states.append(rows[states[-1]][rule.origin])
        return move is not None


def _made(rule: Rule, values: list[_Value], place: _Place) -> _Value:
    if rule.makes == PASSES:
        return values[rule.picks[0]]
    parts: list[Part] = []
    for pick in rule.picks:
        value = None if pick == ABSENT else values[pick]
        if isinstance(value, list):
            parts = parts + value if parts else value
        else:
            parts.append(value)
    return parts if rule.makes == JOINS else Node(rule.makes, parts, *place)
