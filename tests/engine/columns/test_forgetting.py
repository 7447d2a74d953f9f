"""A long run holds no more than a short one: lists forget rows that ended, and the texts of these are forgotten with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bylaws import app
from bylaws.cli import main
from bylaws.engine import sweeping
from bylaws.engine.column_run import ColumnRun
from bylaws.engine.columns import told
from bylaws.engine.lists import Forgotten, Table
from bylaws.engine.needs import columns_read, fields_read, kept_for, narrowed
from bylaws.engine.step import Stepper
from bylaws.events.columns import batching, blocks
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder
from bylaws.events.readers.stream import Stream
from tests.oracle.test_agreement import compiled

from .running import FRONT, agreeing, decoded, lines_of, over_columns, step_by_step

POLICY = (
    FRONT
    + """
```bylaw
informative
list sent by message_id from message.sent until at + 1h
list wishes by account, subject from consent.changed until expires
list tenants by prefix from address.assigned until released_at
```

## Use {#use}

```bylaw
rule foreign on message.received
  when in_reply_to is not null and sent[in_reply_to].message_id is null
  severity low

rule unwished on message.sent
  when wishes[account, user].state = "withdrawn"
  severity low

rule seen-from-outside on http.request
  when tenants[ip].host is null and path matches "^/private"
  severity low
```
"""
)
PROGRAM = compiled(POLICY)
DAY = 86_400_000_000
MINUTE = 60_000_000
START = 1_772_445_600_000_000


def instant(at: int) -> str:
    return datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stream(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Events a few minutes apart: messages and answers to them, wishes and networks that hold for a while, requests."""
    random, at = Random(seed), START
    for number in range(count):
        at += random.randint(1, 9) * MINUTE
        account = f"a{random.randint(0, 5)}"
        told: dict[str, object] = {"id": f"e{number}", "source": "s", "at": instant(at), "account": account}
        match number % 5:
            case 0:
                told |= {"kind": "message.sent", "message_id": f"m{number}", "channel": "email", "user": "u1"}
            case 1:
                answered = number - 1 - 5 * random.randint(0, 9)
                told |= {"kind": "message.received", "in_reply_to": f"m{answered}", "sender": f"p{number}@mail.example"}
            case 2:
                state = random.choice(("given", "withdrawn"))
                expires = instant(at + random.randint(0, 200) * MINUTE)
                told |= {"kind": "consent.changed", "subject": f"u{random.randint(1, 2)}", "state": state, "expires": expires}
            case 3:
                until = instant(at + random.randint(0, 200) * MINUTE)
                network = f"10.{number >> 8}.{number & 255}.0/24"
                told |= {"kind": "address.assigned", "prefix": network, "host": "h", "released_at": until}
            case _:
                assigned = max(number - 1 - 5 * random.randint(0, 9), 0)
                address = f"10.{assigned >> 8}.{assigned & 255}.1"
                told |= {"kind": "http.request", "ip": address, "path": f"/private/{number}", "method": "GET"}
        yield told


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgetting begins early, so that a short stream shows it."""
    monkeypatch.setattr(told, "_LEAST", 8)
    monkeypatch.setattr(sweeping, "_LEAST", 8)
    monkeypatch.setattr(batching, "CROWDED", 64)
    monkeypatch.setattr(batching, "MORE", 64)


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("seed", range(3))
def test_lists_that_forget_lead_to_the_same_findings(seed: int) -> None:
    data = lines_of(stream(1500, seed))
    whole = step_by_step(PROGRAM, [data])
    assert whole.findings
    assert step_by_step(PROGRAM, [data], reach=0).findings == whole.findings
    columns = over_columns(PROGRAM, [data], block=1 << 14, reach=DAY // 24)
    assert columns.kept == 3
    assert columns.findings == whole.findings


def _rows(table: Table) -> int:
    return sum(len(each) for each in table._histories.values())


def _held(run: ColumnRun) -> dict[str, int]:
    """How much of everything that lists and texts make grow a run over columns holds at its end."""
    batches = run.batches
    lists = {name: len(each) for name, each in batches._told.items()} | {"tenants": _rows(batches._ahead["tenants"])}
    memos = {f"memo {name}": each.marks.size for name, each in batches._distinct._kept.items()}
    closest = {f"closest {name}": each.closest.size for name, each in batches._records._indexes.items()}
    return {**lists, **memos, **closest, "numbered": len(batches._records._rows), "texts": run._forgetting.strings.room}


@pytest.mark.usefixtures("forgetful")
def test_a_long_stream_holds_no_more_rows_texts_and_memos_than_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ColumnRun | Stepper] = []
    for each in (ColumnRun, Stepper):

        def begin(self: ColumnRun | Stepper, *given: object, begin=each.__init__, **named: object) -> None:  # type: ignore[no-untyped-def]
            begin(self, *given, **named)
            made.append(self)

        monkeypatch.setattr(each, "__init__", begin)
    held = []
    for count in (1000, 8000):
        data = lines_of(stream(count))
        over_columns(PROGRAM, [data], block=1 << 14, reach=DAY // 24)
        (run,) = (each for each in made if isinstance(each, ColumnRun))
        step_by_step(PROGRAM, [data], reach=0)
        stepper = made[-1]
        assert isinstance(stepper, Stepper)
        held.append(_held(run) | {f"{name}, by step": _rows(each) for name, each in stepper._tables.items()})
        made.clear()
    short, long = held
    assert short.keys() == long.keys()
    for name, count in long.items():
        assert 0 < count <= 3 * short[name], (name, short, long)


@pytest.mark.parametrize("is_beside", [False, True])
def test_long_texts_are_forgotten_for_their_bytes(is_beside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few they are, and whoever reads them."""
    monkeypatch.setattr(batching, "CROWDED_BYTES", 1 << 15)
    monkeypatch.setattr(batching, "MORE_BYTES", 1 << 15)
    begin, made = ColumnRun.__init__, list[ColumnRun]()

    def note(self: ColumnRun, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        made.append(self)

    monkeypatch.setattr(ColumnRun, "__init__", note)
    for count in (200, 1600):
        plain = {"source": "s", "kind": "http.request"}
        requests = (
            plain | {"id": f"e{n}", "at": instant(START + n * MINUTE), "path": f"/private/{n}" + "x" * 1000} for n in range(count)
        )
        over_columns(PROGRAM, [lines_of(requests)], block=1 << 14, is_beside=is_beside)
    short, long = (run._forgetting.strings.arena.size for run in made)
    assert long <= 2 * short


LATE = {
    "id": "late",
    "source": "s",
    "account": "a1",
    "kind": "message.received",
    "at": instant(START + 30 * MINUTE),
    "received_at": instant(START + 6 * DAY - 30 * MINUTE),
    "in_reply_to": "m5",
    "sender": "p@mail.example",
}


@pytest.mark.usefixtures("forgetful")
def test_an_event_later_than_lists_go_back_wants_lists_that_forget_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *before, last = stream(1500)
    data = lines_of([*before, LATE, last | {"at": instant(START + 6 * DAY)}])
    with pytest.raises(Forgotten):
        step_by_step(PROGRAM, [data], reach=DAY // 24)
    with pytest.raises(Forgotten):
        over_columns(PROGRAM, [data], block=1 << 14, reach=DAY // 24)
    whole = step_by_step(PROGRAM, [data])
    assert over_columns(PROGRAM, [data]).findings == whole.findings
    monkeypatch.setattr(app, "LATENESS", DAY // 24)
    monkeypatch.setattr(app, "WORTH_COLUMNS", 1)
    monkeypatch.setattr(blocks, "BLOCK", 1 << 16)
    tried = list[int | None]()
    begin = ColumnRun.__init__

    def note(self: ColumnRun, *given: Any, **named: Any) -> None:
        tried.append(given[5])
        begin(self, *given, **named)

    monkeypatch.setattr(ColumnRun, "__init__", note)
    (tmp_path / "policy.md").write_text(POLICY, "utf-8")
    (tmp_path / "events.jsonl").write_bytes(data)
    paths = {each: str(tmp_path / each) for each in ("policy.md", "events.jsonl", "out")}
    assert main(["run", paths["policy.md"], "--events", paths["events.jsonl"], "--out", paths["out"], "--quiet"]) == 1
    assert tried == [DAY // 24, None]
    assert len((tmp_path / "out" / "findings.jsonl").read_bytes().splitlines()) == len(whole.findings)


LOOKED_BACK = """
list wishes by account, subject from consent.changed until expires
parameter long = 2d until 2026-03-01 then 4d
rule r on message.sent
  let same = count(message.sent where {filter}) by account over {span}
  when same > 3
  severity low
"""


@pytest.mark.parametrize(
    ("filter", "span", "days"),
    [
        ("user = this.user", "3d", 0),
        ('wishes[account, user].state = "withdrawn"', "3d", 0),
        ("wishes[account, this.user].state is not null", "3d", 3),
        ("user = this.user and wishes[account, user].state is null", "long", 4),
        ("wishes[account, this.user].state is not null", "this day", 366),
    ],
)
def test_lists_are_kept_for_as_long_as_windows_look_back_into_them(filter: str, span: str, days: int) -> None:
    block = LOOKED_BACK.format(filter=filter, span=span)
    program = compiled(FRONT + f"\n```bylaw\n{block if span == 'long' else block.replace(LONG, '')}```\n")
    assert kept_for(program, None) is None
    assert kept_for(program, DAY) == DAY + days * DAY


LONG = "parameter long = 2d until 2026-03-01 then 4d\n"


LOANS = compiled(
    FRONT
    + """
```bylaw
informative
list plans by account from plan.assigned
list lent by number from number.assigned where plans[account].plan = "gold"
list records by record from record.changed until at + 1h
```

## Use {#use}

```bylaw
rule lent-number on call.record
  when lent[to].account is not null
  severity low

rule chain-broken on record.changed
  when before_hash <> records[record].after_hash
  severity low
```
"""
)


def _loans() -> bytes:
    golden = {"id": "1", "source": "s", "kind": "plan.assigned", "at": instant(START), "account": "a1", "plan": "gold"}
    lent = {"id": "2", "source": "s", "kind": "number.assigned", "at": instant(START), "account": "a1", "number": "+15550100"}
    call = {
        "id": "3",
        "source": "s",
        "kind": "call.record",
        "ended_at": instant(START + MINUTE),
        "to": "+15550100",
        "account": "a1",
    }
    records = (
        {"id": f"r{hour}", "source": "s", "kind": "record.changed", "at": instant(START + hour * 60 * MINUTE), "account": "a1"}
        | {"record": f"record {hour // 2}", "action": "alter", "before_hash": "11", "after_hash": f"{hour}", "actor": "clerk"}
        for hour in range(40)
    )
    return lines_of([golden, lent, call, *records])


def test_what_the_feed_of_a_list_reads_of_another_is_kept() -> None:
    assert "lent-number" in {each["rule"] for each in agreeing(LOANS, [_loans()]).findings}


def test_a_row_is_what_is_read_of_it_and_kept_once() -> None:
    read = columns_read(LOANS)
    assert read == {"plans": {"account", "plan"}, "lent": {"number", "account"}, "records": {"record", "after_hash"}}
    stepper = Stepper(LOANS, reach=0)
    for event in decoded(LOANS, [_loans()]):
        stepper.push(event)
    (history,) = (each for key, each in stepper._tables["records"]._histories.items() if key == "record 19")
    assert [set(each.row or ()) for each in history] == [{"record", "after_hash", "at", "since"}] * 2
    run = ColumnRun(LOANS, {}, Decoder(narrowed(LOANS.kinds, fields_read(LOANS)), LOANS.currency), Tally(), BlockReader, 0)
    list(run.findings([Stream.of("input", BytesIO(_loans()))]))
    assert len(run.batches.stepper._tables["records"]) == 20
    assert not run.batches._ahead["records"].filled


READING = {
    "behind a let": """
  let plan = plans[account]
  when plan.plan = "gold"
""",
    "of the event that asks": """
  let plan = plans[account]
  let golden = count(where this.plan.plan = "gold") by account over 1h
  when golden > 0
""",
    "the first that there is": """
  let plan = coalesce(plans[account], plans[account])
  when plan.plan = "gold"
""",
}
MADE = """
derive kept.row on call.record
  with row = plans[account]

rule by-derived on kept.row
  when row.plan = "gold"
  severity low

rule plain on call.record
  let held = plans[account]
  when held.at < at
  severity low

rule by-finding on plain
  when held.plan = "gold"
  severity low
"""


@pytest.mark.parametrize("name", READING)
def test_what_is_read_of_a_row_is_kept_of_it(name: str) -> None:
    assert _found(f"rule asked on call.record{READING[name].rstrip()}\n  severity low") == ["asked"]


def test_what_is_read_of_a_row_that_another_rule_found_is_kept_of_it() -> None:
    assert sorted(_found(MADE)) == ["by-derived", "by-finding", "plain"]


def _found(rules: str) -> list[object]:
    clause = f"## Use {{#use}}\n\n```bylaw\nlist plans by account from plan.assigned\n{rules}\n```\n"
    return [each["rule"] for each in agreeing(compiled(FRONT + "```bylaw\ninformative\n```\n" + clause), [_loans()]).findings]
