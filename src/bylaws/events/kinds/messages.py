"""Messages, what became of them, and consent to them.

Recipients and senders are not marked personal: the notice about a message goes to whoever sent it and has to say which one.
"""

from __future__ import annotations

from typing import Final

from bylaws.events.catalogue import IDENTIFIER, Field
from bylaws.events.kinds.common import ACCOUNT, CAMPAIGN, CHANNEL, MESSAGE, PURPOSE, RESULT, USER, describe, personal
from bylaws.events.types import COUNTRY, INSTANT, INTEGER, IP, SIZE, TEXT, TRUTH, URL, ZONE, array, word

ORIGIN: Final = (
    Field("spf", RESULT, "whether the domain of the return address lets that computer send (RFC 7208)"),
    Field("dkim", RESULT, "what became of the best of its signatures (RFC 6376)"),
    Field("arc", RESULT, "whether what earlier servers found of it came unbroken (RFC 8617)"),
    Field("dmarc", RESULT, "whether path or signature speaks for the domain in `From` (RFC 9989)"),
    Field("dmarc_policy", word("none", "quarantine", "reject"), "what that domain asks to be done where nothing does"),
)
"""What a mail server, or bylaws, found of a mail's origin, in the words of RFC 8601."""

MESSAGES: Final = (
    describe(
        "message.sent",
        "a message was handed over for delivery",
        Field("user", USER, "user who sent it"),
        Field("message_id", MESSAGE, "the message"),
        Field("size_bytes", SIZE, "size with attachments", "bytes"),
        Field("channel", CHANNEL, "how it travels"),
        Field("sender", TEXT, "sender as the recipient sees it", IDENTIFIER),
        Field("sender_display", TEXT, "name shown beside the sender"),
        Field("envelope_from", TEXT, "return address of the transport", IDENTIFIER),
        Field("raw_headers", personal(TEXT), "header block of a mail, as sent"),
        Field("subject", personal(TEXT), "subject line"),
        Field("body", personal(TEXT), "text of the message"),
        Field("urls", array(URL), "links in it"),
        Field("attachments", array(TEXT), "references to what is attached"),
        Field("recipients", array(TEXT), "to whom it goes", IDENTIFIER),
        Field("recipient_count", INTEGER, "to how many it goes"),
        Field("recipient_country", COUNTRY, "country of the recipients"),
        Field("recipient_timezone", ZONE, "time zone of the recipients"),
        Field("campaign", CAMPAIGN, "mailing to which it belongs"),
        Field("purpose", PURPOSE, "what it is for, as the sender declares"),
        Field("consent_ref", TEXT, "proof of consent that the sender names"),
        Field("permit_ref", TEXT, "permit that the sender names"),
        Field("automated", TRUTH, "whether a program sent it"),
        Field("client_ip", IP, "address that handed it over"),
        *ORIGIN,
    ),
    describe(
        "message.received",
        "a message came in for a customer",
        Field("message_id", MESSAGE, "the message"),
        Field("mailbox_or_number", TEXT, "where it arrived", IDENTIFIER),
        Field("sender", TEXT, "who sent it", IDENTIFIER),
        Field("in_reply_to", MESSAGE, "message that it answers"),
        Field("references", array(MESSAGE), "earlier messages of the thread"),
        Field("subject", personal(TEXT), "subject line"),
        Field("body", personal(TEXT), "text of the message"),
        Field("urls", array(URL), "links in it"),
        Field("original_provider", TEXT, "provider from which it came"),
        *ORIGIN,
    ),
    describe(
        "message.result",
        "what became of a message at one recipient",
        Field("message", MESSAGE, "the message"),
        Field("campaign", CAMPAIGN, "mailing to which it belongs"),
        Field("recipient", TEXT, "the recipient", IDENTIFIER),
        Field(
            "outcome",
            word("delivered", "bounced", "complaint", "unsubscribe", "spam_trap", "blocked"),
            "what happened",
        ),
        Field("code", TEXT, "reply code of the other side"),
    ),
    describe(
        "consent.changed",
        "a person gave or withdrew consent to be written to or called",
        Field("subject", TEXT, "the person's address or number", IDENTIFIER),
        Field("channel", CHANNEL, "by which way"),
        Field("purpose", PURPOSE, "for what"),
        Field("state", word("given", "withdrawn"), "what holds from now on"),
        Field("method", TEXT, "how it was said"),
        Field("proof_ref", TEXT, "reference to the proof"),
        Field("lawful_basis", TEXT, "basis other than consent that the sender names"),
        Field("expires", INSTANT, "when it ends by itself"),
    ),
    describe(
        "canary.planted",
        "an address made for the purpose was shown to one account, to see whether it is written to",
        Field("address", TEXT, "the address or number", IDENTIFIER),
        Field("shown_to", ACCOUNT, "the only account that has seen it"),
    ),
)
