"""What others told the provider, and the acts that lean on it."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from random import Random
from urllib.parse import urlsplit

import pytest

from bylaws.generate.abuse import ABUSES, old_vendor_terms
from bylaws.generate.abuse.names_imitated import WELL_KNOWN
from bylaws.generate.abuse.protocol import BELOW, CLEAR, HONEST, INNOCENT, Act
from bylaws.generate.known import NEW_TERMS, OLD_TERMS, lists
from bylaws.generate.plan import Span, crowd, plantings
from bylaws.generate.sample import FIRST_DAY
from bylaws.generate.scene import DAY, Scene, stamp

FIRST = int(FIRST_DAY.timestamp()) * 1000
SPAN = Span(FIRST, 14)


def acts(name: str, band: str) -> list[Act]:
    (abuse,) = (each for each in ABUSES if each.name == name)
    made = crowd(400_000, 3, SPAN, [abuse]) if band == HONEST else plantings(400_000, 3, SPAN, [abuse])
    return [each.act() for each in made if each.band == band]


def column(name: str) -> set[str]:
    return {line.split(",")[0] for line in lists(14)[name][1:]}


def test_each_list_has_a_head_and_no_row_twice() -> None:
    for lines in lists(3).values():
        assert len(set(lines)) == len(lines) > 1
        assert {line.count(",") for line in lines} == {lines[0].count(",")}


@pytest.mark.parametrize(
    ("abuse", "name", "field"), [("harmful-files", "malware-hashes", "sha256"), ("listed-files", "hotline-hashes", "sha256")]
)
def test_what_is_known_of_files_is_true_of_abusers_and_not_of_the_crowd(abuse: str, name: str, field: str) -> None:
    known = column(name)
    for band in (CLEAR, BELOW):
        assert all(event.fields[field] in known for act in acts(abuse, band) for event in act.events)
    assert not any(event.fields[field] in known for act in acts(abuse, HONEST) for event in act.events)
    assert any(event.fields[field] not in known for act in acts(abuse, INNOCENT) for event in act.events)


def test_links_of_abusers_lead_to_reported_hosts_and_those_of_the_crowd_elsewhere() -> None:
    def hosts(band: str) -> set[str]:
        links = [link for act in acts("phishing-links", band) for event in act.events for link in event.fields["urls"]]  # type: ignore[attr-defined]
        return {urlsplit(link).hostname or "" for link in links}

    reported = column("phishing-hosts")
    assert all(any(host == name or host.endswith(f".{name}") for name in reported) for host in hosts(CLEAR))
    assert not any(host == name or host.endswith(f".{name}") for host in hosts(HONEST) for name in reported)


@pytest.mark.parametrize("days", [2, 14, 90])
def test_a_vendor_had_new_terms_as_long_ago_as_the_act_says(days: int) -> None:
    rows = [line.split(",") for line in lists(days)["vendor-terms"][1:]]
    since = {vendor: at for vendor, version, at, _ in rows if version == NEW_TERMS}
    until = {vendor: at for vendor, version, _, at in rows if version == OLD_TERMS}
    assert since == until
    for turn, amount in enumerate((0.3, 15.0, 29.9, 90.0) * 10):
        scene = Scene(Random(turn), FIRST + turn * (days - 1) * DAY // 40, f"{turn:012x}")
        act = old_vendor_terms.ABUSE.commit(scene, amount)
        first = act.events[0]
        assert stamp(first.at) == first.fields["at"]
        changed = datetime.fromisoformat(since[str(first.fields["integration"])])
        assert datetime.fromisoformat(stamp(first.at)) - changed == timedelta(days=amount)
        assert scene.start <= first.at


@pytest.mark.parametrize(("band", "least", "most"), [(CLEAR, 0.3, 0.7), (BELOW, 0.99, 2.01), (HONEST, 1.2, 41.0)])
def test_namesakes_are_as_many_years_older_as_the_act_says(band: str, least: float, most: float) -> None:
    rows = [line.split(",") for line in lists(14)["designations"][1:]]
    listed = {name: datetime.fromisoformat(date) for name, _, date in rows}
    for act in acts("listed-names", band):
        told = act.events[0].fields
        name = unicodedata.normalize("NFD", str(told["person_name"]).lower()).replace("\u0301", "")
        years = (listed[name] - datetime.fromisoformat(str(told["declared_birth_date"]))) / timedelta(days=365.2425)
        assert least - 0.01 <= years <= most


def test_names_that_imitate_are_near_well_known_ones_and_those_of_the_crowd_are_not() -> None:
    def names(band: str) -> list[str]:
        return [str(event.fields["name"]) for act in acts("names-imitated", band) for event in act.events]

    def resembles(name: str) -> bool:
        first = name.split(".")[0].encode().decode("idna" if name.startswith("xn--") else "ascii")
        return any(SequenceMatcher(None, first, known).ratio() > 0.8 for known in WELL_KNOWN)

    assert all(resembles(name) for name in names(CLEAR))
    assert len({name.split(".")[0] for name in names(CLEAR)}) > 20
    assert not any(resembles(name) for name in names(HONEST))
