"""Crawlers by agent: lists of crawlers and browsers that Python packages carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from bylaws.content.http.crawlers import MODEL, normal, signs
from bylaws.training import fitting
from bylaws.training.browsers import browsers
from bylaws.training.evaluating import Figure, Judgement, Watch, decided
from bylaws.training.fitting import Labelled, Way, fitted, out_of_fold
from bylaws.training.measuring import best_threshold, false_positives, measured, recall

Array = np.ndarray[Any, Any]

WAY: Final = Way(MODEL, strictness=0.1)
FROM: Final = "crawler-user-agents, crawlerdetect, fake-useragent"
ELSEWHERE: Final = "fixtures of Matomo's device detector, in device-detector"
ABOUT: Final = """\
Behind `crawler(agent)`: whether a `User-Agent` is of a program that works by itself, which crawlers, monitors, previews and
libraries are. Learnt from lists that Python packages carry, and that the extra `train` brings: agents of crawler-user-agents (MIT),
names of crawlerdetect (MIT), browsers of fake-useragent (Apache 2.0), and agents of old telephones, sets, consoles and apps that
templates of ours make (synthetic, innocent by declaration). Judged on agents of the first and the last two by name of the crawler,
and on those that Matomo's device detector is tested with, from which nothing is learnt and few of which are of browsers of today;
programs that fetch feeds and podcasts for somebody are left out there, for they are both. Many crawlers stand in both lists: the
last rows are of those that no pattern of the lists learnt from knows. How strictly the model learns, and what it reads beside
names, was chosen with both lists in view, so that the figures flatter a little. An agent says what its sender likes: of one that
calls itself a browser this can tell nothing."""
_REACH: Final = {"F1, crawlers and others weighing alike": 0.97, "false positives": 0.02}
_LISTS: Final = {
    "crawler-user-agents": "crawleruseragents/crawler-user-agents.json",
    "crawlerdetect": "crawlerdetect/providers/crawlers.py",
    "fake-useragent": "fake_useragent/data/browsers.jsonl",
    "device-detector": "device_detector/tests/fixtures/upstream",
}
_NEITHER: Final = ("feed_reader", "podcasting", "unknown")
_LISTED: Final = re.compile(r'^    r"(.+)",$', re.MULTILINE)
_PLAIN: Final = re.compile(r"\^?[\w .:@!-]{4,}\$?")
_FIXTURE: Final = re.compile(r"^ +user_agent: +(\S.+)$", re.MULTILINE)
_FORMS: Final = ("{name}/1.0", "Mozilla/5.0 (compatible; {name}/1.0)")


class _Crawler(msgspec.Struct):
    pattern: str
    instances: list[str]
    url: str = ""


class _Browser(msgspec.Struct):
    useragent: str


def labelled() -> tuple[Labelled, Array]:
    """Agents, each once, and which of them somebody saw rather than that we made them of a name. Raises ValueError.

    Those of one crawler are of one group, with the names that they hold; and so are browsers that read alike.
    """
    crawlers = {agent: number for number, each in enumerate(_crawlers()) for agent in each.instances}
    innocent = [agent for agent in dict.fromkeys([*_browsers(), *browsers()]) if agent not in crawlers]
    named = dict(_named(crawlers))
    alike: dict[str, int] = {}
    groups = [*crawlers.values(), *named.values(), *(-1 - alike.setdefault(normal(agent), len(alike)) for agent in innocent)]
    agents = [*crawlers, *named, *innocent]
    rows = np.arange(len(agents))
    seen = (rows < len(crawlers)) | (rows >= len(crawlers) + len(named))
    return _labelled(agents, rows < len(crawlers) + len(named), np.array(groups)), seen


def crawler_pages() -> list[str]:
    """The pages on which operators of crawlers say who they are. Raises ValueError."""
    return [each.url for each in _crawlers() if each.url]


def trained(_data: Path) -> bytes:
    """The model."""
    return fitting.trained(WAY, labelled()[0])


def judgements(_data: Path, watch: Watch) -> list[Judgement]:
    """Unseen crawlers and browsers of the same lists, and agents from elsewhere."""
    told, seen = labelled()
    found = decided(WAY, told, watch)
    here = _judgement((FROM, "five folds, by crawler"), (told.truth[seen], found[seen], told.groups[seen]))
    return [here, *_elsewhere(told)]


def _elsewhere(told: Labelled) -> Iterator[Judgement]:
    """With the threshold of what was learnt from."""
    fixtures = {agent: sort for agent, sort in _fixtures() if sort not in _NEITHER}
    agents, truth = list(fixtures), np.array([sort == "bots" for sort in fixtures.values()])
    others = _labelled(agents, truth, np.arange(truth.size))
    found = fitted(WAY, told).sums(others.texts, others.signs) > best_threshold(told.truth, out_of_fold(WAY, told))
    yield _judgement((ELSEWHERE, "another list"), (truth, found, others.groups))
    known = re.compile("|".join((*(each.pattern for each in _crawlers()), *_listed())), re.IGNORECASE)
    kept = np.array([not sought or known.search(agent) is None for agent, sought in zip(agents, truth.tolist(), strict=True)])
    split = "another list, of its crawlers those that no pattern learnt from knows"
    yield _judgement((ELSEWHERE, split), (truth[kept], found[kept], others.groups[kept]))


def _judgement(about: tuple[str, str], rows: tuple[Array, Array, Array]) -> Judgement:
    truth, found, groups = rows
    figures = {"F1, crawlers and others weighing alike": _f1_alike, "recall": recall, "false positives": false_positives}
    told = (Figure(name, measured(each, truth, found, groups), _REACH.get(name)) for name, each in figures.items())
    return Judgement(MODEL, *about, truth.size, int(truth.sum()), tuple(told))


def _f1_alike(truth: Array, found: Array) -> float:
    """F1 as it were if there were as many innocent as sought, which lists of either length do not tell."""
    right, wrong = recall(truth, found), false_positives(truth, found)
    return 2 * right / (right + wrong + 1)


def _labelled(agents: list[str], truth: Array, groups: Array) -> Labelled:
    return Labelled([normal(each) for each in agents], [signs(each) for each in agents], truth, groups)


def _named(crawlers: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """What crawlers call themselves of whom a list has but the name."""
    lower = [(agent.lower(), number) for agent, number in crawlers.items()]
    for place, pattern in enumerate(each for each in _listed() if _PLAIN.fullmatch(each)):
        name = pattern.strip("^$ ")
        group = next((number for agent, number in lower if name.lower() in agent), len(crawlers) + place)
        yield from ((form.format(name=name), group) for form in _FORMS)


def _crawlers() -> list[_Crawler]:
    return msgspec.json.decode(_place("crawler-user-agents").read_bytes(), type=list[_Crawler])


def _listed() -> list[str]:
    """The patterns of crawlerdetect but the last, which is of words that all crawlers have."""
    return [each.replace("\\/", "/") for each in _LISTED.findall(_place("crawlerdetect").read_text("utf-8"))][:-1]


def _browsers() -> list[str]:
    return [msgspec.json.decode(line, type=_Browser).useragent for line in _place("fake-useragent").read_bytes().splitlines()]


def _fixtures() -> Iterator[tuple[str, str]]:
    """Agents that stand on one line, and of what sort each is."""
    for file in sorted(_place("device-detector").glob("*.yml")):
        for agent in _FIXTURE.findall(file.read_text("utf-8")):
            yield agent.strip().strip("'\""), re.sub(r"-\d+$", "", file.stem)


def _place(package: str) -> Path:
    """Where a package has its list."""
    try:
        return Path(str(distribution(package).locate_file(_LISTS[package])))
    except PackageNotFoundError:
        raise ValueError(f"{package}, which the extra `train` brings, is not installed") from None
