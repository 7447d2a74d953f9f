"""Brakes before power: the modes of rules, who may change them, and the breaker that takes a rule back that runs away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bylaws.enforce import guards
from bylaws.enforce.people import MACHINE, Actor, RefusedError
from bylaws.store import around
from bylaws.store.around import MODES, Mode, ModeSet
from bylaws.store.store import Transaction

if TYPE_CHECKING:
    from bylaws.desk.desk import Desk

_MINUTE: Final = 60 * 10**6


class Breaker(Struct, frozen=True):
    """A rule on whose findings the machine decided `most` cases within `span` (microseconds) is demoted to `review`."""

    most: int = 20
    span: int = 10 * _MINUTE

    def broken(self, transaction: Transaction, rule: str, digest: str, now: int) -> ModeSet | None:
        """Demotes a rule that runs away, and says so; None: it does not."""
        count = around.decided_by_machine(transaction, rule, now - self.span)
        if count < self.most:
            return None
        reason = f"the machine decided {count} cases on it within {self.span // _MINUTE} minutes: people look first"
        made = ModeSet(rule, "review", digest, now, MACHINE.name, "", reason)
        around.set_mode(transaction, made)
        return made


BREAKER: Final = Breaker()


def set_mode(desk: Desk, rule: str, mode: Mode, actor: Actor, reason: str, consent: str = "") -> ModeSet:
    """Gives a rule of the policy in force a mode. What gives it more power needs the consent of somebody else.

    Raises RefusedError.
    """
    guards.only_people(actor, "give a rule a mode")
    guards.has_reasons(reason, "a mode")
    if rule not in desk.policy.rules:
        raise RefusedError("unknown-rule", f"the policy has no rule {rule}")
    with desk.store.begin() as transaction:
        held = desk.mode_of(rule, around.modes(transaction))
        if MODES.index(mode) > MODES.index(held) and consent in ("", actor.name):
            raise RefusedError("second-person", f"{mode} after {held} gives the rule more power", "somebody else must consent")
        made = ModeSet(rule, mode, desk.policy.program.digest, desk.clock(), actor.name, consent, reason)
        around.set_mode(transaction, made)
    return made
