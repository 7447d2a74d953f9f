"""What an earlier list has and a later one has not, is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import Manner, open_events
from bylaws.events.record import Record, Remark, State

MAPPING = """
kind = "number.assigned"
[snapshot]
at = { file = "numbers-%Y-%m-%d.csv", zone = "UTC" }
key = "number"
most_gone = "100%"
[columns]
number = "number"
account = "holder"
"""
DAY = 86_400_000_000
FIRST = 1_793_491_200_000_000  # 1 November 2026


def told(folder: Path, mapping: str = MAPPING, **lists: str) -> tuple[list[Event], list[Remark]]:
    """What is read of lists by the day of November that their names tell, one event by line and one for each that is gone."""
    (folder / "by.toml").write_text(mapping)
    for day, rows in lists.items():
        (folder / f"numbers-2026-11-{day[1:]}.csv").write_text(f"number,holder\n{rows}")
    found = list(open_events(sorted(folder.glob("*.csv")), Manner(mappings=(folder / "by.toml",))))
    decoder = Decoder(CATALOGUE, "EUR")
    return (
        [decoder.decode(item) for item in found if isinstance(item, Record)],
        [item for item in found if isinstance(item, Remark)],
    )


def gone(found: list[Event]) -> list[tuple[object, object, int]]:
    return [(each.fields["number"], each.fields["account"], each.at) for each in found if "released_at" in each.fields]


def test_what_the_next_list_has_not_is_over_when_that_was_drawn_up(tmp_path: Path) -> None:
    found, _ = told(tmp_path, d01="+49301,a1\n+49302,a2\n", d02="+49302,a3\n+49303,a4\n", d04="+49303,a4\n")
    assert gone(found) == [("+49301", "a1", FIRST + DAY), ("+49302", "a3", FIRST + 3 * DAY)]
    assert all(each.fields["released_at"] == each.at for each in found if "released_at" in each.fields)
    assert len({(each.source, each.id) for each in found}) == len(found) == 7


def test_a_number_spelled_otherwise_is_the_same(tmp_path: Path) -> None:
    found, _ = told(tmp_path, d01="+49 30 1,a1\n", d02="+49301,a1\n")
    assert gone(found) == []


def test_without_a_key_nothing_is_over(tmp_path: Path) -> None:
    found, _ = told(tmp_path, MAPPING.replace('key = "number"\nmost_gone = "100%"\n', ""), d01="+49301,a1\n", d02="+49302,a1\n")
    assert gone(found) == []
    assert [each.at for each in found] == [FIRST, FIRST + DAY]


def test_a_list_that_was_not_read_whole_shows_what_is_held_and_not_what_is_gone(tmp_path: Path) -> None:
    found, _ = told(tmp_path, d01="+49301,a1\n+49302,a2\n", d02="+49303,a3\nbroken\n", d03="+49302,a2\n")
    assert gone(found) == [("+49301", "a1", FIRST + 2 * DAY), ("+49303", "a3", FIRST + 2 * DAY)]


def test_a_list_without_rows_is_not_believed_and_an_empty_file_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "numbers-2026-11-03.csv").write_text("")
    found, remarks = told(tmp_path, d01="+49301,a1\n+49302,a2\n", d02="", d04="+49301,a1\n")
    assert gone(found) == [("+49302", "a2", FIRST + 3 * DAY)]
    doubted, empty = remarks[::-1] if remarks[0].state is State.EMPTY else remarks
    assert (doubted.state, doubted.file, empty.state) == (State.DOUBTED, f"{tmp_path}/numbers-2026-11-02.csv", State.EMPTY)
    assert doubted.reason == "lists nothing, so none of the 2 that were held before is released; was it exported whole?"


@pytest.mark.parametrize(
    ("allowed", "lost", "believed"), [("", 2, True), ("", 3, False), ("30%", 3, True), ("0%", 1, False), ("0%", 0, True)]
)
def test_a_list_that_lacks_too_much_releases_nothing(tmp_path: Path, allowed: str, lost: int, believed: bool) -> None:
    rows = [f"+4930{number},a\n" for number in range(10, 20)]
    mapping = MAPPING.replace('most_gone = "100%"\n', f'most_gone = "{allowed}"\n' if allowed else "")
    found, remarks = told(tmp_path, mapping, d01="".join(rows), d02="".join(rows[lost:]))
    assert len(gone(found)) == (lost if believed else 0)
    assert [each.state for each in remarks] == ([] if believed else [State.DOUBTED])
    if not believed:
        told_of = f"lacks {lost} of the 10 that were held before, more than {allowed or '20%'}, so none of them is released"
        assert remarks[0].reason.startswith(told_of)


def test_what_a_list_that_is_not_believed_lacks_is_gone_by_a_later_one(tmp_path: Path) -> None:
    few = "".join(f"+4930{number},a\n" for number in range(10, 19))
    found, _ = told(tmp_path, MAPPING.replace("100%", "20%"), d01=few + "+493019,a\n", d02="+493020,b\n", d03=few + "+493020,b\n")
    assert gone(found) == [("+493019", "a", FIRST + 2 * DAY)]


def test_several_files_of_one_time_are_one_list(tmp_path: Path) -> None:
    fixed = MAPPING.replace('{ file = "numbers-%Y-%m-%d.csv", zone = "UTC" }', '"2026-11-01T00:00:00Z"')
    found, _ = told(tmp_path, fixed, d01="+49301,a1\n", d02="+49302,a2\n")
    assert gone(found) == []


def test_an_older_list_behind_a_newer_one_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "by.toml").write_text(MAPPING)
    paths = [tmp_path / f"numbers-2026-11-0{day}.csv" for day in (2, 1)]
    for path in paths:
        path.write_text("number,holder\n+49301,a1\n")
    *_, remark = open_events(paths, Manner(mappings=(tmp_path / "by.toml",)))
    assert isinstance(remark, Remark)
    assert "is a snapshot older than" in str(remark)


def test_a_name_of_another_form_tells_no_time(tmp_path: Path) -> None:
    (tmp_path / "numbers-today.csv").write_text("number,holder\n+49301,a1\n")
    found, remarks = told(tmp_path)
    assert not found
    assert "is not called as `numbers-%Y-%m-%d.csv` says" in str(remarks[0])


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ('kind = "http.request"', "`snapshot.key`: `http.request` does not tell when what is held ended (`released_at`)"),
        ('key = "holder"', "`snapshot.key`: `holder` is no field of `number.assigned` that the mapping fills"),
        ('most_gone = "120%"', "`snapshot.most_gone` is a share from 0% to 100%"),
        ('most_gone = "some"', "`snapshot.most_gone` is a share from 0% to 100%"),
        ('key = ""', "`snapshot.most_gone` is said of lists with a `key`"),
        ("at = { zone = 'UTC' }", "`snapshot.at` needs `file`"),
        ("at = { file = '%Y' }", "`snapshot.at` needs `file`, the form of the file's name, and a `zone`"),
    ],
)
def test_a_list_of_which_that_cannot_be_known_is_refused(tmp_path: Path, more: str, reason: str) -> None:
    name = more.split(" = ")[0]
    lines = [more if line.startswith(f"{name} = ") else line for line in MAPPING.splitlines()]
    with pytest.raises(ValueError) as error:
        told(tmp_path, "\n".join(lines), d01="")
    assert str(error.value).startswith(f"by.toml: {reason}")
