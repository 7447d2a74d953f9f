"""The content functions that there are, by the names under which `bylaws.policy.functions` declares them."""

from __future__ import annotations

from functools import cache

from bylaws.content.models.linear import shipped
from bylaws.content.port import Content
from bylaws.content.text import short
from bylaws.content.text.campaign import near
from bylaws.content.text.quoting import quoted
from bylaws.content.text.shape import shape


@cache
def installed() -> dict[str, Content]:
    """By name. Models are loaded when they are first asked."""
    functions = (
        Content("near", 1, near),
        Content("quoted", 1, quoted),
        Content("shape", 1, shape),
        Content("spam", 1, short.spam, short.spam_of, lambda: shipped(short.MODEL).digest),
    )
    return {each.name: each for each in functions}
