"""A rule is replaced by a rule, a duty by a duty."""

from __future__ import annotations

from collections.abc import Mapping

from bylaws.policy.checks.phrases import with_article
from bylaws.policy.surface import Derive, Replace
from bylaws.source import Diagnostic, Label

CODE = "replaced-by-another-sort"


def error(override: Replace, old: object, words: Mapping[type, str]) -> Diagnostic:
    new = override.declaration
    name = new.kind if isinstance(new, Derive) else new.name
    message = f"`{name}` is {with_article(words[type(old)])} and cannot be replaced by {with_article(words[type(new)])}"
    return Diagnostic(CODE, message, (Label(name.span),), f"drop `{name}` and declare the new one under a name of its own")
