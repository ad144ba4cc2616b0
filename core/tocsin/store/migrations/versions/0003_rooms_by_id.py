"""A room is known by the platform's own id, not by its name, which anybody may give to a room.

An older version finds an incident by the name of a room: it may not work on the database any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MIN_READER = 2
BATCH = 500
INCIDENTS = sa.table("incidents", sa.column("id"), sa.column("number"), sa.column("state"))
META = sa.table("meta", sa.column("key", sa.Text()), sa.column("value", sa.Text()))
Row = dict[str, str]


def upgrade() -> None:
    """Make the table anew, filled from the incidents that are kept."""
    op.drop_table("rooms")
    rooms = op.create_table(
        "rooms",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("room_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("platform", "room_id", name="pk_rooms"),
    )
    op.create_index("ix_rooms_platform_name", "rooms", ["platform", "name"])
    found = {(row["platform"], row["room_id"]): row for row in _kept(op.get_bind())}
    op.bulk_insert(rooms, list(found.values()))
    op.execute(sa.update(META).where(META.c.key == "min_reader").values(value=str(MIN_READER)))


def _kept(connection: sa.Connection) -> Iterator[Row]:
    """The rooms of each incident, the oldest first, in portions."""
    some = sa.select(INCIDENTS).where(INCIDENTS.c.number > sa.bindparam("after"))
    last = -1
    while rows := connection.execute(
        some.order_by(INCIDENTS.c.number).limit(BATCH), {"after": last}
    ).all():
        last = rows[-1].number
        for row in rows:
            yield from _rooms(row.id, row.state)


def _rooms(incident: str, state: str) -> Iterator[Row]:
    """Those of one incident; what cannot be read has none: `tocsin db check` tells of it."""
    try:
        kept = json.loads(state).get("rooms", {}).items()
        own = [(on, room["id"], room["name"]) for on, room in kept if not room.get("thread")]
    except (ValueError, AttributeError, KeyError, TypeError):
        return
    for platform, room_id, name in own:
        if room_id:
            name = name.removeprefix("#")
            yield {"platform": platform, "room_id": room_id, "name": name, "incident_id": incident}
