"""Accounts, the people behind them, and how they sign in."""

from __future__ import annotations

from typing import Final

from bylaws.events.catalogue import IDENTIFIER, Field
from bylaws.events.kinds.common import SEAT, SESSION, USER, describe, personal
from bylaws.events.types import (
    COUNTRY,
    DATE,
    DECIMAL,
    DISTANCE,
    DURATION,
    HASH,
    INSTANT,
    INTEGER,
    IP,
    PHONE,
    SIZE,
    TEXT,
    TRUTH,
    word,
)

PLACE: Final = (
    Field("country", COUNTRY, "country in which the address lies"),
    Field("lat", personal(DECIMAL), "latitude of the estimated place, degrees north"),
    Field("lon", personal(DECIMAL), "longitude of the estimated place, degrees east"),
)

PEOPLE: Final = (
    describe(
        "account.created",
        "somebody signed up",
        Field("signup_ip", IP, "address from which the form was sent"),
        Field("device", TEXT, "fingerprint of the device"),
        Field("email", personal(TEXT), "mail address given", "identifier"),
        Field("phone", personal(PHONE), "telephone number given"),
        Field("person_name", personal(TEXT), "name of the person who signed up"),
        Field("org_name", TEXT, "name of the organisation"),
        Field("org_evidence", TEXT, "reference to a proof that the organisation exists"),
        Field("country", COUNTRY, "country of residence or seat"),
        Field("declared_birth_date", personal(DATE), "birth date as stated by the person"),
        Field("plan", TEXT, "plan chosen"),
        Field("payment_fingerprint", HASH, "stands for the means of payment without telling it"),
        Field("channel", word("web", "api", "sales"), "way in which the account was opened"),
        Field("sign_in", TEXT, "how its users sign in: `password`, `sso` …"),
        Field("listed", TRUTH, "whether this is told by a list of accounts, and not by the sign-up: it was opened now or before"),
    ),
    describe(
        "account.changed",
        "the data of an account were changed: its owner, plan, or who holds a seat",
        Field("actor", TEXT, "who changed it"),
        Field("field", TEXT, "what was changed: `owner`, `plan`, `seat` …"),
        Field("before", personal(TEXT), "value until then"),
        Field("after", personal(TEXT), "value from then on"),
        Field("seat_id", SEAT, "the seat concerned"),
        Field("reason", TEXT, "reason given"),
    ),
    describe(
        "identity.checked",
        "a person's identity was checked",
        Field("user", USER, "who was checked"),
        Field("method", TEXT, "how: `document`, `video`, `bank` …"),
        Field("document_hash", HASH, "stands for the paper that was shown"),
        Field("outcome", word("pass", "fail", "skip"), "result"),
        Field("liveness", TRUTH, "whether a living person was seen"),
        Field("number_used", personal(PHONE), "telephone number used in the check"),
    ),
    describe(
        "auth.attempt",
        "somebody tried to sign in",
        Field("user", USER, "user who signed in or was named"),
        Field("target_account", TEXT, "login name or account that the attempt aimed at, whether or not it exists", IDENTIFIER),
        Field("ip", IP, "address from which it came"),
        *PLACE,
        Field("device", TEXT, "fingerprint of the device"),
        Field("user_agent", TEXT, "program, as it called itself"),
        Field("method", TEXT, "how: `password`, `sms_code`, `passkey`, `token`, `ssh`, `ftp` …"),
        Field("second_factor", TRUTH, "whether a second factor was asked for and given"),
        Field("outcome", word("success", "fail"), "result"),
        Field("reason", TEXT, "why it failed"),
    ),
    describe(
        "session.seen",
        "a signed-in session, or a further piece of it",
        Field("session", SESSION, "the session"),
        Field("user", USER, "user signed in"),
        Field("seat_id", SEAT, "seat under which the user works"),
        Field("method", TEXT, "how the session was opened: `password`, `sso`, `token` …"),
        Field("ip", IP, "address of the other end"),
        *PLACE,
        Field("radius", DISTANCE, "uncertainty of the place", "km"),
        Field("device", TEXT, "fingerprint of the device"),
        Field("started", INSTANT, "when it began"),
        Field("ended", INSTANT, "when it was last active"),
        Field("bytes", SIZE, "data carried", "bytes"),
    ),
    describe(
        "credential.state",
        "an audit of a stored credential, never the secret itself",
        Field("user", USER, "whose credential"),
        Field("length", INTEGER, "length of the secret in characters"),
        Field("strength_bits", DECIMAL, "estimated strength, bits"),
        Field("in_breach_list", TRUTH, "whether it is known from a leak"),
        Field("second_factor_enrolled", TRUTH, "whether a second factor is set up"),
        Field("age_days", DURATION, "time since it was last changed", "d"),
        Field("shared_secret", TRUTH, "whether several users have the same one"),
        Field("stored_encrypted", TRUTH, "whether it is kept encrypted or hashed"),
    ),
)
