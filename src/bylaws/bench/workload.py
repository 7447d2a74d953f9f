"""What is measured: facts and rules of a declared shape, written once and put into each language by a writer of its own.

Two sizes: 10 facts and 40 rules, 30 facts and 100 rules. Each fact is a sliding window over calls, requests or sign-ins, more than
half of them filtered, by four kinds of key; each is read by two rules, of which one asks of the event too. The other rules ask
of single events: patterns, lists of prefixes and networks, words, sizes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

Value = str | int | bool | tuple[str, ...]
Op = Literal["=", "<>", "<", ">", "in", "matches", "listed", "unlisted"]

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
CALL, REQUEST, SIGN_IN = "call.record", "http.request", "auth.attempt"
KINDS: Final = (CALL, REQUEST, SIGN_IN)
TIME: Final = {CALL: "ended_at", REQUEST: "at", SIGN_IN: "at"}
"""By kind, the field that tells when it happened."""


@dataclass(frozen=True, slots=True)
class Test:
    """A field of the event against a value; of `listed` and `unlisted` the value names the list."""

    field: str
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class Fact:
    """A window. `limit`: from which value on it is told; `field`: what is added up or told apart, nothing for `count`."""

    name: str
    kind: str
    agg: Literal["count", "sum", "distinct"]
    field: str
    by: str
    over: int
    limit: int
    where: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A fact of at least this value."""

    fact: str
    least: int


@dataclass(frozen=True, slots=True)
class Rule:
    """`once`: in so many seconds and for one `against`, what is found further is counted under the first; 0: each is told."""

    name: str
    kind: str
    parts: tuple[Test | Limit, ...]
    against: str
    once: int = 0


@dataclass(frozen=True, slots=True)
class Workload:
    facts: tuple[Fact, ...]
    rules: tuple[Rule, ...]

    @property
    def name(self) -> str:
        return f"{len(self.facts)} facts, {len(self.rules)} rules"

    def fields(self, kind: str) -> tuple[str, ...]:
        """The fields of a kind that rules and windows read, beside its envelope."""
        found: dict[str, None] = {TIME[kind]: None}
        for fact in self.facts:
            if fact.kind == kind:
                found |= dict.fromkeys((fact.by, *([fact.field] if fact.field else ()), *(test.field for test in fact.where)))
        for rule in self.rules:
            if rule.kind == kind:
                found |= dict.fromkeys((rule.against, *(part.field for part in rule.parts if isinstance(part, Test))))
        return tuple(found)


ANSWERED: Final = Test("hangup_side", "<>", "network")
OUTBOUND: Final = Test("direction", "=", "outbound")
BRIEF: Final = Test("duration_s", "<", 6)
PREMIUM: Final = Test("to", "listed", "premium")
FAILED: Final = Test("outcome", "=", "fail")
REFUSED: Final = Test("status", ">", 399)
POSTED: Final = Test("method", "=", "POST")
STRANGE: Final = Test("account", "unlisted", "trusted")
MECHANICAL: Final = Test("automated", "=", True)

