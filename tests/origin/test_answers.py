"""Answers that were recorded, and those of a name server."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.origin.answers import Asking, Recorded, Remembering, UnansweredError

from .server import name_server

HELD = {
    ("example.org", "TXT"): ['"v=spf1 " "mx -all"', '"other"'],
    ("example.org", "MX"): ["10 mail.example.org.", "20 late.example.org."],
    ("mail.example.org", "A"): ["192.0.2.7"],
    ("mail.example.org", "AAAA"): ["2001:db8::7"],
    ("7.2.0.192.in-addr.arpa", "PTR"): ["mail.example.org."],
}


def recorded(folder: Path, *lines: str) -> Recorded:
    (folder / "dns.jsonl").write_text("".join(f"{line}\n" for line in lines))
    return Recorded.read(folder / "dns.jsonl")


def test_a_server_is_asked_once_and_all_it_said_is_written_down(tmp_path: Path) -> None:
    with name_server(HELD) as port:
        asked = Remembering(Asking("127.0.0.1", port, timeout=1.0))
        assert asked.lookup("Example.ORG.", "TXT") == ("other", "v=spf1 mx -all")
        assert set(asked.lookup("example.org", "MX")) == {"10 mail.example.org.", "20 late.example.org."}
        assert asked.lookup("mail.example.org", "A") == ("192.0.2.7",)
        assert asked.lookup("mail.example.org", "AAAA") == ("2001:db8::7",)
        assert asked.lookup("7.2.0.192.in-addr.arpa", "PTR") == ("mail.example.org.",)
        assert asked.lookup("example.org", "A") == ()
        assert asked.lookup("nowhere.example.org", "TXT") == ()
        for name in ("silent.example.org", "broken.example.org"):
            with pytest.raises(UnansweredError):
                asked.lookup(name, "TXT")
    assert asked.lookup("example.org", "TXT") == ("other", "v=spf1 mx -all"), "the server is gone, and is not asked again"
    (tmp_path / "dns.jsonl").write_bytes(b"".join(asked.lines()))
    again = Recorded.read(tmp_path / "dns.jsonl")
    for (name, sort), _ in HELD.items():
        assert again.lookup(name, sort) == asked.lookup(name, sort)  # type: ignore[arg-type]
    assert again.lookup("nowhere.example.org", "TXT") == ()
    with pytest.raises(UnansweredError, match="was not answered"):
        again.lookup("silent.example.org", "TXT")


def test_a_server_that_is_not_there_is_no_answer() -> None:
    with pytest.raises(UnansweredError):
        Asking("127.0.0.1", 1, timeout=0.5).lookup("example.org", "TXT")


@pytest.mark.parametrize("name", ["a..b", "a" * 64 + ".org", ".".join(["a" * 60] * 5), "bücher.example"])
def test_names_that_can_be_asked_for_of_nobody(name: str) -> None:
    assert Asking("127.0.0.1", 1).lookup(name, "A") == ()
    assert Recorded({}).lookup(name, "A") == ()


def test_what_was_not_recorded_is_not_known(tmp_path: Path) -> None:
    answers = recorded(tmp_path, '{"name": "example.org", "type": "TXT", "values": []}')
    assert answers.lookup("example.org", "TXT") == ()
    with pytest.raises(UnansweredError, match=r"the A of example\.org is not recorded"):
        answers.lookup("example.org", "A")


def test_lines_of_one_name_add_up_and_aliases_are_followed(tmp_path: Path) -> None:
    answers = recorded(
        tmp_path,
        '{"name": "www.example.org", "type": "CNAME", "values": ["example.org."]}',
        "",
        '{"name": "example.org", "type": "A", "values": ["192.0.2.1"]}',
        '{"name": "EXAMPLE.org.", "type": "A", "values": ["192.0.2.2"]}',
    )
    assert answers.lookup("www.example.org", "A") == ("192.0.2.1", "192.0.2.2")
    assert answers.lookup("www.example.org", "CNAME") == ("example.org.",)


def test_aliases_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    answers = recorded(
        tmp_path,
        '{"name": "a.example", "type": "CNAME", "values": ["b.example"]}',
        '{"name": "b.example", "type": "CNAME", "values": ["a.example"]}',
    )
    assert answers.lookup("a.example", "A") == ()


@pytest.mark.parametrize(
    "line",
    [
        "example.org TXT",
        "[]",
        '{"name": "example.org", "type": "ANY", "values": []}',
        '{"name": 1, "type": "A"}',
        '{"name": "example.org", "type": "A", "values": "192.0.2.1"}',
        '{"name": "example.org", "type": "A", "values": [1]}',
        '{"name": "' + "a" * 70_000 + '", "type": "A"}',
    ],
)
def test_a_line_that_is_no_answer_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=r"dns\.jsonl, line 2: "):
        recorded(tmp_path, '{"name": "example.org", "type": "A", "values": []}', line)
