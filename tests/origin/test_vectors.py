"""The published conformance vectors of SPF (RFC 7208) and ARC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from bylaws.origin.arc_chain import chain_of
from bylaws.origin.spf import spf_of
from tests.events.readers.public import data

from .zone import Zone

AT = 1_700_000_000
ENDED = ("cv_fail_i1_as_cv_fail", "cv_fail_i2_as1_fail", "cv_fail_i2_as2_fail")
"""Chains that an earlier server said to be broken: the vectors leave open what that is; RFC 8617, 5.2, says that it fails."""


def _documents(name: str) -> list[Mapping[str, Any]]:
    with data(f"mailauth/{name}").open(encoding="utf-8") as file:
        return list(yaml.safe_load_all(file))


def _records(name: str, told: list[Any]) -> Iterator[tuple[str, str, str]]:
    """As the suite's schema reads: SPF stands for a text too, unless texts are told, of which NONE says that there are none."""
    has_texts = any("TXT" in each for each in told if isinstance(each, dict))
    for each in told:
        for sort, value in each.items() if isinstance(each, dict) else ():
            if (sort == "SPF" and has_texts) or value == "NONE":
                continue
            text = "".join(value) if isinstance(value, list) and sort in ("SPF", "TXT") else value
            if sort == "MX":
                text = f"{value[0]} {value[1]}"
            yield name.lower(), "TXT" if sort == "SPF" else sort, _octets(text)


def _octets(text: str) -> str:
    return text if all(ord(sign) < 256 for sign in text) else text.encode().decode("latin-1")


def _zone(told: Mapping[str, list[Any]]) -> Zone:
    held: dict[tuple[str, str], list[str]] = {}
    for name, records in told.items():
        for owner, sort, value in _records(name, records):
            held.setdefault((owner, sort), []).append(value)
    return Zone(held, frozenset(name.lower() for name, records in told.items() if "TIMEOUT" in records))


def test_all_vectors_of_spf() -> None:
    wrong, count = [], 0
    for suite in _documents("rfc7208-tests.yml"):
        zone = _zone(suite["zonedata"])
        for name, test in suite["tests"].items():
            verdict = spf_of(test["host"], test["helo"], test["mailfrom"] or "", AT, zone)
            wanted = test["result"] if isinstance(test["result"], list) else [test["result"]]
            count += 1
            if verdict.result not in wanted:
                wrong.append((name, wanted, verdict))
    assert not wrong
    assert count == 203


def test_all_vectors_of_arc() -> None:
    wrong, ended, count = [], [], 0
    for suite in _documents("arc-draft-validation-tests.yml"):
        zone = Zone({(name.lower(), "TXT"): (text,) for name, text in suite["txt-records"].items()})
        for name, test in suite["tests"].items():
            chain = chain_of((test["message"] or "").encode(), AT, zone)
            wanted = str(test["cv"]).lower()
            count += 1
            if not wanted and chain.result == "fail":
                ended.append(name)
            elif chain.result != wanted:
                wrong.append((name, wanted, chain))
    assert not wrong
    assert sorted(ended) == sorted(ENDED)
    assert count == 171


@pytest.mark.parametrize("breaking", [b"Subject: Example 1", b"This is a test message"])
def test_a_chain_over_a_changed_mail_fails(breaking: bytes) -> None:
    suite = _documents("arc-draft-validation-tests.yml")[0]
    zone = Zone({(name.lower(), "TXT"): (text,) for name, text in suite["txt-records"].items()})
    message = suite["tests"]["cv_pass_i1_1"]["message"].encode()
    assert chain_of(message, AT, zone).result == "pass"
    assert breaking in message
    assert chain_of(message.replace(breaking, breaking + b"!"), AT, zone).result == "fail"
