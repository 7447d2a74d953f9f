"""A rule whose facts are about several things: each fact is counted where its thing is, and they meet again at their event.

For each thing there is a *probe*: the same rule with the windows of that thing as its facts, which tells of every event that is not
certainly none of the rule's. The rule itself is judged where all its probes have told of an event, with the facts that they found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.finding import Finding
from bylaws.engine.frame import AtLeast
from bylaws.engine.lanes import Facts as StepFacts
from bylaws.engine.plan import Plan, nodes_of
from bylaws.engine.scope import conjuncts, reads_this
from bylaws.events.types import Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Program, Rule
from bylaws.policy.walk import children, through, walk
from bylaws.spark.ties import Lets, Needs, Ties, joined

TEXT = Type("text")
TRUTH = Type("truth")


class Probe(Struct, frozen=True):
    """`program`: with the probe as its only rule. `facts`: by the name of a let of it, the window that it is."""

    program: Program
    name: str
    facts: tuple[tuple[str, x.Window], ...]
    needs: Needs


class Split(Struct, frozen=True):
    """A rule apart from its facts. `needs`: how its events are filed where it is judged; None: all in one place."""

    rule: Rule
    probes: tuple[Probe, ...]
    needs: Needs | None


class Facts(Struct, frozen=True):
    """What a probe found of an element of an event: values by the lets of the probe."""

    source: str
    event: str
    probe: str
    element: int
    values: Mapping[str, object]


def split(program: Program) -> Split | None:
    """The only rule of a policy, apart from its facts; None where that cannot be."""
    if len(program.rules) != 1 or program.duties or program.derives:
        return None
    rule, ties = program.rules[0], Ties(program)
    lifting = tuple(each for each in program.exceptions if each.rule == rule.name)
    lets = dict(rule.stream.lets) | {name: value for each in lifting for name, value in each.lets}
    windows = list({id(node): node for node in nodes_of(rule, lifting) if isinstance(node, x.Window)}.values())
    if ties.is_made(rule.stream.kind) or not all(_is_plain(window, rule) for window in windows):
        return None
    classes = _classes(windows, ties, rule.stream.kind, lets)
    if not classes:
        return None
    probes = tuple(_probe(program, number, *each) for number, each in enumerate(classes))
    once = [] if rule.once is None else ties.of_once(rule)
    return Split(rule, probes, {} if rule.once is None else once[0] if once else None)


def _is_plain(window: x.Window, rule: Rule) -> bool:
    """Whether a window means the same where nothing is known of the rule but its kind and, beside it, its lets."""
    if any(reads_this(part) for part in (window.filter, window.argument) if part is not None):
        return False
    lets = dict(rule.stream.lets)
    asked = [node for key in window.keys for node in through(key.ours, lets)]
    if any(isinstance(node, x.Window) or (isinstance(node, x.LetRef) and node.name not in lets) for node in asked):
        return False
    inside = [*children(replace(window, keys=())), *(key.theirs for key in window.keys)]
    if not window.own:
        return True
    if rule.stream.each is not None:
        # Elements are counted one by one, which only the rule's own windows do; they must not lean on its `where`.
        return rule.stream.where is None and not any(isinstance(node, x.LetRef) for each in inside for node in walk(each))
    return not any(isinstance(node, x.LetRef) for each in inside for node in walk(each))


def _classes(windows: Sequence[x.Window], ties: Ties, kind: str, lets: Lets) -> list[tuple[Needs, list[x.Window]]]:
    """The windows by what they are about; none where one of them is about nothing by which events can be filed."""
    found: list[tuple[Needs, list[x.Window]]] = []
    for window in windows:
        ways = ties.of_window(window, kind, lets)
        if not ways:
            return []
        for number, (needs, mine) in enumerate(found):
            both = next((both for way in ways if (both := joined(needs, way)) is not None), None)
            if both is not None:
                found[number] = both, [*mine, window]
                break
        else:
            found.append((ways[0], [window]))
    return found


def _probe(program: Program, number: int, needs: Needs, windows: Sequence[x.Window]) -> Probe:
    rule, known = program.rules[0], {id(window) for window in windows}
    lets = dict(rule.stream.lets)

    def is_told(node: x.Expr) -> bool:
        return all(id(each) in known for each in through(node, lets) if isinstance(each, x.Window))

    facts = tuple((f"fact {place}", window) for place, window in enumerate(windows))
    where = [] if rule.stream.where is None else [rule.stream.where]
    # Only what is certainly false leaves an event out: a null may yet be the rule's.
    conditions = [_not_false(each) for each in (*where, *(each for each in conjuncts(rule.when) if is_told(each)))]
    kept = tuple((name, value) for name, value in rule.stream.lets if is_told(value))
    counted = tuple((name, _by_itself(window, rule)) for name, window in facts)
    name = f"{rule.name} {number}"
    probe = replace(
        rule,
        name=name,
        stream=replace(rule.stream, where=None, lets=(*kept, *counted)),
        when=_all(conditions, rule),
        unless=(),
        subject=x.Const("", TEXT, rule.span),
        severity=(),
        degrees=(),
        once=None,
        says=None,
        exceptions=(),
    )
    return Probe(replace(program, rules=(probe,), exceptions=()), name, facts, needs)


def _by_itself(window: x.Window, rule: Rule) -> x.Window:
    """The window as one that names its kind: what passes the rule's `where` is counted."""
    if not window.own or rule.stream.where is None:
        return window
    filters = [each for each in (rule.stream.where, window.filter) if each is not None]
    return replace(window, own=False, filter=_all(filters, rule))


def _not_false(node: x.Expr) -> x.Expr:
    return x.Or((node, x.IsNull(node, False, TRUTH, node.span)), TRUTH, node.span)


def _all(conditions: Sequence[x.Expr], rule: Rule) -> x.Expr:
    if not conditions:
        return x.Const(True, TRUTH, rule.span)
    return conditions[0] if len(conditions) == 1 else x.And(tuple(conditions), TRUTH, rule.span)


def told(finding: Finding) -> Facts:
    """What a probe's finding says."""
    values = {
        name: AtLeast(value, 0) if name in finding.at_least else value
        for name, value in finding.facts.items()
        if name.startswith("fact ")
    }
    return Facts(finding.source, finding.event, finding.rule, finding.element, values)


class Given:
    """Puts together what the probes of a rule found of an event. `plan`: that of the rule's own policy."""

    def __init__(self, split: Split, plan: Plan) -> None:
        self._rule, self._probes = split.rule.name, len(split.probes)
        self._numbers = {
            (each.name, name): plan.number(split.rule.name, window) for each in split.probes for name, window in each.facts
        }

    def facts(self, found: Iterable[Facts]) -> StepFacts:
        """The values of all windows, of those elements that all probes told of."""
        elements: dict[int, dict[str, Facts]] = {}
        for each in found:
            elements.setdefault(each.element, {})[each.probe] = each
        whole = [
            (element, {self._numbers[each.probe, name]: value for each in mine.values() for name, value in each.values.items()})
            for element, mine in sorted(elements.items())
            if len(mine) == self._probes
        ]
        return {self._rule: whole} if whole else {}
