"""One number that rings another again and again."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import assigned, call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene


def _commit(scene: Scene, amount: float) -> Act:
    account, own = scene.account(), scene.number()
    victim = f"+4479{scene.random.randrange(10**8):08}"
    calls = [call(at, account, (own, victim), 0, ring_s=15) for at in scene.spread(int(amount), 55 * MINUTE)]
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own)])


def _resemble(scene: Scene) -> Act:
    account, own = scene.account(), scene.number()
    patients = [f"+4479{scene.random.randrange(10**8):08}" for _ in range(45)]
    calls = [call(at, account, (own, patient), 35) for at, patient in zip(scene.spread(45, 55 * MINUTE), patients, strict=True)]
    return Act(account, calls, also=[own], before=[assigned(scene.start - MINUTE, account, own)])


ABUSE = Abuse("nuisance-calls", "harassment", "a clinic that calls its patients, each once", _commit, _resemble, 60)
