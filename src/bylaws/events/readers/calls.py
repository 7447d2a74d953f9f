"""Parts of a call as exchanges tell them."""

from __future__ import annotations

import re
from typing import Final

from bylaws.events.addresses import canonical_phone

_WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)


def number(told: object) -> str | None:
    """A telephone number or short code; None of an end that is called otherwise: `anonymous`, a name, an extension `s`."""
    if not isinstance(told, str):
        return None
    try:
        return canonical_phone(told.strip())
    except ValueError:
        return None


def whole(told: object) -> int | None:
    """A whole number of at most nine digits; None of anything else."""
    return int(told) if isinstance(told, str) and _WHOLE.fullmatch(told) else None


def ringing(total: object, talk: object) -> int | None:
    """The seconds of a call that passed before it was picked up, from those that it took in all and those that were talked."""
    in_all, talked = whole(total), whole(talk)
    return None if in_all is None or talked is None or talked > in_all else in_all - talked
