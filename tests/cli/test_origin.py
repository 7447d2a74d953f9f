"""`bylaws origin`, and mails that are judged as they are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.cli import main
from tests.origin.mails import KEY, MAIL
from tests.origin.server import name_server

HELD = {
    ("example.org", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 -all"'],
    ("s._domainkey.example.org", "TXT"): [f'"{KEY.record[:200]}" "{KEY.record[200:]}"'],
    ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=reject"'],
}
FORGED = MAIL.replace(b"[192.0.2.7]", b"[203.0.113.9]").replace(b"<1@", b"<2@")
POLICY = """---
policy: p
language: 1
provider: P
version: 2026-01-01
effective: on posting
contact: a@example.net
timezone: UTC
---
## Forged mail {#forged}
You must not write in another's name.

```bylaw
rule disowned on message.sent
  when dmarc = "fail" and dmarc_policy = "reject"
  against user
  severity high
  says "mail of {sender} that its domain disowns"
```
"""


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "signed.eml").write_bytes(KEY.sign())
    (folder / "forged.eml").write_bytes(FORGED)
    return folder


@pytest.fixture
def dns(mails: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """What a name server said of these mails, recorded by the verb."""
    path = mails.parent / "dns.jsonl"
    with name_server(HELD) as port:
        assert main(["origin", str(mails), "--resolver", f"127.0.0.1#{port}", "--record", str(path)]) == 0
    capsys.readouterr()
    return path


def judged(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["origin", *words, "--format", "json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_recorded_answers_judge_alike_without_a_network(mails: Path, dns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forged, signed = judged(capsys, str(mails), "--dns", str(dns))
    assert (forged["spf"], forged["dkim"], forged["dmarc"]) == (
        {"result": "fail", "domain": "example.org", "reason": "SPF fail - not authorized"},
        [],
        {
            "result": "fail",
            "domain": "example.org",
            "policy": "reject",
            "reason": "neither path nor signature speaks for the author's domain",
        },
    )
    assert signed["dkim"] == [{"result": "pass", "domain": "example.org", "selector": "s", "reason": ""}]
    assert signed["transport"] == {"client": "192.0.2.7", "helo": "mail.example.org", "sender": "news@example.org"}


def test_a_run_finds_what_a_domain_disowns(mails: Path, dns: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.md").write_text(POLICY)
    words = ["run", str(tmp_path / "p.md"), "--events", str(mails), "--out", str(tmp_path / "out"), "--as", "mail"]
    assert main([*words, "--dns", str(dns)]) == 1
    (finding,) = map(json.loads, (tmp_path / "out" / "findings.jsonl").read_text().splitlines())
    assert "disowns" in finding["says"]
    assert main(["why", finding["id"], "--out", str(tmp_path / "out")]) == 0, "retold from the mails, by the same answers"
    capsys.readouterr()
    assert main(words) != 1, "without answers nobody can say"


def test_mails_that_came_in_are_judged_too(mails: Path, dns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(mails), "--as", "mail-received", "--dns", str(dns), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["first"]
    assert sorted(each["fields"]["dmarc"] for each in told) == ["fail", "pass"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say who answers questions to the DNS"),
        (("--dns", "a", "--resolver", "192.0.2.1"), "say who answers questions to the DNS"),
        (("--resolver", "dns.example.org"), "is no address of a name server"),
        (("--resolver", "192.0.2.1#x"), "is no address of a name server"),
        (("--dns", "nowhere"), "`nowhere` cannot be read: No such file or directory"),
    ],
)
def test_wrong_use_is_told(words: tuple[str, ...], said: str, mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["origin", str(mails), *words]) == 64
    assert said in " ".join(capsys.readouterr().err.split())


def test_answers_that_are_none_are_told_by_every_verb(mails: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dns.jsonl").write_text("nonsense\n")
    for words in (["origin", str(mails)], ["read", str(mails)]):
        assert main([*words, "--dns", str(tmp_path / "dns.jsonl")]) == 64
        assert "line 1: no answer of the DNS" in " ".join(capsys.readouterr().err.split())


def test_what_it_needs_is_told(mails: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bylaws.events.readers.dns.find_spec", lambda _name: None)
    from bylaws.events.readers.dns import is_installed

    is_installed.cache_clear()
    try:
        for verb in ("origin", "read"):
            assert main([verb, str(mails), "--dns", "x"]) == 64
            assert "pip install 'bylaws[mail]'" in " ".join(capsys.readouterr().err.split())
    finally:
        is_installed.cache_clear()


def test_what_is_no_mail_is_told_and_the_rest_judged(mails: Path, dns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mails / "broken.eml").write_bytes(b"\x00\x01 nothing of the kind")
    assert main(["origin", str(mails), "--dns", str(dns)]) == 0
    told = capsys.readouterr()
    assert "no headers" in told.err
    assert "reject" in told.out
    (mails.parent / "empty").mkdir()
    (mails.parent / "empty" / "x.eml").write_bytes(b"")
    assert main(["origin", str(mails.parent / "empty"), "--dns", str(dns)]) == 3
    assert "no mails" in capsys.readouterr().out
