"""Names of hosts that imitate others: phishing and honest links (PhishDataset, WI-IAT 2021), for judging only."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from bylaws.content.urls.imitation import lookalike
from bylaws.content.urls.suffixes import registrable
from bylaws.events.types import BILLION
from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.measuring import false_positives, measured, precision, recall

NAME = "imitated-names"
FROM = "PhishDataset, 2021; honest links crawled from random domains"
ABOUT = """\
Behind `lookalike(name)`: whether a host imitates a well-known name, by rules and a list of such names that we wrote. Nothing is
learnt. Most phishing imitates nobody in its host, so recall is small by nature; what the figures tell is how seldom an honest
host is called an imitation. Judged on the hosts of `urls/phishing-urls-dev.csv.gz` (PhishDataset, 2021), each once; hosts of
one registrable domain are of one group."""
SURE = 0.9
"""The score from which on a host is called an imitation."""


def hosts(data: Path) -> dict[str, bool]:
    """Hosts, and whether each is of a phishing link; those that are both are left out. Raises OSError, ValueError."""
    found: dict[str, set[str]] = {"0": set(), "1": set()}
    with gzip.open(data / "urls" / "phishing-urls-dev.csv.gz", "rt", encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("label") not in found:
                raise ValueError(f"urls/phishing-urls-dev.csv.gz has a row with the label {row.get('label')}")
            host = urlsplit(row["url"]).hostname
            if host:
                found[row["label"]].add(host)
    apart = found["0"] ^ found["1"]
    return {host: host in found["1"] for host in sorted(apart)}


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """All hosts, each once."""
    watch(NAME, 0, 1)
    told = hosts(data)
    truth = np.array(list(told.values()))
    found = np.array([int(str(lookalike(host)["score"])) >= SURE * BILLION for host in told])
    homes: dict[str, int] = {}
    groups = np.array([homes.setdefault(registrable(host) or host, len(homes)) for host in told])
    figures = {"precision": precision, "recall": recall, "false positives": false_positives}
    measures = tuple(Figure(name, measured(each, truth, found, groups)) for name, each in figures.items())
    return [Judgement(NAME, FROM, f"score of {SURE} and more, by registrable domain", truth.size, int(truth.sum()), measures)]
