"""Random events as plain records: many ties and nulls, late ones, duplicates, conflicting duplicates, several sources.

Times are few offsets from a Monday's full hour, so that windows of the random policies are met at their very edges; some events
lie exactly a day or weeks back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

Record = dict[str, object]
Draw = st.DrawFn

START = datetime(2026, 3, 2, 9, 59, 50, tzinfo=UTC)
OFFSETS = (0, 0, 1, 5, 9, 10, 10, 11, 15, 20, 30, 40, 60, 70, 71, 310, 3600, 3610, 3670)
BOUND = 3600
"""The lateness bound of every kind used here, in seconds."""

ACCOUNTS = ("a1", "a2", "a3")
USERS = ("u1", "u2", "a1")
"""The id of one is also that of an account."""
NUMBERS = ("+4930000001", "+4930000002", "+4930000003")
PEOPLE = ("r1", "r2", "x1")
MOMENTS = ("2026-03-02T09:59:55Z", "2026-03-02T10:00:00Z", "2026-03-02T10:00:10Z", "2026-03-02T10:01:00Z", "2026-02-23T10:00:00Z")
VALUES: Mapping[str, Mapping[str, st.SearchStrategy[object]]] = {
    "message.sent": {
        "account": st.sampled_from(ACCOUNTS),
        "user": st.sampled_from(USERS),
        "campaign": st.sampled_from(("c1", "c2")),
        "channel": st.sampled_from(("sms", "email")),
        "sender": st.sampled_from(PEOPLE),
        "consent_ref": st.just("p1"),
        "automated": st.booleans(),
        "recipient_count": st.integers(0, 3),
        "size_bytes": st.sampled_from((0, 1023, 1024, 1025, 2048)),
        "recipients": st.lists(st.sampled_from(PEOPLE), max_size=3),
    },
    "message.result": {
        "account": st.sampled_from(ACCOUNTS),
        "campaign": st.sampled_from(("c1", "c2")),
        "recipient": st.sampled_from(PEOPLE),
        "outcome": st.sampled_from(("delivered", "complaint")),
        "code": st.just("550"),
    },
    "call.record": {
        "account": st.sampled_from(ACCOUNTS),
        "to": st.sampled_from(NUMBERS),
        "trunk": st.sampled_from(("t1", "t2")),
        "direction": st.sampled_from(("outbound", "inbound")),
        "answered_at": st.sampled_from(("2026-03-02T09:00:00Z", "2026-02-27T10:00:00Z", "2026-02-02T10:00:00Z")),
        "automated": st.booleans(),
        "cause": st.integers(0, 3),
        "billed_s": st.sampled_from((0, 1, 30, 60, 61)),
        "cost": st.sampled_from(("0.000001", "0.50", "1.000001", "1.00", "-0.25")),
        "revenue": st.sampled_from(("0.000001", "1.00")),
    },
    "usage.metered": {
        "account": st.sampled_from(ACCOUNTS),
        "meter": st.sampled_from(("gb", "api")),
        "quantity": st.sampled_from(("0", "1", "0.000000001", "1.5", "2.000000001", "-1", "100000")),
    },
    "number.assigned": {
        "account": st.sampled_from(ACCOUNTS),
        "number": st.sampled_from(NUMBERS),
        "number_type": st.sampled_from(("voice", "long_virtual")),
        "released_at": st.sampled_from(("2026-03-02T10:00:00Z", "2026-03-02T10:00:30Z", "2026-03-02T09:00:00Z")),
    },
    "consent.changed": {
        "account": st.sampled_from(ACCOUNTS),
        "subject": st.sampled_from(PEOPLE),
        "purpose": st.sampled_from(("promotional", "service")),
        "state": st.sampled_from(("given", "withdrawn")),
        "expires": st.sampled_from(("2026-03-02T10:00:00Z", "2026-03-02T10:00:30Z")),
    },
    "auth.attempt": {
        "account": st.sampled_from(ACCOUNTS),
        "user": st.sampled_from(USERS),
        "ip": st.sampled_from(("10.0.0.1", "10.1.2.3", "10.1.2.9", "10.1.9.9", "192.0.2.1", "2001:db8::1", "2001:db8:0:1::7")),
        "outcome": st.sampled_from(("fail", "success")),
    },
    "address.assigned": {
        "account": st.sampled_from(ACCOUNTS),
        "prefix": st.sampled_from(("10.0.0.0/8", "10.1.2.0/24", "10.1.2.3/32", "2001:db8::/32")),
        "released_at": st.sampled_from(MOMENTS),
    },
    "permit.granted": {"account": st.sampled_from(ACCOUNTS)},
}
SCOPE: Mapping[str, tuple[object, ...]] = {
    "volume": (["1"], ["2"], "0", ["1", "3"], []),
    "bytes": (["1024"], ["1023"]),
    "sender": (["r1", "x1"], ["r2"]),
    "to": (["r1", "r2"], ["r1"], "x1"),
    "campaign": (["c1"], ["c1", "c2"]),
    "range": (["+493"], ["+4930000001", "+4930000002"], ["+44"]),
    "cost": (["0.50"], ["1.000001"], ["-1"]),
    "talk": (["60"], ["30"], ["1", "61"]),
    "quantity": (["1"], ["2.000000001", "0"]),
    "meter": (["gb"], ["gb", "api"]),
    "target": (["10.1.0.0/16"], ["10.1.2.3", "2001:db8::/32"], ["192.0.2.1"]),
}
"""What permits allow, by argument."""
TIMES = {"call.record": "ended_at"}
OFTEN_ABSENT = frozenset({"released_at", "expires", "consent_ref", "answered_at", "code"})


@st.composite
def permit(draw: Draw) -> Record:
    """A telling of one of few permits: given, changed or taken back."""
    kind = draw(st.sampled_from(("bulk", "bulk", "test")))
    told: Record = {"kind": kind} if draw(st.integers(0, 3)) else {}
    if draw(st.integers(0, 4)):
        told["permit"] = draw(st.sampled_from((f"{kind}-1", "any-2")))
    if draw(st.integers(0, 2)) == 0:
        told["user"] = draw(st.sampled_from(USERS))
    named = draw(st.lists(st.sampled_from(tuple(SCOPE)), max_size=5, unique=True))
    if named or draw(st.booleans()):
        told["scope"] = {each: draw(st.sampled_from(SCOPE[each])) for each in named}
    if draw(st.booleans()):
        told["document_hash"] = "9f" * 32
    for each, likely in (("valid_from", 1), ("valid_to", 2), ("revoked_at", 3)):
        if draw(st.integers(0, 3)) >= likely:
            told[each] = draw(st.sampled_from(MOMENTS))
    return told


def spelled(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@st.composite
def event(draw: Draw, kind: str, number: int) -> Record:
    days = draw(st.sampled_from((0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 14, 28)))
    moment = START + timedelta(seconds=draw(st.sampled_from(OFFSETS))) - timedelta(days=days)
    record: Record = {
        "kind": kind,
        "id": f"e{number}",
        "source": draw(st.sampled_from(("s1", "s2"))),
        TIMES.get(kind, "at"): spelled(moment),
    }
    late = draw(st.sampled_from((None, None, None, None, 0, 5, BOUND, BOUND + 10, BOUND + 60)))
    if late is not None:
        record["received_at"] = spelled(moment + timedelta(seconds=late))
    if kind == "permit.granted":
        record["fields"] = draw(permit())
    for name, values in VALUES[kind].items():
        if draw(st.integers(0, 7)) > (4 if name in OFTEN_ABSENT else 0):
            record[name] = draw(values)
    return record


def kinds_for(policy: str) -> tuple[str, ...]:
    """The kinds of which a policy speaks; those that feed its lists too, but more rarely."""
    named = [kind for kind in VALUES if f" {kind}" in policy or f"({kind}" in policy]
    feeding = {"number.assigned": "holders[", "address.assigned": "holdings[", "consent.changed": "wishes["}
    spoken = [kind for kind in named if kind not in feeding or feeding[kind] in policy]
    permits = ["permit.granted"] * 3 if "permitted(" in policy else []
    return (*(each for kind in spoken for each in [kind] * (1 if kind in feeding else 3)), *permits)


@st.composite
def inputs(draw: Draw, kinds: tuple[str, ...], most: int = 24) -> list[Record]:
    """Events of some kinds, in order of arrival, with copies and conflicting copies among them."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=most // 2, max_size=most))
    events = [draw(event(kind, number)) for number, kind in enumerate(chosen)]
    contradicted = draw(st.integers(0, 3)) == 0
    for n in range(len(events)):
        match draw(st.integers(0, 12)):
            case 0:
                events.append(dict(events[n]))
            case 1 if contradicted:
                events.append(draw(conflicting(events[n], n)))
            case 2:
                other = "s2" if events[n]["source"] == "s1" else "s1"
                events.append({**events[n], "source": other})
    return draw(st.permutations(events))


@st.composite
def conflicting(draw: Draw, standing: Record, number: int) -> Record:
    """Another event of the same source and id, received a second later than, or before, the first."""
    kind = str(standing["kind"])
    other = {**draw(event(kind, number)), "id": standing["id"], "source": standing["source"]}
    arrived = datetime.fromisoformat(str(standing.get("received_at", standing.get(TIMES.get(kind, "at")))))
    other["received_at"] = spelled(arrived + timedelta(seconds=draw(st.sampled_from((-1, 1)))))
    return other
