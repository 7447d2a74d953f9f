"""Members of events that no field is called by: a misspelt field is the commonest way to blind a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bylaws.events.catalogue import Catalogue
from bylaws.policy.program import Program
from bylaws.source.plausible import meant
from bylaws.study.kindred import meant_by
from bylaws.study.leaning import kinds_of


class Unknown(Struct, frozen=True):
    """A member of a kind, on how many events it was met, and the field that may be meant."""

    kind: str
    member: str
    events: int
    like: str

    def __str__(self) -> str:
        return ".".join(filter(None, (self.kind, self.member))) + (f" (is `{self.like}` meant?)" if self.like else "")


class UnknownKind(Struct, frozen=True):
    """Events of a kind that there is not, which were rejected; the kind that may be meant, and the rules that hang on that."""

    kind: str
    events: int
    like: str
    rules: tuple[str, ...]

    def __str__(self) -> str:
        meant = f"; is `{self.like}` meant?" if self.like else ""
        events = "event" if self.events == 1 else "events"
        return f"{self.events:,} {events} rejected, for there is no kind {self.kind}{meant}"


def unknown_kinds(program: Program, kinds: Catalogue, rejected: Mapping[str, int]) -> list[UnknownKind]:
    """Those of which events were `rejected`, the most frequent first. `kinds`: those that are read."""
    found = [(name, count, meant_by(name, kinds)) for name, count in rejected.items() if name not in kinds.kinds]
    hanging = kinds_of(program) if any(like for _, _, like in found) else {}
    told = (
        UnknownKind(name, count, like, tuple(rule for rule, read in hanging.items() if like in read)) for name, count, like in found
    )
    return sorted(told, key=lambda each: (not each.rules, -each.events, each.kind))


def unknown_members(program: Program, counts: Mapping[str, int]) -> Iterator[Unknown]:
    """Members by `kind.member`, in the order given; of a kind that the policy does not know nothing is guessed."""
    kinds = program.kinds.kinds
    for named, events in counts.items():
        # Names of kinds may begin alike, and members may hold dots.
        kind = max((each for each in kinds if named.startswith(f"{each}.")), key=len, default="")
        member = named.removeprefix(f"{kind}.")
        fields = (field.name for field in kinds[kind].fields) if kind else ()
        yield Unknown(kind, member, events, meant(member, fields))
