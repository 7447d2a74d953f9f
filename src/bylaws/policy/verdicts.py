"""What a clause says of answers that are given at once, in its heading: `{#floods review=low block=high fallback=review}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

from msgspec import Struct, convert

from bylaws.policy.program import SEVERITIES

Verdict = Literal["allow", "review", "block"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
"""Let it pass; let it pass, and somebody should look; refuse it. The graver ones last."""
NEVER: Final = "never"


class Answers(Struct, frozen=True):
    """The verdicts of a clause. `review` and `block`: from which severity on a settled finding is answered so, or `never`.

    `fallback`: the verdict where what a rule asks for is not known: a field is missing, or the state cannot be reached.
    """

    review: str = "medium"
    block: str = NEVER
    fallback: Verdict = "allow"

    def to(self, severity: str) -> Verdict:
        """The verdict on a settled finding of a severity."""
        if _reaches(severity, self.block):
            return "block"
        return "review" if _reaches(severity, self.review) else "allow"


def _reaches(severity: str, least: str) -> bool:
    return least != NEVER and SEVERITIES.index(severity) >= SEVERITIES.index(least)


def answers_of(attributes: Mapping[str, str]) -> Answers:
    """What a heading's attributes say, which were checked."""
    return convert({name: value for name, value in attributes.items() if name in ALLOWED}, Answers)


ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "review": (*SEVERITIES, NEVER),
    "block": (*SEVERITIES, NEVER),
    "fallback": VERDICTS,
}
"""By attribute the words that it may have."""


def misspelt(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes that say no verdict or severity, with what they say."""
    yield from ((name, value) for name, value in attributes.items() if name in ALLOWED and value not in ALLOWED[name])


def graver(one: Verdict, other: Verdict) -> Verdict:
    """The graver of two verdicts."""
    return max(one, other, key=VERDICTS.index)
