"""Generates two million events, judges them under northwind.md, and writes docs/reference/synthetic.md: `make score`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
POLICIES: Final = ROOT / "src" / "bylaws" / "policies"
PAGE: Final = ROOT / "docs" / "reference" / "synthetic.md"
BYLAWS: Final = Path(sys.executable).with_name("bylaws")
EVENTS: Final = 2_000_000
SEED: Final = 1
DAYS: Final = 14
RULE: Final = re.compile(r"^(?:rule|duty) ([\w-]+)", re.MULTILINE)
ENOUGH: Final = 0.95
BESIDE: Final = "precision beside the crowd"
NARROW: Final = "recall narrowly above"
BANDS: Final = ("clear", "narrow-above", "narrow-below", "innocent", "honest")


def scored(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `bylaws score` says of a fresh sample, with the `silent` ones of its `rules`, and the header of its truth."""
    out = folder / "out"
    sample = ("--events", str(EVENTS), "--seed", str(SEED), "--days", str(DAYS), "--out", str(folder), "--quiet")
    subprocess.run([BYLAWS, "generate", *sample], check=True)
    events = ("--events", str(folder / "events.jsonl"), "--out", str(out), "--quiet")
    judged = subprocess.run([BYLAWS, "run", str(policy_in(folder)), *events])
    if judged.returncode not in (0, 1):
        raise SystemExit(f"the run ended with {judged.returncode}")
    words = ("score", str(out / "findings.jsonl"), "--truth", str(folder / "truth.jsonl"), "--format", "json")
    told = subprocess.run([BYLAWS, *words], stdout=subprocess.PIPE, text=True)
    if told.returncode not in (0, 1):
        raise SystemExit(f"the score ended with {told.returncode}")
    with (folder / "truth.jsonl").open("rb") as truth:
        return json.loads(told.stdout) | _rules(out / "findings.jsonl"), json.loads(truth.readline())


def _rules(findings: Path) -> dict[str, Any]:
    """All rules and duties of the policy, and those of them that found nothing."""
    texts = [(POLICIES / name).read_text(encoding="utf-8") for name in ("canonical.md", "northwind.md")]
    rules = [name for text in texts for name in RULE.findall(text)]
    with findings.open("rb") as file:
        found = {json.loads(line)["rule"] for line in file}
    return {"rules": rules, "silent": [name for name in rules if name not in found]}


def policy_in(folder: Path, name: str = "policies") -> Path:
    """northwind.md in a folder of that name, with the lists that the traffic brings: of networks by events, of others by files."""
    copied = copytree(POLICIES, folder / name)
    copytree(folder / "lists", copied / "lists")
    front = (copied / "northwind.md").read_text(encoding="utf-8").split("---\n")[1]
    path = copied / "synthetic.md"
    path.write_text(f"---\n{front.replace('includes: canonical.md', 'includes: northwind.md')}---\n{_LISTS}", encoding="utf-8")
    return path


def page(score: dict[str, Any], truth: dict[str, Any]) -> str:
    """The whole page. Raises SystemExit if a clause was not judged."""
    if lacking := [f"{each['clause']}: {each['not_judged']}" for each in score["clauses"] if each["not_judged"]]:
        raise SystemExit(f"not judged: {', '.join(lacking)}")
    obvious = "\n".join(
        f"| {name} | {each['number']:,} | {each['what']} | {each['reason']} |" for name, each in truth["obvious"].items()
    )
    found = "\n".join(
        f"| {each['clause']} | " + " | ".join(_share(each["bands"][band]["found"]) for band in BANDS) + " |"
        for each in score["clauses"]
    )
    right = "\n".join(_precision(each) for each in score["clauses"])
    low = "\n".join(_shortfalls(score["clauses"])) or "- None."
    head = _HEAD.format(events=truth["events"], days=truth["days"], seed=truth["seed"])
    told = _scored(score["enforced_clauses"], score["undeclared_clauses"]), _heard(len(score["rules"]), score["silent"])
    head += _SCORED.format(scored="\n".join(told))
    return f"{head}{_FOUND}{found}\n{_RIGHT}{right}\n{_LOW}{low}\n{_OBVIOUS}{obvious}\n"


