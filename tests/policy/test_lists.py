"""What the columns of a list may be."""

import pytest

from tests.policy.compiling import codes, program, told

RULE = "rule r on call.record\n  when true"


@pytest.mark.parametrize(
    ("columns", "slip", "message"),
    [
        ("by number", "by", "no field of `number.assigned` is called `by`"),
        ("number text", "text", "`number` of `number.assigned` is a phone number, and not `text`"),
        ("number with account user", "user", "`account` of `number.assigned` is an account, and not `user`"),
        ("number with note text", "note", "no field of `number.assigned` is called `note`"),
        ("number strange", "strange", "there is no type `strange`"),
    ],
)
def test_a_list_that_events_feed_has_their_fields_with_their_types(columns: str, slip: str, message: str) -> None:
    (error,) = (each for each in told(f"list held by {columns} from number.assigned\n{RULE}") if each.code.startswith("column"))
    assert (error.span.text, error.message) == (slip, message)


@pytest.mark.parametrize("columns", ["number", "number number", "number phone with account account, country country"])
def test_the_types_of_fields_may_be_written_down(columns: str) -> None:
    held = program(f"list held by {columns} from number.assigned\n{RULE}").lists["held"]
    assert [(name, str(kind)) for name, kind in held.keys] == [("number", "phone")]


def test_a_list_of_a_file_says_its_types() -> None:
    assert codes(f'list held by number from "held.csv"\n{RULE}') == ["column-type"]
