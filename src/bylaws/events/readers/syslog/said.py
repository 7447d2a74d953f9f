"""A message of a program, and what it tells."""

from __future__ import annotations

from msgspec import Struct

Told = tuple[str, dict[str, object]]
"""The kind and the raw fields of an event, without its time."""


class Said(Struct, frozen=True):
    """`program` said `text` on `host`; empty where the log does not tell. `at` is a raw instant, `pid` names the process."""

    at: object
    host: str
    program: str
    pid: str
    text: str


def attempt(method: str, login: str, ip: str | None, reason: str = "") -> Told:
    """A sign-in; with a `reason` it failed. An empty `login` is none."""
    raw: dict[str, object] = {"ip": ip, "method": method, "outcome": "fail" if reason else "success", "reason": reason or None}
    if login.strip():
        raw |= {"user": login, "target_account": login}
    return "auth.attempt", raw
