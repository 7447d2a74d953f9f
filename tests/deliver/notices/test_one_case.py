"""A code opens its own case until its end, and nothing else does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.deliver.notices.one_case import check, issue

SECRET = bytes(range(32))
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)
BEFORE = UNTIL - timedelta(days=7)


@given(case=st.text(min_size=1), other=st.text(min_size=1))
def test_a_code_opens_its_own_case_and_no_other(case: str, other: str) -> None:
    assert check(SECRET, other, issue(SECRET, case, UNTIL), BEFORE) is (case == other)


def test_a_code_works_through_its_last_second() -> None:
    code = issue(SECRET, "C-1", UNTIL)
    assert check(SECRET, "C-1", code, UNTIL)
    assert not check(SECRET, "C-1", code, UNTIL + timedelta(seconds=1))


def test_a_later_end_cannot_be_written_in() -> None:
    end, mac = issue(SECRET, "C-1", UNTIL).split(".")
    assert not check(SECRET, "C-1", f"{int(end) + 86400}.{mac}", BEFORE)


def test_another_secret_opens_nothing() -> None:
    assert not check(bytes(32), "C-1", issue(SECRET, "C-1", UNTIL), BEFORE)


@given(code=st.text())
def test_any_text_can_be_tried(code: str) -> None:
    assert not check(SECRET, "C-1", code, BEFORE)


def test_what_makes_no_safe_code_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        issue(b"short", "C-1", UNTIL)
    with pytest.raises(ValueError, match="empty"):
        issue(SECRET, "", UNTIL)
    with pytest.raises(ValueError, match="time zone"):
        issue(SECRET, "C-1", UNTIL.replace(tzinfo=None))
