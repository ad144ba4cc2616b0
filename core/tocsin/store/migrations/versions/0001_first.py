"""The first tables.

Revision names count up; `meta.min_reader` says which versions may read the database.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MIN_READER = 1
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What is sorted is sorted by its bytes, whatever language the database speaks.
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# The timeline is append only, whatever a later version or a person with a shell tries: all that
# may happen to a row is that a redaction empties its text.
APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER events_stay BEFORE DELETE ON events "
        "BEGIN SELECT RAISE(ABORT, 'events are append only'); END",
        "CREATE TRIGGER events_as_they_were BEFORE UPDATE ON events "
        "WHEN NEW.data IS NOT NULL OR (NEW.incident_id, NEW.seq, NEW.type, NEW.at_us, NEW.by, "
        "NEW.body_sha256, NEW.chain) IS NOT (OLD.incident_id, OLD.seq, OLD.type, OLD.at_us, "
        "OLD.by, OLD.body_sha256, OLD.chain) "
        "BEGIN SELECT RAISE(ABORT, 'events are append only'); END",
    ),
    "postgresql": (
        """
        CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW.data IS NULL AND (NEW.incident_id, NEW.seq, NEW.type, NEW.at_us, NEW."by",
                    NEW.body_sha256, NEW.chain) IS NOT DISTINCT FROM (OLD.incident_id, OLD.seq,
                    OLD.type, OLD.at_us, OLD."by", OLD.body_sha256, OLD.chain)
                THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'events are append only'
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        "CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION events_are_append_only()",
        "CREATE TRIGGER events_all_stay BEFORE TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only()",
    ),
}

# Rows come and go all day: swept often, or the few that live lie among thousands that do not.
BUSY = {
    "postgresql": tuple(
        f"ALTER TABLE {table} SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0, "
        "autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0)"
        for table in ("effects", "lanes", "timers")
    ),
}


def upgrade() -> None:
    _incidents()
    _deliveries()
    _the_rest()
    dialect = op.get_bind().dialect.name
    for statement in (*APPEND_ONLY[dialect], *BUSY.get(dialect, ())):
        op.execute(statement)
    stamp = sa.table("meta", sa.column("key", sa.Text()), sa.column("value", sa.Text()))
    op.bulk_insert(stamp, [{"key": "min_reader", "value": str(MIN_READER)}])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_us", sa.BigInteger(), nullable=False),
        sa.Column("updated_us", sa.BigInteger(), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("number", name="uq_incidents_number"),
    )
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["number"],
        unique=False,
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open = true"),
    )
    op.create_table(
        "policies",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_policies"),
    )
    op.create_table(
        "rooms",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", name="pk_rooms"),
    )
    op.create_table(
        "events",
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=True),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_events_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "seq", name="pk_events"),
    )


def _deliveries() -> None:
    op.create_table(
        "effect_log",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_effect_log"),
        sa.UniqueConstraint("key", name="uq_effect_log_key"),
    )
    op.create_index(
        "ix_effect_log_incident_id_id", "effect_log", ["incident_id", "id"], unique=False
    )
    op.create_table(
        "effects",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("prio", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_us", sa.BigInteger(), nullable=True),
        sa.Column("ambiguous", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_effects"),
        sa.UniqueConstraint("key", name="uq_effects_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_effects_incident_id", "effects", ["incident_id"], unique=False)
    op.create_index("ix_effects_lane_id", "effects", ["lane", "id"], unique=False)
    op.create_table(
        "lanes",
        sa.Column("lane", NAME, nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("place", NAME, nullable=False),
        sa.Column("prio", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("due_us", sa.BigInteger(), nullable=True),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )
    op.create_index("ix_lanes_due_us", "lanes", ["due_us"], unique=False)
    op.create_index("ix_lanes_incident_id", "lanes", ["incident_id"], unique=False)
    op.create_index(
        "ix_lanes_prio_due_us_head_place",
        "lanes",
        ["prio", "due_us", "head", "place"],
        unique=False,
    )


def _the_rest() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "facts",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("space", "key", name="pk_facts"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_us", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_us", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("source", "message_id", name="uq_inbox_source_message_id"),
    )
    op.create_index(
        "ix_inbox_unhandled",
        "inbox",
        ["received_us", "id"],
        unique=False,
        sqlite_where=sa.text("handled_us IS NULL"),
        postgresql_where=sa.text("handled_us IS NULL"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "refs",
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "name", name="pk_refs"),
    )
    op.create_table(
        "timers",
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("nudge", sa.Integer(), nullable=False),
        sa.Column("due_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "name", name="pk_timers"),
    )
    op.create_index(
        "ix_timers_due_us_number_name", "timers", ["due_us", "number", "name"], unique=False
    )
