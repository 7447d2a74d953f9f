"""A rule as one query: a chain of tables, each with one more column than the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bylaws.events.types import TRUTH, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Program, Stream
from bylaws.policy.walk import children, walk

from .absence import Doubt
from .nested import Nested, kind_table
from .permits import permitted, verdict
from .sql import TRUE, Term, column_type, name
from .terms import Scope, flag, let_column, overflow, term


@dataclass(slots=True)
class Chain:
    """`steps` are the tables so far, the last being `current`; `known` the terms that already are columns of it."""

    program: Program
    steps: list[tuple[str, str]] = field(default_factory=list)
    known: dict[int, Term] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    subject: x.Expr | None = None
    at: str = "@at"
    kind: str = ""
    written: dict[str, x.Expr] = field(default_factory=dict)

    @property
    def current(self) -> str:
        return self.steps[-1][0]

    @property
    def scope(self) -> Scope:
        return Scope(
            self.program, "e", Nested(self.current), known=self.known, renamed=self.renamed, subject=self.subject, at=self.at
        )

    def step(self, query: str) -> None:
        self.steps.append((f"step{len(self.steps)}", query))

    def column(self, called: str, each: Term, kind: Type | None = None) -> Term:
        """Adds a column and gives the term that reads it."""
        value = f"({each.v})::{column_type(kind)}" if kind is not None and kind.name != "record" else each.v
        lacks = ((each.m, flag(called)), (each.o, overflow(called)))
        flags = ", ".join(f"coalesce({lack}, FALSE) AS {name(column)}" for lack, column in lacks)
        self.step(f"SELECT e.*, {value} AS {name(called)}, {flags} FROM {self.current} e")
        return Term(f"e.{name(called)}", *(f"e.{name(column)}" for _, column in lacks))

    def read(self, node: x.Expr) -> Term:
        """A term for `node` on the chain's rows, its windows and look-ups made columns first."""
        for each in reaching(node):
            if id(each) not in self.known:
                self.known[id(each)] = self._permitted(each) if isinstance(each, x.Permitted) else self._reached(each)
        return term(node, self.scope)

    def doubted(self, node: x.Expr) -> Term:
        """A term for `node`, which was read before, if whatever nobody ever told of is unknown."""
        return term(node, replace(self.scope, doubt=Doubt(self.kind, self.written)))

    def _reached(self, node: x.Expr) -> Term:
        return self.column(f"reach {len(self.steps)}", term(node, self.scope), node.type)

    def _permitted(self, node: x.Permitted) -> Term:
        called = name(f"permits {len(self.steps)}")
        self.step(f"SELECT e.*, {permitted(node, self.scope)} AS {called} FROM {self.current} e")
        return verdict(f"e.{called}")

    def lets(self, lets: tuple[tuple[str, x.Expr], ...], prefix: str = "") -> None:
        for called, node in lets:
            self.written[prefix + called] = node
            self.column(let_column(prefix + called), self.read(node), node.type)
            if prefix:
                self.renamed[called] = prefix + called

    def query(self, select: str) -> str:
        tables = ",\n".join(f"{called} AS MATERIALIZED ({query})" for called, query in self.steps)
        return f"WITH {tables}\n{select} FROM {self.current} e"


def reaching(node: x.Expr) -> Iterator[x.Expr]:
    """What looks beyond the row itself and is read on `e`, the innermost first."""
    match node:
        case x.Window():
            for key in node.keys:
                yield from reaching(key.ours)
            counted = [key.theirs for key in node.keys] + [each for each in (node.filter, node.argument) if each is not None]
            for each in (inner for part in counted for inner in walk(part) if isinstance(inner, x.OfThis)):
                yield from reaching(each.value)
            yield node
        case x.Quantifier():
            yield from reaching(node.array)
        case _:
            for child in children(node):
                yield from reaching(child)
            if isinstance(node, (x.LookUp, x.Permitted, x.InList)):
                yield node


def stream(program: Program, given: Stream, subject: x.Expr | None = None) -> Chain:
    """The rows on which a rule is judged: of its kind, by element, with all lets.

    They are those that pass `where`, and those of which that cannot be told (`where` is null), which no window counts.
    """
    chain = Chain(program, subject=subject, kind=given.kind)
    table = kind_table(given.kind)
    if given.each is None:
        chain.step(f'SELECT k.*, 0::BIGINT AS "@n" FROM {table} k')
    else:
        variable, array = given.each
        chain.step(f"SELECT k.* FROM {table} k")
        elements = chain.read(array).v
        chain.step(f'SELECT e.*, unnest(range(len({elements}))) AS "@n" FROM {chain.current} e')
        chain.step(f'SELECT e.*, ({elements})[e."@n" + 1] AS {name("each " + variable)} FROM {chain.current} e')
    condition = Term(TRUE) if given.where is None else chain.read(given.where)
    where = chain.column("where", condition, TRUTH)
    chain.step(f"SELECT e.* FROM {chain.current} e WHERE coalesce({where.v}, TRUE)")
    chain.lets(given.lets)
    return chain
