"""The history of the tables (alembic). `tocsin.store.migrate` runs it."""
