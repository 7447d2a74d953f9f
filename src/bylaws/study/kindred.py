"""Which kind of event may be meant by a name that is none."""

from __future__ import annotations

from bylaws.events.catalogue import Catalogue
from bylaws.source.suggest import nearest


def meant_by(name: str, kinds: Catalogue) -> str:
    """The kind that may be meant by another name; findings are never read."""
    return nearest(name, (each for each in kinds.kinds if "." in each and each != "finding.made"))
