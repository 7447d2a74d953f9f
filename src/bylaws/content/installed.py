"""The content functions that there are, by the names under which `bylaws.policy.functions` declares them."""

from __future__ import annotations

from functools import cache

from bylaws.content.port import Content, later

REQUESTS = ("request-sql", "request-scripting", "request-traversal", "request-command")


@cache
def installed() -> dict[str, Content]:
    """By name. What they need, models too, is loaded when they are first asked."""
    functions = (
        Content("crawler", 1, later("http.crawlers:crawler"), later("http.crawlers:crawler_of"), ("crawler",)),
        Content("lookalike", 1, later("urls.imitation:lookalike")),
        Content("near", 1, later("text.campaign:near")),
        Content("personal_data", 1, later("pii.finding:personal_data")),
        Content("quoted", 1, later("text.quoting:quoted")),
        Content("request_attack", 1, later("http.attacks:attack"), later("http.attacks:attack_of"), REQUESTS),
        Content("shape", 1, later("text.shape:shape")),
        Content("spam", 1, later("text.short:spam"), later("text.short:spam_of"), ("sms-spam",)),
    )
    return {each.name: each for each in functions}
