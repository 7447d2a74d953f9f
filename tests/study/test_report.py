"""The HTML report."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from msgspec.structs import replace

from bylaws.policy.compile import compile_text
from bylaws.study.markup import VOID
from bylaws.study.mask import Mask
from bylaws.study.report import report
from tests.study.sample import GUESSED, POLICY, result

MASK = Mask(b"key")


class _Outline(HTMLParser):
    """Checks that elements nest, and collects ids, links and texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_nests_and_its_links_lead_somewhere_within_it() -> None:
    outline = _Outline(report(result(), MASK))
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)
    assert all(link.startswith("#") for link in outline.links)


def test_it_has_no_scripts_and_nothing_from_outside() -> None:
    page = report(result(), MASK)
    assert "script" not in _Outline(page).tags
    assert not re.search(r"https?://|url\(|@import", page)
    assert "default-src &#x27;none&#x27;" in page


def test_what_the_input_says_is_escaped() -> None:
    page = report(result(replace(GUESSED, says="<img src=x onerror=alert(1)>", subject="<b>")), Mask(b"k", off=True))
    assert "<img" not in page
    assert "<b>" not in page
    assert "Northwind &lt;Voice&gt;" in page


def test_identifiers_are_masked_everywhere_unless_asked() -> None:
    page = report(result(), MASK)
    assert "192.0.2." not in page
    assert not re.search(r"\ba1\b", page)
    assert MASK.name("192.0.2.7", None).removeprefix("id-") in page
    assert "192.0.2.7" in report(result(), Mask(b"key", off=True))


def test_a_blind_clause_is_called_blind_and_has_no_numbers() -> None:
    row = re.search(r"<tr><th scope=\"row\">Mail</th>(.*?)</tr>", report(result(), MASK))
    assert row is not None
    assert "blind" in row[1]
    assert not re.search(r">\d", row[1])


def test_a_seen_clause_without_findings_has_zeros() -> None:
    page = report(replace(result(), findings=(), blind={}), MASK)
    row = re.search(r"<tr><th scope=\"row\">Mail</th>(.*?)</tr>", page)
    assert row is not None
    assert re.findall(r">(\d)<", row[1]) == ["0"] * 8
    assert "Nothing was found." in page


def test_a_clause_is_quoted_as_worded_and_states_give_their_reason() -> None:
    excused = replace(GUESSED, id="e" * 32, state="excused", excuse="testers", excuse_clause="mail")
    page = report(result(GUESSED, replace(GUESSED, id="u" * 32, state="unsettled", missing=("outcome",)), excused), MASK)
    assert "You must not try to get into an account by guessing." in page
    assert "unsettled: outcome is missing" in page
    assert re.search(r"What the input did not tell.*?>guessed</th><td>outcome</td><td[^>]*>1</td>", page, re.DOTALL)
    assert "excused by testers under mail" in page


def test_what_is_only_counted_is_said_under_its_clause() -> None:
    last = replace(GUESSED, state="unsettled", missing=("ip",), further=149_900)
    page = report(result(last), MASK)
    assert "149,900 more of guessed could not be decided, for want of ip; they are only counted." in page
    assert re.search(r">guessed</th><td>ip</td><td[^>]*>149,901</td><td[^>]*>149,900</td>", page)


def test_a_clause_flows_whatever_the_lines_of_its_source() -> None:
    given = result()
    clause = given.program.clauses[0]
    broken = replace(clause, text=clause.text.replace("get into", "get\ninto"))
    page = report(replace(given, program=replace(given.program, clauses=(broken, *given.program.clauses[1:]))), MASK)
    assert "You must not try to get into an account by guessing." in page


def test_one_of_a_thing_is_not_spoken_of_as_many() -> None:
    one, two = (replace(result(), late=number, debts=result().debts * number) for number in (1, 2))
    assert "1 event came late and was judged by its own fields." in report(one, MASK)
    assert "2 events came late and were judged by their own fields." in report(two, MASK)
    assert "One duty is owed and not yet due" in report(one, MASK)
    assert "2 duties are owed and not yet due" in report(two, MASK)


