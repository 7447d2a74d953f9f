"""Looking over a rule's shoulder: what it comes to on every event, also where it finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bylaws.engine.compile import Compiler
from bylaws.engine.frame import Frame
from bylaws.engine.judging import Findings
from bylaws.engine.scope import Scope
from bylaws.policy.program import Rule


class Watch(Protocol):
    """Whoever watches a rule."""

    @property
    def rule(self) -> str:
        """The name of the rule."""

    def begin(self, rule: Rule, scope: Scope, compiler: Compiler, findings: Findings) -> Callable[[Frame], None]:
        """Before the first event: compiles what is to be read in the rule's scope; gives what is shown each frame."""
