"""What a content function is to the engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from bylaws.content.models.files import shipped_digest
from bylaws.events.types import BILLION

TOGETHER = 1 << 12
"""Calls that are computed at once at most."""

_HALF: Final = re.compile("[\ud800-\udfff]")

Given = tuple[Any, ...]
"""The arguments of a call, none of them null."""


class Content:
    """A content function: pure, bounded in time and memory, and told apart by its version from what it was before.

    `one` computes a result: a value of the declared type, of records a mapping by field; None: it has nothing to say. `many`
    computes those of many calls at once, for what is quicker so. `models`: the shipped ones on which it rests.
    """

    def __init__(
        self,
        name: str,
        version: int,
        one: Callable[..., object],
        many: Callable[[Sequence[Given]], Sequence[object]] | None = None,
        models: Sequence[str] = (),
    ) -> None:
        self.name = name
        self._version, self._one, self._many, self._models = version, one, many, models
        self._ahead: Mapping[Given, object] = {}

    @property
    def version(self) -> str:
        """The version, and what it rests on: `2`, or `2 (model 1a2b3c4d5e6f)`."""
        rests = ", ".join(f"model {shipped_digest(each)[:12]}" for each in self._models)
        return f"{self._version} ({rests})" if rests else str(self._version)

    @property
    def is_quicker_together(self) -> bool:
        """Whether `ahead` does anything."""
        return self._many is not None

    def __call__(self, *given: Any) -> object:
        if given in self._ahead:
            return self._ahead[given]
        try:
            return self._one(*given)
        except UnicodeEncodeError:
            return self._one(*_whole(given))

    def ahead(self, calls: Sequence[Given]) -> None:
        """Compute at once what is about to be asked, TOGETHER calls at most, in place of what was computed so before."""
        if self._many is None:
            return
        try:
            told = self._many(calls) if calls else ()
        except UnicodeEncodeError:
            # One of them is no text; what the others get must not hang on that.
            self._ahead = {}
            told = [self(*call) for call in calls]
        self._ahead = dict(zip(calls, told, strict=True))


def _whole(given: Given) -> Given:
    """With a mark in the place of each half of a pair of surrogates, which is no text and has no UTF-8."""
    return tuple(_HALF.sub("\ufffd", each) if isinstance(each, str) else each for each in given)


def later(place: str) -> Callable[..., Any]:
    """A function `module:name` of this package that is loaded when it is first called, with all that it needs."""
    module, _, name = place.partition(":")
    return lambda *given: getattr(import_module(f"bylaws.content.{module}"), name)(*given)


def scored(score: float, spans: Sequence[str] = (), **further: object) -> Mapping[str, object]:
    """A score from 0 to 1 as a share, rounded to nine places before anything sees it, and the passages that it rests on."""
    return {"score": round(min(max(score, 0.0), 1.0) * BILLION), "spans": ", ".join(dict.fromkeys(spans)), **further}


class Judged(Mapping[str, object]):
    """A scored result whose `.spans`, for which few ask, `telling` looks up in what it is `about` when somebody does."""

    __slots__ = ("_about", "_telling", "_told")

    def __init__(self, score: float, telling: Callable[..., Iterable[str]], *about: object, **further: object) -> None:
        self._told = {"score": round(min(max(score, 0.0), 1.0) * BILLION), "spans": "", **further}
        self._telling, self._about = telling, about

    def __getitem__(self, name: str) -> object:
        return ", ".join(dict.fromkeys(self._telling(*self._about))) if name == "spans" else self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)
