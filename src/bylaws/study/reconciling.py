"""What was answered at once, held against what a replay of the same events in their order answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson
from msgspec import Struct, field

from bylaws.engine.decide import Decision
from bylaws.study.request import UsageError

Name = tuple[str, str]
"""Source and id of an event."""


class Answer(Struct, frozen=True):
    """A verdict, the rules that found something or counted it with an earlier finding, sorted, and why it was degraded."""

    verdict: str
    rules: tuple[str, ...]
    degraded: str = ""


class Difference(Struct, frozen=True):
    """An event that was answered otherwise than a replay answers it."""

    name: Name
    told: Answer
    replayed: Answer


class Reconciliation(Struct):
    """`verdicts`: how often which verdict was told, and which one a replay gives. `differences`: where these differ, in its order.

    `others`: events with the same verdict by other rules. `unknown`: those answered of which the replay knows nothing.
    """

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    others: int = 0
    unknown: list[Name] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing was answered otherwise, and the replay knew all."""
        return not (self.differences or self.unknown)

    @property
    def compared(self) -> int:
        return self.verdicts.total()

    def as_json(self) -> dict[str, object]:
        return {
            "compared": self.compared,
            "same": self.compared - len(self.differences),
            "same_by_other_rules": self.others,
            "verdicts": [
                {"told": told, "replayed": replayed, "events": count} for (told, replayed), count in sorted(self.verdicts.items())
            ],
            "differences": [
                {"source": each.name[0], "id": each.name[1], "told": _answer(each.told), "replayed": _answer(each.replayed)}
                for each in self.differences
            ],
            "unknown": [{"source": source, "id": id} for source, id in self.unknown],
        }


def _answer(answer: Answer) -> dict[str, object]:
    return {"verdict": answer.verdict, "rules": list(answer.rules), "degraded": answer.degraded or None}


def answer_of(decision: Decision) -> Answer:
    """What is compared of a decision."""
    rules = {each.rule for each in decision.findings if each.state != "excused"} | {each.opening.rule for each in decision.joined}
    return Answer(decision.verdict, tuple(sorted(rules)), decision.degraded)


def answers_in(path: Path) -> dict[Name, Answer]:
    """The answers that `bylaws decide` wrote; of an event that was told of again the first. Raises UsageError."""
    found: dict[Name, Answer] = {}
    for number, line in enumerate(_lines(path), 1):
        try:
            told = orjson.loads(line)
            if "verdict" not in told:
                raise KeyError("verdict")
            if "id" not in told or told.get("repeated"):
                continue
            name, answer = (told["source"], told["id"]), _read(told)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UsageError(f"{path}, line {number}: this is no answer of `bylaws decide`") from None
        found.setdefault(name, answer)
    return found


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from (line for line in file if line.strip())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _read(told: Mapping[str, object]) -> Answer:
    found, joined = told["findings"], told["joined"]
    assert isinstance(found, list)
    assert isinstance(joined, list)
    rules = {each["rule"] for each in found if each["state"] != "excused"} | {each["rule"] for each in joined}
    return Answer(str(told["verdict"]), tuple(sorted(rules)), str(told["degraded"] or ""))


def reconcile(told: Mapping[Name, Answer], replayed: Iterator[Decision]) -> Reconciliation:
    """Holds answers against the decisions of a replay."""
    result, left = Reconciliation(), dict(told)
    for decision in replayed:
        name = decision.event.source, decision.event.id
        before = left.pop(name, None)
        if before is None:
            continue
        now = answer_of(decision)
        result.verdicts[before.verdict, now.verdict] += 1
        if before.verdict != now.verdict:
            result.differences.append(Difference(name, before, now))
        elif before.rules != now.rules:
            result.others += 1
    result.unknown = list(left)
    return result
