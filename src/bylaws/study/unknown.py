"""Members of events that no field is called by: a misspelt field is the commonest way to blind a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bylaws.policy.program import Program
from bylaws.source.suggest import nearest


class Unknown(Struct, frozen=True):
    """A member of a kind, on how many events it was met, and the field that may be meant."""

    kind: str
    member: str
    events: int
    like: str

    def __str__(self) -> str:
        return ".".join(filter(None, (self.kind, self.member))) + (f" (is `{self.like}` meant?)" if self.like else "")


def unknown_members(program: Program, counts: Mapping[str, int]) -> Iterator[Unknown]:
    """Members by `kind.member`, in the order given; of a kind that the policy does not know nothing is guessed."""
    kinds = program.kinds.kinds
    for named, events in counts.items():
        # Names of kinds may begin alike, and members may hold dots.
        kind = max((each for each in kinds if named.startswith(f"{each}.")), key=len, default="")
        member = named.removeprefix(f"{kind}.")
        fields = (field.name for field in kinds[kind].fields) if kind else ()
        yield Unknown(kind, member, events, nearest(member, fields))
