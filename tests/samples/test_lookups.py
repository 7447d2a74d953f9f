"""The sample policy about look-ups in DNS: its examples hold, and it finds the same over columns, step by step and from logs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.engine.columns.running import agreeing, lines_of

from bylaws.cli import main
from bylaws.policy.compile import compile_policy
from bylaws.policy.program import Program

POLICY = Path(__file__).parents[2] / "samples" / "lookups" / "policy.md"
START = 1_795_168_800
HEAD = "#separator \\x09\n#path\tdns\n#fields\tts\tid.orig_h\tid.resp_h\tquery\tqtype_name\trcode_name\n"


def test_the_examples_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(POLICY)]) == 0
    assert "3 examples hold" in capsys.readouterr().out


def _program() -> Program:
    program = compile_policy(POLICY).program
    assert program is not None
    return program


def _lookups(seed: int) -> list[dict[str, object]]:
    """Two customers' look-ups and a monitor's, an address that nobody has, names that are none."""
    chance = random.Random(seed)
    tenants = [
        {"kind": "address.assigned", "id": f"t{n}", "source": "s", "at": START - 60, "prefix": f"10.{n}.0.0/24", "account": f"a{n}"}
        for n in (1, 2)
    ]
    return tenants + [
        {
            "kind": "dns.lookup",
            "id": f"l{n}",
            "source": "s",
            "at": START + n,
            "ip": f"10.{chance.choice((1, 1, 1, 2, 9, 8))}.0.{chance.randrange(9)}",
            "resolver_ip": "192.0.2.53",
            "name": chance.choice((f"d{n}.t.example.net", rf"\255D{n}.t.example.net", f"x{n}.example", "www.example.org", None)),
            "type": chance.choice(("TXT", "A", None)),
            "code": chance.choice(("NOERROR", "NXDOMAIN", "NXDOMAIN", None)),
            "answers": chance.choice((["192.0.2.1", "a"], [], None)),
            "refused": chance.choice((True, False, None)),
        }
        for n in range(900)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_over_columns_and_step_by_step_it_finds_the_same(seed: int) -> None:
    ran = agreeing(_program(), [lines_of(_lookups(seed))])
    assert {str(each["rule"]) for each in ran.findings} == {"tunnel", "made-up-names"}
    assert (ran.kept, ran.rules) == (2, 2)


@pytest.mark.parametrize("name", ["d{n}.t.example.net", r"\xd4\x9a{n}\x00.t.example.net"])
def test_a_tunnel_is_found_in_a_log(name: str, tmp_path: Path) -> None:
    tenants = b'{"kind": "address.assigned", "id": "t", "at": "2026-01-01T00:00:00Z", "prefix": "10.1.0.0/24", "account": "a1"}\n'
    (tmp_path / "tenants.jsonl").write_bytes(tenants)
    rows = "".join(f"{START + n}\t10.1.0.5\t192.0.2.53\t{name.format(n=n)}\tTXT\tNOERROR\n" for n in range(60))
    (tmp_path / "dns.log").write_text(HEAD + rows)
    arguments = ["run", str(POLICY), "--events", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main(arguments) == 1
    (finding,) = (tmp_path / "out" / "findings.jsonl").read_text().splitlines()
    assert '"rule":"tunnel"' in finding.replace(" ", "")
    assert "51 names below example.net within ten minutes" in finding


def test_look_ups_of_addresses_that_nobody_has_are_nobodys(tmp_path: Path) -> None:
    """Without a list of tenants there would else be a finding without a customer for each of them."""
    rows = "".join(f"{START + n}\t10.1.0.5\t192.0.2.53\td{n}.t.example.net\tTXT\tNXDOMAIN\n" for n in range(60))
    (tmp_path / "dns.log").write_text(HEAD + rows)
    assert main(["run", str(POLICY), "--events", str(tmp_path / "dns.log"), "--out", str(tmp_path / "out")]) == 3
    assert (tmp_path / "out" / "findings.jsonl").read_text() == ""
