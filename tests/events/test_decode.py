"""Raw events become typed ones, or are rejected with the field and the reason."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from bylaws.engine.needs import narrowed
from bylaws.events.catalogue import Catalogue, Field
from bylaws.events.decode import AHEAD, UNKNOWN_LIMIT, Decoder, decode
from bylaws.events.kinds import CATALOGUE, describe
from bylaws.events.kinds.load import load_kinds
from bylaws.events.readers import open_events
from bylaws.events.record import EXCERPT, Record, Reject
from bylaws.events.types import INTEGER

NOW = 1_795_255_200_000_000  # 2026-11-21T10:00:00Z
HOUR = 3600 * 10**6


def record(name: str, **raw: object) -> Record:
    return Record(name, raw, "log", 7, 100, "json-lines")


def reason(name: str, **raw: object) -> str:
    with pytest.raises(Reject) as error:
        decode(record(name, **raw), CATALOGUE, "EUR", NOW)
    assert (error.value.file, error.value.line, error.value.offset) == ("log", 7, 100)
    return error.value.reason


def test_fields_are_typed_and_the_envelope_is_filled_in() -> None:
    event = decode(record("call.record", at=5, ended_at=9, account=3, billed_s=60, cost="1.20", call=None), CATALOGUE, "EUR")
    assert event.fields == {"ended_at": 9_000_000, "account": "3", "billed_s": 60_000_000, "cost": 1_200_000}
    assert (event.kind, event.at, event.place, event.id, event.source) == (
        "call.record",
        9_000_000,
        9_000_000,
        "log#7",
        "json-lines",
    )
    assert (event.received_at, event.late) == (None, False)


def test_at_stands_in_for_the_time_of_another_name() -> None:
    event = decode(record("net.flow", at=5), CATALOGUE)
    assert event.at == event.fields["last"] == 5_000_000


def test_beyond_its_bound_an_event_is_late_and_stands_later() -> None:
    on_time = decode(record("auth.attempt", at=0, received_at=3600), CATALOGUE)
    assert (on_time.late, on_time.place) == (False, 0)
    late = decode(record("auth.attempt", at=0, received_at=3601), CATALOGUE)
    assert (late.late, late.place, late.at) == (True, 1_000_000, 0)


@pytest.mark.parametrize(
    "told",
    [
        "anonymous",
        "Anonymous",
        " RESTRICTED",
        "private",
        "unavailable",
        "sip:anonymous@anonymous.invalid",
        "unavailable@unknown.invalid",
    ],
)
def test_a_number_that_is_withheld_is_left_out_and_the_call_is_kept(told: str) -> None:
    shown = decode(record("call.record", at=5, **{"from": told, "presented_number": told, "to": "+4930111"}), CATALOGUE)
    silent = decode(record("call.record", at=5, to="+4930111"), CATALOGUE)
    assert shown.fields == silent.fields
    assert shown.digest == silent.digest


@pytest.mark.parametrize("told", ["anonymously", "nobody", "anonymous@shop.example", "private 5", "an" * 40, "-x", "unknown 5"])
def test_what_is_neither_a_number_nor_withheld_is_rejected(told: str) -> None:
    assert reason("call.record", at=5, presented_number=told).endswith(" is no telephone number such as +12125550100")


def test_a_kind_may_have_a_field_called_kind() -> None:
    assert decode(record("permit.granted", at=0, kind="resale"), CATALOGUE).fields == {"kind": "resale"}
    assert decode(record("auth.attempt", at=0, kind="x"), CATALOGUE).fields == {}


def test_no_more_unknown_members_are_told_apart_than_may_be_held() -> None:
    decoder = Decoder(CATALOGUE)
    for number in range(UNKNOWN_LIMIT + 5):
        decoder.decode(record("auth.attempt", at=0, **{f"x{number}": 1, "x0": 1}))
    assert len(decoder.ignored) == UNKNOWN_LIMIT
    assert decoder.ignored["auth.attempt", "x0"] == UNKNOWN_LIMIT + 5


def test_unknown_members_are_counted() -> None:
    decoder = Decoder(CATALOGUE)
    assert decoder.decode(record("auth.attempt", at=0, colour="red")).fields == {}
    assert decoder.ignored == {("auth.attempt", "colour"): 1}


SAMPLES = Path(__file__).parents[2] / "samples" / "logs"
READ = narrowed(CATALOGUE, {name: frozenset(each.name for each in kind.fields[::3]) for name, kind in CATALOGUE.kinds.items()})


@pytest.mark.parametrize("kind", ["call.record", "auth.attempt", "message.sent", "http.request", "net.flow"])
def test_statement_2_contents_are_all_that_an_event_says_whatever_is_read_of_it(kind: str) -> None:
    """Of every sample of a kind the digest is that of the whole event, and each field that is left out changes it."""
    narrow, whole = Decoder(READ, "EUR", whole=CATALOGUE), Decoder(CATALOGUE, "EUR")
    read = (each for each in open_events([str(SAMPLES)]) if isinstance(each, Record) and each.kind == kind)
    samples = list(islice(read, 20))
    assert samples
    for sample in samples:
        part, told = narrow.decode(sample), whole.decode(sample)
        assert part.fields.keys() < told.fields.keys()
        assert part.digest == told.digest
        for name in told.fields.keys() - {CATALOGUE.kinds[kind].time}:
            left = Record(kind, {key: value for key, value in sample.raw.items() if key != name}, "log", 7, 100)
            assert narrow.decode(left).digest != part.digest, name
    assert narrow.ignored == whole.ignored


def test_statement_2_what_is_not_read_may_be_of_a_wrong_type_and_tells_events_apart_all_the_same() -> None:
    """`read` rejects such an event, a run that reads nothing of it does not."""
    decoder = Decoder(READ, "EUR", whole=CATALOGUE)
    assert READ.kinds["auth.attempt"].field("lat") is None
    values = ["north", "south", "\ud800", ["north"], {"north": 1}, 10**30, True, "1" * 100_000, 52, "52.0", None]
    digests = [decoder.decode(record("auth.attempt", at=0, lat=value)).digest for value in values]
    same = {(8, 9)}
    for one, first in enumerate(digests):
        for other, second in enumerate(digests):
            assert (first == second) == (one == other or (min(one, other), max(one, other)) in same), (one, other)


def test_to_look_is_to_count_unknown_members_and_nothing_else() -> None:
    decoder = Decoder(CATALOGUE)
    decoder.look(record("auth.attempt", colour="red", ip="no address", id="e1"))
    decoder.look(record("no.such", colour="red"))
    assert decoder.ignored == {("auth.attempt", "colour"): 1}


def test_reasons() -> None:
    assert reason("auth.atempt") == "there is no kind of event `auth.atempt`; did you mean `auth.attempt`?"
    assert reason("call.record") == "`call.record` needs `ended_at`, its time"
    assert reason("auth.attempt", at=0, ip="x").startswith('`ip`: `"x"` is no IP address')
    assert reason("call.record", at=0, cost=1, currency="USD") == '`currency`: `"USD"`, and the policy counts in EUR'
    assert reason("auth.attempt", at=(NOW + AHEAD) // 10**6 + 1) == "`at`: more than a day in the future"
    assert reason("call.record", ended_at=(NOW + AHEAD) // 10**6 + 1) == "`ended_at`: more than a day in the future"
    assert reason("auth.attempt", at=0, id="x" * 2000).endswith("is no name of at most 1024 characters")


def test_a_number_beyond_64_bits_is_quoted_as_it_was_written() -> None:
    line = b'{"kind": "data.exported", "at": 0, "rows": 99999999999999999999999}'
    read = replace(record("data.exported", at=0, rows=float(10**23)), text=line)
    with pytest.raises(Reject, match="`rows`: `99999999999999999999999` is too large to be held"):
        decode(read, CATALOGUE)


@pytest.mark.parametrize(("name", "raw"), [("rows", -15), ("rows", "-15"), ("bytes", -0.4), ("bytes", "-1")])
def test_what_is_counted_or_measured_is_never_below_nothing(name: str, raw: object) -> None:
    assert reason("data.exported", at=0, **{name: raw}).endswith("is below 0, which it can never be")


def test_numbers_of_a_providers_own_kind_and_money_may_be_below_nothing() -> None:
    own = describe("own.score", "a score", Field("points", INTEGER, "", signed=True))
    assert decode(record("own.score", at=0, points=-3), CATALOGUE.with_kinds(own)).fields == {"points": -3}
    assert decode(record("payment.made", at=0, amount=-1), CATALOGUE, "EUR").fields == {"amount": -1_000_000}


def test_a_finding_cannot_be_smuggled_in_as_an_event() -> None:
    catalogue = CATALOGUE.with_kinds(describe("host-sweep", "a finding"), describe("finding.made", "any finding"))
    for name in ("host-sweep", "finding.made"):
        with pytest.raises(Reject, match="findings are made by rules, never read"):
            decode(record(name, at=0), catalogue)


def test_a_future_within_a_day_is_a_clock_that_runs_ahead() -> None:
    assert decode(record("auth.attempt", at=(NOW + AHEAD) // 10**6), CATALOGUE, "", NOW).at == NOW + AHEAD


def test_the_digest_tells_contents_apart_whoever_sent_them() -> None:
    one = decode(record("auth.attempt", at=0, ip="192.0.2.1", id="1", received_at=5), CATALOGUE)
    same = decode(record("auth.attempt", ip="::ffff:192.0.2.1", at="1970-01-01T00:00:00Z", id="2", received_at=6), CATALOGUE)
    other = decode(record("auth.attempt", at=0, ip="192.0.2.2", id="1"), CATALOGUE)
    assert one.digest == same.digest != other.digest


def test_an_excerpt_is_the_line_itself_where_there_are_lines() -> None:
    line = b'{"kind":  "auth.attempt", "at": 1000000000000000000000000000001}'
    read = replace(record("auth.attempt", at=10**30 + 1), text=line)
    with pytest.raises(Reject) as error:
        decode(read, CATALOGUE)
    assert error.value.excerpt.encode() == line


def test_an_excerpt_is_bounded() -> None:
    with pytest.raises(Reject) as error:
        decode(record("auth.attempt", at="x", reason="é" * 10**5), CATALOGUE)
    assert 0 < len(error.value.excerpt.encode()) <= EXCERPT


def test_statement_3_an_event_stands_at_the_time_that_its_kind_names(tmp_path: Path) -> None:
    """A call record stands at its end, a flow at its last packet, a kind of one's own at the field that its file names."""
    file = tmp_path / "kinds.toml"
    file.write_text('["door.opened"]\ntime = "closed"\n["door.opened".fields]\nclosed = { type = "instant" }\n', encoding="utf-8")
    kinds = Catalogue({**CATALOGUE.kinds, **{each.name: each for each in load_kinds(file)}})
    for kind, name in {"call.record": "ended_at", "net.flow": "last", "door.opened": "closed", "message.sent": "at"}.items():
        told = record(kind, id="e", started_at=NOW // 10**6 - 3600, first=NOW // 10**6 - 3600, **{name: NOW // 10**6 - 60})
        event = decode(told, kinds, "EUR", NOW)
        assert (event.at, event.place) == (NOW - 60 * 10**6,) * 2, kind
