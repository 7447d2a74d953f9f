"""The findings of a report: under each clause its words, then what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bylaws.engine.finding import Finding
from bylaws.policy.program import SEVERITIES, Clause
from bylaws.study.markup import Child, Markup, join, prose, tag
from bylaws.study.result import Result
from bylaws.study.shown import Shown
from bylaws.study.summary import ClauseRow

MOST_OF_A_CLAUSE = 100
MOST_OF_ALL = 1000


def findings_by_clause(rows: Sequence[ClauseRow], result: Result, shown: Shown) -> Markup:
    """One article for each clause that has findings; long ones are cut, and say so."""
    left = MOST_OF_ALL
    articles = []
    for row in rows:
        own = sorted((each for each in result.findings if each.clause == row.clause.slug), key=_gravest_first)
        if own:
            few = own[: max(min(left, MOST_OF_A_CLAUSE), 1)]
            left -= len(few)
            cut = f"{len(few):,} of {len(own):,} are shown, the gravest first; all are in findings.jsonl."
            notes = [*([cut] if len(few) < len(own) else []), *_further(own)]
            told = [tag("p", each, class_="note") for each in notes]
            articles.append(_clause(row.clause, told, _worded(row.clause, few, result), shown))
    return join(articles)


def _further(findings: Sequence[Finding]) -> Iterator[str]:
    """What could not be decided either and is only counted, by what was missing."""
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for each in findings:
        counts[each.rule, (*each.missing, *each.errors)] += each.further
    for (rule, missing), count in counts.items():
        if count:
            yield f"{count:,} more of {rule} could not be decided, for want of {', '.join(missing)}; they are only counted."


def _gravest_first(finding: Finding) -> tuple[int, int, int]:
    states = ("settled", "unsettled", "excused")
    return states.index(finding.state), -SEVERITIES.index(finding.severity), finding.at


def _worded(clause: Clause, findings: Sequence[Finding], result: Result) -> list[tuple[Clause, list[Finding]]]:
    """Findings by the wording of the clause under which they were made; versions of the same words together."""
    versions = {version.digest: version for version in result.versions}
    groups: dict[str, tuple[Clause, list[Finding]]] = {}
    for finding in findings:
        version = versions.get(finding.digest)
        worded = version.clause(clause.slug) if version else clause
        groups.setdefault(worded.hash, (worded, []))[1].append(finding)
    return list(groups.values())


def _clause(clause: Clause, notes: Sequence[Markup], worded: Sequence[tuple[Clause, Sequence[Finding]]], shown: Shown) -> Markup:
    parts = (
        (
            tag("p", f"Clause {clause.slug}, as worded in version {own[0].version}:", class_="note"),
            tag("blockquote", prose(words.text.removeprefix(words.title)) or words.title),
            (_finding(each, shown) for each in own),
        )
        for words, own in worded
    )
    heading = f"clause-{clause.slug}"
    return tag("article", tag("h3", clause.title, id=heading), notes, parts, aria_labelledby=heading)


def _finding(finding: Finding, shown: Shown) -> Markup:
    standing = _standing(finding, shown)
    return tag(
        "details",
        tag(
            "summary",
            tag("span", finding.severity, class_=f"badge {finding.severity}"),
            tag("strong", shown.subject(finding)),
            tag("span", shown.time(finding.at), class_="meta"),
            tag("span", shown.says(finding) or finding.rule, class_="says"),
            tag("span", standing, class_="state") if standing else None,
        ),
        tag("dl", ((tag("dt", name), tag("dd", value)) for name, value in _details(finding, shown))),
        class_="finding",
        id=f"f-{finding.id[:12]}",
    )


def _standing(finding: Finding, shown: Shown) -> str:
    """The state in words, with its reason; empty for a plain settled finding."""
    words = []
    if finding.state == "unsettled":
        words.append(f"unsettled: {', '.join((*finding.missing, *finding.errors)) or 'a fact'} is missing")
    if finding.state == "excused":
        under = f" under {finding.excuse_clause}" if finding.excuse_clause else ""
        words.append(f"excused by {shown.excuse(finding, finding.excuse)}{under}")
    if finding.hypothetical:
        words.append("hypothetical: the clause was not yet in force")
    if finding.late:
        words.append("from a late event")
    if finding.repeats:
        last = f", the last at {shown.time(finding.repeated_at)}" if finding.repeated_at is not None else ""
        words.append(f"and {finding.repeats:,} more like it{last}")
    return "; ".join(words)


def _details(finding: Finding, shown: Shown) -> Iterator[tuple[str, Child]]:
    yield "rule", tag("code", finding.rule)
    yield from shown.facts(finding)
    yield from shown.degrees(finding)
    if finding.permit:
        yield "nearest permit" if finding.permit_lacks else "permit", _permit(finding, shown)
    for fact, error in finding.errors.items():
        yield f"error in {fact}", error
    if finding.paid_late is not None:
        yield "paid late", shown.time(finding.paid_late)
    if finding.steps:
        yield "steps", finding.steps
    yield "finding", tag("code", finding.id[:12])


def _permit(finding: Finding, shown: Shown) -> str:
    name = shown.mask.name(finding.permit)
    return f"{name}, which lacked {', '.join(finding.permit_lacks)}" if finding.permit_lacks else f"{name}, which covers this"
