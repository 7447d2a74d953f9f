"""What a rule looks at: the fields without which it cannot tell, by kind of event, and the lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from msgspec import Struct, field

from bylaws.engine.asks import PLAIN, plain_of
from bylaws.engine.scope import conjuncts, stream_of
from bylaws.events.catalogue import Kind
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule, Watch
from bylaws.policy.walk import children, walk

ENVELOPE: Final = frozenset(("at", "id", "source", "kind", "received_at"))
"""What every event has, or what says nothing of what happened."""

Names = tuple[str, ...]
"""A field, or several of which any one will do."""

Declared = Rule | Duty | Derive


class Look(Struct):
    """At events of one kind that pass the plain part of a condition.

    `vital`: fields without which nothing can be told of an event. `useful`: those that matter on some ways only, or for
    severity and excuses. `tested`: those whose absence means something to the rule itself; only if no event of the kind has
    them is something amiss. `needed`: those among them without which an event is not judged. `asked`: lists that are looked into,
    and by which fields.
    """

    kind: str
    filter: tuple[x.Expr, ...]
    vital: set[Names] = field(default_factory=set)
    useful: set[Names] = field(default_factory=set)
    tested: set[Names] = field(default_factory=set)
    needed: set[Names] = field(default_factory=set)
    asked: set[tuple[str, Names]] = field(default_factory=set)

    @property
    def sifting(self) -> set[Names]:
        """Fields that the plain part of the condition reads."""
        return {(node.name,) for part in self.filter for node in walk(part) if isinstance(node, x.FieldRef)}

    @property
    def fields(self) -> set[Names]:
        """All but those that are asked about."""
        return (self.vital | self.useful) - self.tested


class Looks(Struct):
    """Everything that a rule, duty or derivation looks at. `looks`: first at the events it is judged on, then at those its windows

    count and a duty waits for. `lists`: by name, whether nothing can be told without it. `expected`: the kind that pays a debt.
    """

    declared: Declared
    looks: list[Look]
    lists: dict[str, bool] = field(default_factory=dict)
    expected: str = ""

    @property
    def own(self) -> Look:
        return self.looks[0]


def countable(fields: set[Names], kind: Kind) -> tuple[Names, ...]:
    """Those fields that an event of the kind may lack."""
    always = {*ENVELOPE, kind.time}
    return tuple(sorted(each for each in fields if all(kind.field(name) for name in each) and not always & set(each)))


def looks_of(program: Program, declared: Declared) -> Looks:
    """What a declaration, with the exceptions that lift it, looks at."""
    stream = stream_of(declared)
    found = Looks(declared, [Look(stream.kind, plain_of(stream.where))])
    gather = _Gather(found, dict(stream.lets))
    if stream.each is not None:
        # An event without the array has no elements, and none is judged.
        gather.test(stream.each[1], found.own)
    for part in _deciding(declared):
        gather.read(part, found.own, True)
        found.own.needed.update((name,) for name in _asked_to_be_given(part))
    for part in _aside(declared):
        gather.read(part, found.own, False)
    for exception in (each for each in program.exceptions if not isinstance(declared, Derive) and each.rule == declared.name):
        for part in children(exception):
            gather.read(part, found.own, False)
    if isinstance(declared, Duty):
        found.expected = declared.expect.kind
        gather.watch(declared.expect)
    return found


def _deciding(declared: Declared) -> Iterator[x.Expr]:
    """What tells whether anything is found, and of whom; lets come in where they are used."""
    stream = stream_of(declared)
    match declared:
        case Rule():
            parts: tuple[x.Expr | None, ...] = (stream.where, declared.when, declared.subject)
        case Duty():
            parts = (stream.where, declared.within, declared.before, declared.subject, *declared.key)
        case Derive():
            parts = (stream.where, declared.when)
    return (each for each in parts if each is not None)


def _asked_to_be_given(condition: x.Expr) -> Iterator[str]:
    """The fields that a condition wants not to be null, whatever else it wants."""
    for each in conjuncts(condition):
        match each:
            case x.IsNull(value=x.FieldRef(name=name), negated=True):
                yield name


def _aside(declared: Declared) -> Iterator[x.Expr]:
    """What tells how grave a finding is and whether it is excused, and what derived events are made of."""
    if isinstance(declared, Derive):
        yield from (value for _, value in declared.fields)
        return
    yield from declared.unless
    yield from (condition for _, condition in declared.severity if condition is not None)
    if isinstance(declared, Rule):
        yield from (condition for _, condition in declared.degrees)


class _Gather:
    def __init__(self, found: Looks, lets: Mapping[str, x.Expr]) -> None:
        self._found = found
        self._lets = lets
        self._seen: set[tuple[str, int, bool]] = set()

    def read(self, node: x.Expr, look: Look, vital: bool) -> None:
        """Takes in an expression that is read on the events of a look; `vital`: nothing can be told without its value."""
        match node:
            case x.FieldRef():
                (look.vital if vital else look.useful).add((node.name,))
            case x.LetRef():
                mark = (node.name, id(look), vital)
                if node.name in self._lets and mark not in self._seen:
                    self._seen.add(mark)
                    self.read(self._lets[node.name], look, vital)
            case x.IsNull(value=x.FieldRef(name=name)):
                look.tested.add((name,))
            case x.Or() | x.Quantifier():
                for child in children(node):
                    self.read(child, look, False)
            case x.Apply() if node.function == "coalesce":
                self._any(node, look, vital)
            case x.OfThis():
                self.read(node.value, self._found.own, vital)
            case x.Window():
                self._window(node, look, vital)
            case x.LookUp() | x.InList():
                self._found.lists[node.list] = vital or self._found.lists.get(node.list, False)
                if isinstance(node, x.LookUp):
                    self._ask(node, look)
                for child in children(node):
                    self.read(child, look, vital)
            case _:
                for child in children(node):
                    self.read(child, look, vital)

    def _ask(self, node: x.LookUp, look: Look) -> None:
        """Takes in a look-up by fields."""
        keys = [self._lets.get(key.name, key) if isinstance(key, x.LetRef) else key for key in node.keys]
        names = tuple(key.name for key in keys if isinstance(key, x.FieldRef))
        if len(names) == len(keys):
            look.asked.add((node.list, names))

    def watch(self, watch: Watch) -> None:
        """Takes in the event that a duty waits for: without its keys no event would pay."""
        look = self._look(watch.kind, watch.where)
        for theirs, _ in watch.keys:
            self.read(theirs, look, True)
        if watch.where is not None:
            self.read(watch.where, look, True)

    def test(self, node: x.Expr, look: Look) -> None:
        """Takes in an expression whose absence means something."""
        if isinstance(node, x.FieldRef):
            look.tested.add((node.name,))
        else:
            self.read(node, look, False)

    def _any(self, node: x.Apply, look: Look, vital: bool) -> None:
        """Takes in values of which any one will do."""
        given = [each for each in node.arguments if each is not None]
        told = [_told_by(each) for each in given]
        if not all(told):
            for each in given:
                self.test(each, look)
            return
        # One of them is known if of each choice of one field from each of them one is given.
        (look.vital if vital else look.useful).update(tuple(dict.fromkeys(names)) for names in product(*told))
        for look_up in (part for each in given for part in walk(each) if isinstance(part, x.LookUp)):
            self._found.lists.setdefault(look_up.list, False)
            self._ask(look_up, look)

    def _window(self, window: x.Window, look: Look, vital: bool) -> None:
        inner = look if window.own else self._look(window.kind, window.filter)
        for part in (window.argument, *(key.theirs for key in window.keys)):
            if part is not None:
                self.read(part, inner, vital)
        if window.filter is not None:
            # What a rule's own event is counted by does not keep it from being judged.
            self.read(window.filter, inner, vital and not window.own)
        for key in window.keys:
            self.read(key.ours, look, vital)

    def _look(self, kind: str, where: x.Expr | None) -> Look:
        look = Look(kind, plain_of(where))
        self._found.looks.append(look)
        return look


def _told_by(value: x.Expr) -> tuple[str, ...]:
    """The fields from which a value is computed; none if it needs none, or follows from more than fields and lists."""
    nodes = list(walk(value))
    if not all(isinstance(node, (*PLAIN, x.Column, x.LookUp)) for node in nodes):
        return ()
    return tuple(dict.fromkeys(node.name for node in nodes if isinstance(node, x.FieldRef)))


def causes(program: Program) -> Mapping[str, tuple[Declared, ...]]:
    """By each kind that the policy makes, what makes it."""
    found: dict[str, list[Declared]] = {}
    for each in _declared(program):
        found.setdefault(each.kind if isinstance(each, Derive) else each.name, []).append(each)
    return {kind: tuple(makers) for kind, makers in found.items()}


def _declared(program: Program) -> Iterator[Declared]:
    yield from program.rules
    yield from program.duties
    yield from program.derives
