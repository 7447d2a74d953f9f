"""Which findings `finding.made` stands for."""

from __future__ import annotations

from bylaws.policy.program import Program
from bylaws.policy.resolve.kinds import MADE


def made_by(program: Program) -> frozenset[str]:
    """The rules and duties whose findings are `finding.made`: those that do not themselves follow from it."""
    causes = {rule.name: {rule.stream.kind} for rule in program.rules} | {duty.name: {duty.after.kind} for duty in program.duties}
    for derive in program.derives:
        causes.setdefault(derive.kind, set()).add(derive.stream.kind)
    following = {MADE}
    while more := {name for name, kinds in causes.items() if name not in following and kinds & following}:
        following |= more
    return frozenset([rule.name for rule in program.rules] + [duty.name for duty in program.duties]) - following
