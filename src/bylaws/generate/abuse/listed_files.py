"""Files that a hotline has listed. There are none: the digests are of nothing."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import upload
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import LISTED
from bylaws.generate.scene import HOUR, Scene


def _commit(scene: Scene, amount: float) -> Act:
    return _store(scene, [scene.random.choice(LISTED) for _ in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    return unlisted(scene, 8)


def unlisted(scene: Scene, amount: float) -> Act:
    """So many pictures that nobody has listed."""
    return _store(scene, [f"{scene.random.getrandbits(256):064x}" for _ in range(int(amount))])


def _store(scene: Scene, digests: list[str]) -> Act:
    times = scene.spread(len(digests), 8 * HOUR)
    return Act(scene.account(), [upload(scene, at, digest, "image.jpg") for at, digest in zip(times, digests, strict=True)])


ABUSE = Abuse("listed-files", "child-safety", "pictures that nobody has listed", _commit, _resemble, 4, 8 * HOUR)