FACTS: Final = (
    Fact("calls_hour", CALL, "count", "", "account", HOUR, 60, (OUTBOUND,)),
    Fact("people_hour", CALL, "distinct", "to", "account", HOUR, 50),
    Fact("talk_day", CALL, "sum", "billed_s", "account", DAY, 60_000, (OUTBOUND, ANSWERED)),
    Fact("rung", CALL, "count", "", "to", 10 * MINUTE, 30),
    Fact("hits_minute", REQUEST, "count", "", "ip", MINUTE, 40),
    Fact("pages", REQUEST, "distinct", "path", "ip", 10 * MINUTE, 60),
    Fact("refused", REQUEST, "count", "", "ip", 10 * MINUTE, 30, (REFUSED,)),
    Fact("fetched_day", REQUEST, "sum", "bytes_out", "account", DAY, 1 << 27),
    Fact("fails_by_ip", SIGN_IN, "count", "", "ip", 10 * MINUTE, 25, (FAILED,)),
    Fact("sprayed", SIGN_IN, "distinct", "target_account", "ip", HOUR, 20, (FAILED,)),
    Fact("brief_hour", CALL, "count", "", "account", HOUR, 40, (OUTBOUND, BRIEF)),
    Fact("premium_day", CALL, "sum", "billed_s", "account", DAY, 30_000, (PREMIUM,)),
    Fact("premium_calls", CALL, "count", "", "account", 6 * HOUR, 40, (PREMIUM,)),
    Fact("callers", CALL, "distinct", "from", "to", HOUR, 25),
    Fact("calls_week", CALL, "count", "", "account", 7 * DAY, 2_500, (ANSWERED,)),
    Fact("machine_hour", CALL, "count", "", "account", HOUR, 40, (MECHANICAL,)),
    Fact("rung_long", CALL, "sum", "ring_s", "account", 6 * HOUR, 6_000, (OUTBOUND,)),
    Fact("people_day", CALL, "distinct", "to", "account", DAY, 300, (MECHANICAL,)),
    Fact("hits_hour", REQUEST, "count", "", "account", HOUR, 90),
    Fact("posts", REQUEST, "count", "", "ip", 10 * MINUTE, 40, (POSTED,)),
    Fact("sent_hour", REQUEST, "sum", "bytes_in", "ip", HOUR, 1 << 20, (POSTED,)),
    Fact("addresses_day", REQUEST, "distinct", "ip", "account", DAY, 100),
    Fact("slow_time", REQUEST, "sum", "latency_ms", "account", HOUR, 25_000, (Test("latency_ms", ">", 50),)),
    Fact("hosts_hour", REQUEST, "distinct", "host", "ip", HOUR, 4, (REFUSED,)),
    Fact("missing_day", REQUEST, "count", "", "ip", DAY, 100, (Test("status", "=", 404),)),
    Fact("fails_by_target", SIGN_IN, "count", "", "target_account", HOUR, 30, (FAILED,)),
    Fact("guessers", SIGN_IN, "distinct", "ip", "target_account", 6 * HOUR, 25, (FAILED,)),
    Fact("sign_ins_day", SIGN_IN, "count", "", "account", DAY, 150),
    Fact("devices_week", SIGN_IN, "distinct", "device", "account", 7 * DAY, 120, (Test("outcome", "=", "success"),)),
    Fact("tries_minute", SIGN_IN, "count", "", "ip", MINUTE, 10),
)

_ASKED: Final = {CALL: MECHANICAL, REQUEST: Test("method", "<>", "GET"), SIGN_IN: FAILED}


def _single(name: str, kind: str, *parts: Test) -> Rule:
    return Rule(name, kind, parts, "account")


