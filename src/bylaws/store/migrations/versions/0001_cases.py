"""Findings, cases and their changes, decisions, what goes out, customers, modes of rules, policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "case_keys",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False, comment="the latest case of what its findings have in common"),
        sa.PrimaryKeyConstraint("provider_id", "clause", "digest", "sort", "name"),
    )
    op.create_index("case_keys_by_case", "case_keys", ["provider_id", "case_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="how many changes it has; two people's are told apart by it"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True, comment="when something ends or is missed by itself"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "id"),
    )
    op.create_index("cases_by_due", "cases", ["provider_id", "due_at"], unique=False)
    op.create_index("cases_by_state", "cases", ["provider_id", "state", "opened_at"], unique=False)
    op.create_table(
        "changes",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "case_id", "number"),
    )
    op.create_table(
        "customers",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("established", sa.Boolean(), nullable=False),
        sa.Column("life_critical", sa.Boolean(), nullable=False),
        sa.Column("hijacked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "sort", "name"),
    )
    op.create_table(
        "decisions",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False, comment="each whose findings it rests on"),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_machine", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("overturned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "id", "rule"),
    )
    op.create_index("decisions_by_rule", "decisions", ["provider_id", "rule", "by_machine", "at"], unique=False)
    op.create_table(
        "findings",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True, comment="null: its rule was in the shadow"),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("subject_sort", sa.Text(), nullable=False),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False, comment="the finding as it was made"),
        sa.PrimaryKeyConstraint("provider_id", "id"),
    )
    op.create_index("findings_by_case", "findings", ["provider_id", "case_id"], unique=False)
    op.create_index("findings_by_rule", "findings", ["provider_id", "rule", "at"], unique=False)
    op.create_index("findings_by_subject", "findings", ["provider_id", "subject_sort", "subject_name", "clause"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True, comment="null: it is done, or given up"),
        sa.Column("held_until", sa.BigInteger(), nullable=False, comment="until when whoever took it has for it"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="empty: none yet"),
        sa.PrimaryKeyConstraint("provider_id", "key"),
    )
    op.create_index("outbox_by_next", "outbox", ["provider_id", "next_at"], unique=False)
    op.create_table(
        "policies",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("effective", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "digest"),
    )
    op.create_table(
        "rule_modes",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column(
            "digest", sa.Text(), nullable=False, comment="the policy for which it was set; a changed rule begins in the shadow"
        ),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "rule", "number"),
    )
    op.create_table(
        "warnings",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "notice_id"),
    )
    op.create_index("warnings_by_subject", "warnings", ["provider_id", "sort", "name", "clause"], unique=False)


def downgrade() -> None:
    op.drop_index("warnings_by_subject", table_name="warnings")
    op.drop_table("warnings")
    op.drop_table("rule_modes")
    op.drop_table("policies")
    op.drop_index("outbox_by_next", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("findings_by_subject", table_name="findings")
    op.drop_index("findings_by_rule", table_name="findings")
    op.drop_index("findings_by_case", table_name="findings")
    op.drop_table("findings")
    op.drop_index("decisions_by_rule", table_name="decisions")
    op.drop_table("decisions")
    op.drop_table("customers")
    op.drop_table("changes")
    op.drop_index("cases_by_state", table_name="cases")
    op.drop_index("cases_by_due", table_name="cases")
    op.drop_table("cases")
    op.drop_index("case_keys_by_case", table_name="case_keys")
    op.drop_table("case_keys")