def _scored(every: int, rest: list[str]) -> str:
    """Of how many clauses acts are declared, and of which none are."""
    if not rest:
        return f"All of the policy's {every} clauses with rules or duties."
    names = ", ".join(f"`{each}`" for each in rest)
    told = f"{every - len(rest)} of the policy's {every} clauses with rules or duties."
    return f"{told} Of the others no act is declared, and the figures say nothing of them:\n{names}."


def _heard(every: int, silent: list[str]) -> str:
    """How many of the rules found something, and which did not."""
    if not silent:
        return f"Each of their {every} rules and duties found something."
    names = ", ".join(f"`{each}`" for each in silent)
    return f"Of their {every} rules and duties no act reaches these, which found nothing: {names}."


def _share(told: dict[str, Any]) -> str:
    if not told["of"]:
        return "–"
    low, high = told["interval"]
    return f"{told['hits']:,}/{told['of']:,} {told['share']:.3f} [{low:.3f}, {high:.3f}]"


def _precision(each: dict[str, Any]) -> str:
    shares = " | ".join(_share(each[name]) for name in ("precision_clear", "precision_crowd", "precision"))
    wrong = " | ".join(
        f"{many:,}" for many in (*(each["bands"][band]["findings"] for band in ("innocent", "honest")), each["unmatched"])
    )
    return f"| {each['clause']} | {shares} | {wrong} |"


def _shortfalls(clauses: list[dict[str, Any]]) -> list[str]:
    """What lies below, and why where it has been looked into."""
    return [
        f"- `{each['clause']}`: {name} {told['share']:.3f}. {_REASONS.get(name, {}).get(each['clause'], '')}".rstrip()
        for each in clauses
        for name, told in (
            ("recall", each["bands"]["clear"]["found"]),
            ("precision", each["precision_clear"]),
            (BESIDE, each["precision_crowd"]),
            (NARROW, each["bands"]["narrow-above"]["found"]),
        )
        if told["of"] and told["share"] < ENOUGH
    ]


