"""What two versions of a policy differ in, as one page that can be read without knowing the language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaws.policy.difference import SAME_MEANING, ClauseChange, Declared, Difference, Version, laid_out
from bylaws.policy.leaning import readers
from bylaws.policy.program import SEVERITIES, Program
from bylaws.study.diff_words import about, blind_words, differs, impact_caveats, in_short, named, people, subject_row, unlike
from bylaws.study.impact import CHANGES, Impact, Pair
from bylaws.study.left_behind import left_behind
from bylaws.study.markup import Child, Markup, flowing, tag
from bylaws.study.mask import Mask
from bylaws.study.page import Section, page
from bylaws.study.report_tables import table
from bylaws.study.shown import Shown
from bylaws.study.side_by_side import Piece, side_by_side

MOST_SUBJECTS = 200
MOST_FINDINGS = 200


def diff_page(old: Version, new: Version, found: Difference, impact: Impact | None, mask: Mask) -> str:
    """The page. Identifiers stand under the mask's pseudonyms; every text is escaped."""
    before, after = old.program, new.program
    title = f"What changes in {after.provider}’s acceptable use policy"
    head = (
        tag("h1", title),
        tag("p", f"Policy {after.policy}: version {before.version} and version {after.version}.", class_="lead"),
        tag("p", in_short(found)),
        tag("ul", *(tag("li", each) for each in changes)) if (changes := list(named(found))) else None,
        None if impact is None else (tag("p", tag("strong", each)) for each in people(impact)),
        (tag("p", each, class_="warning") for each in left_behind(old, new, found)),
        tag("p", unlike(impact), class_="warning") if impact and not impact.read_alike else None,
        (tag("p", each, class_="warning") for each in impact_caveats(impact, mask)) if impact else None,
    )
    sections = list(_sections(after, found, impact, mask))
    names = "Identifiers are shown as they are." if mask.off else "Identifiers are replaced by pseudonyms, the same one throughout."
    foot = f"{names if impact else ''} Policy digests {before.digest[:16]} and {after.digest[:16]}. Questions: {after.contact}."
    return page(title, head, sections, foot.strip(), (f"To “{sections[0][1]}”", sections[0][0]))


def _sections(program: Program, found: Difference, impact: Impact | None, mask: Mask) -> Iterator[Section]:
    if impact is not None:
        yield "people", "Whom it touches", _people(impact)
        if impact.pairs:
            yield "findings", "The findings that differ", _findings(impact, mask)
        if impact.blind:
            yield "blind", "What could not be seen", _blind(impact)
    if found.settings:
        rows = ((each.name, each.old or "none", each.new or "none") for each in found.settings)
        yield "settings", "Settings", table("What holds for the whole policy", ("Setting", "Before", "After"), rows)
    changed = [each for each in found.clauses if not each.means_the_same]
    yield (
        "clauses",
        "The clauses that differ",
        [_clause(each, program) for each in changed] or tag("p", "No clause differs in what it means."),
    )
    same = [each for each in found.clauses if each.means_the_same]
    if same:
        named = ((each.slug, ", ".join(f"{one.sort} {one.name}" for one in each.declared) or "its words") for each in same)
        note = tag("p", "Other layout, other comments, another unit for the same number: nothing that anybody is held to.")
        yield "layout", "Written differently, with the same meaning", (note, table("Clauses", ("Clause", "What"), named))


def _people(impact: Impact) -> Child:
    if not impact.differs:
        return [tag("p", each) for each in people(impact)]
    return (_by_clause(impact), _by_subject(impact))


def _by_clause(impact: Impact) -> Markup:
    levels = tuple(level.capitalize() for level in reversed(SEVERITIES))
    rows: list[Sequence[Child]] = []
    for each in impact.clauses:
        for change in CHANGES:
            tally = each.changes.get(change)
            if tally is not None:
                numbers = (tally.severities[level] for level in reversed(SEVERITIES))
                rows.append([each.clause, change, *numbers, tally.unsettled, tally.excused])
    return table("Findings that differ, settled ones by severity", ("Clause", "Change", *levels, "Unsettled", "Excused"), rows)


def _by_subject(impact: Impact) -> Child:
    if not impact.subjects:
        return tag("p", "Under each clause every subject would be found as often and as gravely as before, if by other events.")
    few = impact.subjects[:MOST_SUBJECTS]
    cut = f"The {len(few)} gravest of {len(impact.subjects):,} subjects" if len(few) < len(impact.subjects) else "All subjects"
    heads = ("Subject", "Clause", "Change", "Before", "After")
    return table(f"{cut} that would be found otherwise", heads, map(subject_row, few))


