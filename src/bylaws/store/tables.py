"""The tables. Each row belongs to a provider; instants are microseconds since 1970 UTC; documents are JSON.

The changes of a case are what counts; its row holds the case that follows from them, so that it need not be made anew each time.
Migrations make these tables (`migrations/`); a test holds both against each other.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

METADATA: Final = MetaData()

CASES: Final = Table(
    "cases",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("number", Integer, nullable=False, comment="how many changes it has; two people's are told apart by it"),
    Column("state", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, comment="when something ends or is missed by itself"),
    Column("body", Text, nullable=False),
    Index("cases_by_state", "provider_id", "state", "opened_at"),
    Index("cases_by_due", "provider_id", "due_at"),
)

CASE_KEYS: Final = Table(
    "case_keys",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("clause", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("sort", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("case_id", Text, nullable=False, comment="the latest case of what its findings have in common"),
    Index("case_keys_by_case", "provider_id", "case_id"),
)

FINDINGS: Final = Table(
    "findings",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("case_id", Text, comment="null: its rule was in the shadow"),
    Column("rule", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("subject_sort", Text, nullable=False),
    Column("subject_name", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("struck", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("evidence", Text, nullable=False, comment="the finding as it was made"),
    Index("findings_by_subject", "provider_id", "subject_sort", "subject_name", "clause"),
    Index("findings_by_case", "provider_id", "case_id"),
    Index("findings_by_rule", "provider_id", "rule", "at"),
)

CHANGES: Final = Table(
    "changes",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
)

DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("rule", Text, primary_key=True, comment="each whose findings it rests on"),
    Column("case_id", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_machine", Boolean, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("overturned", Boolean, nullable=False),
    Index("decisions_by_rule", "provider_id", "rule", "by_machine", "at"),
)

OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sort", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, comment="null: it is done, or given up"),
    Column("held_until", BigInteger, nullable=False, comment="until when whoever took it has for it"),
    Column("outcome", Text, nullable=False, comment="empty: none yet"),
    Index("outbox_by_next", "provider_id", "next_at"),
)

CUSTOMERS: Final = Table(
    "customers",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("sort", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("established", Boolean, nullable=False),
    Column("life_critical", Boolean, nullable=False),
    Column("hijacked", Boolean, nullable=False),
)

WARNINGS: Final = Table(
    "warnings",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("notice_id", Text, primary_key=True),
    Column("sort", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("delivered_at", BigInteger, nullable=False),
    Index("warnings_by_subject", "provider_id", "sort", "name", "clause"),
)

RULE_MODES: Final = Table(
    "rule_modes",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("digest", Text, nullable=False, comment="the policy for which it was set; a changed rule begins in the shadow"),
    Column("since", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

POLICIES: Final = Table(
    "policies",
    METADATA,
    Column("provider_id", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("policy", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("effective", BigInteger),
    Column("path", Text, nullable=False),
    Column("added_at", BigInteger, nullable=False),
)
