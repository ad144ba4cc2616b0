"""Incidents are found by their day and by their cause: the numbers of a quarter read only those.

An older version may read and write the database; what it writes has no cause here until the
incident changes again.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from tocsin.domain.quarter_metrics import normalised_cause

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 500
INCIDENTS = sa.table(
    "incidents", sa.column("id"), sa.column("number"), sa.column("state"), sa.column("cause")
)


def upgrade() -> None:
    """Add the column, fill it from the projections, and make the indexes."""
    op.add_column("incidents", sa.Column("cause", sa.Text(), nullable=False, server_default=""))
    _fill(op.get_bind())
    op.create_index("ix_incidents_team_opened_us", "incidents", ["team", "opened_us"])
    op.create_index(
        "ix_incidents_cause",
        "incidents",
        ["team", "cause"],
        sqlite_where=sa.text("cause != ''"),
        postgresql_where=sa.text("cause != ''"),
    )


def _fill(connection: sa.Connection) -> None:
    """In portions, so that a big database fits into memory."""
    some = sa.select(INCIDENTS.c.number, INCIDENTS.c.state).where(
        INCIDENTS.c.number > sa.bindparam("after")
    )
    last = -1
    while rows := connection.execute(
        some.order_by(INCIDENTS.c.number).limit(BATCH), {"after": last}
    ).all():
        last = rows[-1].number
        for row in rows:
            cause = _cause(row.state)
            if cause:
                same = INCIDENTS.c.number == row.number
                connection.execute(sa.update(INCIDENTS).where(same).values(cause=cause))


def _cause(state: str) -> str:
    """What cannot be read stays without a cause: `tocsin db check` tells of it."""
    try:
        return normalised_cause(str(json.loads(state).get("cause", "")))
    except (ValueError, AttributeError):
        return ""
