"""Packets that nobody answers, seen by a sampling router."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import flow
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import SECOND, Scene

RATE = 1000
PIECES = 12


def _commit(scene: Scene, amount: float) -> Act:
    return _stream(scene, int(amount) // RATE // PIECES, 0)


def _resemble(scene: Scene) -> Act:
    return _stream(scene, 150, 80)


def _stream(scene: Scene, sent: int, answered: int) -> Act:
    """`sent` and `answered` are packets of each piece, as sampled."""
    ends = scene.outsider(), scene.outsider(1)
    times = scene.spread(PIECES, 55 * SECOND, after=5 * SECOND)
    seen = {"protocol": "udp", "sampling_rate": RATE, "lasting": 4 * SECOND}
    return Act(ends[0], [flow(at, ends, 443, (sent, answered), **seen) for at in times])


ABUSE = Abuse("packet-flood", "denial-of-service", "a large upload, of which the other end hears", _commit, _resemble, PIECES)
