"""Records, hosts and files, and the provider's own desk: cases, notices, breaches, questions, safeguards."""

from __future__ import annotations

from random import Random
from typing import Final

from journal import CUSTOMERS, Journal, instant

CITED: Final = "security-testing"


def records(random: Random) -> Journal:
    """Records that must be kept: an honest chain, a correction, a broken chain, and three removals."""
    archive = Journal("archive")
    kept = {"retain_until": "2033-01-01T00:00:00Z", "legal_hold": False}
    for number in range(120):
        account, record = random.choice(CUSTOMERS)[0], f"invoice-{number:03}"
        archive.note(
            instant(number / 10, 30_000),
            "record.changed",
            account=account,
            **_change(record, "create", "00", f"{number:02x}aa"),
            **kept,
        )
    late = {**_change("invoice-007", "alter", "beef", "f00d"), **kept}
    archive.note(instant(14, 40_000), "record.changed", account="cedar-travel", **late)
    archive.note(
        instant(15, 40_000), "record.changed", account="dune-energy", **_change("invoice-009", "create", "09aa", "09ab"), **kept
    )
    archive.note(
        instant(15, 40_030), "record.changed", account="dune-energy", **_change("invoice-009", "alter", "09ab", "09ac"), **kept
    )
    gone = {"record": "invoice-011", "action": "delete", "before_hash": "0baa"}
    archive.note(instant(16, 40_000), "record.changed", account="fjord-shipping", **gone, **kept)
    old = {"record": "letter-1990", "action": "delete", "before_hash": "01"}
    archive.note(
        instant(16, 41_000), "record.changed", account="grove-school", **old, retain_until="2000-01-01T00:00:00Z", legal_hold=False
    )
    case = {"record": "contract-2", "action": "create", "after_hash": "03", "retain_until": "2030-01-01T00:00:00Z"}
    archive.note(instant(1, 40_000), "record.changed", account="birch-clinic", **case, legal_hold=True)
    agreed = {"record": "letter-1989", "action": "delete", "before_hash": "04", "approval_ref": "board-7"}
    archive.note(instant(2, 40_000), "record.changed", account="birch-clinic", **agreed, retain_until="1999-01-01T00:00:00Z")
    unknown = {"record": "call-log-3", "action": "delete", "before_hash": "02"}
    archive.note(instant(16, 42_000), "record.changed", account="heath-bank", **unknown, legal_hold=False)
    return archive


def _change(record: str, action: str, before: str, after: str) -> dict[str, object]:
    return {"record": record, "action": action, "before_hash": before, "after_hash": after}


def hosts(random: Random) -> Journal:
    """Machines: agents that answer, one that fell silent, a listening interface, an open relay, a known specimen."""
    monitor = Journal("monitor")
    rooms = ("harbour-hosting", "delta-web", "pine-labs", "orchid-media")
    for number in range(600):
        room = rooms[number % 4]
        alive = {"agent_alive": True, "last_heartbeat_s": random.randint(1, 50), "promiscuous": False, "interface": "eth0"}
        monitor.note(
            instant(number / 32, random.random() * 600), "host.state", tenant=room, host=f"{room}-vm{number % 12}", **alive
        )
    silent = {"agent_alive": False, "last_heartbeat_s": 5400, "promiscuous": False, "interface": "eth0"}
    monitor.note(instant(9, 7000), "host.state", tenant="delta-web", host="delta-web-vm3", **silent)
    listening = {"agent_alive": True, "last_heartbeat_s": 4, "promiscuous": True}
    monitor.note(instant(10, 7000), "host.state", tenant="orchid-media", host="orchid-media-vm1", interface="eth1", **listening)
    monitor.note(instant(10, 7100), "host.state", tenant="pine-labs", host="pine-labs-vm1", interface="bridge", **listening)
    relay = {"target_ip": "203.0.113.35", "target_port": 25, "test": "open_relay"}
    for hours in (0, 3):
        monitor.note(instant(11, hours * 3600), "probe.result", outcome="open", **relay)
    fixed = {"target_ip": "203.0.113.3", "target_port": 53, "test": "open_resolver"}
    monitor.note(instant(11, 100), "probe.result", outcome="open", **fixed)
    monitor.note(instant(11, 9000), "probe.result", outcome="closed", **fixed)
    _wires(monitor)
    _load(monitor)
    specimen = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
    monitor.note(instant(13, 300), "file.uploaded", account="delta-web", file_id="f1", name="invoice.pdf.exe", sha256=specimen)
    monitor.note(instant(13, 400), "file.uploaded", account="delta-web", file_id="f2", name="logo.svg", sha256=f"{7:064x}")
    return monitor


