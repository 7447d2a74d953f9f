"""The sentence that a rule says to people."""

from __future__ import annotations

import re
from typing import Final

from bylaws.policy import surface
from bylaws.policy.checks import personal_data_must_not_be_printed, templates_must_be_readable
from bylaws.policy.expressions import Expr
from bylaws.policy.parse import Block, parse_block
from bylaws.policy.program import Says
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope
from bylaws.policy.resolve.types import known
from bylaws.source import Span

_PLACE: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_FORMAT: Final = re.compile(r":(%|[0-9]|[\w '’-]+\|[\w '’-]+)$")
_BEFORE: Final = "exception x to y when "
"""The grammar reads declarations; an expression is read as the condition of this one."""


def says(resolver: Resolver, node: surface.Says | None, scope: Scope) -> Says | None:
    """The template in parts. Offsets are those of the string in the file, whose quotes are doubled."""
    if node is None:
        return None
    raw = node.span.text[1:-1]
    parts: list[str | tuple[Expr, str]] = []
    end = 0
    for found in _PLACE.finditer(raw):
        parts.append(raw[end : found.start()].replace('""', '"'))
        end = found.end()
        place = Span(node.span.file, node.span.start + 1 + found.start(), node.span.start + 1 + found.end())
        if found[1] is None:
            resolver.report(templates_must_be_readable.brace(place))
            continue
        part = _part(resolver, found[1], place, scope)
        if part is not None:
            parts.append(part)
    parts.append(raw[end:].replace('""', '"'))
    return Says(tuple(part for part in parts if part), node.span)


def _part(resolver: Resolver, inside: str, place: Span, scope: Scope) -> tuple[Expr, str] | None:
    format_ = _FORMAT.search(inside)
    text = inside[: format_.start()] if format_ else inside
    parsed = _parse(resolver, text, place)
    if parsed is None:
        return None
    expr = resolver.expression(parsed, scope)
    if not known(expr.type):
        return None
    if expr.type.personal:
        resolver.report(personal_data_must_not_be_printed.error(place))
        return None
    chosen = format_[1] if format_ else ""
    told = templates_must_be_readable.check_format(expr, chosen, place)
    if told is not None:
        resolver.report(told)
        return None
    return expr, chosen


def _parse(resolver: Resolver, text: str, place: Span) -> surface.Expr | None:
    """The expression in braces; its spans point into the file."""
    block = Block("bylaw", _BEFORE + text.replace('""', '"'), place.file, place.start + 1 - len(_BEFORE))
    read = parse_block(block) if text.strip() else ()
    only = read[0] if isinstance(read, tuple) and len(read) == 1 else None
    if block.diagnostics or not isinstance(only, surface.ExceptionDecl) or only.says is not None:
        reason = block.diagnostics[0].message if block.diagnostics else ""
        resolver.report(templates_must_be_readable.error(place, reason))
        return None
    return only.when