def test_long_lists_are_cut_and_say_so() -> None:
    many = [replace(GUESSED, id=f"{number:032d}") for number in range(10_000)]
    page = report(result(*many), MASK)
    assert "100 of 10,000 are shown" in page
    assert page.count('class="finding"') == 100
    assert len(page) < 1_000_000
    owed = replace(result(), debts=result().debts * 300)
    assert "The first 200 of 300 duties that are owed and not yet due" in report(owed, MASK)
    guessers = [replace(GUESSED, id=f"{number:032d}", subject=f"192.0.2.{number}") for number in range(14)]
    assert "The 12 gravest of 14 who have any." in report(result(*guessers), MASK)


def test_what_is_nobody_s_stands_in_no_bar_of_its_own() -> None:
    page = report(result(GUESSED, *(replace(GUESSED, id=f"n{n}", subject=None) for n in range(3))), MASK)
    plot = page[page.index("Top subjects") : page.index("</figure>", page.index("Top subjects"))]
    assert "Left out: 3 of which nobody knows whose they are." in plot
    assert plot.count("unknown") == 0
    assert "Top subjects" not in report(result(replace(GUESSED, subject=None)), MASK)


def test_every_plot_has_a_table_beside_it() -> None:
    page = report(result(), MASK)
    assert page.count("<svg") == 3
    assert page.count("The same as a table") == 2  # the subjects' plot is a part of the table By subject
    assert "By subject" in page


def test_the_plot_of_thresholds_places_a_fact_by_its_multiple() -> None:
    page = report(result(), MASK)
    assert "guessed: failures ≥ most_failures (10)" in page
    assert "2 ×" in page


def test_only_settled_findings_are_dots_and_the_caption_says_so() -> None:
    excused = replace(GUESSED, id="e" * 32, state="excused", excuse="testers")
    unsettled = replace(GUESSED, id="u" * 32, state="unsettled", missing=("outcome",))
    page = report(result(GUESSED, excused, unsettled), MASK)
    assert "Each dot is a settled finding" in page
    assert '<th scope="row">guessed: failures ≥ most_failures (10)</th><td class="number">1</td>' in page
    assert "Facts against thresholds" not in report(result(excused, unsettled), MASK)


def test_thresholds_beyond_the_first_are_counted() -> None:
    rule = "rule r{0} on auth.attempt\n  let n = count() by ip over 1h\n  when n > {0}\n\n"
    compiled = compile_text(f"{POLICY}\n```bylaw\n{''.join(rule.format(number) for number in range(1, 27))}```\n")
    assert compiled.program is not None, compiled.diagnostics
    found = [replace(GUESSED, id=f"{number:032d}", rule=f"r{number}", facts={"n": 30}) for number in range(1, 27)]
    page = report(replace(result(*found), program=compiled.program), MASK)
    assert "The first 24 of 26 numbers in the policy’s order." in page
    assert page.count("<circle") == 24


def test_clauses_are_linked_by_their_titles_and_stretches_of_time_have_a_length() -> None:
    page = report(result(), MASK)
    row = re.search(r"<tr><th scope=\"row\">ip-[0-9a-f]+</th>(.*?)</tr>", page)
    assert row is not None
    assert '<a href="#clause-guessing">Guessing</a>' in row[1]
    assert "Settled findings in stretches of 1 min, Asia/Kolkata, by clause." in page


def test_plots_are_as_wide_as_the_screen() -> None:
    (plot, *_) = re.findall(r"<svg.*?</svg>", report(result(), MASK))
    assert "viewBox" not in plot
    assert re.findall(r'<rect x="(.*?)".*?width="(.*?)"', plot) == [("5%", "90%")]
