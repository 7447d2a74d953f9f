"""The policy itself, permits under it, questions about it, and what must be kept or erased."""

from __future__ import annotations

from typing import Final

from bylaws.events.catalogue import Field
from bylaws.events.kinds.common import CASE, PERMIT, RECORD, USER, describe, personal, text_map
from bylaws.events.types import HASH, INSTANT, INTEGER, IP, TEXT, TRUTH, array, word

GOVERNANCE: Final = (
    describe(
        "policy.published",
        "a version of a policy was published",
        Field("policy", TEXT, "the policy"),
        Field("version", TEXT, "its version"),
        Field("text_hash", HASH, "SHA-256 of the text"),
        Field("posted_at", INSTANT, "when the page showed it"),
        Field("effective_from", INSTANT, "when it takes force"),
        Field("supersedes", TEXT, "version that it replaces"),
        Field("author", TEXT, "who published it"),
        Field("change_summary", TEXT, "what changed"),
    ),
    describe(
        "policy.presented",
        "a version of a policy was shown to a user",
        Field("user", USER, "to whom"),
        Field("policy", TEXT, "the policy"),
        Field("version", TEXT, "its version"),
        Field("place", TEXT, "where: a page, a mail"),
        Field("rendered_hash", HASH, "SHA-256 of what was shown"),
    ),
    describe(
        "policy.accepted",
        "an account accepted a version of a policy",
        Field("user", USER, "who accepted for it"),
        Field("policy", TEXT, "the policy"),
        Field("version", TEXT, "its version"),
        Field("mode", word("click", "signature", "first_use", "continued_use"), "how"),
        Field("evidence_ref", TEXT, "reference to the proof"),
        Field("ip", IP, "address from which it was accepted"),
    ),
    describe(
        "question.asked",
        "somebody asked whether something is allowed; the answer comes as a later event of the same question",
        Field("question", TEXT, "the question"),
        Field("case", CASE, "case to which it belongs"),
        Field("asker", personal(TEXT), "who asked"),
        Field("text", personal(TEXT), "what was asked"),
        Field("clauses", array(TEXT), "clauses that it is about"),
        Field("proposed_action", TEXT, "what the asker wants to do"),
        Field("answered_at", INSTANT, "when it was answered"),
        Field("answer", TEXT, "the answer"),
        Field("answered_by", TEXT, "who answered"),
        Field("binding", TRUTH, "whether the provider is bound by the answer"),
    ),
    describe(
        "permit.granted",
        "written permission was given, changed or taken back",
        Field("permit", PERMIT, "the permit; told of again, it keeps what the event is silent on"),
        Field("user", USER, "the user to whom alone it is given; absent if it is the account's"),
        Field("kind", TEXT, "what it allows: `resale`, `security-test`, `number-use` …"),
        Field(
            "scope", text_map(array(TEXT)), "by argument of `permitted`, what it covers; what is not named is not bounded", "any"
        ),
        Field("grantor", TEXT, "who gave it"),
        Field("document_hash", HASH, "SHA-256 of the signed paper; absent if there is none"),
        Field("valid_from", INSTANT, "first instant at which it holds"),
        Field("valid_to", INSTANT, "when it ends; absent if open"),
        Field("revoked_at", INSTANT, "from when on it is taken back"),
    ),
    describe(
        "control.checked",
        "a safeguard of the provider was checked",
        Field("control", TEXT, "the safeguard"),
        Field("control_kind", word("physical", "electronic", "managerial"), "sort of safeguard"),
        Field("asset", TEXT, "what it protects"),
        Field("outcome", TEXT, "result"),
        Field("evidence_ref", TEXT, "reference to the proof"),
        Field("next_due", INSTANT, "when it is to be checked again"),
    ),
    describe(
        "record.changed",
        "a record that must be kept was written, altered or removed",
        Field("record", RECORD, "the record"),
        Field("sequence", INTEGER, "its place in the chain of changes"),
        Field("record_type", TEXT, "sort of record"),
        Field("retention_class", TEXT, "rule by which it is kept"),
        Field("retain_until", INSTANT, "until when it must be kept"),
        Field("actor", TEXT, "who did it"),
        Field("action", word("create", "alter", "delete", "truncate"), "what was done"),
        Field("before_hash", HASH, "hash of the record before"),
        Field("after_hash", HASH, "hash of the record after"),
        Field("legal_hold", TRUTH, "whether it is frozen for a dispute"),
        Field("approval_ref", TEXT, "reference to the approval"),
    ),
    describe(
        "deletion.done",
        "a person's data were erased",
        Field("deletion", TEXT, "the erasure"),
        Field("subject", TEXT, "whose data", "identifier"),
        Field("stores", array(TEXT), "where they were erased"),
        Field("items", INTEGER, "how many items"),
        Field("backups_due", INSTANT, "when the last copy will be gone"),
        Field("verified_by", TEXT, "who looked that nothing is left"),
        Field("held_back", TEXT, "what was kept, and why; absent if nothing was"),
        Field("certificate_hash", HASH, "SHA-256 of the certificate"),
    ),
)
