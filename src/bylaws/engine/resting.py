"""On which content functions, of which version, findings rest."""

from __future__ import annotations

from bylaws.content.installed import installed
from bylaws.engine.scope import readings
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Rule
from bylaws.policy.walk import walk


def resting_on(program: Program, declared: Rule | Duty) -> dict[str, str]:
    """By the name of each content function that a rule or duty asks, its version; those that are not built are left out."""
    lifting = tuple(each for each in program.exceptions if each.rule == declared.name)
    asked = {node.function for root, _ in readings(declared, lifting) for node in walk(root) if isinstance(node, x.Apply)}
    return {name: function.version for name, function in installed().items() if name in asked}
