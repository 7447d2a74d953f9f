"""Mail that leads to hosts reported for phishing."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import message, permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.known import REPORTED_HOSTS
from bylaws.generate.scene import MINUTE, Event, Scene


def _commit(scene: Scene, amount: float) -> Act:
    return _mail(scene, int(amount), _false_links(scene.random.choice(REPORTED_HOSTS)))


def _resemble(scene: Scene) -> Act:
    """Mail about such a host, and an exercise that was agreed."""
    host = scene.random.choice(REPORTED_HOSTS)
    if scene.random.random() < 0.5:
        return _mail(scene, 15, _links_about(host))
    return _mail(scene, 15, _false_links(host), [permit(scene, "awareness-exercise")])


def warn(scene: Scene, amount: float) -> Act:
    """So many mails that say what such a host does, and lead elsewhere."""
    return _mail(scene, int(amount), _links_about(scene.random.choice(REPORTED_HOSTS)))


def _false_links(host: str) -> tuple[str, ...]:
    return f"https://{host}/sign-in", f"http://secure.{host}/parcel?n=7", f"https://{host.upper()}:8443/"


def _links_about(host: str) -> tuple[str, ...]:
    return f"https://news.example/warning?about={host}", f"https://{host}.reports.example/", f"https://not-{host}/help"


def _mail(scene: Scene, many: int, links: tuple[str, ...], leave: list[Event] | None = None) -> Act:
    account = scene.account()
    mails = [
        message(at, account, [scene.mail(turn)], purpose="transactional", urls=[scene.random.choice(links)])
        for turn, at in enumerate(scene.spread(many, 50 * MINUTE))
    ]
    return Act(account, mails, before=leave or [])


ABUSE = Abuse(
    "phishing-links", "phishing", "mail that warns of such a host, and an exercise that was agreed", _commit, _resemble, 14
)
