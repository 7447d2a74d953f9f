"""From an event to what a rule says of it.

A rule finds if `where` and `when` are true. If they are null because something is missing that the event, or a list, should have
had, the finding is unsettled. An `unless` or an exception that is true excuses it; one that is null for such a cause
leaves it unsettled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Final, Literal

from msgspec import Struct

from bylaws.engine.compile import Compiler
from bylaws.engine.compile_logic import conjunction
from bylaws.engine.doubting import Doubter
from bylaws.engine.finding import Finding
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.nulls import causes, is_null, overflows
from bylaws.engine.permits import Verdict
from bylaws.engine.resting import resting_on
from bylaws.engine.scope import Scope, conjuncts
from bylaws.engine.unsettled import Unsettled, names_of
from bylaws.events.types import Missing, Type
from bylaws.events.values import format_value
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, ExceptionDecl, Program, Rule, Says
from bylaws.policy.walk import parts, through, walk

Judge = Callable[[Frame], Verdict]


class Excuse(Struct, frozen=True):
    """An `unless` (no `lifting`) or an exception, which the exceptions in `lifting` undo."""

    name: str
    clause: str
    holds: Compute
    lifting: tuple[Excuse, ...]

    def value(self, frame: Frame) -> object:
        """True, False, or the null of what is missing; an absent null does not excuse."""
        own = self.holds(frame)
        if own is None or own is False:
            return False
        undone: object = False
        for each in self.lifting:
            value = each.value(frame)
            if value is True:
                return False
            if value is not False:
                undone = value
        return own if undone is False or type(own) is Missing else undone


class Excused(Struct, frozen=True):
    """What became of a finding: its state, the excuse that held, and the nulls that left it open."""

    state: Literal["settled", "unsettled", "excused"]
    name: str = ""
    clause: str = ""
    nulls: tuple[object, ...] = ()


SETTLED: Final = Excused("settled")


class Findings:
    """Makes the findings of one rule or duty, compiled in its scope."""

    def __init__(self, program: Program, declared: Rule | Duty, scope: Scope, doubter: Doubter, unsettled: Unsettled) -> None:
        compiler = doubter.plain
        self.declared, self._unsettled = declared, unsettled
        self._program = program
        self._clause = program.clause(declared.clause)
        self._compiler = compiler
        self._scope = scope
        stream = declared.after if isinstance(declared, Duty) else declared.stream
        self._lets = [(name, compiler.compile(x.LetRef(name, node.type, node.span), scope)) for name, node in stream.lets]
        self.excuses = tuple(self._compile_excuses(compiler))
        self._doubter = doubter
        self._doubted = self._compile_doubted(), tuple(self._compile_excuses(doubter))
        self._subject = compiler.compile(declared.subject, scope)
        self._severity = [(level, compiler.optional(condition, scope)) for level, condition in declared.severity]
        self._degrees = list(self._compile_degrees())
        self._says = self._compile_says(declared.says)
        self._permits = [compiler.verdict(node, place) for node, place in self._permit_nodes()]
        self._content = resting_on(program, declared)
        self._windows = {name: self._window_numbers(node) for name, node in stream.lets}

    def make(self, frame: Frame, excused: Excused) -> Finding | None:
        """The finding of an event; None if it is unsettled and not told."""
        if excused.state != "unsettled":
            return self._made(frame, excused)
        if not self._unsettled.takes(excused.nulls, frame.at, self._is_early(frame)):
            return None
        finding = self._made(frame, excused)
        self._unsettled.tell(finding, excused.nulls)
        return finding

    def _is_early(self, frame: Frame) -> bool:
        effective = self._unsettled.effective
        return effective is not None and frame.event.at < effective

    def _made(self, frame: Frame, excused: Excused) -> Finding:
        event, declared, program = frame.event, self.declared, self._program
        facts = {name: read(frame) for name, read in self._lets}
        beyond = tuple(name for name, numbers in self._windows.items() if _is_beyond(frame, numbers))
        permit = self._nearest_permit(frame)
        return Finding(
            id=finding_id(declared.name, event.source, event.id, frame.element, program.digest),
            rule=declared.name,
            clause=declared.clause,
            clause_hash=self._clause.hash,
            policy=program.policy,
            version=program.version,
            digest=program.digest,
            state=excused.state,
            kind=event.kind,
            event=event.id,
            source=event.source,
            element=frame.element,
            at=event.at,
            subject=self.subject(frame),
            severity=self.severity(frame),
            facts=facts,
            fields=event.fields,
            says=self._say(frame, beyond),
            missing=causes(*excused.nulls) if excused.state == "unsettled" else (),
            excuse=excused.name,
            excuse_clause=excused.clause,
            permit=permit.permit.id if permit.permit else "",
            permit_lacks=tuple(each.name for each in permit.lacks),
            degrees=self._degrees_of(frame),
            steps=declared.steps,
            late=event.late,
            hypothetical=self._is_early(frame),
            at_least=beyond,
            errors=_errors(facts, excused.nulls),
            place=event.place,
            content=self._content,
            wanting=names_of(excused.nulls) if excused.state == "unsettled" else (),
        )

    def subject(self, frame: Frame) -> object:
        """Whom the finding accuses; None if that is not known."""
        subject = self._subject(frame)
        return None if is_null(subject) else subject

    def excused(self, frame: Frame, condition: object) -> Excused:
        """What becomes of a finding whose condition is true or `Missing`."""
        nulls = [condition] if is_null(condition) else []
        for each in self.excuses:
            value = each.value(frame)
            if value is True:
                return Excused("excused", each.name, each.clause)
            if value is not False:
                nulls.append(value)
        nulls = nulls or self._in_doubt(frame)
        return Excused("unsettled", nulls=tuple(nulls)) if nulls else SETTLED

    def is_sure(self, place: int) -> bool:
        """Whether from an instant on nothing that is known now leaves a finding in doubt."""
        return self._doubter.since() <= place

    def _in_doubt(self, frame: Frame) -> list[object]:
        """The nulls of a finding that would be settled, if whatever nobody ever told of is taken for unknown."""
        if self.is_sure(frame.place):
            return []
        condition, excuses = self._doubted
        values = [condition(frame), *(each.value(frame) for each in excuses)]
        return [value for value in values if is_null(value)]

    def severity(self, frame: Frame) -> str:
        """The last line that holds wins; where none does, it is medium."""
        for level, holds in reversed(self._severity):
            if holds is None or holds(frame) is True:
                return level
        return "medium"

    def _nearest_permit(self, frame: Frame) -> Verdict:
        verdicts = [judge(frame) for judge in self._permits]
        named = [each for each in verdicts if each.permit]
        return min(named, key=lambda each: (each.value is not True, len(each.lacks)), default=Verdict(False))

    def _degrees_of(self, frame: Frame) -> dict[str, dict[str, object]]:
        found = {}
        for name, holds, values in self._degrees:
            if holds(frame) is True:
                found[name] = {text: read(frame) for text, read in values}
        return found

    def _say(self, frame: Frame, beyond: tuple[str, ...]) -> str:
        program = self._program
        parts = []
        for part in self._says:
            if isinstance(part, str):
                parts.append(part)
                continue
            read, kind, form, let = part
            shown = format_value(kind, read(frame), form, program.currency, program.timezone)
            parts.append(f"at least {shown}" if let in beyond else shown)
        return "".join(parts)

    # Compiling ---------------------------------------------------------------------------------------------------------------

    def _compile_doubted(self) -> Compute:
        """The condition of a rule, or that what a duty waits for was ever heard of."""
        doubter, declared = self._doubter, self.declared
        return condition_of(declared, self._scope, doubter) if isinstance(declared, Rule) else doubter.payment(declared)

    def _compile_excuses(self, compiler: Compiler) -> Iterator[Excuse]:
        declared = self.declared
        for number, node in enumerate(declared.unless, 1):
            yield Excuse(f"unless {number}", declared.clause, compiler.compile(node, self._scope), ())
        yield from (self._compile_exception(each, compiler) for each in self._lifting(declared.name))

    def _lifting(self, lifted: str) -> Iterator[ExceptionDecl]:
        return (each for each in self._program.exceptions if each.lifts == lifted and each.rule == self.declared.name)

    def _compile_exception(self, exception: ExceptionDecl, compiler: Compiler) -> Excuse:
        holds = compiler.compile(exception.when, self._scope.with_lets(exception.lets))
        lifting = tuple(self._compile_exception(each, compiler) for each in self._lifting(exception.name))
        return Excuse(exception.name, exception.clause, holds, lifting)

    def _compile_degrees(self) -> Iterator[tuple[str, Compute, list[tuple[str, Compute]]]]:
        if isinstance(self.declared, Rule):
            for name, condition in self.declared.degrees:
                values = [(text, self._compiler.compile(node, self._scope)) for text, node in parts(condition).items()]
                yield name, self._compiler.compile(condition, self._scope), values

    def _compile_says(self, says: Says | None) -> list[str | tuple[Compute, Type, str, str]]:
        found: list[str | tuple[Compute, Type, str, str]] = []
        for part in says.parts if says is not None else ():
            if isinstance(part, str):
                found.append(part)
            else:
                node, form = part
                let = node.name if isinstance(node, x.LetRef) else ""
                found.append((self._compiler.compile(node, self._scope), node.type, form, let))
        return found

    def _permit_nodes(self) -> Iterator[tuple[x.Permitted, Scope]]:
        exceptions = [each for each in self._program.exceptions if each.rule == self.declared.name]
        read = [(node, self._scope) for node in self.declared.unless]
        read += [(each.when, self._scope.with_lets(each.lets)) for each in exceptions]
        for root, scope in read:
            yield from ((node, scope) for node in walk(root) if isinstance(node, x.Permitted))

    def _window_numbers(self, node: x.Expr) -> frozenset[int]:
        """The windows behind a let, through other lets too."""
        behind = through(node, self._scope.lets or {})
        return frozenset(self._compiler.shapes.of(each, self._scope) for each in behind if isinstance(each, x.Window))


def condition_of(rule: Rule, scope: Scope, compiler: Compiler) -> Compute:
    """`where` and `when` as one condition."""
    where = [] if rule.stream.where is None else [compiler.kept(rule.stream.where, scope)]
    return conjunction([*where, *(compiler.compile(each, scope) for each in conjuncts(rule.when))])


def finding_id(rule: str, source: str, event: str, element: int, digest: str) -> str:
    """32 hexadecimal digits from the rule, the event (source, id, element) and the policy's digest."""
    return sha256("\0".join((rule, source, event, str(element), digest)).encode()).hexdigest()[:32]


def fields_of(finding: Finding) -> dict[str, object]:
    """What a finding carries as an event: its event's fields, its facts, and what it says of itself."""
    facts = {name: value for name, value in finding.facts.items() if not is_null(value)}
    own = {"rule": finding.rule, "clause": finding.clause, "severity": finding.severity}
    subject = {} if finding.subject is None else {"subject": finding.subject}
    fields = {name: value for name, value in finding.fields.items() if name != "subject"}
    return {**fields, **facts, **own, **subject}


def _is_beyond(frame: Frame, numbers: frozenset[int]) -> bool:
    return frame.notes is not None and any(frame.notes[each].beyond for each in numbers if each in frame.notes)


def _errors(facts: Mapping[str, object], nulls: tuple[object, ...]) -> dict[str, str]:
    """Numbers too great, by fact; what else was too great stands under `when`."""
    found = {name: ", ".join(overflows(value)) for name, value in facts.items() if overflows(value)}
    rest = overflows(*nulls)
    return found if found or not rest else {"when": ", ".join(rest)}
