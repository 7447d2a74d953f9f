"""The kinds of event that bylaws knows by itself: one typed table, split by family."""

from __future__ import annotations

from typing import Final

from bylaws.events.catalogue import Catalogue, Kind
from bylaws.events.kinds.calls import CALLS
from bylaws.events.kinds.common import ENVELOPE, describe
from bylaws.events.kinds.content import CONTENT
from bylaws.events.kinds.enforcement import ENFORCEMENT, INTAKE
from bylaws.events.kinds.governance import GOVERNANCE
from bylaws.events.kinds.load import load_kinds
from bylaws.events.kinds.messages import MESSAGES
from bylaws.events.kinds.network import NETWORK
from bylaws.events.kinds.people import PEOPLE
from bylaws.events.kinds.use import USE

FAMILIES: Final[dict[str, tuple[Kind, ...]]] = {
    "Accounts and people": PEOPLE,
    "Messages and consent": MESSAGES,
    "Calls and numbers": CALLS,
    "Networks and hosts": NETWORK,
    "Content": CONTENT,
    "Use, metering and payment": USE,
    "Policy, permits and records": GOVERNANCE,
    "Reports from outside": INTAKE,
    "Cases and notices": ENFORCEMENT,
}

CATALOGUE: Final = Catalogue({kind.name: kind for family in FAMILIES.values() for kind in family})

__all__ = ["CATALOGUE", "ENVELOPE", "FAMILIES", "describe", "load_kinds"]
