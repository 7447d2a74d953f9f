"""An account through which other people's emergency calls go."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import call
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene

EMERGENCY = "112"
"""All over the European Union."""


def _commit(scene: Scene, amount: float) -> Act:
    callers = scene.random.sample(range(10**7), int(amount))
    return _calls(scene, [(f"+493066{caller:07}", EMERGENCY) for caller in callers])


def _resemble(scene: Scene) -> Act:
    """The telephone of one lift, and an office that rings an extension of three digits."""
    if scene.random.random() < 0.5:
        return _calls(scene, [(scene.number(), EMERGENCY)] * 60)
    return _calls(scene, [(f"+493066{caller:07}", "114") for caller in scene.random.sample(range(10**7), 60)])


def _calls(scene: Scene, ends: list[tuple[str, str]]) -> Act:
    """Which numbers the account has, nobody knows."""
    times = scene.spread(len(ends), 20 * HOUR)
    return Act(scene.account(), [call(at, scene.account(), each, 90) for at, each in zip(times, ends, strict=True)])


ABUSE = Abuse(
    "emergency-route",
    "emergency-services",
    "the telephone of a lift, and an office that rings its porter",
    _commit,
    _resemble,
    55,
    20 * HOUR,
)
