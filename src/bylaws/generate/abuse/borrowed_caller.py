"""Calls that show somebody else's number."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, MINUTE, Event, Scene


def _commit(scene: Scene, amount: float) -> Act:
    account, own, bank = scene.account(), scene.number(), scene.number(1)
    before = [assigned(scene.start - MINUTE, account, own), assigned(scene.start - MINUTE, scene.account(1), bank)]
    calls = [call(at, account, (own, _called(scene)), 70, presented_number=bank) for at in scene.spread(int(amount), 8 * HOUR)]
    return Act(account, calls, also=[own], before=before)


def _resemble(scene: Scene) -> Act:
    """Calls passed on show who called. Either end may hang up first, and its leg of the call is then the first to be recorded."""
    account, own = scene.account(), scene.number()
    calls: list[Event] = []
    for at in scene.spread(8, 7 * HOUR, after=MINUTE):
        caller, talk = _called(scene), scene.random.randint(40, 300)
        caller_first = scene.random.random() < 0.5
        calls.append(
            call(at, account, (caller, own), talk, direction="inbound", hangup_side="caller" if caller_first else "callee")
        )
        passed_on = at + (40 if caller_first else -40)
        calls.append(call(passed_on, account, (own, _called(scene)), talk - 4, presented_number=caller))
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own)])


def _called(scene: Scene) -> str:
    return f"+4479{scene.random.randrange(10**8):08}"


ABUSE = Abuse("borrowed-caller", "origin-falsification", "calls passed on, showing who called", _commit, _resemble, 16, 8 * HOUR)
