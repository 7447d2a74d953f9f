"""`bylaws run`: judge events under a policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.text import Text

from bylaws.app import judge
from bylaws.cli.bounds import Bound, instant_of
from bylaws.cli.console import out, print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.files import content_in
from bylaws.cli.inputs import inputs_text
from bylaws.cli.logs import poorly_read
from bylaws.cli.manner import How
from bylaws.cli.opening import open_cases
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.cli.summary import NOBODY, summary_text
from bylaws.policy.program import Program
from bylaws.source.suggest import did_you_mean
from bylaws.study.as_json import instant, summary_json
from bylaws.study.markup import in_one_line
from bylaws.study.outputs import Outputs
from bylaws.study.request import Request, UsageError
from bylaws.study.result import Result
from bylaws.study.shown import Shown
from bylaws.study.summary import Summary, summarise


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Input:
    """What to judge.

    Parameters
    ----------
    events
        a file, a folder, a pattern, or `-` for standard input; `--events A --events B` reads both
    since
        show findings from this date or instant on; earlier events still count in windows
    until
        show findings before this date or instant, which is also where the clock stands at the end
    clause
        show findings of this clause only; may be given several times
    content
        the folder in which the content is stored that events refer to, such as uploaded files
    law
        a folder of the policy's versions; each event is judged by the one then in force
    on
        a Spark master to judge on, such as `spark://HOST:PORT`, `local[2]` or `local-cluster[2,1,1024]`; its machines must see the
        events and the folder of `--out` under the same paths
    checkpoint
        a folder that keeps how far a stream has come: with --on, judges the files that are new in the folder of events since the
        last time, and goes on from there the next time; of the outputs it writes findings.jsonl and rejects.jsonl only
    files
        of how many files at most a stream's state is saved again
    """

    events: Annotated[list[str], Parameter(allow_leading_hyphen=True)]
    since: str = ""
    until: str = ""
    clause: list[str] = field(default_factory=list)
    content: Path | None = None
    law: Path | None = None
    on: str = ""
    checkpoint: Path | None = None
    files: int = 64


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Output:
    """What to make of it.

    Parameters
    ----------
    out
        the folder for findings.jsonl, rejects.jsonl, summary.json and report.html
    format
        how to print the summary
    max_rejects
        how many pieces of the input may be rejected before the exit code is 3: a number, or a share such as `5%`
    unmask
        show identifiers as they are in the summary and the report
    quiet
        print nothing but errors
    open_cases
        the desk in whose database cases are opened from the findings: a file, or an address of PostgreSQL
    """

    out: Path = Path("out")
    format: Literal["text", "json"] = "text"
    max_rejects: str = "10%"
    unmask: bool = False
    quiet: bool = False
    open_cases: str = ""


def run(policy: Path, /, *, input: Input, how: How = How(), output: Output = Output()) -> Exit:
    """Judge events under a policy, and write findings that cite its clauses.

    Parameters
    ----------
    policy
        the policy's Markdown file
    """
    bound = Bound.of(output.max_rejects)
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    request = _request(policy, input, how, program)
    outputs = _outputs(output)
    if input.checkpoint is not None:
        return _streamed(program, request, outputs, (input, output), bound)
    with Bar(quiet=output.quiet) as bar:
        result = _judged(program, request, outputs, input.on, bar)
    summary = summarise(result, outputs.mask)
    outputs.write(result, summary, request.as_json())
    _show(result, summary, outputs, output)
    if output.open_cases:
        open_cases(program, outputs.findings, output.open_cases, quiet=output.quiet)
    code = _code(result, bound)
    if output.quiet and code is Exit.REJECTS:
        tell(_why_poor(result, Shown.of(outputs.mask, *result.versions)))
    return code


def _why_poor(result: Result, shown: Shown) -> str:
    """Why a run that prints nothing ends with the exit code for an input that was not understood: an error of a sort."""
    if result.is_blind:
        return f"nothing is known of findings: {result.outside}" if result.outside else NOBODY
    if result.inputs.at_fault:
        first, *more = (*result.inputs.unread, *result.inputs.doubted)
        rest = f", and {len(more):,} more inputs" if more else ""
        return f"not read, not to the end, or not believed: {in_one_line(str(first))}{rest}"
    reason = shown.reason(result.reasons[0].first.reason) if result.reasons else "not understood"
    return f"{result.rejects:,} pieces of the input were rejected, the commonest reason: {reason}"


def _judged(program: Program, request: Request, outputs: Outputs, on: str, bar: Bar) -> Result:
    if not on:
        return judge(program, request, outputs.rejects, bar)
    from bylaws.spark.run import Where, judge_on  # here, for all but this does without Spark

    return judge_on(program, request, Where(on, outputs.folder), outputs.rejects, bar)


def _streamed(program: Program, request: Request, outputs: Outputs, asked: tuple[Input, Output], bound: Bound) -> Exit:
    input, output = asked
    if not input.on or input.checkpoint is None:
        raise UsageError("--checkpoint keeps a stream on Spark, and --on says where that is")
    from bylaws.spark.stream import Where, stream_on  # here, for all but this does without Spark

    with Bar(quiet=output.quiet) as bar:
        streamed = stream_on(program, request, Where(input.on, input.checkpoint, max(1, input.files)), outputs.rejects, bar)
    findings = [each for each in streamed.findings if not request.clauses or each.clause in request.clauses]
    outputs.write_alone(program, findings)
    told = {
        "events": sum(streamed.read.values()),
        "rejects": streamed.rejects,
        "epochs": streamed.epochs,
        "findings": len(findings),
        "judged_until": instant(streamed.until),
    }
    if not output.quiet and output.format == "json":
        print_json({**told, "inputs": streamed.inputs.as_json()})
    elif not output.quiet:
        show(Text("\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in told.items())))
        for line in inputs_text(streamed.inputs):
            show(line)
    if streamed.inputs.at_fault or bound.exceeded(streamed.rejects, streamed.rejects + sum(streamed.read.values())):
        return Exit.REJECTS
    return Exit.FINDINGS if any(each.state != "excused" for each in findings) else Exit.NOTHING


def _request(policy: Path, input: Input, how: How, program: Program) -> Request:
    """What is asked. Raises UsageError for dates that are none and clauses that are not there."""
    since, until = instant_of("--since", input.since, program.timezone), instant_of("--until", input.until, program.timezone)
    if since is not None and until is not None and since >= until:
        raise UsageError("--since is not before --until, so there is nothing between them")
    slugs = [clause.slug for clause in program.clauses]
    for each in input.clause:
        if each not in slugs:
            near = did_you_mean(each, slugs, "`bylaws check --coverage` lists them")
            raise UsageError(f"the policy has no clause `{each}`; {near}")
    events, clauses = tuple(input.events), tuple(input.clause)
    return Request(policy, events, how.manner, since, until, clauses, input.law, content_in(input.content))


def _outputs(output: Output) -> Outputs:
    try:
        return Outputs.at(output.out, unmask=output.unmask)
    except OSError as error:
        raise UsageError(f"nothing can be written to {output.out}: {error.strerror}; `--out` names a folder") from None


def _show(result: Result, summary: Summary, outputs: Outputs, output: Output) -> None:
    if output.quiet:
        return
    if output.format == "json":
        print_json({**summary_json(result, summary, outputs.mask), "files": outputs.files})
        return
    for part in summary_text(result, summary, Shown.of(outputs.mask, *result.versions)):
        show(part)
        out.print()
    for name, path in outputs.files.items():
        show(Text(f"{name + ':':<10}{path}"))


def _code(result: Result, bound: Bound) -> Exit:
    poor = Exit.REJECTS if result.is_blind else poorly_read(result, bound)
    if poor is not None:
        return poor
    found = any(finding.state != "excused" for finding in result.findings)
    return Exit.FINDINGS if found else Exit.NOTHING
