"""Runs migrations on the connection that `bylaws.store.database.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from bylaws.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