_LISTS: Final = """
## What is known here {#synthetic-lists}

The register tells whose networks these are; others told the rest.

```bylaw
informative
replace list tenants by prefix from address.assigned until released_at
replace list networked by tenant from address.assigned
replace list phishing-hosts by name domain from "lists/phishing-hosts.csv"
replace list malware-hashes by digest hash with family text from "lists/malware-hashes.csv"
replace list hotline-hashes by digest hash from "lists/hotline-hashes.csv"
replace list no-call by number phone from "lists/no-call.csv"
replace list plan-limits by plan text, meter text with unit text, allowance decimal, bytes size from "lists/plan-limits.csv"
replace list rivals by name domain from "lists/rivals.csv"
replace list designations by name text with reference text, born date from "lists/designations.csv"
replace list vendor-terms by vendor text with version text, since instant, until instant from "lists/vendor-terms.csv"
```
"""
_REASONS: Final = {
    NARROW: {
        "harmful-content": (
            "The rule speaks from a score of .95 on. Of the five sentences that posts are drawn from some never come to it, and "
            "of four posts none may."
        ),
        "hate-and-violence": (
            "The rule speaks from a score of .9 for hatred or .95 for violence on. Not every sentence comes to it with every group "
            "and word, and of four posts none may."
        ),
        "spam": (
            "Of 1,600 people reached 8 complain there, or few more. The rule on complaints accuses only where chance cannot "
            "account for more than three in a thousand (the lower end of Wilson's interval), and 8 or 9 may be chance."
        ),
    },
    BESIDE: {
        "breach-notice": (
            "People are to be told within three days, a tenth of the obvious number; some breaches take longer to see through."
        ),
        "competitive-use": (
            "The rule begins at 10,000 rows, a quarter of the obvious number; some trials go further. A person looks, and "
            "nothing else comes of it."
        ),
        "denial-of-service": (
            "The rule on unanswered packets begins at 100,000 in a minute, a twelfth of the obvious number; a camera whose "
            "viewer has gone sends as many."
        ),
        "dialling": (
            "The rule begins at 100 people rung once in an hour, a third of the obvious number; a busy taxi firm comes to it."
        ),
        "facilitation": (
            "The rule begins at two customers of one payer, a third of the obvious number, as in a household. A person looks, "
            "and nothing else comes of it."
        ),
        "ip-infringement": (
            "Whoever a claim names is to be heard within two business days, a seventh of the obvious number; some claims a lawyer "
            "looks at first."
        ),
        "minors-data": (
            "What is known of a child is to be deleted within a day; by the law a month would do, and a deletion in several "
            "stores takes more than a day."
        ),
        "network-interference": (
            "The rule begins at five times the usual, half the obvious number; a large backup comes to it, and that the part "
            "falters then may be chance, as the clause says itself."
        ),
        "number-misuse": "The rule on codes begins at 5 services in a week, half the obvious number; some people join so many.",
        "origin-falsification": (
            "The rules accuse at the first call that shows a number of others, and at three stray packets or conversations in a "
            "minute. By the obvious numbers, ten, 600 and 120, a number mistyped once and a tunnel that leaks are honest."
        ),
        "scraping": "The rule on crawlers that did not read robots.txt begins at 20 pages, a fifth of the obvious number.",
        "security-circumvention": (
            "The rule on attacks begins at three in an address, half the obvious number; a developer who looks for what a "
            "book on security says may come to three. An agent that is silent for a quarter of an hour may be one that starts "
            "anew."
        ),
        "traffic-inflation": (
            "One rule counts what calls to premium ranges cost in an hour, whatever their number: a firm with a few long "
            "calls to a costly helpline at once comes to EUR 200."
        ),
        "violation-notice": (
            "Half an hour is what the provider promised; by the law the same day would do, and some letters are read over first."
        ),
    },
}
"""Looked into by hand."""
_HEAD: Final = """<!-- made by `make score`; do not edit -->

# What is found in synthetic traffic

**This is synthetic.** `bylaws generate` made {events:,} events over {days} days (seed {seed}), with declared abuse among them;
`northwind.md` judged them, with the networks of the traffic's own register in place of its table, and `bylaws score` compared.
The figures show that the rules do what they say, not how well they do on real traffic. Policies and generator come from the same
project, and know each other better than abusers know a provider. What keeps them apart: the generator reads no policy, and its
numbers stand below with reasons of their own. What is written in posts and letters is drawn from a few sentences, as mild as may
be; how well words are told from other words is not to be seen here, but in [how good the functions are](models.md).

[Try a policy on synthetic traffic](../how-to/try-on-synthetic-traffic.md) says what the bands are, and how findings are matched.
Shares stand with Wilson's 95 % interval.
"""
_SCORED: Final = """
## What is scored

{scored}
"""
_FOUND: Final = """
## Acts found

Of what is *clear* or *narrowly above* the obvious number, everything should be found; of the *innocent*, nothing. What lies
*narrowly below* is no abuse by the generator's number; a policy that is stricter finds it all the same. This policy is stricter in
most clauses, so that full recall above the number was to be expected: what the table can show is a rule that does not work.

| clause | clear | narrowly above | narrowly below | innocent | honest crowd |
|---|---|---|---|---|---|
"""
_RIGHT: Final = """
## Findings that are right

*Clear*: of the findings about clear acts and those about the innocent or about nothing that was declared, the former. *Beside the
crowd*: the same, and findings on the honest crowd are wrong. *All*: of all findings, those about acts above the obvious number; one
about an act below counts as wrong there, and so does one on the crowd.

The honest crowd do a little of what is abuse where there is much of it, up to eight tenths of the obvious number: a policy whose
threshold lies below that number strikes those between the two. Beside what is wrong in kind they do the same thing as it is
allowed, and nobody should be struck. How many such people there are, up to 400 beside the 200 acts of each sort, is an assumption
of the generator, so that these shares compare one threshold with another, and foretell nothing.

| clause | clear | beside the crowd | all | findings on the innocent | on the crowd | on nothing |
|---|---|---|---|---|---|---|
"""
_LOW: Final = """
## Below 0.95 in the clear band or beside the crowd, or found less often narrowly above

"""
_OBVIOUS: Final = """
## From where on it is obvious

| abuse | number | of what | why |
|---|---|---|---|
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(page(*scored(Path(folder))), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
