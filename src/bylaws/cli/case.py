"""`bylaws case`: what a desk does with cases, one action at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bylaws.cli.at_desk import Where, Who, desk_of, subject_of
from bylaws.cli.case_text import case_text, rows_text, taken_words
from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.cli.progress import Bar
from bylaws.desk.as_json import case_json, row_json, taken_json
from bylaws.desk.desk import Desk
from bylaws.desk.lines import lines_of
from bylaws.enforce import appeals, handling, notices, steps, striking
from bylaws.enforce.case import Case
from bylaws.enforce.changes import Change
from bylaws.enforce.deciding import Choice
from bylaws.enforce.situation import Situation
from bylaws.study.request import UsageError

Action = Literal[
    "open", "list", "show", "claim", "release", "exclude", "include", "decide", "approve", "confirm", "hurry", "undo", "advise",
    "delivered", "bounced", "dismiss", "appeal", "answer", "merge", "split", "link", "close", "reopen",
]  # fmt: skip
Command = Callable[[Case, Situation], Iterable[Change]]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Said:
    """What is said with it.

    Parameters
    ----------
    because
        the reason; customers may read it
    verdict
        what a case is decided to be
    outcome
        what an appeal comes to
    in_role
        the role in which you approve or advise
    about
        a subject, such as account:a1; may be given several times
    lift
        of an appeal that changes a decision: a step that is taken back; may be given several times
    """

    because: str = ""
    verdict: Literal["violation", "no violation", "excused"] = "violation"
    outcome: Literal["upheld", "changed", "overturned", "refused"] = "upheld"
    in_role: str = "reviewer"
    about: list[str] = field(default_factory=list)
    lift: list[str] = field(default_factory=list)


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Shown:
    """How it is shown.

    Parameters
    ----------
    state
        list cases of this state only; may be given several times
    limit
        how many cases are listed at most
    format
        how to print
    """

    state: list[Literal["open", "decided", "appealed", "closed", "merged"]] = field(default_factory=list)
    limit: int = 50
    format: Literal["text", "json"] = "text"


def case(
    action: Action,
    case: str = "",
    part: str = "",
    /,
    *,
    policy: Annotated[Path, Parameter(help="the policy's Markdown file")],
    where: Where = Where(),
    who: Who = Who(),
    said: Said = Said(),
    shown: Shown = Shown(),
) -> Exit:
    """Open, list, show, decide and close cases, and all that lies between.

    Parameters
    ----------
    action
        `open` cases from a file of findings that `bylaws run` wrote; `list` or `show` them; `claim` or `release` one; `exclude` or
        `include` a subject; `decide`; `approve`, `confirm`, `hurry` (break the glass) or `undo` a step; `advise`; say that a notice
        was `delivered` or `bounced`; `dismiss` a finding; `appeal` for a customer, and `answer` the appeal; `merge`, `split`,
        `link`; `close`, `reopen`
    case
        the case; of `open` the file of findings
    part
        the step, notice, finding, appeal or other case that it is about
    """
    desk = desk_of(where, policy)
    if desk is None:
        return Exit.BROKEN_POLICY
    try:
        return _done(desk, action, case, part, who, said, shown)
    finally:
        desk.store.close()


def _done(desk: Desk, action: Action, case: str, part: str, who: Who, said: Said, shown: Shown) -> Exit:
    if action == "list":
        return _listed(desk, shown)
    if not case:
        raise UsageError(f"`bylaws case {action}` needs {'a file of findings' if action == 'open' else 'a case'}")
    if action == "open":
        return _opened(desk, Path(case), shown)
    if action == "show":
        return _shown(desk, _full(desk, case), shown)
    id = _full(desk, case)
    if action == "decide":
        after = desk.decide(id, who.actor, _choice(desk, id, said))
    elif action in ("merge", "split"):
        after = _several(desk, action, id, part, who, said)
    else:
        after = desk.do(id, who.actor, _command(action, part, said))
    if shown.format == "json":
        return _shown(desk, after.id, shown)
    tell(f"case {after.id} is {after.state}; `bylaws case show {after.id}` shows it")
    return Exit.NOTHING


def _command(action: Action, part: str, said: Said) -> Command:
    """The command of an action on one case. Each needs what it is about."""

    def about() -> str:
        if not part:
            raise UsageError(f"`bylaws case {action} CASE` needs what it is about: a step, notice, finding, appeal or case")
        return part

    def subject() -> str:
        if len(said.about) != 1:
            raise UsageError(f"`bylaws case {action} CASE` needs whom it is about, such as --about account:a1")
        return said.about[0]

    commands: dict[str, Callable[[], Command]] = {
        "claim": lambda: handling.claim,
        "release": lambda: handling.release,
        "exclude": lambda: partial(handling.exclude, subject=subject_of(subject()), reason=said.because or "left out"),
        "include": lambda: partial(handling.exclude, subject=subject_of(subject()), reason=""),
        "approve": lambda: partial(steps.approve, id=about(), role=said.in_role),
        "confirm": lambda: partial(steps.confirm, id=about()),
        "hurry": lambda: partial(steps.break_glass, id=about(), reason=said.because),
        "undo": lambda: partial(steps.undo, id=about(), reason=said.because),
        "advise": lambda: partial(handling.advise, role=said.in_role, advice=said.because),
        "delivered": lambda: partial(notices.moved, id=about(), to="delivered"),
        "bounced": lambda: partial(notices.moved, id=about(), to="bounced", why=said.because),
        "dismiss": lambda: partial(striking.strike, findings=[about()], reason=said.because),
        "appeal": lambda: partial(appeals.appeal, subject=subject_of(subject()), decision=about(), text=said.because),
        "answer": lambda: partial(appeals.answer, id=about(), outcome=said.outcome, reasons=said.because, lifted=said.lift),
        "link": lambda: partial(handling.link, other=about()),
        "close": lambda: partial(handling.close, reason=said.because),
        "reopen": lambda: partial(handling.reopen, reason=said.because),
    }
    return commands[action]()


def _choice(desk: Desk, id: str, said: Said) -> Choice:
    """What the ladder proposes, with the reasons that were given."""
    proposal = desk.proposal(id)
    return Choice(said.verdict, said.because, proposal.degrees, None if said.verdict == "violation" else {})


def _several(desk: Desk, action: str, id: str, part: str, who: Who, said: Said) -> Case:
    if action == "merge":
        if not part:
            raise UsageError("`bylaws case merge CASE OTHER` needs the case that is taken in")
        return desk.merge(id, _full(desk, part), who.actor)
    if not said.about:
        raise UsageError("`bylaws case split CASE` needs who goes, such as --about account:a1 --about account:a2")
    return desk.split(id, [subject_of(each) for each in said.about], who.actor)


def _full(desk: Desk, id: str) -> str:
    """A case's id by its beginning."""
    found = desk.named(id)
    if len(found) > 1:
        raise UsageError(f"{len(found)} cases begin with {id}: {', '.join(found[:5])}")
    return found[0] if found else id


def _listed(desk: Desk, shown: Shown) -> Exit:
    with desk.store.begin() as transaction:
        rows = transaction.rows(shown.state, shown.limit)
    if shown.format == "json":
        print_json([row_json(each) for each in rows])
    else:
        show(rows_text(rows, desk.clock()))
    return Exit.NOTHING


def _shown(desk: Desk, id: str, shown: Shown) -> Exit:
    case, changes, evidence = desk.told(id)
    if shown.format == "json":
        print_json(case_json(case, changes, evidence))
    else:
        show(case_text(desk.policy.program, case, changes, evidence))
    return Exit.NOTHING


def _opened(desk: Desk, path: Path, shown: Shown) -> Exit:
    if not path.is_file():
        raise UsageError(f"there is no file {path}; `bylaws run POLICY --events LOGS --out OUT` writes OUT/findings.jsonl")
    with Bar(quiet=shown.format == "json") as bar:
        bar.stage("opening cases", None, "findings")
        taken = desk.take(lines_of(path), bar.advance)
    if shown.format == "json":
        print_json(taken_json(taken))
    else:
        for each in taken_words(taken):
            tell(each)
    return Exit.NOTHING
