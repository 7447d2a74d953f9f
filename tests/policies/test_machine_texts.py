"""A text goes to as many people as it lists, whether or not it counts them."""

from __future__ import annotations

import json
from pathlib import Path

import bylaws.policies
from bylaws.cli import main

CANONICAL = Path(bylaws.policies.__file__).parent / "canonical.md"


def test_a_text_to_five_people_is_five_texts(tmp_path: Path) -> None:
    day, events = "2026-11-21T10", list[dict[str, object]]()
    for account, number, texts in (("a1", "+15550101", 13), ("a2", "+15550102", 12)):
        assigned = {"kind": "number.assigned", "id": account, "at": f"{day}:00:00Z", "account": account, "number": number}
        events.append(assigned | {"number_type": "voice"})
        people = [f"+1555020{n}" for n in range(5)]
        sent = {"kind": "message.sent", "account": account, "channel": "sms", "sender": number, "recipients": people}
        events += [sent | {"purpose": "service"} | {"id": f"{account}-{n}", "at": f"{day}:{n + 1:02}:00Z"} for n in range(texts)]
    log, out = tmp_path / "log.jsonl", tmp_path / "out"
    log.write_text("".join(f"{json.dumps(each)}\n" for each in events))
    assert main(["run", str(CANONICAL), f"--events={log}", f"--out={out}"]) == 1
    findings = [json.loads(each) for each in (out / "findings.jsonl").read_text().splitlines()]
    assert [(each["rule"], each["subject"], each["facts"]["texts"]) for each in findings] == [("machine-texts", "a1", 65)]
