"""`bylaws tune`: how facts lie about a rule's thresholds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.text import Text

from bylaws.app import tune as tuned
from bylaws.cli.bounds import Bound
from bylaws.cli.console import print_json, show
from bylaws.cli.exits import Exit
from bylaws.cli.files import Content, content_in
from bylaws.cli.logs import Events, Law, MaxRejects, folder_of, mask_in, poorly_read, refuse_law
from bylaws.cli.manner import How
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.cli.tune_text import tune_text
from bylaws.policy.program import Program, Rule
from bylaws.source.suggest import did_you_mean, listed
from bylaws.study.caveats import caveats
from bylaws.study.comparisons import comparisons
from bylaws.study.request import Request, UsageError
from bylaws.study.shown import Shown
from bylaws.study.tune_json import tune_json
from bylaws.study.tune_page import tune_page
from bylaws.study.writing import replacing

Out = Annotated[Path | None, Parameter(help="a folder for tune.html")]
Format = Annotated[Literal["text", "json"], Parameter(help="how to print")]


def tune(
    policy: Path,
    rule: str,
    /,
    *,
    events: Events,
    how: How = How(),
    content: Content = None,
    out: Out = None,
    format: Format = "text",
    max_rejects: MaxRejects = "10%",
    law: Law = None,
) -> Exit:
    """Show how a rule's facts are spread over subjects, and how many each other threshold would touch.

    Parameters
    ----------
    policy
        the policy's Markdown file
    rule
        the name of the rule
    """
    bound = Bound.of(max_rejects)
    refuse_law(law, "tune")
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    declared = _rule(program, rule)
    path = None if out is None else folder_of(out) / "tune.html"
    request = Request(policy, tuple(events), how.manner, content=content_in(content))
    with Bar() as bar:
        tuning = tuned(program, declared, request, bar)
    doubts = caveats(tuning.run, {declared.name}, Shown.of(mask_in(None, unmask=False), program))
    if path is not None:
        with replacing(path) as file:
            file.write(tune_page(tuning, doubts).encode())
    if format == "json":
        print_json(tune_json(tuning, doubts) | ({} if path is None else {"files": {"tune": str(path)}}))
    else:
        for part in tune_text(tuning, doubts):
            show(part)
        if path is not None:
            show(Text(f"\ntune: {path}"))
    return poorly_read(tuning, bound) or (Exit.REJECTS if tuning.blind or not tuning.judged else Exit.NOTHING)


def _rule(program: Program, name: str) -> Rule:
    """The rule of that name. Raises UsageError if there is none, or nothing in it to be tuned."""
    rules = {each.name: each for each in program.rules}
    tunable = [each.name for each in program.rules if comparisons(program, each)]
    if name in (each.name for each in program.duties):
        raise UsageError(f"`{name}` is a duty, which has a deadline and no threshold; rules can be tuned: {listed(tunable)}")
    if name not in rules:
        near = did_you_mean(name, rules, f"there are {listed(tunable)}")
        raise UsageError(f"the policy has no rule `{name}`; {near}")
    if name not in tunable:
        told = f"`{name}` compares no number with a threshold in its `when`; rules that do are {listed(tunable)}"
        raise UsageError(told)
    return rules[name]
