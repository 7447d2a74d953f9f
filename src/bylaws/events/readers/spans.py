"""Ends of spans of which a log tells the beginning and the length."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from bylaws.events.types import DURATION, INSTANT
from bylaws.events.values import read_value


def end_of(start: object, length: object) -> object:
    """The raw instant that lies `length` seconds behind a raw instant; the same where either is missing. Raises ValueError."""
    if start is None or length is None:
        return start
    micros = cast(int, read_value(INSTANT, start)) + cast(int, read_value(DURATION, length, "s"))
    return f"{Decimal(micros).scaleb(-6):f}"
