"""What the families of kinds share: the envelope, the entities, and how a kind is put down."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from bylaws.events.catalogue import Field, Kind
from bylaws.events.types import INSTANT, MILLION, TEXT, Type, entity, word

HOUR: Final = 3600 * MILLION

# A tenant is the room that an account has on a host or a telephone platform, and is called by the account's own id. The two
# are therefore one entity: a policy may say `by tenant = account`. Payer and payee of a hosted shop are accounts as well.
ACCOUNT: Final = entity("account")
USER: Final = entity("user")
SEAT: Final = entity("seat")
SESSION: Final = entity("session")
MESSAGE: Final = entity("message")
CAMPAIGN: Final = entity("campaign")
CALL: Final = entity("call")
RECORD: Final = entity("record")
HOST: Final = entity("host")
CASE: Final = entity("case")
PERMIT: Final = entity("permit")

CHANNEL: Final = word("email", "sms", "voice", "chat", "push")
PURPOSE: Final = word("transactional", "promotional", "service", "emergency")
DIRECTION: Final = word("outbound", "inbound", "internal", "transit")
RESULT: Final = word("pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror")
SEVERITY: Final = word("info", "low", "medium", "high", "critical")

ENVELOPE: Final = (
    Field("id", TEXT, "names the event within its source; the same pair again is the same event"),
    Field("source", TEXT, "who observed it: the system or file that sent the event"),
    Field("kind", TEXT, "the kind of event"),
    Field("at", INSTANT, "when it happened"),
    Field("received_at", INSTANT, "when it reached the provider; decides whether it was late"),
    Field("account", ACCOUNT, "the customer to whom it is attributed, if known"),
    Field("tenant", ACCOUNT, "the account in whose room of a host or platform it happened, if known"),
)


def personal(kind: Type) -> Type:
    """The same type for personal data: computed as usual, never printed by `says`."""
    return replace(kind, personal=True)


def text_map(value: Type) -> Type:
    return Type("map", (TEXT, value))


def describe(name: str, meaning: str, *own: Field, time: str = "at", lateness: int = HOUR) -> Kind:
    """A kind with the envelope before its own fields. A field of its own hides the envelope's of the same name."""
    names = {field.name for field in own}
    envelope = tuple(field for field in ENVELOPE if field.name not in names)
    return Kind(name, meaning, envelope + own, time, lateness)
