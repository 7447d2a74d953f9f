"""`bylaws test`: do the policy's worked examples come out as it says?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.text import Text

from bylaws.cli.accept import Edit, counted, edited, found_instead
from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.files import Content, content_in, replace_text
from bylaws.cli.policies import number, program_of
from bylaws.content.stored import read_from
from bylaws.engine.examples import ExampleOutcome, ExpectationOutcome, run_examples
from bylaws.policy.program import Expectation, LeftExample, Program
from bylaws.source.suggest import listed
from bylaws.study.mask import Mask
from bylaws.study.shown import Shown

SHOWN = 5

PolicyFile = Annotated[Path, Parameter(help="the policy's Markdown file")]
Accept = Annotated[bool, Parameter(help="rewrite the policy's own expectations that failed to what happened")]
Format = Annotated[Literal["text", "json"], Parameter(help="how to print the outcome")]


def run_tests(policy: PolicyFile, /, *, accept: Accept = False, content: Content = None, format: Format = "text") -> Exit:
    """Run the worked examples of a policy; they are its tests."""
    program = program_of(policy, lists=True)
    if program is None:
        return Exit.BROKEN_POLICY
    read_from(content_in(content))
    outcomes = run_examples(program)
    failed = [each for outcome in outcomes for each in outcome.expectations if not each.met]
    if format == "json":
        print_json(_document(outcomes, failed, program))
    else:
        for part in _report(outcomes, failed, program):
            show(part)
    left = _accept(outcomes, policy) if accept else failed
    return Exit.FINDINGS if left else Exit.NOTHING


def _report(outcomes: Sequence[ExampleOutcome], failed: Sequence[ExpectationOutcome], program: Program) -> Iterator[Text]:
    shown = Shown.of(Mask(b"", off=True), program)
    for each in failed:
        yield Text(f"{each.span}: ").append(each.span.words, style="bold")
        yield Text(f"  {_found(each)}", style="red")
        for finding in each.instead[:SHOWN]:
            facts = "".join(f", {name} {value}" for name, value in shown.facts(finding))
            debt = f", debt {shown.key(finding)}" if finding.key else ""
            yield Text(f"  instead {finding.rule} for {shown.subject(finding)}{debt}, {finding.severity}{facts}")
        if len(each.instead) > SHOWN:
            yield Text(f"  and {len(each.instead) - SHOWN} more")
    broken = sum(not outcome.met for outcome in outcomes)
    if broken:
        yield Text(f"{broken} of {number(len(outcomes), 'example')} {'fails' if broken == 1 else 'fail'}", style="bold red")
    else:
        yield Text(f"{number(len(outcomes), 'example')} {'holds' if len(outcomes) == 1 else 'hold'}", style="bold green")
    yield from _not_run(program)


def _not_run(program: Program) -> Iterator[Text]:
    """How many examples of each base say nothing of this policy, why, and which clauses are shown by none."""
    for path, left in _by_file(program.left).items():
        changed = listed(dict.fromkeys(name for each in left for name in each.changed))
        are = "is" if len(left) == 1 else "are"
        yield Text(f"{len(left)} of the examples in {path} {are} not run, because this policy changes {changed}")
    if clauses := unshown(program):
        yield Text(f"left without any example: {listed(clauses, most=len(clauses))}; write some of your own", style="yellow")


def _by_file(left: Sequence[LeftExample]) -> dict[str, list[LeftExample]]:
    found: dict[str, list[LeftExample]] = {}
    for each in left:
        found.setdefault(each.span.file.path, []).append(each)
    return found


def unshown(program: Program) -> list[str]:
    """The clauses that have a rule or duty, lost examples of their base, and are shown at work by no other."""
    stands = {each.name: each.clause for each in program.rules} | {each.name: each.clause for each in program.duties}
    told = {line.name for each in program.examples for line in each.lines if isinstance(line, Expectation) and line.name}
    shown = {each.clause for each in program.examples} | {stands[name] for name in told}
    lost = dict.fromkeys(each.clause for each in program.left)
    return [slug for slug in lost if slug not in shown and slug in stands.values()]


def _found(outcome: ExpectationOutcome) -> str:
    if not outcome.expectation.name:
        return f"found {number(outcome.found, 'finding')}"
    return f"found {outcome.found or 'none'} that {'fit' if outcome.found > 1 else 'fits'}"


def _document(outcomes: Sequence[ExampleOutcome], failed: Sequence[ExpectationOutcome], program: Program) -> dict[str, object]:
    shown = Shown.of(Mask(b"", off=True), program)
    return {
        "examples": len(outcomes),
        "hold": sum(outcome.met for outcome in outcomes),
        "failed": [
            {
                "place": str(each.span),
                "expectation": each.span.words,
                "found": each.found,
                "instead": [
                    {"rule": one.rule, "subject": shown.subject(one), "severity": one.severity, "facts": dict(shown.facts(one))}
                    for one in each.instead
                ],
            }
            for each in failed
        ],
        "not_run": [{"place": str(each.span), "clause": each.clause, "changed": each.changed} for each in program.left],
        "clauses_without_example": unshown(program),
    }


def _accept(outcomes: Sequence[ExampleOutcome], policy: Path) -> Sequence[ExpectationOutcome]:
    """Rewrites the expectations that stand in the policy itself; those in policies that it includes are left, and given back."""
    failed = [each for each in outcomes if not each.met]
    own = [each for each in failed if Path(each.span.file.path).samefile(policy)]
    for path, text in edited(edit for each in own for edit in _edits(each)).items():
        replace_text(Path(path), text)
        tell(f"{path} rewritten; read the difference before you keep it")
    left = [line for each in failed if each not in own for line in each.expectations if not line.met]
    for path, lines in _lines(left).items():
        tell(f"{path} is included and stays as it is; it differs in {lines}")
        tell(f"`bylaws test {quote(path)} --accept` rewrites what fails there too")
    return left


def _lines(outcomes: Sequence[ExpectationOutcome]) -> dict[str, str]:
    """Where outcomes stand, by file: `line 7`, `lines 7, 12`."""
    numbers: dict[str, list[str]] = {}
    for each in outcomes:
        numbers.setdefault(each.span.file.path, []).append(str(each.span.file.position(each.span.start)[0]))
    return {path: f"{'line' if len(lines) == 1 else 'lines'} {', '.join(lines)}" for path, lines in numbers.items()}


def _edits(example: ExampleOutcome) -> Iterator[Edit]:
    """What becomes of the lines that failed; two that come to say the same become one."""
    said = {each.span.words for each in example.expectations if each.met}
    for each in example.expectations:
        if not each.met:
            lines = [line for line in _rewritten(each) if line not in said]
            said.update(lines)
            yield Edit(each.span, "\n".join(lines))


def _rewritten(outcome: ExpectationOutcome) -> list[str]:
    if outcome.expectation.name:
        return [counted(outcome.span.text, outcome.found)]
    return found_instead(Counter(finding.rule for finding in outcome.instead))
