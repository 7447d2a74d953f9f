"""Files that every scanner knows."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit, upload
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import HARMFUL
from bylaws.generate.scene import HOUR, Event, Scene


def _commit(scene: Scene, amount: float) -> Act:
    return _store(scene, [scene.random.choice(HARMFUL) for _ in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    """Programs that a firm builds, and the collection of somebody who studies such files."""
    if scene.random.random() < 0.5:
        return built(scene, 6)
    return _store(scene, list(HARMFUL[:6]), [permit(scene, "malware-research")])


def built(scene: Scene, amount: float) -> Act:
    """So many programs of one's own."""
    return _store(scene, [f"{scene.random.getrandbits(256):064x}" for _ in range(int(amount))])


def _store(scene: Scene, digests: list[str], leave: list[Event] | None = None) -> Act:
    times = scene.spread(len(digests), 8 * HOUR)
    files = [upload(scene, at, digest, "setup.exe") for at, digest in zip(times, digests, strict=True)]
    return Act(scene.account(), files, before=leave or [])


ABUSE = Abuse(
    "harmful-files",
    "malware",
    "programs that a firm builds, and an agreed collection",
    _commit,
    _resemble,
    6,
    8 * HOUR,
)