SINGLE: Final = (
    _single("traversal", REQUEST, Test("path", "matches", r"\.\./|%2e%2e")),
    _single("injection", REQUEST, Test("path", "matches", r"(union|UNION)(%20|[+])+(select|SELECT)")),
    _single("scanner", REQUEST, Test("user_agent", "matches", r"sqlmap|[Nn]ikto|masscan|zgrab")),
    _single("guessing", REQUEST, POSTED, Test("path", "matches", r"/(wp-login|xmlrpc)[.]php")),
    _single("left-behind", REQUEST, Test("status", "=", 200), Test("path", "matches", r"[.](env|bak|sql)$")),
    _single("odd-method", REQUEST, Test("method", "in", ("TRACE", "CONNECT", "DEBUG"))),
    _single("old-tls", REQUEST, Test("tls_version", "in", ("SSLv3", "TLSv1", "TLSv1.1"))),
    _single("watched-client", REQUEST, Test("ip", "listed", "watched"), STRANGE),
    _single("great-download", REQUEST, Test("bytes_out", ">", 500 << 20)),
    _single("premium-long", CALL, PREMIUM, Test("duration_s", ">", HOUR)),
    _single("unsigned-machine", CALL, MECHANICAL, Test("attestation", "=", "C"), STRANGE),
    _single("legacy-trunk", CALL, Test("trunk", "matches", r"^legacy-[0-9]+$")),
    _single("endless-call", CALL, Test("duration_s", ">", 8 * HOUR)),
    _single("endless-ring", CALL, Test("ring_s", ">", 180), Test("hangup_side", "=", "caller")),
    _single("odd-cause", CALL, Test("cause", ">", 110), ANSWERED),
    _single("watched-sign-in", SIGN_IN, Test("outcome", "=", "success"), Test("ip", "listed", "watched"), STRANGE),
    _single("scripted-sign-in", SIGN_IN, Test("user_agent", "matches", r"curl/|python-requests|Go-http")),
    _single("blank-device", SIGN_IN, Test("device", "matches", r"^0{4,}")),
    _single("token-abroad", SIGN_IN, Test("method", "=", "token"), Test("country", "in", ("AQ", "BV", "HM"))),
    _single("unguarded", SIGN_IN, Test("second_factor", "=", False), Test("method", "=", "recovery")),
    _single("shell-path", REQUEST, Test("path", "matches", r"/(cgi-bin|shell|cmd)[/.]")),
    _single("template-path", REQUEST, Test("path", "matches", r"\$\{|%24%7[Bb]")),
    _single("script-path", REQUEST, Test("path", "matches", r"<script|%3[Cc]script")),
    _single("git-path", REQUEST, Test("status", "=", 200), Test("path", "matches", r"/[.](git|svn|hg)/")),
    _single("empty-agent", REQUEST, Test("user_agent", "=", "-"), Test("method", "<>", "GET")),
    _single("old-agent", REQUEST, Test("user_agent", "matches", r"MSIE [4-8]\.|Windows 98")),
    _single("bot-agent", REQUEST, Test("user_agent", "matches", r"(?i)crawler|harvest")),
    _single("admin-host", REQUEST, Test("host", "in", ("admin.northwind.example", "ops.northwind.example"))),
    _single("great-upload", REQUEST, Test("method", "=", "PUT"), Test("bytes_in", ">", 50 << 20)),
    _single("slow-read", REQUEST, Test("latency_ms", ">", 30_000), Test("bytes_in", "<", 1024)),
    _single("costly-error", REQUEST, Test("status", ">", 499), Test("bytes_in", ">", 1 << 20)),
    _single("spoken-premium", CALL, PREMIUM, MECHANICAL, STRANGE),
    _single("grey-route", CALL, Test("route", "matches", r"(grey|simbox)-")),
    _single("transit-unsigned", CALL, Test("direction", "=", "transit"), Test("attestation", "=", "C")),
    _single("instant-drop", CALL, Test("ring_s", "<", 1), Test("hangup_side", "=", "caller"), OUTBOUND),
    _single("overbilled", CALL, Test("billed_s", ">", 9 * HOUR)),
    _single("test-device", SIGN_IN, Test("device", "matches", r"emulator|selenium")),
    _single("far-recovery", SIGN_IN, Test("method", "=", "recovery"), Test("country", "in", ("AQ", "BV"))),
    _single("headless", SIGN_IN, Test("user_agent", "matches", r"Headless|PhantomJS")),
    _single("root-tried", SIGN_IN, FAILED, Test("target_account", "in", ("root", "admin", "postgres"))),
)


def workload(facts: int = 10, times: int = 1) -> Workload:
    """The small workload of 10 facts and 40 rules, or the large one of 30 and 100.

    `times`: the limits of facts are so many times as high, for what asks of windows and not of findings.
    """
    chosen = tuple(replace(fact, limit=fact.limit * times) for fact in FACTS[:facts])
    windowed = [rule for fact in chosen for rule in rules_on(fact)]
    return Workload(chosen, (*windowed, *SINGLE[: 40 if facts > 10 else 20]))


def rules_on(fact: Fact) -> tuple[Rule, Rule]:
    name, against = fact.name.replace("_", "-"), fact.by if fact.by in ("account", "ip") else "account"
    alone = Rule(f"{name}-much", fact.kind, (Limit(fact.name, fact.limit), STRANGE), against, DAY)
    asked = (_ASKED[fact.kind], Limit(fact.name, fact.limit * 2 // 3))
    return alone, Rule(f"{name}-so", fact.kind, asked, against, HOUR)


SMALL: Final = workload(10)
LARGE: Final = workload(30)
PREFIXES: Final = tuple(f"+8839{number:02}" for number in range(40)) + tuple(f"+979{number:03}" for number in range(0, 600, 5))
"""Of the list `premium`: of 7 digits each, sign among them."""
NETWORKS: Final = tuple(f"198.{18 + number // 250}.{number % 250}" for number in range(0, 500, 3))
"""Of the list `watched`: the first three numbers of networks of 256 addresses."""
TRUSTED: Final = tuple(f"c{number:07}" for number in range(3, 2000, 40))
"""Of the list `trusted`."""
