"""What a content function is to the engine."""

from __future__ import annotations

from collections.abc import Sequence

from bylaws.content.installed import installed
from bylaws.content.models.files import shipped_digest
from bylaws.content.port import Content, scored
from bylaws.policy.functions import BUILT, FUNCTIONS


def test_what_is_declared_as_built_is_implemented_and_nothing_else() -> None:
    assert set(installed()) == BUILT
    assert all(FUNCTIONS[name].content for name in BUILT)


def test_what_is_computed_ahead_is_not_computed_again() -> None:
    alone: list[str] = []
    together: list[int] = []

    def one(text: str) -> str:
        alone.append(text)
        return text.upper()

    def many(calls: Sequence[tuple[str, ...]]) -> list[str]:
        together.append(len(calls))
        return [text.upper() for (text,) in calls]

    function = Content("upper", 3, one, many)
    function.ahead([("a",), ("b",)])
    assert [function("b"), function("a"), function("c")] == ["B", "A", "C"]
    assert (alone, together) == (["c"], [2])
    function.ahead([])
    assert function("a") == "A"
    assert (alone, together) == (["c", "a"], [2])


def test_a_version_names_the_model() -> None:
    assert Content("f", 2, str).version == "2"
    assert Content("f", 2, str, models=["sms-spam"]).version == f"2 (model {shipped_digest('sms-spam')[:12]})"


def test_a_score_is_a_share_of_nine_places_between_none_and_all() -> None:
    assert scored(0.1234567891234, ["b", "a", "b"]) == {"score": 123456789, "spans": "b, a"}
    assert [scored(each)["score"] for each in (-1.0, 2.0)] == [0, 10**9]
    assert scored(1.0, **{"class": "forged"}) == {"score": 10**9, "spans": "", "class": "forged"}


def test_half_a_pair_of_surrogates_is_read_as_a_mark_alone_and_together() -> None:
    def many(calls: Sequence[tuple[str, ...]]) -> list[str]:
        return [text.encode().decode().upper() for (text,) in calls]

    function = Content("upper", 1, lambda text: many([(text,)])[0], many)
    assert function("a\ud800") == "A\ufffd"
    function.ahead([("b",), ("c\udfff",)])
    assert [function("b"), function("c\udfff")] == ["B", "C\ufffd"]
