"""`set`, `replace` and `drop` change something that is there."""

from __future__ import annotations

from collections.abc import Iterable

from bylaws.policy.surface import Drop, Name, Replace, SetParameter
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "nothing-to-change"


def error(override: SetParameter | Replace | Drop, name: Name, names: Iterable[str]) -> Diagnostic:
    verb, thing = {SetParameter: ("set", "parameter"), Replace: ("replace", "declaration"), Drop: ("drop", "declaration")}[
        type(override)
    ]
    message = f"there is no {thing} `{name}` to {verb}"
    return Diagnostic(CODE, message, (Label(name.span),), did_you_mean(name.text, names, "is its policy included?"))
