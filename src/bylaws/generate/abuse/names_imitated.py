"""Names in a zone that imitate well-known ones."""

from __future__ import annotations

from bylaws.generate.abuse.pieces import permit
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Event, Scene, event

WELL_KNOWN = ("paypal", "netflix", "facebook", "instagram", "microsoft", "postbank", "dropbox", "linkedin", "revolut", "amazon")
SEEMING = {"a": "\u0430", "e": "\u0435", "o": "0", "i": "\u0456", "l": "1"}
"""By letter a sign that looks like it: Cyrillic ones and figures."""
OF_ONE_S_OWN = ("apple-orchard", "orange-grove", "chase-cottage", "garden-club", "north-choir", "booking-a-walk", "post-horn-inn")


def _commit(scene: Scene, amount: float) -> Act:
    return _zone(scene, [_imitation(scene) for _ in range(int(amount))])


def _resemble(scene: Scene) -> Act:
    """Names that have stood for long and move, and such as are kept out of others' hands by whoever bears them."""
    names = [_imitation(scene) for _ in range(5)]
    if scene.random.random() < 0.5:
        return _zone(scene, names, moved=True)
    return _zone(scene, names, [permit(scene, "represent")])


def own_names(scene: Scene, amount: float) -> Act:
    """So many names of a house of one's own."""
    turns = range(int(amount))
    return _zone(scene, [f"{scene.random.choice(OF_ONE_S_OWN)}-{turn}.{scene.name}.example" for turn in turns])


def _imitation(scene: Scene) -> str:
    """By letters that look alike, by a slip of the keys, or by the whole name before another's."""
    known = scene.random.choice(WELL_KNOWN)
    way = scene.random.randrange(3)
    if way == 0:
        return f"{known}.com.{scene.name}.example"
    place = scene.random.randrange(1, len(known) - 1)
    if way == 1:
        return f"{known[:place]}{known[place]}{known[place:]}.example"
    letter = scene.random.choice([each for each in known if each in SEEMING])
    return f"{_plain(known.replace(letter, SEEMING[letter], 1))}.example"


def _plain(label: str) -> str:
    """As it stands in a zone (RFC 3492)."""
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def _zone(scene: Scene, names: list[str], leave: list[Event] | None = None, *, moved: bool = False) -> Act:
    account = scene.account()
    held = {"account": account, "zone_owner": account, "type": "A", "after": "192.0.2.80"}
    before = {"before": "192.0.2.79"} if moved else {}
    times = scene.spread(len(names), 8 * HOUR)
    changes = [
        event("dns.changed", at, {**held, **before, "zone": name.partition(".")[2], "name": name})
        for at, name in zip(times, names, strict=True)
    ]
    return Act(account, changes, before=leave or [])


ABUSE = Abuse(
    "names-imitated",
    "impersonation",
    "such names that move, or are kept by whoever bears them",
    _commit,
    _resemble,
    5,
    8 * HOUR,
)