def _wires(monitor: Journal) -> None:
    """orchid-media answers for an address of another room and sends under foreign ones; delta-web's two routers share one."""
    for second, room, mac, ip in (
        (0, "harbour-hosting", "02:00:00:00:00:05", "203.0.113.5"),
        (40, "orchid-media", "02:00:00:00:00:99", "203.0.113.5"),
        (60, "delta-web", "00:00:5e:00:01:01", "203.0.113.33"),
        (61, "delta-web", "02:00:00:00:00:33", "203.0.113.33"),
    ):
        answer = {"protocol": "arp", "flags": "reply", "src_ip": ip, "src_mac": mac, "port": f"port-{room}"}
        monitor.note(instant(12, 7200 + second), "net.packet", tenant=room, ingress_interface="customer", **answer)
    for room, sources in (("orchid-media", "192.0.2"), ("pine-labs", "203.0.113")):
        for number in range(6):
            packet = {"protocol": "udp", "src_ip": f"{sources}.{70 + number}", "dst_ip": "198.51.100.9", "port": f"port-{room}"}
            monitor.note(instant(12, 9000 + number * 5), "net.packet", tenant=room, ingress_interface="customer", **packet)


def _load(monitor: Journal) -> None:
    """Twice the numbering service falters: while quarry-games takes most of what it carries, and while nobody does."""
    for day, greedy in ((14, 9000.0), (15, 20.0)):
        monitor.note(instant(day, 36_000), "service.health", component="numbering", error_ratio=0.12, loss_ratio=0.0)
        for number in range(20):
            account = f"tenant-{number:02}" if number < 19 else "quarry-games"
            use = {"meter": "requests", "unit": "count", "device_or_resource": "numbering"}
            quantity = greedy if account == "quarry-games" else 20.0
            monitor.note(instant(day, 36_010 + number), "usage.metered", account=account, quantity=quantity, **use)


def desk() -> Journal:
    """The provider's own side: what it decided, whom it told, and what it owes."""
    office = Journal("desk")
    for number, minutes in enumerate((12, 25, 95)):
        case, at = f"case-{number}", instant(9 + number, 36_000)
        office.note(at, "case.changed", case=case, to_state="decided", clauses=[CITED])
        told = instant(9 + number, 36_000 + minutes * 60)
        office.note(told, "notice.sent", case=case, recipient_role="holder", delivered_at=told, clauses=[CITED])
    office.note(
        instant(6, 30_000), "breach.suspected", breach="b1", jurisdictions=["NL", "IN"], subjects_estimate=37, found_by="siem"
    )
    told = instant(7, 30_000)
    office.note(told, "notice.sent", about="b1", recipient_role="regulator", jurisdiction="NL", delivered_at=told)
    office.note(told, "notice.sent", about="b1", recipient_role="affected", delivered_at=told)
    office.note(instant(2, 40_000), "report.received", report="r1", category="spam", anonymous=False, channel="form")
    office.note(instant(2, 41_000), "report.received", report="r2", category="scan", anonymous=True, channel="form")
    office.note(instant(3, 40_000), "question.asked", question="q1", text="May we call our members at nine?")
    office.note(instant(5, 40_000), "question.asked", question="q1", answered_at=instant(5, 40_000), answer="yes")
    office.note(instant(4, 30_000), "control.checked", control="restore-test", outcome="fail", next_due=instant(30))
    office.note(instant(4, 31_000), "control.checked", control="door-locks", outcome="pass", next_due=instant(30))
    greeting = "Press 1 for an ambulance. Press 2 for everything else."
    warning = "This line cannot reach an ambulance. Please dial your local emergency number."
    office.note(instant(12, 500), "content.posted", account="harbour-voice", surface="greeting", item="g1", text=greeting)
    office.note(instant(12, 600), "content.posted", account="birch-clinic", surface="greeting", item="g2", text=warning)
    _kept(office)
    _shown(office)
    _helpers(office)
    _asked_to_help(office)
    return office


