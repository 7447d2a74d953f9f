"""Lists that find the closest key: dated or fed by events, over columns they find what they find step by step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.events.types import MILLION
from tests.oracle.test_agreement import compiled

from .running import FRONT, Lists, agreeing, lines_of

PROGRAM = compiled(
    FRONT
    + """
```bylaw
informative
list tenants by prefix from address.assigned until released_at
list bad by name domain with grade text, since instant, until instant from "bad.csv"
list nets by net cidr with grade text, since instant, until instant from "nets.csv"
list home = "10.1.0.0/16", "2001:db8:1::5", "0.0.0.0/32"
list plan by code dialcode with grade text, since instant, until instant from "plan.csv"
```

## Rules {#rules}

```bylaw
rule tenancy on net.flow
  let ours = count(where tenants[src_ip].tenant = "t1") by protocol over 1h
  let graded = count(where nets[src_ip].grade = "a") by protocol over 1h
  let listed = count(where src_ip in nets) by protocol over 1h
  let inside = count(where src_ip in home) by protocol over 1h
  when ours + graded + listed + inside >= 0
  severity low

rule domains on data.shared
  let graded = count(where bad[recipient_domain].grade = "a") by account over 1h
  when graded >= 0
  severity low

rule codes on call.record
  let graded = count(where plan[to].grade = "a") by account over 1h
  when graded >= 0
  severity low
```
"""
)
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECONDS = st.integers(0, 30)
GRADES = st.sampled_from(("a", "b"))
NETS = st.sampled_from(("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3/32", "2001:db8::/32", "2001:db8:1::/48", "0.0.0.0/0"))
ADDRESSES = st.sampled_from(("10.1.2.3", "10.1.2.4", "10.2.0.1", "192.0.2.1", "2001:db8:1::5", "2001:db8:2::5"))
DOMAINS = st.sampled_from(("example", "shop.example", "a.shop.example", "müller.example"))
HOSTS = st.sampled_from(
    ("shop.example", "x.shop.example", "x.a.shop.example", "SHOP.example.", "ashop.example", "MÜLLER.example", "other")
)
CODES = st.sampled_from(("+49", "+4930", "+493012", "+1"))
NUMBERS = st.sampled_from(("+493012345", "+4930999999", "+4911111111", "+3311111111"))


def moment(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def instant(seconds: int) -> int:
    return int((START + timedelta(seconds=seconds)).timestamp()) * MILLION


def row_of(key: str, keys: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, object]]]:
    """Rows of a list, some of which hold for a time only."""
    times = st.none() | SECONDS.map(instant)
    return st.lists(st.fixed_dictionaries({key: keys, "grade": GRADES}, optional={"since": times, "until": times}), max_size=5)


FLOW = st.tuples(st.just("net.flow"), st.fixed_dictionaries({"src_ip": ADDRESSES, "protocol": st.just("tcp")}))
SHARED = st.tuples(st.just("data.shared"), st.fixed_dictionaries({"recipient_domain": HOSTS, "account": st.just("c1")}))
CALL = st.tuples(st.just("call.record"), st.fixed_dictionaries({"to": NUMBERS, "account": st.just("c1")}))
TENANTS = st.sampled_from(("t1", "t2"))
ASSIGNED = st.tuples(
    st.just("address.assigned"),
    st.fixed_dictionaries({"prefix": NETS, "tenant": TENANTS, "released_at": st.none() | SECONDS.map(moment)}),
)
TIMES = {"net.flow": ("first", "last"), "call.record": ("ended_at",)}


def found(events: list[tuple[str, dict[str, object]]], lists: Lists, block: int) -> None:
    """Of events one second apart."""
    log = [
        fields | {"kind": kind, "id": f"e{n}", "source": "s"} | dict.fromkeys(TIMES.get(kind, ("at",)), moment(n))
        for n, (kind, fields) in enumerate(events)
    ]
    ran = agreeing(PROGRAM, [lines_of(log)], lists, block)
    assert ran is not None
    assert ran.kept == 3


@settings(max_examples=30, deadline=None)
@given(
    events=st.lists(FLOW | SHARED | CALL, min_size=10, max_size=25),
    bad=row_of("name", DOMAINS),
    nets=row_of("net", NETS),
    plan=row_of("code", CODES),
    block=st.sampled_from((1, 1 << 20)),
)
def test_the_closest_row_is_found(
    events: list[tuple[str, dict[str, object]]],
    bad: list[dict[str, object]],
    nets: list[dict[str, object]],
    plan: list[dict[str, object]],
    block: int,
) -> None:
    found(events, {"bad": bad, "nets": nets, "plan": plan}, block)


@settings(max_examples=30, deadline=None)
@given(events=st.lists(FLOW | ASSIGNED, min_size=10, max_size=25), block=st.sampled_from((1, 600)))
def test_the_closest_row_is_found_while_rows_are_told(events: list[tuple[str, dict[str, object]]], block: int) -> None:
    found(events, {}, block)


def test_a_key_that_is_told_again_is_looked_up_again() -> None:
    flow = ("net.flow", {"src_ip": "10.1.2.3", "protocol": "tcp"})
    events = [each for tenant in ("t2", "t1") for each in (("address.assigned", {"prefix": "10.0.0.0/8", "tenant": tenant}), flow)]
    found(events, {}, 1)
