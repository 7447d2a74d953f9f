"""The verbs, in the order in which one meets them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct


class Verb(Struct, frozen=True):
    """A verb: the function that does it, what it does, and how it is used."""

    place: str
    help: str
    examples: tuple[str, ...]

    @property
    def page(self) -> str:
        """What `--help` says first."""
        return "\n\n".join((self.help, *(f"`{each}`" for each in self.examples)))


VERBS: Final[Mapping[str, Verb]] = MappingProxyType(
    {
        "start": Verb(
            "start:start",
            "Copy the policies to start from, with the lists they read, into a folder.",
            ("bylaws start", "bylaws start policies"),
        ),
        "check": Verb(
            "check:check",
            "Check a policy: every error in one run, each at its place.",
            (
                "bylaws check policy.md",
                "bylaws check policy.md --coverage",
                "bylaws check policy.md --plan --rate 1000/s",
                "bylaws check policy.md --format sarif",
            ),
        ),
        "explain": Verb(
            "explain:explain", "Explain a diagnostic, with a bad and a good example.", ("bylaws explain unknown-name",)
        ),
        "format": Verb(
            "format:format",
            "Lay out the rules and examples of a policy in the canonical way.",
            ("bylaws format policy.md", "bylaws format policy.md --check"),
        ),
        "render": Verb("render:render", "Render a policy as an accessible HTML page.", ("bylaws render policy.md -o policy.html",)),
        "test": Verb(
            "test:run_tests",
            "Run the worked examples of a policy; they are its tests.",
            ("bylaws test policy.md", "bylaws test policy.md --accept"),
        ),
        "read": Verb(
            "read:read",
            "Show what is understood of logs.",
            ("bylaws read access.log", "bylaws read calls.csv --mapping calls.toml --limit 3"),
        ),
        "origin": Verb(
            "origin:origin",
            "Judge where mails come from, by SPF, DKIM, ARC and DMARC.",
            (
                "bylaws origin maildir/ --resolver 192.0.2.53 --record dns.jsonl",
                "bylaws origin suspicious.eml --dns dns.jsonl --format json",
            ),
        ),
        "run": Verb(
            "run:run",
            "Judge events under a policy, and write findings that cite its clauses.",
            ("bylaws run policy.md --events calls.jsonl", "bylaws run policy.md --events logs/ --since 2026-11-01"),
        ),
        "decide": Verb(
            "decide:decide",
            "Answer events at once: allow, review or block.",
            ("bylaws decide policy.md", "bylaws decide policy.md --history logs/", "bylaws decide policy.md --state state"),
        ),
        "journal": Verb(
            "journal:journal",
            "Look after a state that lasts: show, verify or mend it, erase somebody's events.",
            ("bylaws journal show --state state", "bylaws journal erase +442079460000 --state state"),
        ),
        "reconcile": Verb(
            "reconcile:reconcile",
            "Compare answers that were given at once with those of a replay.",
            ("bylaws reconcile policy.md --decided decided.jsonl --events logs/ --events new.jsonl",),
        ),
        "why": Verb(
            "why:why",
            "Retell one finding: clause, rule, facts, and the events behind them.",
            ("bylaws why 30eec89d", "bylaws why 30eec89d --out out"),
        ),
        "case": Verb(
            "case:case",
            "Open cases from findings; list, show, decide and close them.",
            (
                "bylaws case open out/findings.jsonl --policy policy.md --desk desk.db",
                "bylaws case list --policy policy.md --desk desk.db --state open",
                'bylaws case decide 5c1e --policy policy.md --desk desk.db --role reviewer --because "the logs leave no doubt"',
            ),
        ),
        "rule": Verb(
            "rule:rule",
            "Say what becomes of the findings of a rule: nothing, a count, a case, or a step.",
            (
                "bylaws rule list --policy policy.md --desk desk.db",
                'bylaws rule mode guessing --to review --consent ben --because "right for a week" --policy p.md --desk desk.db',
            ),
        ),
        "recall": Verb(
            "recall:recall",
            "Take back what a wrong rule found, and all that was done on it.",
            ("bylaws recall guessing --dry-run --policy policy.md --desk desk.db",),
        ),
        "diff": Verb(
            "diff:diff",
            "Compare two versions of a policy, and over events whom the new one would find otherwise.",
            ("bylaws diff policy.md next.md", "bylaws diff policy.md next.md --events logs/ --out out"),
        ),
        "tune": Verb(
            "tune:tune",
            "Show how a rule's facts are spread over subjects, and how many each other threshold would touch.",
            ("bylaws tune policy.md guessing --events logs/", "bylaws tune policy.md guessing --events logs/ --out out"),
        ),
        "generate": Verb(
            "generate:generate",
            "Make synthetic events with known abuse among them, and the truth about it.",
            (
                "bylaws generate --events 25000 --out synthetic",
                "bylaws generate --events 2000000 --seed 7 --days 14 --out synthetic",
            ),
        ),
        "score": Verb(
            "score:score",
            "Compare findings with the truth about generated events, by clause and band.",
            ("bylaws score out/findings.jsonl --truth synthetic/truth.jsonl",),
        ),
        "doctor": Verb(
            "doctor:doctor",
            "Say which rules cannot see in an input, and what they lack.",
            ("bylaws doctor policy.md --events logs/", "bylaws doctor policy.md --events logs/ --format json"),
        ),
        "bench": Verb(
            "bench:bench",
            "Measure how fast bylaws is on this machine, over traffic that it makes for that.",
            ("bylaws bench batch", "bylaws bench decide --events 100000 --format json"),
        ),
        "evaluate": Verb(
            "evaluate:evaluate",
            "Judge how good content functions are on public data.",
            ("bylaws evaluate --data data", "bylaws evaluate sms-spam --data data --format json"),
        ),
        "train": Verb(
            "train:train",
            "Make a model anew from its data, and say whether it is the shipped one.",
            ("bylaws train sms-spam --data data", "bylaws train sms-spam --data data --out sms-spam.model"),
        ),
        "kinds": Verb("kinds:kinds", "List the kinds of event and their fields.", ("bylaws kinds call.record",)),
    }
)
