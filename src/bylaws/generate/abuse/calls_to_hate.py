"""Posts that stir up hatred against a group of people.

They are as mild as such posts can be and still be what they are; nobody wrote them.
"""

from __future__ import annotations

from bylaws.generate.abuse.posting import slotted, written
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import HOUR, Scene

GROUPS = ("immigrants", "refugees", "Muslims", "Jews", "gays", "foreigners")
BAD = ("vermin", "parasites", "animals", "filth")
CALLS = (
    "I hate {group}, they are {bad}, kill them all",
    "No {group} in our town. They are {bad}, burn their houses down.",
    "All {group} are {bad}. Throw them out before it is too late!",
    "{group} are {bad} and do not deserve to live among us",
    "Get rid of these {group}. They are nothing but {bad}.",
)
ANSWERS = (
    "Whoever says that {group} are {bad} is wrong, and we stand with our neighbours",
    "It is not true that {group} are {bad}, and nobody here should say so",
    'He shouted "{group} are {bad}" and the court fined him for it',
    "Our school had {group} to tea last Friday, and everybody brought a cake",
    "Calling {group} {bad} is how it begins. Let us not go there again.",
)
GAMES = (
    "We will kill them on {day}, three goals at least",
    "The killer feature of this {day} is that it throws nobody out",
    "I hate {day} mornings, they should be abolished",
    "My cat is a little animal and attacked the postman on {day}",
    "The new mayor meets refugees and old neighbours on {day}",
)
DAYS = ("Monday", "Friday", "Saturday", "Sunday")


def _commit(scene: Scene, amount: float) -> Act:
    return written(scene, int(amount), slotted(scene, CALLS, group=GROUPS, bad=BAD))


def _resemble(scene: Scene) -> Act:
    return written(scene, 6, slotted(scene, ANSWERS, group=GROUPS, bad=BAD))


def chatter(scene: Scene, amount: float) -> Act:
    """So many posts with strong words about nobody."""
    return written(scene, int(amount), slotted(scene, GAMES, day=DAYS))


ABUSE = Abuse("calls-to-hate", "hate-and-violence", "who contradicts hatred, and quotes it", _commit, _resemble, 6, 8 * HOUR)
