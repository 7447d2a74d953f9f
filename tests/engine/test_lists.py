"""Which row of a list held when."""

from __future__ import annotations

from bylaws.engine.lists import History


def test_a_closed_row_of_a_file_gives_back_the_one_before_and_one_of_events_does_not() -> None:
    history = History()
    history.add(0, 100, {"row": 1})
    history.add(10, 20, {"row": 2})
    assert [history.held(at, superseding=False) for at in (5, 15, 20, 100)] == [{"row": 1}, {"row": 2}, {"row": 1}, None]
    assert [history.held(at, superseding=True) for at in (5, 15, 20)] == [{"row": 1}, {"row": 2}, None]
