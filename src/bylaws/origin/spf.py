"""SPF (RFC 7208): whether the domain of the return address lets that computer send, by the library pyspf."""

from __future__ import annotations

import warnings
from typing import Any

from bylaws.origin.answers import Answers, Sort, UnansweredError, sound, spelled
from bylaws.origin.verdicts import NONE, PERMERROR, TEMPERROR, Verdict

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # for an escape in one of its docstrings, which newer compilers of Python complain of
    import spf


class _Asked(spf.query):  # type: ignore[misc]
    """A question of the library that asks our answers, where its own would ask whatever resolver this machine has."""

    def __init__(self, client: str, sender: str, helo: str, at: int, answers: Answers) -> None:
        super().__init__(client, sender, helo, receiver="unknown")
        self.t = str(at)
        self._answers = answers

    def dns(self, name: str, qtype: Sort, cnames: object = None, ignore_void: bool = False) -> list[Any]:  # noqa: ARG002
        name = spelled(name)
        if not sound(name):
            return []
        try:
            told = self._answers.lookup(name, qtype)
        except UnansweredError as error:
            raise spf.TempError(str(error)) from None
        if not told and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        return [_value(each, qtype) for each in told]


def _value(told: str, sort: Sort) -> object:
    """As the library wants it."""
    if sort == "TXT":
        return (told.encode("latin-1", "replace"),)
    if sort == "MX":
        preference, _, host = told.partition(" ")
        return int(preference), spelled(host)
    return spelled(told) if sort in ("PTR", "CNAME") else told


def spf_of(client: str, helo: str, sender: str, at: int, answers: Answers) -> Verdict:
    """Of the address that handed the mail over, what it called itself and the return address (empty: a bounce, for which the
    name counts), at a time in seconds since 1970.
    """
    asked = _Asked(client, sender, helo, at, answers)
    domain = spelled(str(asked.o or ""))
    if not domain or not domain.isascii():
        return Verdict(NONE, domain, "no domain to ask")
    try:
        result, _, said = asked.check()
    except UnansweredError as error:
        return Verdict(TEMPERROR, domain, str(error))
    except (ValueError, AssertionError, IndexError, TypeError) as error:
        # What the library did not foresee in a record that somebody wrote.
        return Verdict(PERMERROR, domain, f"a record that cannot be read: {error}"[:200])
    return Verdict(result, domain, "" if result in ("pass", "none") else str(said)[:200])
