"""What alembic runs: the migrations, on the connection it was handed."""

from __future__ import annotations

from alembic import context

from tocsin.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
