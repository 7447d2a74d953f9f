"""List files."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.engine import list_files
from bylaws.engine.list_files import read_list
from bylaws.engine.lists import History
from bylaws.policy.program import ListDecl

from .running import program_of

PLAN = 'list plan by prefix dialcode with share ratio, zones zones, since instant from "{}"'
NAMES = 'list names by name domain from "{}"'
HASHES = 'list hashes by digest hash from "{}"'


def declared(text: str, name: str) -> ListDecl:
    (found,) = program_of(f"{text.format(name)}\ninformative").lists.values()
    return found


def rows(folder: Path, text: str, name: str, content: bytes) -> list[object]:
    (folder / name).write_bytes(content)
    return [dict(row) for row in read_list(declared(text, name), folder)]


def test_csv_is_typed_by_the_declaration_and_an_empty_cell_is_null(tmp_path: Path) -> None:
    content = b"prefix,share,zones,since,comment\n+49,2%,Europe/Berlin Europe/Busingen,,x\n+1,0.5,,2026-01-01T00:00:00Z,y\n"
    assert rows(tmp_path, PLAN, "plan.csv", content) == [
        {"prefix": "+49", "share": 20_000_000, "zones": ("Europe/Berlin", "Europe/Busingen")},
        {"prefix": "+1", "share": 500_000_000, "since": 1_767_225_600_000_000},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"prefix,share,zones,since\n+49,x,,\n", "plan.csv:2: `share`: "),
        (b"prefix,share,zones\n+49,1,\n", "plan.csv:1: the header lacks `since`"),
        (b"prefix,share,zones,since\n+49,1\n", "plan.csv:2: 4 columns are named, this row has another number"),
        (b"prefix,share,zones,since\n\xff,1,,\n", "plan.csv:2: no UTF-8"),
        (b"prefix,share,zones,since\n" + b"+1,1,,\n" * 5000 + b"\xff,1,,\n+1,1,,\n", "plan.csv:5002: no UTF-8"),
        (b'"prefix', "plan.csv:1: unexpected end of data"),
        (b"prefix,share,zones,since\n+49,1,,\n" + b"x" * 2**21, "plan.csv:3: a line of more than 1,048,576 characters"),
    ],
)
def test_a_bad_csv_is_told_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(ValueError) as error:
        rows(tmp_path, PLAN, "plan.csv", content)
    assert str(error.value).startswith(message)


def test_a_text_file_has_one_key_a_line_and_comments(tmp_path: Path) -> None:
    content = b"# rivals\nOne.example\n\ntwo.example  # and this\n"
    assert rows(tmp_path, NAMES, "names.txt", content) == [{"name": "one.example"}, {"name": "two.example"}]


def test_digests_are_32_bytes_each(tmp_path: Path) -> None:
    assert rows(tmp_path, HASHES, "hashes.bin", bytes(range(64))) == [
        {"digest": bytes(range(32)).hex()},
        {"digest": bytes(range(32, 64)).hex()},
    ]
    with pytest.raises(ValueError, match="33 bytes are no whole number of digests"):
        rows(tmp_path, HASHES, "hashes.bin", bytes(33))


def test_lines_end_as_any_system_ends_them(tmp_path: Path) -> None:
    told = [{"name": "one.example"}, {"name": "two.example"}]
    for end in (b"\n", b"\r\n", b"\r"):
        assert rows(tmp_path, NAMES, "names.txt", end.join((b"one.example", b"two.example", b""))) == told
        assert rows(tmp_path, NAMES, "names.csv", end.join((b"name", b"one.example", b"two.example"))) == told


def test_a_list_file_has_so_many_rows_and_bytes_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "ROWS_LIMIT", 2)
    for text, name, row in ((NAMES, "names.txt", b"a.example\n"), (HASHES, "hashes.bin", bytes(32))):
        assert len(rows(tmp_path, text, name, row * 2)) == 2
        with pytest.raises(ValueError, match=f"{name}: more than 2 rows"):
            rows(tmp_path, text, name, row * 3)
    monkeypatch.setattr(list_files, "SIZE_LIMIT", 2**20)
    with pytest.raises(ValueError, match=r"names.txt: larger than 1 MiB"):
        rows(tmp_path, NAMES, "names.txt", b"\n" * (2**20 + 1))


def test_a_list_file_stays_below_the_policys_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "names.txt").write_text("a.example\n")
    (inner / "names.txt").symlink_to(tmp_path / "names.txt")
    with pytest.raises(ValueError, match="must stay below"):
        list(read_list(declared(NAMES, "names.txt"), inner))


def test_a_closed_row_of_a_file_gives_back_the_one_before_and_one_of_events_does_not() -> None:
    history = History()
    history.add(0, 100, {"row": 1})
    history.add(10, 20, {"row": 2})
    assert [history.held(at, superseding=False) for at in (5, 15, 20, 100)] == [{"row": 1}, {"row": 2}, {"row": 1}, None]
    assert [history.held(at, superseding=True) for at in (5, 15, 20)] == [{"row": 1}, {"row": 2}, None]
