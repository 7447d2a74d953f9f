"""List files: what they hold, and what is told of those that do not hold what they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.policy import list_files
from bylaws.policy.list_files import Fault, Row, read_list
from bylaws.policy.program import ListDecl
from tests.policy.compiling import program

PLAN = 'list plan by prefix dialcode with share ratio, zones zones, since instant from "{}"'
NAMES = 'list names by name domain from "{}"'
HASHES = 'list hashes by digest hash from "{}"'


def declared(text: str, name: str) -> ListDecl:
    (found,) = program(f"{text.format(name)}\ninformative").lists.values()
    return found


def read(folder: Path, text: str, name: str, content: bytes) -> tuple[list[Row], list[Fault]]:
    (folder / name).write_bytes(content)
    faults: list[Fault] = []
    return [dict(row) for row in read_list(declared(text, name), folder, "", faults.append)], faults


def rows(folder: Path, text: str, name: str, content: bytes) -> list[Row]:
    found, faults = read(folder, text, name, content)
    assert faults == []
    return found


def told(folder: Path, text: str, name: str, content: bytes) -> list[str]:
    """The faults, each with its line and the words at fault."""
    shown = content.decode("utf-8-sig", "replace")
    faults = read(folder, text, name, content)[1]
    return [f"{each.line}: {each.reason} [{shown[each.start : each.end]}]" for each in faults]


def test_csv_is_typed_by_the_declaration_and_an_empty_cell_is_null(tmp_path: Path) -> None:
    content = b"prefix,share,zones,since,comment\n+49,2%,Europe/Berlin Europe/Busingen,,x\n+1,0.5,,2026-01-01T00:00:00Z,y\n"
    assert rows(tmp_path, PLAN, "plan.csv", content) == [
        {"prefix": "+49", "share": 20_000_000, "zones": ("Europe/Berlin", "Europe/Busingen")},
        {"prefix": "+1", "share": 500_000_000, "since": 1_767_225_600_000_000},
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"prefix,share,zones\n+49,1,\n", "1: the header lacks `since` [prefix,share,zones]"),
        (b"\xef\xbb\xbfprefix,share\r\n", "1: the header lacks `zones`, `since` [prefix,share]"),
        (b"", "1: the header lacks `prefix`, `share`, `zones`, `since` []"),
        (b"prefix,share,zones,since,share\n", "1: the header names `share` twice [prefix,share,zones,since,share]"),
        (b"prefix,share,zones,since\n+49,1\n", "2: 4 columns are named, this row has another number: 2 [+49,1]"),
        (b"prefix,share,zones,since\n,1,,\n", "2: this row has no `prefix` []"),
        (b"prefix,share,zones,since\n\xff,1,,\n", "2: no UTF-8 []"),
        (b"prefix,share,zones,since\n" + b"+1,1,,\n" * 5000 + b"\xff,1,,\n+1,1,,\n", "5002: no UTF-8 []"),
        (b'"prefix', '1: unexpected end of data ["prefix]'),
        (b'prefix,share,zones,since\n+1,1,,\n"+1"x,1,,\n', "3: ',' expected after '\"' [\"+1\"x,1,,]"),
        (b"prefix,share,zones,since\n+49,1,,\n" + b"x" * 2**21, "3: a line of more than 1,048,576 characters []"),
    ],
)
def test_a_bad_csv_is_told_with_its_place(tmp_path: Path, content: bytes, fault: str) -> None:
    assert told(tmp_path, PLAN, "plan.csv", content) == [fault]


@pytest.mark.parametrize(
    ("row", "line", "cell"),
    [
        ("+49,x,,", 2, "x"),
        ('"+49","x",,', 2, '"x"'),
        ('+49,"1,x",,', 2, '"1,x"'),
        ('"+49", x ,,', 2, " x "),
        ('+49,"1""2",,', 2, '"1""2"'),
        ('+49,1,"Europe/Berlin\nEurope/Paris",x', 3, "x"),
        ("+49,1,,x", 2, "x"),
        ("+49,1,,x\r", 2, "x"),
        ("\n\n+49,1,,x", 4, "x"),
        ("\ufeffö,1,,", 2, "\ufeffö"),
    ],
)
def test_a_bad_cell_is_told_with_its_place(tmp_path: Path, row: str, line: int, cell: str) -> None:
    (found,) = told(tmp_path, PLAN, "plan.csv", f"prefix,share,zones,since\n{row}\n+1,1,,\n".encode())
    assert found.startswith(f"{line}: `")
    assert found.endswith(f"[{cell}]")


def test_every_bad_cell_is_told_and_the_good_rows_are_read(tmp_path: Path) -> None:
    found, faults = read(tmp_path, PLAN, "plan.csv", b"prefix,share,zones,since\n+49,x,,y\n+31,1,,\n+32\n+x,1,,\n+33,1,,\n")
    assert [(each.line, each.reason.split(":")[0]) for each in faults] == [
        (2, "`share`"),
        (2, "`since`"),
        (4, "4 columns are named, this row has another number"),
        (5, "`prefix`"),
    ]
    assert [each["prefix"] for each in found] == ["+31", "+33"]


def test_a_bad_key_in_a_text_is_told_with_its_place(tmp_path: Path) -> None:
    found = told(tmp_path, NAMES, "names.txt", "# ä\nok.example\n  not a name # why\n".encode())
    assert found == ['3: `name`: `"not a name"` is no domain name [not a name]']


@pytest.mark.parametrize("name", ["plan.txt", "plan.bin"])
def test_only_a_csv_has_columns(tmp_path: Path, name: str) -> None:
    assert "needs a CSV" in told(tmp_path, PLAN, name, b"+49\n")[0]


def test_a_file_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert list(read_list(declared(NAMES, "names.csv"), tmp_path, "", faults.append)) == []
    assert [each.reason for each in faults] == ["No such file or directory"]


def test_a_text_file_has_one_key_a_line_and_comments(tmp_path: Path) -> None:
    content = b"# rivals\nOne.example\n\ntwo.example  # and this\n"
    assert rows(tmp_path, NAMES, "names.txt", content) == [{"name": "one.example"}, {"name": "two.example"}]


def test_digests_are_32_bytes_each(tmp_path: Path) -> None:
    assert rows(tmp_path, HASHES, "hashes.bin", bytes(range(64))) == [
        {"digest": bytes(range(32)).hex()},
        {"digest": bytes(range(32, 64)).hex()},
    ]
    assert told(tmp_path, HASHES, "hashes.bin", bytes(33)) == ["0: 33 bytes are no whole number of digests of 32 bytes []"]


def test_lines_end_as_any_system_ends_them(tmp_path: Path) -> None:
    told = [{"name": "one.example"}, {"name": "two.example"}]
    for end in (b"\n", b"\r\n", b"\r"):
        assert rows(tmp_path, NAMES, "names.txt", end.join((b"one.example", b"two.example", b""))) == told
        assert rows(tmp_path, NAMES, "names.csv", end.join((b"name", b"one.example", b"two.example"))) == told


def test_a_list_file_has_so_many_rows_and_bytes_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_files, "ROWS_LIMIT", 2)
    for text, name, row in ((NAMES, "names.txt", b"a.example\n"), (HASHES, "hashes.bin", bytes(32))):
        assert len(rows(tmp_path, text, name, row * 2)) == 2
        found, (fault,) = read(tmp_path, text, name, row * 3)
        assert (len(found), fault.reason) == (2, "more than 2 rows")
    monkeypatch.setattr(list_files, "SIZE_LIMIT", 2**20)
    assert told(tmp_path, NAMES, "names.txt", b"\n" * (2**20 + 1)) == ["0: larger than 1 MiB []"]


def test_a_list_file_stays_below_the_policys_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "names.txt").write_text("a.example\n")
    (inner / "names.txt").symlink_to(tmp_path / "names.txt")
    faults: list[Fault] = []
    assert list(read_list(declared(NAMES, "names.txt"), inner, "", faults.append)) == []
    assert [each.reason for each in faults] == ["a list file must stay below the policy's folder"]
