"""`bylaws diff`: what two versions of a policy differ in, and whom that touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.text import Text

from bylaws.app import judge
from bylaws.cli.bounds import Bound, instant_of
from bylaws.cli.console import print_json, show
from bylaws.cli.diff_text import diff_text
from bylaws.cli.exits import Exit
from bylaws.cli.files import content_in
from bylaws.cli.logs import Law, MaxRejects, mask_in, poorly_read, refuse_law
from bylaws.cli.manner import How
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.engine.unsettled import ALL
from bylaws.policy.difference import Difference, Version, difference
from bylaws.policy.document import read_document
from bylaws.policy.leaning import touched
from bylaws.study.diff_json import diff_json
from bylaws.study.diff_page import diff_page
from bylaws.study.impact import Impact, impact
from bylaws.study.mask import Mask
from bylaws.study.request import Request, UsageError
from bylaws.study.writing import replacing


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Traffic:
    """The events that both versions judge.

    Parameters
    ----------
    events
        a file, a folder or a pattern to run both versions over; may be given several times
    since
        compare findings from this date or instant on; earlier events still count in windows
    until
        compare findings before this date or instant, which is also where the clock stands at the end
    content
        the folder in which the content is stored that events refer to, such as uploaded files
    max_rejects
        how many pieces of the input may be rejected before the exit code is 3: a number, or a share such as `5%`
    """

    events: Annotated[list[str], Parameter(allow_leading_hyphen=True)] = field(default_factory=list)
    since: str = ""
    until: str = ""
    content: Path | None = None
    max_rejects: MaxRejects = "10%"
    law: Law = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Shape:
    """How to tell it.

    Parameters
    ----------
    out
        a folder for diff.html; names are the same as in a run with that folder
    format
        how to print
    unmask
        show identifiers as they are
    """

    out: Path | None = None
    format: Literal["text", "json"] = "text"
    unmask: bool = False


def diff(old: Path, new: Path, /, *, traffic: Traffic = Traffic(), how: How = How(), output: Shape = Shape()) -> Exit:
    """Compare two versions of a policy: their words, their rules, and over events whom the new one would find otherwise.

    Parameters
    ----------
    old
        the Markdown file of the version in force
    new
        the Markdown file of the version to come
    """
    bound = Bound.of(traffic.max_rejects)
    refuse_law(traffic.law, "diff")
    if "-" in traffic.events:
        raise UsageError("standard input cannot be read twice, once for each version; name a file")
    versions = _version(old), _version(new)
    if versions[0] is None or versions[1] is None:
        return Exit.BROKEN_POLICY
    before, after = versions[0], versions[1]
    mask = mask_in(output.out, unmask=output.unmask)
    found = difference(before, after)
    effect = _impact((old, before), (new, after), found, traffic, how, mask) if traffic.events else None
    _tell(before, after, found, effect, mask, output)
    if effect and (_is_untold(effect) or poorly_read(effect.old, bound) or poorly_read(effect.new, bound)):
        return Exit.REJECTS
    return Exit.NOTHING if found.means_the_same and not (effect and effect.differs) else Exit.FINDINGS


def _is_untold(effect: Impact) -> bool:
    """Whether these events do not answer what was asked."""
    return effect.is_blind or bool(effect.untold) or (not effect.differs and bool(effect.idle))


def _version(path: Path) -> Version | None:
    """None, with the errors shown, if the policy does not compile."""
    program = program_of(path)
    document, _ = read_document(path)
    return None if program is None or document is None else Version.of(program, document)


def _impact(
    old: tuple[Path, Version], new: tuple[Path, Version], found: Difference, traffic: Traffic, how: How, mask: Mask
) -> Impact:
    """Both versions over the same events. Dates are read in the zone of the new one."""
    zone = new[1].program.timezone
    since, until = instant_of("--since", traffic.since, zone), instant_of("--until", traffic.until, zone)
    if since is not None and until is not None and since >= until:
        raise UsageError("--since is not before --until, so there is nothing between them")
    events, content = tuple(traffic.events), content_in(traffic.content)
    with Bar() as bar:
        results = [
            judge(version.program, Request(path, events, how.manner, until=until, content=content), None, bar, ALL)
            for path, version in (old, new)
        ]
    rules = touched(old[1].program, found.changed) | touched(new[1].program, found.changed)
    return impact(results[0], results[1], mask, since, rules)


def _tell(old: Version, new: Version, found: Difference, touched: Impact | None, mask: Mask, output: Shape) -> None:
    path = None if output.out is None else output.out / "diff.html"
    if path is not None:
        with replacing(path) as file:
            file.write(diff_page(old, new, found, touched, mask).encode())
    if output.format == "json":
        files = {} if path is None else {"files": {"diff": str(path)}}
        print_json({**diff_json(old, new, found, touched, mask), **files})
        return
    for part in diff_text(old, new, found, touched, mask):
        show(part)
    if path is not None:
        show(Text(f"\ndiff: {path}"))
