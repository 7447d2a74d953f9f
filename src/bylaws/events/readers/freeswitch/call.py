"""A call as FreeSWITCH tells it to its modules for JSON and XML: `channel_data`, `variables` and a `callflow`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from bylaws.events.readers.additions import Additions
from bylaws.events.readers.calls import number, ringing, whole
from bylaws.events.readers.freeswitch.causes import CAUSES, LAST
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.mapped_rows import member_of

SECOND_LEG: Final = "second leg"

_GATEWAY: Final = re.compile(r"(?:^|[],|}])sofia/gateway/([^/,|]{1,200})/")
_DIRECTIONS: Final = {"inbound": "inbound", "outbound": "outbound", "local": "internal"}


def is_call(members: Mapping[str, Any]) -> bool:
    """Whether these are the parts of a call."""
    return isinstance(members.get("variables"), dict) and ("callflow" in members or "channel_data" in members)


def is_second_leg(members: Mapping[str, Any]) -> bool:
    """Whether this is the leg that FreeSWITCH itself made for another, which tells of the same call."""
    return bool(members["variables"].get("originating_leg_uuid"))


def fields_of(members: Mapping[str, Any], local: LocalTime, additions: Additions) -> dict[str, object]:
    """As raw fields of a `call.record`, with what a mapping adds by `variables` and by the caller's profile; raises ValueError."""
    told = {name: unquote(value) for name, value in members["variables"].items() if isinstance(value, str)}
    caller = _caller(members.get("callflow"))
    talk = told.get("billsec")
    # Old versions tell it with the caller alone.
    call = told.get("uuid") or caller.get("uuid")
    raw = {
        "id": call,
        "call": call,
        "account": told.get("accountcode") or None,
        "from": number(caller.get("ani")) or number(caller.get("caller_id_number")),
        "to": number(caller.get("destination_number")),
        "presented_number": number(told.get("effective_caller_id_number")) or number(caller.get("caller_id_number")),
        "direction": _DIRECTIONS.get(told.get("call_direction", "")),
        "trunk": told.get("sip_gateway_name") or told.get("sip_gateway") or _gateway(told),
        "answered_at": _time(told, "answer", local),
        "ended_at": _time(told, "end", local),
        "ring_s": ringing(told.get("duration"), talk),
        "duration_s": talk or None,
        "billed_s": talk or None,
        "hangup_side": _hangup_side(members, told),
        "cause": _cause(told),
    }
    parts = {"variables": told, "caller_profile": caller}
    return raw | additions.fields(lambda path: member_of(parts, path))


def _caller(callflow: object) -> dict[str, str]:
    """The profile of the caller as the call began: of one flow, or of a list of them, of which the first in time stands last."""
    flow = callflow[-1] if isinstance(callflow, list) and callflow else callflow
    profile = flow.get("caller_profile") if isinstance(flow, dict) else None
    return {name: unquote(value) for name, value in profile.items() if isinstance(value, str)} if isinstance(profile, dict) else {}


def _time(told: Mapping[str, str], name: str, local: LocalTime) -> object:
    """Microseconds or seconds since 1970 if they are told, else what a clock showed; 0 is never."""
    for unit in ("uepoch", "epoch"):
        since = told.get(f"{name}_{unit}", "")
        if since.isdecimal() and since.isascii() and len(since) <= 17:
            return since if int(since) else None
    stamp = told.get(f"{name}_stamp")
    return local.read(stamp) if stamp else None


def _gateway(told: Mapping[str, str]) -> str | None:
    """The gateway that the leg was bridged to, where it was one alone."""
    found = set(_GATEWAY.findall(told.get("last_arg", ""))) if told.get("last_app") == "bridge" else set()
    return found.pop() if len(found) == 1 else None


def _cause(told: Mapping[str, str]) -> int | None:
    value = whole(told.get("hangup_cause_q850"))
    return value if value is not None and 0 < value <= LAST else CAUSES.get(told.get("hangup_cause", ""))


def _hangup_side(members: Mapping[str, Any], told: Mapping[str, str]) -> str | None:
    """Whoever is at the other end of a leg that received the end; of one that FreeSWITCH ended itself, this leg cannot tell."""
    channel = members.get("channel_data")
    leg = told.get("direction") or (channel.get("direction") if isinstance(channel, dict) else None)
    if told.get("sip_hangup_disposition") not in ("recv_bye", "recv_cancel"):
        return None
    return {"inbound": "caller", "outbound": "callee"}.get(leg if isinstance(leg, str) else "")
