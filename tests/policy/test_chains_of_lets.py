"""Lets that lean on each other: how deep they may be, and that each is gone through once."""

from __future__ import annotations

import pytest

from bylaws.policy.compile import compile_text
from bylaws.policy.parse import MOST_NESTED
from tests.engine.running import ev, program_of, run

FORMS = ("{0} + {0}", "coalesce({0}, {0}) - 0 * {0}")


def chain(lets: int, form: str = FORMS[0]) -> str:
    """A rule whose last let is `a{lets}`."""
    steps = "\n".join(f"  let a{n} = {form.format(f'a{n - 1}')}" for n in range(1, lets + 1))
    return f"rule r on call.record\n  let a0 = cause\n{steps}\n  when a{lets} = 0"


def test_lets_too_deep_to_be_carried_out_are_refused_once() -> None:
    text = f"## The clause {{#clause}}\n\n```bylaw\n{chain(2 * MOST_NESTED)}\n```\n"
    (error,) = compile_text(text).errors
    assert (error.code, error.span.text) == ("too-deep", f"a{MOST_NESTED - 1} + a{MOST_NESTED - 1}")


@pytest.mark.parametrize(("lets", "form"), [(MOST_NESTED - 1, FORMS[0]), ((MOST_NESTED - 1) // 2, FORMS[1])])
def test_the_deepest_that_are_not_refused_are_carried_out(lets: int, form: str) -> None:
    assert [each.state for each in run(program_of(chain(lets, form)), [ev("call.record", "10:00:00", account="a", cause=0)])] == [
        "settled"
    ]


def test_what_an_exception_adds_counts_with_the_rules_own() -> None:
    half = MOST_NESTED * 2 // 3
    added = "\n".join(f"  let b{n} = {'b' + str(n - 1) if n else 'a' + str(half)} + 1" for n in range(half))
    text = f"{chain(half)}\n\nexception e to r\n{added}\n  when b{half - 1} > 1"
    assert {each.code for each in compile_text(f"## The clause {{#clause}}\n\n```bylaw\n{text}\n```\n").errors} == {"too-deep"}
