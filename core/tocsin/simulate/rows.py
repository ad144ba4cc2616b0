"""The rows of a simulation, as JSON and as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tocsin.domain.calendar import format_duration

KINDS: Final = (
    "command", "reply", "event", "page", "alert", "hook", "query", "message", "card", "topic",
    "room", "role", "status_page", "ticket", "calendar", "postmortem", "email", "change",
    "alert_told", "obligation", "fault", "restart",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that happened; `at` is in the team's zone, `offset` counts from the start.

    `kind` is one of `KINDS`.
    """

    seq: int
    at: datetime
    offset: timedelta
    kind: str
    to: str
    incident: str
    text: str
    data: Mapping[str, object] = field(default_factory=dict)


def as_json(row: Row) -> str:
    """Return the row as a JSON object on one line."""
    seconds = row.offset.total_seconds()
    value = {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "offset_s": int(seconds) if seconds.is_integer() else seconds,
        "kind": row.kind,
        "to": row.to,
        "incident": row.incident,
        "text": row.text,
        "data": dict(row.data),
    }
    return json.dumps(value, ensure_ascii=False)


def as_text(row: Row) -> str:
    """Return the row as a line for people; further lines of a text are indented under it."""
    first, *rest = (row.text or "").split("\n")
    offset = "+" + format_duration(row.offset.__class__(seconds=int(row.offset.total_seconds())))
    head = f"{offset:>8}  {row.at:%H:%M:%S}  {row.kind:<11} {row.to:<12} "
    extra = _note(row)
    lines = [f"{head}{first}{extra}".rstrip(), *(" " * len(head) + line for line in rest)]
    return "\n".join(lines)


def _note(row: Row) -> str:
    data = row.data
    if row.kind == "page":
        return (
            f" [{data['page_id']} by {data['provider']}, step {data['step']}, "
            f"round {data['round']}, attempt {data['attempt']}: {data['outcome']}]"
        )
    if row.kind == "obligation":
        return f" [{data['state']}, due {data['due']}]"
    return ""
