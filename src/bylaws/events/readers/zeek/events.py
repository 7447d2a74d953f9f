"""What the rows of some logs of Zeek are as events: raw fields, or None for a row that tells of none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bylaws.events.readers.http_parts import host_name
from bylaws.events.readers.lookups import looked_up
from bylaws.events.readers.observed import mail_seen
from bylaws.events.readers.spans import end_of
from bylaws.events.readers.transport import WITH_PORTS, in_order, protocol_called

Values = Mapping[str, object]
Raw = dict[str, object]

# What the letters of `history` say of flags; it never tells of PSH and URG.
_FLAGS: Final = {"S": "S", "H": "SA", "A": "A", "F": "F", "R": "R", "I": "FR"}
_DIRECTIONS: Final[Mapping[tuple[bool | None, bool | None], str]] = {
    (True, True): "internal",
    (True, False): "outbound",
    (False, True): "inbound",
    (False, False): "transit",
}
_OUTCOMES: Final[Mapping[bool | None, str]] = {True: "success", False: "fail"}


def flow(values: Values) -> Raw:
    """A row of conn.log."""
    first, protocol = values.get("ts"), _protocol(values)
    raw: Raw = {
        "id": values.get("uid"),
        "first": first,
        "last": end_of(first, values.get("duration")),
        "src_ip": values.get("id.orig_h"),
        "dst_ip": values.get("id.resp_h"),
        "protocol": protocol,
        "packets": values.get("orig_pkts"),
        "bytes": values.get("orig_ip_bytes", values.get("orig_bytes")),
        "reply_packets": values.get("resp_pkts"),
        "reply_bytes": values.get("resp_ip_bytes", values.get("resp_bytes")),
        "direction": _DIRECTIONS.get((_truth(values, "local_orig"), _truth(values, "local_resp"))),
        "sampling_rate": 1,
    }
    if protocol in WITH_PORTS:
        raw |= {"src_port": values.get("id.orig_p"), "dst_port": values.get("id.resp_p")}
    if protocol == "tcp":
        raw["tcp_flags"] = _flags(values.get("history"))
    return raw


def request(values: Values) -> Raw:
    """A row of http.log."""
    status = values.get("status_code")
    return {
        "id": _part(values, "http"),
        "at": values.get("ts"),
        "ip": values.get("id.orig_h"),
        # A name that was refused is nobody who signed in.
        "user": values.get("username") or None if str(status) != "401" else None,
        "user_agent": values.get("user_agent"),
        "referrer": values.get("referrer"),
        "method": values.get("method"),
        "host": host_name(values.get("host")),
        "path": values.get("uri"),
        "status": status,
        "bytes_in": values.get("request_body_len"),
        "bytes_out": values.get("response_body_len"),
    }


def sign_in(values: Values) -> Raw:
    """A row of ssh.log: a connection, in which more than one secret may have been tried."""
    raw: Raw = {
        "id": f"{values['uid']}/ssh" if "uid" in values else None,
        "at": values.get("ts"),
        "ip": values.get("id.orig_h"),
        "user_agent": values.get("client"),
        "method": "ssh",
        "outcome": _OUTCOMES.get(_truth(values, "auth_success")),
    }
    if values.get("direction") == "INBOUND":
        # The remote end, whose place is told, is then the client.
        raw |= {
            "country": values.get("remote_location.country_code"),
            "lat": values.get("remote_location.latitude"),
            "lon": values.get("remote_location.longitude"),
        }
    return raw


def mail(values: Values) -> Raw | None:
    """A row of smtp.log; None for a greeting without a mail, and for a mail that the server refused."""
    if not values.keys() & {"mailfrom", "rcptto", "from"} or str(values.get("last_reply", "")).startswith(("4", "5")):
        return None
    envelope = {"from": values.get("mailfrom"), "to": values.get("rcptto")}
    header = {"from": values.get("from"), "subject": values.get("subject"), "message-id": values.get("msg_id")}
    ends: Raw = {"id": _part(values, "smtp"), "at": values.get("ts"), "client_ip": values.get("id.orig_h")}
    return ends | mail_seen(envelope, header)


def lookup(values: Values) -> Raw:
    """A row of dns.log: a question and, if there was one, its answer."""
    return {
        "at": values.get("ts"),
        "ip": values.get("id.orig_h"),
        "resolver_ip": values.get("id.resp_h"),
        **looked_up(values.get("query"), values.get("qtype_name"), values.get("rcode_name"), values.get("answers")),
    }


EVENTS: Final[Mapping[str, tuple[str, Callable[[Values], Raw | None]]]] = {
    "conn": ("net.flow", flow),
    "http": ("http.request", request),
    "ssh": ("auth.attempt", sign_in),
    "smtp": ("message.sent", mail),
    "dns": ("dns.lookup", lookup),
}
"""By the name of the log: the kind, and how a row becomes one."""


def _truth(values: Values, name: str) -> bool | None:
    told = values.get(name)
    return told if isinstance(told, bool) else None


def _protocol(values: Values) -> str | None:
    """ICMP is one to Zeek, whatever the version of IP; what is none of the three that it knows may be told by its number."""
    name = protocol_called(str(values.get("proto", "")))
    if name == "icmp" and ":" in str(values.get("id.orig_h")):
        return "icmpv6"
    if name in ("", "unknown_transport"):
        return protocol_called(str(values["ip_proto"])) if "ip_proto" in values else None
    return name


def _flags(history: object) -> str | None:
    """Flags that the initiator, whose letters are large, set; unknown where the ends were swapped after the first packets."""
    if not isinstance(history, str) or "^" in history[1:]:
        return None
    return in_order("".join(_FLAGS.get(letter, "") for letter in history))


def _part(values: Values, log: str) -> str | None:
    """The connection and the number of the exchange in it; what is numbered 0 may be one of several."""
    depth = values.get("trans_depth")
    return f"{values['uid']}/{log}/{depth}" if "uid" in values and depth and str(depth) != "0" else None
