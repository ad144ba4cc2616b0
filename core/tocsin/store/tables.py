"""The tables of the SQL store. Times are UTC epoch microseconds, JSON is text.

A change here needs a migration: a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up by itself only in a column declared INTEGER.
Serial = BigInteger().with_variant(Integer(), "sqlite")
# What is sorted is sorted by its bytes, as in Python, whatever language a database speaks.
Name = Text().with_variant(Text(collation="C"), "postgresql")

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("team", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("severity", String(2), nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
    Column("policy_hash", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Column("state", Text, nullable=False),
    Column("cause", Text, nullable=False, server_default=""),
)
Index(
    "ix_incidents_open",
    INCIDENTS.c.number,
    sqlite_where=INCIDENTS.c.is_open == true(),
    postgresql_where=INCIDENTS.c.is_open == true(),
)

# What a quarter is measured by: those of its days, and those before with the same cause.
Index("ix_incidents_team_opened_us", INCIDENTS.c.team, INCIDENTS.c.opened_us)
Index(
    "ix_incidents_cause",
    INCIDENTS.c.team,
    INCIDENTS.c.cause,
    sqlite_where=INCIDENTS.c.cause != "",
    postgresql_where=INCIDENTS.c.cause != "",
)

# Append only: a row is never changed but for its text, which a redaction sets to NULL.
EVENTS = Table(
    "events",
    METADATA,
    Column("incident_id", String(64), ForeignKey("incidents.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("type", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("data", Text),
    Column("body_sha256", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
)

POLICIES = Table(
    "policies",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("data", Text, nullable=False),
)

# The incident's own rooms, by the platform's id, so that a message in a room finds its incident.
# A name proves nothing: it is looked up only where people cannot make rooms.
ROOMS = Table(
    "rooms",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("room_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("incident_id", String(64), nullable=False),
    Index(None, "platform", "name"),
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("id", Serial, primary_key=True),
    Column("source", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("received_us", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("handled_us", BigInteger),
    Column("result", Text, nullable=False),
    Column("error", Text, nullable=False),
    UniqueConstraint("source", "message_id"),
)
Index(
    "ix_inbox_unhandled",
    INBOX.c.received_us,
    INBOX.c.id,
    sqlite_where=INBOX.c.handled_us.is_(None),
    postgresql_where=INBOX.c.handled_us.is_(None),
)

# Hot: only what is not settled. `ambiguous`: an attempt began and its outcome is not known.
EFFECTS = Table(
    "effects",
    METADATA,
    Column("id", Serial, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("lane", Text, nullable=False),
    Column("prio", Integer, nullable=False),
    Column("incident_id", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("op", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("needs", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_us", BigInteger),
    Column("ambiguous", Boolean, nullable=False, server_default=false()),
    Column("last_error", Text, nullable=False, server_default=""),
    Index(None, "lane", "id"),
    Index(None, "incident_id"),
    sqlite_autoincrement=True,
)

# The leased unit: one row for each lane that has effects. `head` is the id of the first of them;
# `due_us` NULL: that one is parked. `place` is `<team>/<target>` of its effects; `claimed` is the
# id of the leased effect or 0; `seq` grows with each effect that is put.
LANES = Table(
    "lanes",
    METADATA,
    Column("lane", Name, primary_key=True),
    Column("incident_id", String(64), nullable=False),
    Column("place", Name, nullable=False),
    Column("prio", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("due_us", BigInteger),
    Column("head", BigInteger, nullable=False),
    Column("claimed", BigInteger, nullable=False, server_default="0"),
    Index(None, "prio", "due_us", "head", "place"),
    Index(None, "due_us"),
    Index(None, "incident_id"),
)

EFFECT_LOG = Table(
    "effect_log",
    METADATA,
    Column("id", Serial, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("incident_id", String(64), nullable=False),
    Column("lane", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Index(None, "incident_id", "id"),
)

TIMERS = Table(
    "timers",
    METADATA,
    Column("incident_id", String(64), primary_key=True),
    Column("name", Name, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("nudge", Integer, nullable=False),
    Column("due_us", BigInteger, nullable=False),
    Index(None, "due_us", "number", "name"),
)

REFS = Table(
    "refs",
    METADATA,
    Column("incident_id", String(64), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

FACTS = Table(
    "facts",
    METADATA,
    Column("space", Text, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("value", Text, nullable=False),
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

META = Table(
    "meta",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
