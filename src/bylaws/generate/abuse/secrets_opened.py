"""What is marked secret, opened to whoever has the link."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    return _share(scene, int(amount), ("secret", "confidential"), ("link", "public"))


def _resemble(scene: Scene) -> Act:
    """Secrets that stay in the house, and a tender that its owner released."""
    if scene.random.random() < 0.5:
        return _share(scene, 5, ("secret", "confidential"), ("org", "private"))
    return _share(scene, 5, ("confidential",), ("public",), [permit(scene, "proprietary-info")])


def leaflets(scene: Scene, amount: float) -> Act:
    """So many papers that are for everybody, shared with everybody."""
    return _share(scene, int(amount), ("published", "internal draft"), ("link", "public"))


def _share(scene: Scene, papers: int, marks: tuple[str, ...], seen: tuple[str, ...], leave: list[Event] | None = None) -> Act:
    account = scene.account()
    shared = [
        event(
            "data.shared",
            at,
            {
                "account": account,
                "actor": f"ann@{account}.example",
                "object": f"paper-{turn}-{scene.name}",
                "classification": scene.random.choice(marks),
                "visibility": scene.random.choice(seen),
            },
        )
        for turn, at in enumerate(scene.spread(papers, 8 * HOUR))
    ]
    return Act(account, shared, before=leave or [])


ABUSE = Abuse(
    "secrets-opened",
    "confidential-information",
    "secrets that stay in the house, and a tender that its owner released",
    _commit,
    _resemble,
    4,
    8 * HOUR,
)
