"""EVE, the JSON log of Suricata (https://docs.suricata.io/en/latest/output/eve/eve-json-format.html), as of version 4 to 8.

- flow becomes `net.flow`. Its bytes are those of whole packets. Every packet is seen: `sampling_rate` is 1. It does not tell which
  end is the provider's: `direction` is absent.
- http becomes `http.request`.
- smtp becomes `message.sent`, to the recipients of the envelope; mail that comes in looks the same, and so does a mail that the
  server refused. A greeting without a mail is no event.
- dns becomes `dns.lookup` at the time of the answer, which tells the question again. Questions are counted by themselves, and one
  that nobody answers is no event. Neither are answers in version 1 of dns, which tells each of their records apart.

All else is counted and tells of no event. An alert is what a rule of Suricata makes of packets, and nobody's notice; ssh does not
tell whether anybody signed in; netflow tells again, by halves, what flow tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bylaws.events.readers.http_parts import host_name
from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.lookups import looked_up
from bylaws.events.readers.observed import mail_seen, readable
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.transport import WITH_PORTS, flag_letters, protocol_called
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "suricata"

Members = Mapping[str, object]
Raw = dict[str, object]


def sniff(head: bytes) -> bool:
    """Whether the first object says its type, and has what it says under the name of that type."""
    members = first_object(head)
    kind = members.get("event_type")
    return "timestamp" in members and isinstance(kind, str) and isinstance(members.get(kind), dict)


def read(stream: Stream) -> Iterator[Record | Reject]:
    for found in objects_of(stream):
        event = found if isinstance(found, Reject) else _event(stream, found)
        if event is not None:
            yield event


def _event(stream: Stream, found: Object) -> Record | Reject | None:
    members = found.members
    try:
        sort = members.get("event_type")
        if not isinstance(sort, str):
            raise ValueError("no entry of EVE: it does not say its `event_type`")
        kind, fields_of = _EVENTS.get(sort, ("", None))
        raw = fields_of(stream, members) if fields_of else sort
    except ValueError as error:
        return Reject(stream.name, found.line, found.offset, str(error), excerpt(found.text))
    if isinstance(raw, str):
        stream.passed.add(raw)
        return None
    raw = {name: readable(value) for name, value in raw.items()}
    return Record(kind, raw, stream.name, found.line, found.offset, NAME, stream.log, found.text)


def _flow(stream: Stream, members: Members) -> Raw:
    told, protocol = _part(members, "flow"), protocol_called(str(members.get("proto", ""))) or None
    raw: Raw = {
        "first": _time(stream, told, "start"),
        "last": _time(stream, told, "end" if told.get("end") is not None else "start"),
        "src_ip": members.get("src_ip"),
        "dst_ip": members.get("dest_ip"),
        "protocol": protocol,
        "packets": told.get("pkts_toserver"),
        "bytes": told.get("bytes_toserver"),
        "reply_packets": told.get("pkts_toclient"),
        "reply_bytes": told.get("bytes_toclient"),
        "sampling_rate": 1,
    }
    if "flow_id" in members:
        # A number of flows that are under way; with its beginning it is that of one alone.
        raw["id"] = f"{members['flow_id']}@{raw['first']}"[:_ID]
    if protocol in WITH_PORTS:
        raw |= {"src_port": members.get("src_port"), "dst_port": members.get("dest_port")}
    if protocol == "tcp" and "tcp" in members:
        raw["tcp_flags"] = _flags(_part(members, "tcp").get("tcp_flags_ts"))
    return raw


def _request(stream: Stream, members: Members) -> Raw:
    told = _part(members, "http")
    return {
        "at": _time(stream, members, "timestamp"),
        "ip": members.get("src_ip"),
        "method": told.get("http_method"),
        "host": host_name(told.get("hostname")),
        "path": told.get("url"),
        "status": told.get("status"),
        "bytes_out": told.get("length"),
        "user_agent": told.get("http_user_agent"),
        "referrer": told.get("http_refer"),
    }


def _mail(stream: Stream, members: Members) -> Raw | str:
    told, email = _part(members, "smtp"), _part(members, "email") if "email" in members else {}
    if "mail_from" not in told and "rcpt_to" not in told and "from" not in email:
        return "smtp without a mail"
    envelope = {"from": told.get("mail_from"), "to": told.get("rcpt_to")}
    header = {"from": email.get("from"), "subject": email.get("subject"), "message-id": email.get("message_id")}
    return {
        "at": _time(stream, members, "timestamp"),
        "client_ip": members.get("src_ip"),
        "attachments": email.get("attachment"),
        "urls": _links(email.get("url")),
        **mail_seen(envelope, header),
    }


def _lookup(stream: Stream, members: Members) -> Raw | str:
    told = _part(members, "dns")
    if told.get("type") not in _ANSWERS:
        return "dns question"
    if "version" not in told:
        return "dns answer by records"
    questions = told.get("queries")
    asked = questions[0] if isinstance(questions, list) and questions and isinstance(questions[0], dict) else told
    asker, resolver = ("dest_ip", "src_ip") if _from_resolver(members, told) else ("src_ip", "dest_ip")
    return {
        "at": _time(stream, members, "timestamp"),
        "ip": members.get(asker),
        "resolver_ip": members.get(resolver),
        **looked_up(asked.get("rrname"), asked.get("rrtype"), told.get("rcode"), _answers(told)),
    }


_EVENTS: Final[Mapping[str, tuple[str, Callable[[Stream, Members], Raw | str]]]] = {
    "flow": ("net.flow", _flow),
    "http": ("http.request", _request),
    "smtp": ("message.sent", _mail),
    "dns": ("dns.lookup", _lookup),
}
"""By the type of the entry: the kind, and how an entry becomes one, or as what it is counted."""
_ID: Final = 200
_ANSWERS: Final = ("answer", "response")
_DNS: Final = 53


def _part(members: Members, name: str) -> Members:
    found = members.get(name)
    if not isinstance(found, Mapping):
        raise ValueError(f"an entry whose `{name}` is no object")
    return found


def _time(stream: Stream, members: Members, name: str) -> str:
    told = members.get(name)
    if not isinstance(told, str):
        raise ValueError(f"an entry without its time, `{name}`")
    return stream.local.read(told)


def _flags(told: object) -> str | None:
    """The letters of flags that are told in hexadecimal."""
    try:
        return flag_letters(int(told, 16)) if isinstance(told, str) and len(told) <= 4 else None
    except ValueError:
        return None


def _links(told: object) -> object:
    """Links found in a mail; what is empty is none."""
    if not isinstance(told, list):
        return told
    return [each for each in told if not isinstance(each, str) or each.strip()] or None


def _from_resolver(members: Members, told: Members) -> bool:
    """Whether the source is the end that answers, by the port; else by the version, since 3 of which an answer comes from it."""
    ports = (members.get("src_port"), members.get("dest_port"))
    return ports[0] == _DNS if ports.count(_DNS) == 1 else told.get("type") == "response"


def _answers(told: Members) -> object:
    """What the records of an answer hold, where that is told as a text; by `grouped` if that is all there is."""
    records, grouped = told.get("answers"), told.get("grouped")
    if isinstance(records, list):
        found = [each["rdata"] for each in records if isinstance(each, dict) and "rdata" in each]
    elif isinstance(grouped, dict):
        found = [each for group in grouped.values() if isinstance(group, list) for each in group if isinstance(each, str)]
    else:
        return records
    return found or None
