"""The mappings among the samples read the tables of which they speak."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.cli import main

FOLDER = Path(__file__).parents[2] / "samples" / "mappings"
README = (FOLDER.parent / "README.md").read_text(encoding="utf-8")

TABLES: dict[str, tuple[bytes, str, dict[str, object]]] = {
    "sign-ins": (
        b"\xef\xbb\xbfDate (UTC),Request ID,User agent,User,Username,Application,IP address,Location,Status,Sign-in error code,"
        b"Failure reason,Client app\n"
        b'2026-11-01T10:00:00Z,r1,curl/8,Ann,ann@firm.example,Mail,192.0.2.1,"Goes, Zeeland, NL",Failure,50126,'
        b"Invalid username or password.,Browser\n"
        b'2026-11-01T10:00:20Z,r2,curl/8,Ann,ann@firm.example,Mail,192.0.2.1,"Goes, Zeeland, NL",Interrupted,50074,,Browser\n',
        "auth.attempt",
        {
            "user": "ann@firm.example",
            "target_account": "ann@firm.example",
            "ip": "192.0.2.1",
            "user_agent": "curl/8",
            "method": "Browser",
            "outcome": "fail",
            "reason": "Invalid username or password.",
        },
    ),
    "sign-ups": (
        b"id,name,username,email,title,created_at,last_seen_at,trust_level,active\n"
        b"7,Ann Ash,ann,Ann@Firm.Example,,2026-11-01 10:00:00 UTC,,1,true\n",
        "account.created",
        {"account": "7", "email": "Ann@firm.example", "person_name": "Ann Ash", "channel": "web"},
    ),
    "payments": (
        b"id,Created date (UTC),Amount,Amount Refunded,Currency,Description,Status,Customer ID,Customer Email\n"
        b"ch_1,2026-11-01 10:00:00,12.50,0.00,eur,seat,Paid,cus_1,ann@firm.example\n"
        b"ch_2,2026-11-01 10:00:09,12.50,0.00,eur,seat,Failed,cus_1,ann@firm.example\n",
        "payment.made",
        {"account": "cus_1", "payer": "cus_1", "amount": "12.50", "purpose": "seat"},
    ),
    "networks": (
        b"Prefix,Status,Children,VRF,Utilization,Tenant,Site,VLAN,Role,Description\n"
        b"203.0.113.0/27,Active,0,,20.0,harbour-hosting,,,,\n203.0.113.32/27,Reserved,0,,0.0,,,,,\n",
        "address.assigned",
        {"prefix": "203.0.113.0/27", "account": "harbour-hosting", "tenant": "harbour-hosting"},
    ),
    "flows": (
        b"version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"
        b"2 123456789010 eni-1 192.0.2.1 198.51.100.2 49152 22 6 10 840 1793527200 1793527260 ACCEPT OK\n"
        b"2 123456789010 eni-1 - - - - - - - 1793527260 1793527320 - NODATA\n",
        "net.flow",
        {
            "account": "123456789010",
            "first": "2026-11-01T10:00:00Z",
            "last": "2026-11-01T10:01:00Z",
            "src_ip": "192.0.2.1",
            "src_port": 49152,
            "dst_ip": "198.51.100.2",
            "dst_port": 22,
            "protocol": "tcp",
            "packets": 10,
            "bytes": 840,
            "sampling_rate": 1,
        },
    ),
    "texts": (b'ham\tShe said "later\n', "message.sent", {"channel": "sms", "body": 'She said "later'}),
    "posts": (b",class,tweet\n0,2,Good morning\n", "content.posted", {"audience": "public", "text": "Good morning"}),
    "requests": (b'"payload","label"\n"../x","anom"\n', "http.request", {"path": "/?q=../x"}),
    "calls": (b"source,timestamp\n7,2026-11-01 10:00:00\n", "call.started", {"account": "7", "direction": "outbound"}),
}


def test_each_is_told_of_and_tried() -> None:
    there = {path.stem for path in FOLDER.glob("*.toml")}
    assert there == set(TABLES)
    assert [line.rsplit("|", 2)[1].strip() for name in TABLES for line in README.splitlines() if f"`{name}.toml`" in line] == [
        f"`{kind}`" for _, kind, _ in TABLES.values()
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_mapping_reads_its_table(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, kind, fields = TABLES[name]
    path = tmp_path / "prefixes-2026-11-01.csv"
    path.write_bytes(table)
    assert main(["read", str(path), "--mapping", str(FOLDER / f"{name}.toml"), "--format", "json"]) == 0
    (event,) = json.loads(capsys.readouterr().out)["first"]
    assert (event["kind"], event["fields"]) == (kind, fields)
