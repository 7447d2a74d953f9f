"""The kinds a policy may speak of: those of the catalogue, those it derives, and its own findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from bylaws.events.catalogue import Catalogue, Field, Kind
from bylaws.events.kinds import ENVELOPE
from bylaws.events.types import TEXT, Type, entity, word
from bylaws.policy import surface
from bylaws.policy.expressions import Expr
from bylaws.policy.program import SEVERITIES
from bylaws.policy.resolve.scope import KindView, Lets, Scope
from bylaws.policy.resolve.types import ANYBODY, UNKNOWN, common

MADE: Final = "finding.made"

_VERDICT: Final[dict[str, tuple[Type, str]]] = {
    "subject": (ANYBODY, "whom it accuses"),
    "severity": (word(*SEVERITIES), "how grave it is"),
    "clause": (TEXT, "the clause that it cites"),
    "rule": (TEXT, "the rule or duty that made it"),
}
_ENVELOPE: Final = {field.name: field for field in ENVELOPE}
_MADE_FIELDS: Final = {**_ENVELOPE, "user": Field("user", entity("user"), "the user, where the event has one")}


class Maker(Protocol):
    """A declaration that looks at events and makes findings or events: its lets, the fields it gives, and what it can see."""

    declaration: surface.Rule | surface.Derive | surface.Duty
    stream: surface.Stream
    lets: Lets
    made: Lets

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> KindView | None: ...

    @property
    def scope(self) -> Scope: ...

    @property
    def subject(self) -> Expr: ...


class Observed:
    """A kind of the catalogue."""

    def __init__(self, kind: Kind) -> None:
        self.name = kind.name
        self._kind = kind

    def field(self, name: str) -> Type | None:
        field = self._kind.field(name)
        return field.type if field else None

    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self._kind.fields)

    def fields(self) -> Mapping[str, Type]:
        return {field.name: field.type for field in self._kind.fields}

    def freeze(self) -> Kind:
        return self._kind


class Derived:
    """A kind that only the policy's derivations make: the envelope of their causes and the fields of their with-lists."""

    def __init__(self, name: str, makers: tuple[Maker, ...]) -> None:
        self.name = name
        self._makers = makers

    def field(self, name: str) -> Type | None:
        found: Type | None = None
        for maker in self._makers:
            made = maker.made.type(name)
            if made is not None:
                found = made if found is None else common(found, made) or found
        return found or (_ENVELOPE[name].type if name in _ENVELOPE else None)

    def names(self) -> tuple[str, ...]:
        own = [let.name.text for maker in self._makers for let in maker.made.lets]
        return tuple(dict.fromkeys((*_ENVELOPE, *own)))

    def fields(self) -> Mapping[str, Type]:
        settled = {name for maker in self._makers for name in maker.made.settled} | set(_ENVELOPE)
        return {name: self.field(name) or UNKNOWN for name in self.names() if name in settled}

    def freeze(self) -> Kind:
        return _frozen(self, "derived by the policy")


class Found:
    """The findings of a rule or duty: its event's fields, its lets, and the verdict."""

    def __init__(self, judged: Maker) -> None:
        self.name = judged.name
        self.judged = judged

    def field(self, name: str) -> Type | None:
        let = self.judged.lets.type(name)
        if let is not None:
            return let
        if name in _VERDICT:
            return _VERDICT[name][0]
        cause = self.judged.kind
        return cause.field(name) if cause else UNKNOWN

    def names(self) -> tuple[str, ...]:
        cause = self.judged.kind.names() if self.judged.kind else ()
        lets = (let.name.text for let in self.judged.lets.lets)
        return tuple(dict.fromkeys((*cause, *lets, *_VERDICT)))

    def fields(self) -> Mapping[str, Type]:
        cause = self.judged.kind.fields() if self.judged.kind else {}
        verdict = {name: kind for name, (kind, _) in _VERDICT.items()}
        return {**cause, **verdict, **self.judged.lets.settled}

    def freeze(self) -> Kind:
        return _frozen(self, f"findings of `{self.name}`")


class Made:
    """All findings, with the fields that they have in common."""

    name = MADE

    def field(self, name: str) -> Type | None:
        if name in _VERDICT:
            return _VERDICT[name][0]
        return _MADE_FIELDS[name].type if name in _MADE_FIELDS else None

    def names(self) -> tuple[str, ...]:
        return (*_MADE_FIELDS, *_VERDICT)

    def fields(self) -> Mapping[str, Type]:
        return {name: self.field(name) or UNKNOWN for name in self.names()}

    def freeze(self) -> Kind:
        return _frozen(self, "findings of all rules and duties")


class Kinds:
    """Kinds by name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._views: dict[str, KindView] = {name: Observed(kind) for name, kind in catalogue.kinds.items()}
        self._views[MADE] = Made()

    def add_found(self, judged: Maker) -> None:
        self._views.setdefault(judged.name, Found(judged))

    def add_derived(self, name: str, makers: Iterable[Maker]) -> None:
        if name not in self._views:
            self._views[name] = Derived(name, tuple(makers))

    def get(self, name: str) -> KindView | None:
        return self._views.get(name)

    def names(self) -> tuple[str, ...]:
        return tuple(self._views)

    def freeze(self) -> Catalogue:
        return Catalogue({name: view.freeze() for name, view in self._views.items()})


def record_of(view: KindView) -> Type:
    """The type of an event of the kind as a record."""
    return Type("record", fields=tuple(view.fields().items()))


def _frozen(view: KindView, meaning: str) -> Kind:
    return Kind(view.name, meaning, tuple(Field(name, kind, _meaning(name)) for name, kind in view.fields().items()))


def _meaning(name: str) -> str:
    if name in _VERDICT:
        return _VERDICT[name][1]
    return _MADE_FIELDS[name].meaning if name in _MADE_FIELDS else ""
