"""Interfaces that listen to what is not meant for them."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Event, Scene, event

CARDS = ("eth0", "ens3", "enp1s0")
BRIDGES = ("br0", "docker0", "virbr0", "vmbr1")


def _commit(scene: Scene, amount: float) -> Act:
    return _listen(scene, int(amount), CARDS)


def _resemble(scene: Scene) -> Act:
    """Bridges between machines of one owner, and a probe that was agreed."""
    if scene.random.random() < 0.5:
        return bridge(scene, 6)
    return _listen(scene, 6, CARDS, [permit(scene, "monitor", host=_host(scene))])


def bridge(scene: Scene, amount: float) -> Act:
    """So many times a bridge was seen that carries its owner's machines."""
    return _listen(scene, int(amount), BRIDGES)


def _listen(scene: Scene, times: int, names: tuple[str, ...], leave: list[Event] | None = None) -> Act:
    found = {"tenant": scene.account(), "host": _host(scene), "interface": scene.random.choice(names), "promiscuous": True}
    seen = [event("host.state", at, found) for at in scene.spread(times, 8 * HOUR)]
    return Act(scene.account(), seen, before=leave or [])


def _host(scene: Scene) -> str:
    return f"host-{scene.name}"


ABUSE = Abuse(
    "listening-interface",
    "interception",
    "bridges between machines of one owner, and an agreed probe",
    _commit,
    _resemble,
    5,
    8 * HOUR,
)
