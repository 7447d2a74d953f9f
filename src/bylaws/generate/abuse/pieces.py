"""Events that several abuses are made of."""

from __future__ import annotations

from bylaws.generate.scene import HOUR, MINUTE, SECOND, Event, Scene, event, stamp

PREMIUM = "+31900"
"""Numbers that pay whoever is called, in the Netherlands."""
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:134.0) Gecko/20100101 Firefox/134.0"


def call(ended: int, account: str, ends: tuple[str, str], talk: int, **more: object) -> Event:
    """A call that went out and ended then; `ends` are the calling and the called number, `talk` its seconds (0: unanswered)."""
    billed = -(-talk // 60) * 60
    rate = more.pop("rate", 0.02)
    assert isinstance(rate, float)
    known: dict[str, object] = {
        "account": account,
        "call": f"{ends[0][-6:]}-{ended}",
        "direction": "outbound",
        "from": ends[0],
        "to": ends[1],
        "presented_number": ends[0],
        "ring_s": 12,
        "duration_s": talk,
        "billed_s": billed,
        "hangup_side": "callee" if talk else "caller",
        "cause": 16 if talk else 19,
        "cost": round(billed / 60 * rate, 4),
    }
    answered = {"answered_at": stamp(ended - talk * SECOND)} if talk else {}
    return event("call.record", ended, {**known, **answered, **more})


def open_call(began: int, account: str, ends: tuple[str, str], minutes: int, *, rate: float) -> list[Event]:
    """A call that is told of as it begins, every ten minutes, and as it ends; `rate` is what a minute costs."""
    known: dict[str, object] = {"account": account, "call": f"{ends[0][-6:]}-{began}", "direction": "outbound"}
    known |= {"from": ends[0], "to": ends[1]}
    told = [event("call.started", began, {**known, "answered": True, "rate": rate})]
    cuts = [*range(10, minutes, 10), minutes]
    for before, now in zip([0, *cuts], cuts, strict=False):
        piece = {"duration_s": now * 60, "piece_s": (now - before) * 60, "piece_cost": round((now - before) * rate, 4)}
        at = began + now * MINUTE
        told.append(event("call.progress", at, {**known, "answered_at": stamp(began), **piece, "ended": now == minutes}))
    return told


def given(at: int, tenant: str, address: str) -> Event:
    """An address was given to a tenant."""
    return event("address.assigned", at, {"tenant": tenant, "prefix": f"{address}/32"})


def packet(at: int, tenant: str, source: str, **more: object) -> Event:
    """A packet that a tenant's machine sent."""
    known: dict[str, object] = {"tenant": tenant, "port": f"p-{tenant}", "ingress_interface": "customer", "src_ip": source}
    return event("net.packet", at, {**known, "protocol": "udp", "bytes": 512, **more})


def assigned(at: int, account: str, number: str) -> Event:
    """A number for talk was given to an account."""
    return event("number.assigned", at, {"account": account, "number": number, "number_type": "voice", "country": "DE"})


def flow(last: int, ends: tuple[str, str], port: int, packets: tuple[int, int], **more: object) -> Event:
    """A conversation over TCP that ended then; `packets` went there and came back."""
    lasting = more.pop("lasting", 300)
    assert isinstance(lasting, int)
    known: dict[str, object] = {
        "first": stamp(last - lasting),
        "src_ip": ends[0],
        "src_port": 30_000 + last % 30_000,
        "dst_ip": ends[1],
        "dst_port": port,
        "protocol": "tcp",
        "packets": packets[0],
        "bytes": packets[0] * 60,
        "reply_packets": packets[1],
        "reply_bytes": packets[1] * 500,
        "sampling_rate": 1,
    }
    return event("net.flow", last, {**known, **more})


def request(at: int, ip: str, path: str, **more: object) -> Event:
    """A request to the portal."""
    known: dict[str, object] = {
        "ip": ip,
        "user_agent": BROWSER,
        "method": "GET",
        "host": "portal.northwind.example",
        "path": path,
        "status": 200,
        "bytes_out": 4200,
    }
    return event("http.request", at, {**known, **more})


def attempt(at: int, ip: str, login: str, *, right: bool = False) -> Event:
    """A try to sign in with a password."""
    outcome = "success" if right else "fail"
    return event("auth.attempt", at, {"ip": ip, "target_account": login, "method": "password", "outcome": outcome})


def message(at: int, account: str, recipients: list[str], **more: object) -> Event:
    """A mail that an account handed over."""
    known: dict[str, object] = {
        "account": account,
        "message_id": f"{account}-{at}",
        "channel": "email",
        "sender": f"post@{account}.example",
        "recipients": recipients,
        "recipient_count": len(recipients),
        "recipient_country": "US",
        "purpose": "promotional",
    }
    return event("message.sent", at, {**known, **more})


def session(ended: int, account: str, name: str, method: str, **more: object) -> Event:
    """Half an hour of somebody signed in."""
    known: dict[str, object] = {
        "account": account,
        "session": f"s-{name}-{ended}",
        "user": f"ann@{account}.example",
        "method": method,
    }
    return event("session.seen", ended, {**known, "started": stamp(ended - 30 * MINUTE), "ended": stamp(ended), **more})


def case(scene: Scene, at: int, left: str, entered: str, **more: object) -> Event:
    """The case of the scene's account passed from one state to another."""
    known: dict[str, object] = {"account": scene.account(), "case": f"case-{scene.name}", "from_state": left, "to_state": entered}
    return event("case.changed", at, {**known, **more})


def notice(scene: Scene, at: int, role: str, *, delivered: bool = True, **more: object) -> Event:
    """Somebody in that role was told something, or the letter came back."""
    known: dict[str, object] = {"notice": f"n-{scene.name}-{at}", "recipient_role": role, "channel": "mail"}
    arrived: dict[str, object] = {"delivered_at": stamp(at)} if delivered else {"failed": True}
    return event("notice.sent", at, {**known, **arrived, **more})


def breach(scene: Scene, at: int, people: int, places: list[str]) -> Event:
    """Data of so many people may have got out."""
    known: dict[str, object] = {"breach": f"breach-{scene.name}", "case": f"case-{scene.name}", "found_by": "audit"}
    return event("breach.suspected", at, {**known, "subjects_estimate": people, "jurisdictions": places})


def permit(scene: Scene, kind: str, account: str = "", **scope: str) -> Event:
    """An hour before the start an account, that of the scene unless another is named, was allowed what `kind` calls it."""
    at = scene.start - HOUR
    given = {
        "permit": f"permit-{scene.name}",
        "kind": kind,
        "valid_from": stamp(at),
        "scope": {name: [of] for name, of in scope.items()},
    }
    return event("permit.granted", at, {"account": account or scene.account(), "fields": given})


def disclosure(scene: Scene, at: int, role: str, basis: str | None, approver: str | None) -> Event:
    """Something was told to somebody in that role; what is None was left open."""
    known = {"disclosure": f"d-{scene.name}-{at}", "case": f"case-{scene.name}", "recipient": scene.mail(), "recipient_role": role}
    papers = {"legal_basis": basis, "approved_by": approver}
    return event("disclosure.made", at, {**known, **{name: value for name, value in papers.items() if value}})


def upload(scene: Scene, at: int, digest: str, name: str) -> Event:
    """A file was stored."""
    what = {"file_id": f"f-{scene.name}-{at}", "sha256": digest, "name": name, "size_bytes": 40_000, "visibility": "private"}
    return event("file.uploaded", at, {"account": scene.account(), **what})


def changed(at: int, record: dict[str, object], action: str, hashes: tuple[str | None, str]) -> Event:
    """A record changed from one hash to another; what is created has none before."""
    before = {"before_hash": hashes[0]} if hashes[0] else {}
    return event("record.changed", at, {**record, "action": action, "after_hash": hashes[1], **before})
