"""Permits that the policy does not ask for as they were granted: by their kind, or by a part of their scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from bylaws.engine.permits import BOUNDLESS, NEVER, NOBODY, WRITTEN, Granted
from bylaws.policy import expressions as x
from bylaws.policy.program import Program
from bylaws.policy.walk import children, walk
from bylaws.source.suggest import nearest
from bylaws.study.mask import Mask

WORDS: Final = {
    NEVER: ("never holds, for it ends", "never hold, for they end", " before it begins"),
    NOBODY: ("names no account, tenant or user", "name no account, tenant or user", ", so that it allows nobody anything"),
    BOUNDLESS: ("has no scope", "have no scope", ", so that nothing bounds what is allowed"),
}


class Stray(Struct, frozen=True):
    """So many `permits` of a `kind` for which nobody asks; or that name a `scope` for which nobody who asks for the kind does; or

    about which something is `odd`. `like`: what may be meant. `asked`: the parts of a scope that are asked for with that kind.
    """

    kind: str
    scope: str
    permits: int
    like: str
    asked: tuple[str, ...] = ()
    odd: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody was probably allowed more, or less, than was meant; other kinds may be meant for somebody else."""
        return bool(self.scope or self.like or self.odd in (NEVER, NOBODY))

    def __str__(self) -> str:
        meant = f"is `{self.like}` meant?" if self.like else ""
        which = f"{self.permits:,} permit{'s' * (self.permits != 1)} of kind {self.kind}"
        if self.odd:
            one, many, behind = WORDS[self.odd]
            asks = f": `permitted` asks for {', '.join(self.asked)}" if self.odd == BOUNDLESS else ""
            return f"{which} {one if self.permits == 1 else many}{behind}{asks}"
        if not self.scope:
            return "; ".join(filter(None, (f"{which}: no `permitted` asks for that kind", meant)))
        asked = f"`permitted` asks for {', '.join(self.asked)} only" if self.asked else "`permitted` asks for no scope"
        names = "names" if self.permits == 1 else "name"
        return "; ".join(filter(None, (f"{which} {names} {self.scope} in the scope, which bounds nothing: {asked}", meant)))


def strays(programs: Sequence[Program], granted: Granted) -> list[Stray]:
    """Those of the permits `granted`; somebody asks if one of some versions does. None if none asks for permits at all."""
    asked: dict[str, dict[str, None]] = {}
    for kind, names in (each for program in programs for each in _asked(program)):
        asked.setdefault(kind, {}).update(dict.fromkeys(names))
    found = []
    for (kind, scope, odd), permits in sorted(granted.items()) if asked else ():
        known = asked.get(kind)
        if odd:
            if known is not None and (known or odd != BOUNDLESS):
                found.append(Stray(kind, "", permits, "", tuple(known), odd))
        elif known is None and not scope:
            found.append(Stray(kind, "", permits, nearest(kind, asked)))
        elif known is not None and scope and scope not in known:
            found.append(Stray(kind, scope, permits, nearest(scope, known), tuple(known)))
    return found


def _asked(program: Program) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By which kinds of permit, and which parts of a scope, a policy asks; whether one is in writing is no part of it."""
    lists = (part for each in program.lists.values() if each.feed for part in (each.feed.where, each.feed.until) if part)
    declared = (*program.rules, *program.duties, *program.derives, *program.exceptions)
    roots = (*(root for each in declared for root in children(each)), *lists)
    for node in (node for root in roots for node in walk(root)):
        if isinstance(node, x.Permitted):
            yield node.kind, tuple(name for name, _ in node.arguments if name != WRITTEN)


def strays_json(found: Sequence[Stray], mask: Mask) -> list[dict[str, object]]:
    """As docs/reference/output.md describes them."""
    return [
        {
            "kind": mask.text(each.kind),
            "scope": mask.text(each.scope) or None,
            "permits": each.permits,
            "like": each.like or None,
            "asked": list(each.asked),
            "odd": each.odd or None,
        }
        for each in found
    ]