def _kept(office: Journal) -> None:
    """What was done in time: a report acknowledged, a breach told of, a child's data deleted, help given."""
    office.note(instant(1, 40_000), "report.received", report="r0", category="spam", anonymous=False, channel="form")
    told = {"about": "r0", "recipient_role": "reporter", "delivered_at": instant(1, 44_000)}
    office.note(instant(1, 44_000), "notice.sent", **told)
    office.note(instant(1, 50_000), "breach.suspected", breach="b0", jurisdictions=["NL"], subjects_estimate=2, found_by="desk")
    for role, where in (("regulator", "NL"), ("affected", None)):
        at = instant(1, 54_000)
        office.note(at, "notice.sent", about="b0", recipient_role=role, jurisdiction=where, delivered_at=at)
    office.note(instant(11, 30_000), "age.signal", subject="pupil-05", age_years=15, confidence=0.9, basis="school_domain")
    office.note(instant(11, 40_000), "deletion.done", subject="pupil-05")
    asked = {"account": "cedar-travel", "request": "help-cedar-travel", "asked_for": "a log"}
    office.note(instant(10, 36_000), "assistance.requested", **asked, due_at=instant(12, 36_000))
    office.note(instant(11, 36_000), "assistance.requested", **asked, satisfied_at=instant(11, 36_000))


def _shown(office: Journal) -> None:
    """The policy of November was shown to everybody who signs in, but not to desk-share."""
    policy = {"policy": "acceptable-use", "version": "2026-11-01"}
    office.note(instant(0), "policy.published", effective_from=instant(0), **policy)
    for account in (*(each[0] for each in CUSTOMERS), "agency-one", "agency-two"):
        office.note(instant(0, 60), "policy.presented", account=account, place="sign-in", **policy)
    office.note(instant(0, 90), "policy.accepted", account=CUSTOMERS[0][0], **policy)


def _helpers(office: Journal) -> None:
    """silent-partner paid for two customers who were found to have broken the policy; acorn-insurance paid for one."""
    for account, payer in (("echo-ring", "silent-partner"), ("gale-trading", "silent-partner"), ("tele-tide", "acorn-insurance")):
        office.note(instant(1, 30_000), "payment.made", account=account, payer=payer, amount=90, purpose="invoice")
        at = instant(16, 36_000)
        office.note(at, "case.changed", account=account, case=f"case-{account}", to_state="decided", clauses=["dialling"])
        told = {"recipient_role": "holder", "delivered_at": at, "clauses": ["dialling"]}
        office.note(at, "notice.sent", account=account, case=f"case-{account}", **told)


def _asked_to_help(office: Journal) -> None:
    """delta-web is asked to close its relay and does not; our letter to orchid-media cannot be delivered, so its clock stands."""
    for account in ("delta-web", "orchid-media"):
        asked = {"request": f"help-{account}", "case": f"case-{account}", "asked_for": "close it", "due_at": instant(15, 36_000)}
        office.note(instant(13, 36_000), "assistance.requested", account=account, **asked)
    office.note(instant(13, 36_060), "notice.sent", account="orchid-media", case="case-orchid-media", failed=True)
    for account, version in (("cedar-travel", "3"), ("dune-energy", "4")):
        use = {"integration": "calendar", "terms_version_accepted": version, "error_code": "policy-rate"}
        office.note(instant(10, 30_000), "integration.used", account=account, **use)
    for subject, age in (("pupil-03", 14), ("pupil-04", 19)):
        office.note(instant(13, 30_000), "age.signal", subject=subject, age_years=age, confidence=0.9, basis="school_domain")
