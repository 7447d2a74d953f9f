"""Guesses at what was meant."""

from bylaws.source.suggest import did_you_mean, listed, nearest


def test_the_nearest_name_is_offered() -> None:
    assert nearest("directon", ("duration_s", "direction")) == "direction"
    assert did_you_mean("call.recrd", ("call.record",)) == "did you mean `call.record`?"


def test_of_very_many_names_the_nearest_of_those_that_begin_alike_is_offered() -> None:
    many = [f"rule-{number:05}" for number in range(100_000)]
    assert nearest("rule-500000", many) == "rule-50000"
    assert nearest("zzz", many) == ""


def test_nothing_near_offers_the_alternative() -> None:
    assert did_you_mean("xyz", ("direction",), "look it up") == "look it up"


def test_long_lists_are_cut() -> None:
    assert listed(["a", "b", "c"], 2) == "`a`, `b` …"
    assert listed(["a"]) == "`a`"


def test_a_name_that_is_far_off_is_no_guess() -> None:
    assert nearest("user", ("clause", "rows")) == ""
    assert nearest("average", ("avg", "last")) == "avg"
