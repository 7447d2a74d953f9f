"""Inputs are found, recognised by content and read in order."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from bylaws.events.readers import Manner, find_inputs, open_events
from bylaws.events.record import Record, Reject, Remark, State
from tests.events.readers.captures import CLIENT, SERVER, SYN, pcap, tcp
from tests.events.readers.test_access_log import COMBINED

JSON = b'{"kind": "auth.attempt", "at": 0}\n'
CAPTURE = pcap([(0, tcp((CLIENT, 1), (SERVER, 2), SYN))])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.log").write_bytes(gzip.compress(JSON))
    (tmp_path / "b" / "one").write_bytes(COMBINED)
    (tmp_path / "b" / "two.txt").write_bytes(CAPTURE)
    (tmp_path / "c.jsonl").write_bytes(JSON)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def kinds(*paths: Path | str) -> list[str]:
    return [item.kind if isinstance(item, Record) else item.reason for item in open_events(paths)]


def test_a_folder_is_read_in_order_each_file_by_its_content(folder: Path) -> None:
    assert kinds(folder) == ["auth.attempt", "http.request", "net.flow", "auth.attempt"]


def test_a_pattern_is_what_it_matches(folder: Path) -> None:
    assert kinds(f"{folder}/b/*") == ["http.request", "net.flow"]
    assert kinds(f"{folder}/**/*.txt") == ["net.flow"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(JSON)))
    assert [item.file for item in open_events(["-"])] == ["standard input"]


def test_what_does_not_exist_is_told_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no file, folder or match of `nowhere`"):
        open_events([folder, "nowhere"])


def test_an_unknown_format_is_told_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(ValueError, match="there is no format `xml`; there are `pcap`, "):
        open_events([folder], Manner(("xml",)))
    with pytest.raises(ValueError, match="`csv` needs a mapping"):
        open_events([folder], Manner(("csv",)))


def remarks(*paths: Path | str, as_: str = "") -> list[Remark]:
    return [item for item in open_events(paths, Manner((as_,) if as_ else ())) if isinstance(item, Remark)]


def test_a_file_of_no_known_format_is_skipped_in_a_folder_and_not_read_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x7fELF" + bytes(100))
    (skipped,) = open_events([tmp_path])
    (unread,) = open_events([tmp_path / "x"])
    assert isinstance(skipped, Remark)
    assert isinstance(unread, Remark)
    assert (skipped.state, unread.state) == (State.SKIPPED, State.UNREAD)
    assert unread.reason.startswith("is of no known format; `bylaws read --help`")
    assert str(unread) == f"{tmp_path / 'x'} {unread.reason}"
    (twice,) = open_events([tmp_path, tmp_path / "x"])
    assert twice == unread


@pytest.mark.parametrize("name", ["calls.csv", "trunk.log.3", "DOOR.LOG-20261120.gz", "a.ndjson.2.xz", "b.tsv"])
def test_what_is_called_a_log_in_a_folder_and_is_of_no_known_format_counts_as_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"who;what\nme;this\n")
    assert [each.state for each in remarks(tmp_path)] == [State.UNREAD]
    (tmp_path / name).rename(tmp_path / "logbook.md")
    assert [each.state for each in remarks(tmp_path)] == [State.SKIPPED]


@pytest.mark.parametrize("as_", ["pcap-packets", "asterisk-cdr", "nmap"])
def test_a_file_that_is_read_as_all_others_and_looks_otherwise_is_told_as_such(tmp_path: Path, as_: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(JSON)
    (remark,) = remarks(tmp_path, as_=as_)
    assert remark.state is State.UNREAD
    told = f"is read as `{as_}`, as all files are to be, and looks like `json-lines`; `--as {as_}=PATTERN` insists on it for some"
    assert told in remark.reason
    assert not any("looks like" in each.reason for each in remarks(tmp_path, as_=f"{as_}=*.jsonl"))
    assert remarks(tmp_path, as_="json-lines") == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_log_in_utf_16_is_told_as_such_however_it_is_asked_for(tmp_path: Path, encoding: str) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes('\ufeff{"kind": "auth.attempt"}\n'.encode(encoding))
    for paths, as_ in ((log, ""), (tmp_path, ""), (log, "json-lines")):
        (remark,) = remarks(paths, as_=as_)
        assert (remark.state, str(remark)) == (State.UNREAD, f"{log} is UTF-16; save it as UTF-8")


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:xz", "zip"])
def test_an_archive_is_told_as_such(tmp_path: Path, mode: str) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(JSON)
    packed = tmp_path / "packed"
    if mode == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(log)
    else:
        with tarfile.open(packed, mode) as tar:  # type: ignore[call-overload]
            tar.add(log)
    log.unlink()
    for paths, state in ((packed, State.UNREAD), (tmp_path, State.SKIPPED)):
        (remark,) = remarks(paths)
        assert (remark.state, remark.reason) == (state, "is an archive of files; unpack it and name the folder")


def test_what_is_packed_in_another_way_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bz2.compress(JSON * 50))
    assert [each.reason for each in remarks(tmp_path / "x")] == [
        "is packed in a way that is not known here; unpack it, or pack it by gzip, zstd or xz"
    ]


def test_a_log_without_anything_in_it_is_empty_and_nothing_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"\n \n"))
    assert [(each.state, each.reason) for each in remarks(tmp_path)] == [(State.EMPTY, "is empty")] * 2
    assert [each.state for each in remarks(tmp_path / "a.jsonl", as_="access-log")] == [State.EMPTY]


def test_a_broken_archive_is_not_read_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8bnonsense")
    assert remarks(tmp_path) == [Remark(str(tmp_path / "x.gz"), State.UNREAD, "is no sound gzip")]


def test_what_cannot_be_opened_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(JSON)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    assert remarks(tmp_path) == [Remark(str(tmp_path / "x"), State.UNREAD, "cannot be opened: Permission denied")]


def test_a_folder_without_files_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no file in the folder"):
        open_events([tmp_path])


def logs(*paths: Path | str) -> list[str]:
    return [each.log for each in find_inputs([str(path) for path in paths])]


def test_identities_do_not_hang_on_how_a_path_is_spelled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "b")
    spelled = ["one", "./one", "../b/one", folder / "b" / "one", "../b/../b/on?", f"{folder}/*/one"]
    assert [logs(each) for each in spelled] == [["one"]] * len(spelled)
    assert logs(".") == logs("../b") == logs(folder / "b") == ["one", "two.txt"]
    assert logs(folder) == logs("..") == ["a.log", "b/one", "b/two.txt", "c.jsonl"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("p/x/a", "q/x/a", "q/x/b"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(JSON)
    monkeypatch.chdir(tmp_path / "q")
    assert logs("../p/x/a", "x/a", "x/b") == logs("../p/x", "x") == ["p/x/a", "q/x/a", "b"]
    assert logs("x/a", "../p/x/a") == ["q/x/a", "p/x/a"]
    assert logs(tmp_path) == ["p/x/a", "q/x/a", "q/x/b"]


def test_a_file_that_is_named_twice_is_read_once(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder / "c.jsonl")
    assert logs(folder / "c.jsonl", f"{folder}/b/../c.jsonl", folder, link) == ["c.jsonl", "a.log", "b/one", "b/two.txt"]
    assert logs(folder / "b" / "one", folder) == ["b/one", "a.log", "b/two.txt", "c.jsonl"]


def test_folders_that_are_linked_are_followed_once(tmp_path: Path) -> None:
    """Links in circles, to each other, beside their folder and out of the one that was named."""
    for name in ("in/x/a", "in/y/b", "out/deep/c", "out/d"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(JSON)
    for link, to in (("in/out", "../out"), ("in/also", "x"), ("in/x/y", "../y"), ("in/y/x", "../x"), ("out/self", ".")):
        (tmp_path / link).symlink_to(to)
    (tmp_path / "in" / "e").symlink_to("../out/d")  # the same file as one behind a folder's link, which has the longer name
    assert logs(tmp_path / "in") == ["out/d", "out/deep/c", "x/a", "y/b"]
    (tmp_path / "link").symlink_to("in")
    assert logs(tmp_path / "link") == logs(tmp_path / "in")


def test_of_many_folders_that_link_to_each_other_each_is_read_once(tmp_path: Path) -> None:
    names = [f"{turn:02}" for turn in range(20)]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "log").write_bytes(JSON)
        for other in names:
            (tmp_path / name / f"to-{other}").symlink_to(f"../{other}")
    assert logs(tmp_path) == [f"{name}/log" for name in names]


def test_links_that_lead_nowhere_are_told_and_the_rest_is_read(folder: Path) -> None:
    (folder / "b" / "dead").symlink_to("rotated.log")
    (folder / "circle").symlink_to("circle")
    (folder / "up").symlink_to("../..")
    assert remarks(folder) == [
        Remark(str(folder / "b" / "dead"), State.UNREAD, "cannot be opened: the link leads to nothing"),
        Remark(str(folder / "circle"), State.UNREAD, "cannot be opened: Too many levels of symbolic links"),
        Remark(str(folder / "up"), State.UNREAD, "cannot be opened: the link leads to a folder above the one that was named"),
    ]
    assert sum(isinstance(each, Record) for each in open_events([folder])) == sum(
        isinstance(each, Record) for path in ("a.log", "b/one", "b/two.txt", "c.jsonl") for each in open_events([folder / path])
    )


def test_a_folder_that_cannot_be_listed_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def refused(path: Path) -> object:
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    told = "cannot be opened: the folder cannot be listed: Permission denied"
    assert remarks(folder) == [Remark(str(folder / "b"), State.UNREAD, told)]


def test_as_insists(folder: Path) -> None:
    items = list(open_events([folder / "c.jsonl"], Manner(("access-log",))))
    assert [item.reason for item in items if isinstance(item, Reject)] == ["no line of an access log"]
    (packet,) = open_events([folder / "b" / "two.txt"], Manner(("pcap-packets",)))
    assert isinstance(packet, Record)
    assert packet.kind == "net.packet"


def test_a_mapping_reads_what_is_of_no_other_format(folder: Path) -> None:
    mapping = folder / "b" / "map.toml"
    mapping.write_text('kind = "auth.attempt"\nheader = false\n[columns]\nat = 1')
    table = folder / "t.csv"
    table.write_text("5\n")
    items = list(open_events([table, folder / "c.jsonl"], Manner(mappings=(mapping,))))
    assert [item.source for item in items if isinstance(item, Record)] == ["csv", "json-lines"]


def test_a_cut_archive_keeps_what_came_before_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(JSON * 10_000, compresslevel=0)[:-5000])
    *records, remark = open_events([tmp_path])
    assert all(isinstance(item, Record) for item in records)
    assert len(records) > 9000
    assert isinstance(remark, Remark)
    assert (remark.state, remark.reason) == (State.CUT, "its gzip data end too early")
    assert 9000 * len(JSON) < remark.offset < 10_000 * len(JSON)


def test_a_cut_archive_that_told_of_no_event_was_read_up_to_there(tmp_path: Path) -> None:
    oddity = b'{"_path": "weird", "ts": 0}\n'
    (tmp_path / "weird.gz").write_bytes(gzip.compress(oddity * 10_000, compresslevel=0)[:-5000])
    sifted, cut = remarks(tmp_path)
    assert (sifted.state, cut.state) == (State.SIFTED, State.CUT)
    assert 9000 * len(oddity) < cut.offset < 10_000 * len(oddity)


def test_progress_counts_the_bytes_as_stored(folder: Path) -> None:
    told: list[int] = []
    list(open_events([folder / "a.log", folder / "c.jsonl"], progress=told.append))
    assert sum(told) == sum((folder / name).stat().st_size for name in ("a.log", "c.jsonl"))


def asked(paths: list[Path | str], *as_: str) -> list[str]:
    """The kinds read, or what is said instead."""
    return [item.kind if isinstance(item, Record) else item.reason for item in open_events(paths, Manner(as_))]


@pytest.mark.parametrize("pattern", ["two.txt", "*.txt", "b/two.txt", "{folder}/b/two.txt"])
def test_a_format_is_insisted_on_for_the_files_of_a_name_and_the_others_are_told_by_content(folder: Path, pattern: str) -> None:
    as_ = f"pcap-packets={pattern.format(folder=folder)}"
    assert asked([folder], as_) == ["auth.attempt", "http.request", "net.packet", "auth.attempt"]


def test_a_folder_is_all_that_lies_in_it(folder: Path) -> None:
    assert asked([folder / "b" / "two.txt", folder / "c.jsonl"], "pcap-packets=b/") == ["net.packet", "auth.attempt"]
    with pytest.raises(ValueError, match="`b`, to be read as `pcap-packets`, means none of the files; a pattern is held against"):
        asked([folder], "pcap-packets=b")


def test_a_name_goes_before_what_is_said_of_all_files(folder: Path) -> None:
    told = asked([folder / "b", folder / "c.jsonl"], "access-log", "json-lines=c.jsonl", "pcap=b/two.txt")
    assert told == ["http.request", "net.flow", "auth.attempt"]


def test_standard_input_can_be_asked_for_as_a_format(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CAPTURE)))
    assert asked(["-", folder / "b" / "two.txt"], "pcap-packets=-") == ["net.packet", "net.flow"]


def test_a_pattern_means_the_same_from_anywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "b")
    assert asked(["two.txt"], "pcap-packets=b/two.txt") == asked([folder / "b" / "two.txt"], "pcap-packets=b/two.txt")


def test_a_sign_of_equality_may_stand_in_the_name(tmp_path: Path) -> None:
    (tmp_path / "day=1").write_bytes(CAPTURE)
    assert asked([tmp_path], "pcap-packets=day=1") == ["net.packet"]


@pytest.mark.parametrize(
    ("as_", "reason"),
    [
        (("pcap", "mail"), r"all files are to be read as `pcap` and `mail`; `mail=PATTERN` says it of some of them"),
        (("pcap=two.txt", "pcap-packets=*.txt"), r"two\.txt` is to be read both as `pcap` and as `pcap-packets`"),
        (("pcap-packets=too.txt",), r"`too\.txt`, to be read as `pcap-packets`, means none of the files"),
        (("xml=two.txt",), r"there is no format `xml`; there are `pcap`, "),
        (("csv=two.txt",), r"`csv` needs a mapping"),
        (("pcap=",), r"`pcap=` does not say of which files"),
        (("pcap=./",), r"`pcap=\./` does not say of which files"),
    ],
)
def test_what_cannot_be_asked_for_is_told_before_anything_is_read(folder: Path, as_: tuple[str, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        asked([folder], *as_)
