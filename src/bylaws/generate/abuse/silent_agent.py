"""A machine whose guard does not answer."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Event, Scene, event


def _commit(scene: Scene, amount: float) -> Act:
    return _look(scene, amount, alive=False)


def _resemble(scene: Scene) -> Act:
    """Two hours of work that was announced; and an agent that answers again after as long."""
    if scene.random.random() < 0.5:
        return _look(scene, 120.0, alive=False, leave=[permit(scene, "maintenance", host=_host(scene))])
    return _look(scene, 120.0, alive=True)


def _look(scene: Scene, minutes: float, *, alive: bool, leave: list[Event] | None = None) -> Act:
    """What is seen when the agent has been silent for so many minutes."""
    at = scene.start + MINUTE
    seen = {"tenant": scene.account(), "host": _host(scene), "agent_alive": alive, "last_heartbeat_s": round(minutes * 60)}
    return Act(scene.account(), [event("host.state", at, seen)], before=leave or [])


def _host(scene: Scene) -> str:
    return f"host-{scene.name}"


ABUSE = Abuse(
    "silent-agent", "security-circumvention", "work that was announced, and an agent that answers again", _commit, _resemble, 1
)
