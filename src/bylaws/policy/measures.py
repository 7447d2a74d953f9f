"""The measures that a step of a ladder can be."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "review": "a person looks at it",
        "escalate": "it goes to whoever answers for it",
        "warn": "the customer is told what was wrong",
        "ask": "the customer is asked what it was, and answers in time",
        "cure": "the customer puts it right in time",
        "hold": "what was sent, uploaded or opened waits for a decision",
        "hide": "what was shown is seen by nobody but its owner",
        "remove": "what was shown or kept is taken away",
        "throttle": "it goes on, more slowly",
        "reroute": "it goes on, by another way",
        "block": "one way is closed: a port, an address, a range of numbers",
        "isolate": "a machine or part is cut off from the rest",
        "revoke": "a key, a link, a number or a permission is taken back",
        "suspend": "a service pauses",
        "terminate": "a service ends",
        "bill": "the use is charged at its price",
        "surcharge": "the excess is charged on top",
        "seal": "evidence is kept where nobody sees or changes it",
        "report": "the responsible body is told in time",
        "refer": "the case goes to an authority",
    }
)
"""(measure, what is done)"""

STOPS: Final = frozenset(("suspend", "terminate"))
"""What ends the use of a service, for a while or for good: never without a warning before, but under a clause for emergencies."""
RESTRICTS: Final = STOPS | {"hold", "hide", "remove", "throttle", "reroute", "block", "isolate", "revoke"}
"""What takes something from the customer, and so can be undone."""
TELLS: Final = frozenset(("warn", "ask", "cure"))
"""What is done by telling the customer."""
TWO_PEOPLE: Final = frozenset(("terminate",))
"""What no machine does, and no person alone."""