def _findings(impact: Impact, mask: Mask) -> Child:
    shown = Shown.of(mask, impact.old.program), Shown.of(mask, impact.new.program)
    few = impact.pairs[:MOST_FINDINGS]
    note = f"{len(few):,} of {len(impact.pairs):,} are shown, the gravest first; `bylaws diff --format json` gives all."
    return (tag("p", note, class_="note") if len(few) < len(impact.pairs) else None, [_finding(each, *shown) for each in few])


def _finding(pair: Pair, old: Shown, new: Shown) -> Markup:
    finding, shown = pair.finding, new if pair.after else old
    details = [("rule", finding.rule), ("clause", finding.clause), ("what differs", differs(pair, old, new))]
    details += list(shown.facts(finding))
    return tag(
        "details",
        tag(
            "summary",
            tag("span", pair.change, class_="change"),
            tag("span", finding.severity, class_=f"badge {finding.severity}"),
            tag("strong", shown.subject(finding)),
            tag("span", new.time(finding.at), class_="meta"),
            tag("span", shown.says(finding) or finding.rule, class_="says"),
            tag("span", finding.state, class_="state") if finding.state != "settled" else None,
        ),
        tag("dl", ((tag("dt", name), tag("dd", value)) for name, value in details if value)),
        class_="finding",
    )


def _blind(impact: Impact) -> Child:
    note = "These rules saw nothing in these events. That no finding of theirs differs says nothing."
    rows = ((name, blind_words(old, new)) for name, (old, new) in impact.blind.items())
    return (tag("p", note), table("Blind rules", ("Rule", "Why"), rows))


def _clause(change: ClauseChange, program: Program) -> Markup:
    heading = f"clause-{change.slug}"
    note = about(change)
    return tag(
        "article",
        tag("h3", change.clause.title, id=heading),
        tag("p", f"Clause {change.slug}{': ' if note else ''}{note}", class_="note"),
        _words(change),
        [_declared(each) for each in change.declared],
        [_reading(each, change, program) for each in change.declared if each.sort == "parameter" and each.new],
        aria_labelledby=heading,
    )


def _words(change: ClauseChange) -> Child:
    """The words of a clause, where they differ or a number behind them does."""
    old, new = (flowing(each.text) if each else "" for each in (change.old, change.new))
    if old and new:
        if "reworded" in change.changes:
            return _beside(old, new, "prose")
        return tag("blockquote", new) if any(each.sort == "parameter" for each in change.declared) else None
    return tag("blockquote", tag("ins", new) if new else tag("del", old))


def _declared(each: Declared) -> Markup:
    lead = tag("p", tag("strong", f"{each.sort} {each.name}"), f" {each.change}", f"; {each.note}" if each.note else "")
    if each.change in (SAME_MEANING, "moved") or each.old == each.new:
        return lead
    if each.sort == "parameter" and each.old and each.new:
        values = tag("p", tag("del", each.old), " → ", tag("ins", each.new), class_="values")
        return tag("div", lead, values)
    if each.old and each.new:
        return tag("div", lead, _beside(each.old, each.new, "code"))
    text = tag("ins", each.new) if each.new else tag("del", each.old)
    return tag("div", lead, tag("pre", tag("code", text)))


def _reading(parameter: Declared, change: ClauseChange, program: Program) -> Child:
    """What reads a parameter, as it would be; what differs itself stands there already."""
    shown = {each.new for each in change.declared}
    texts = dict.fromkeys(laid_out(each.span.text) for each in readers(program, parameter.name))
    rest = [each for each in texts if each not in shown]
    lead = tag("p", tag("strong", parameter.name), " is read by", class_="note")
    return (lead, [tag("pre", tag("code", each)) for each in rest]) if rest else None


def _beside(old: str, new: str, sort: str) -> Markup:
    """Two texts side by side; below each other on a narrow screen."""
    both = side_by_side(old, new)
    return tag(
        "div",
        tag("div", tag("p", "Before", class_="side"), tag("div", map(_piece, both.old), class_=sort)),
        tag("div", tag("p", "After", class_="side"), tag("div", map(_piece, both.new), class_=sort)),
        class_="beside",
    )


def _piece(piece: Piece) -> Child:
    if piece.kept == "same":
        return piece.text
    words = piece.text.rstrip()
    return (tag("del" if piece.kept == "gone" else "ins", words), piece.text[len(words) :])
