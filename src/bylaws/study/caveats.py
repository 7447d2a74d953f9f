"""What is to be known of some events before what rules would find in them is believed: what a summary tells, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Final

from bylaws.study.markup import in_sentence
from bylaws.study.result import Result
from bylaws.study.shown import Shown

MOST: Final = 5
"""Of one sort."""


def caveats(result: Result, rules: Set[str], shown: Shown) -> list[str]:
    """Sentences, those first that weigh most; of what concerns single rules and duties only what concerns some of `rules`."""
    return [in_sentence(sentence) for sentence in _caveats(result, rules, shown)]


def _caveats(result: Result, rules: Set[str], shown: Shown) -> Iterator[str]:
    if result.rejects:
        reasons = "; ".join(shown.reason(each.first.reason) for each in result.reasons[:MOST])
        yield f"{result.rejects:,} of {result.events + result.rejects:,} pieces of the input were rejected: {reasons}."
    if result.timeless:
        yield f"{result.timeless}."
    for kind in result.unknown_kinds[:MOST]:
        if rules & set(kind.rules):
            yield shown.mask.text(str(kind))
    told = {why: [name for name in whys if name in rules] for why, whys in _by_reason(result).items()}
    for why, names in [(why, names) for why, names in told.items() if names][:MOST]:
        yield f"{', '.join(names)} may find too little or too much: {why}."
    for name, whys in result.unmatched.items():
        yield from (f"{name}: {why}, which may be right." for why in (whys if name in rules else ()))
    for nought in result.noughts[:MOST]:
        if rules & set(nought.rules):
            yield f"{', '.join(name for name in nought.rules if name in rules)}: {nought}, which may be right."
    yield from (f"{shown.mask.text(str(each))}." for each in result.strays if each.is_doubtful)
    if result.nobodies:
        named = ", ".join(map(str, result.nobodies[:MOST]))
        yield f"placeholders stand in place of a name, and accuse nobody: {named}."
    if result.repeated:
        yield f"{result.repeated}."
    for each in result.stopped[:MOST]:
        yield f"{each.words(shown.mask)}: nobody can say whether more was due."


def _by_reason(result: Result) -> dict[str, list[str]]:
    """Rules that see in part by what they lack."""
    found: dict[str, list[str]] = {}
    for name, whys in result.in_part.items():
        for why in whys:
            found.setdefault(why, []).append(name)
    return found
