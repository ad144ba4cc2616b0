"""The status page as JSON, in the layout that status page widgets and readers know (v2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, TypeAlias

from tocsin.web.status_view import (
    CONDITIONS,
    Component,
    ShownEntry,
    ShownIncident,
    StatusView,
    opaque_id,
)

Json: TypeAlias = dict[str, object]


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")


def _page(view: StatusView, url: str) -> Json:
    return {
        "id": opaque_id(view.title),
        "name": view.title,
        "url": url,
        "time_zone": view.zone_name,
        "updated_at": _time(view.updated),
    }


def _status(view: StatusView) -> Json:
    return {"indicator": view.indicator, "description": view.description}


def _component(part: Component, position: int, view: StatusView) -> Json:
    return {
        "id": opaque_id("component", part.name),
        "name": part.name,
        "status": CONDITIONS[part.touch],
        "created_at": _time(view.updated),
        "updated_at": _time(view.updated),
        "position": position,
        "description": None,
        "showcase": True,
        "start_date": None,
        "group_id": None,
        "page_id": opaque_id(view.title),
        "group": False,
        "only_show_if_degraded": False,
    }


def _components(view: StatusView) -> list[Json]:
    return [_component(part, number, view) for number, part in enumerate(view.components, start=1)]


def _update(entry: ShownEntry, notice: ShownIncident) -> Json:
    return {
        "id": opaque_id(notice.key, str(entry.n)),
        "status": entry.phase,
        "body": "\n\n".join(entry.paragraphs),
        "incident_id": notice.key,
        "created_at": _time(entry.at),
        "updated_at": _time(entry.at),
        "display_at": _time(entry.at),
        "affected_components": [
            {"code": opaque_id("component", name), "name": name} for name in notice.components
        ],
        "deliver_notifications": False,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _incident(notice: ShownIncident, view: StatusView, url: str) -> Json:
    parts = [component for component in _components(view) if component["name"] in notice.components]
    watched = next((entry.at for entry in notice.entries if entry.phase == "monitoring"), None)
    return {
        "id": notice.key,
        "name": notice.title,
        "status": notice.phase,
        "created_at": _time(notice.entries[-1].at),
        "updated_at": _time(notice.updated),
        "monitoring_at": _time(watched),
        "resolved_at": _time(notice.resolved),
        "impact": notice.impact,
        "shortlink": f"{url}#{notice.anchor}",
        "started_at": _time(notice.started),
        "page_id": opaque_id(view.title),
        "incident_updates": [_update(entry, notice) for entry in notice.entries],
        "components": parts,
        "reminder_intervals": None,
    }


def _going(view: StatusView, url: str) -> list[Json]:
    return [_incident(notice, view, url) for notice in view.now]


def summary(view: StatusView, url: str) -> Json:
    """Return everything at once; of the incidents only open ones."""
    return {
        "page": _page(view, url),
        "components": _components(view),
        "incidents": _going(view, url),
        "scheduled_maintenances": [],
        "status": _status(view),
    }


def status(view: StatusView, url: str) -> Json:
    """Return the overall status."""
    return {"page": _page(view, url), "status": _status(view)}


def components(view: StatusView, url: str) -> Json:
    """Return the components."""
    return {"page": _page(view, url), "components": _components(view)}


def incidents(view: StatusView, url: str) -> Json:
    """Return the open incidents, and those of the last 90 days."""
    return {
        "page": _page(view, url),
        "incidents": [_incident(notice, view, url) for notice in view.notices],
    }


DOCUMENTS: Final[Mapping[str, Callable[[StatusView, str], Json]]] = MappingProxyType(
    {"summary": summary, "status": status, "components": components, "incidents": incidents}
)


def document(name: str, view: StatusView, url: str) -> bytes:
    """Return one of `DOCUMENTS` as ASCII bytes."""
    return json.dumps(DOCUMENTS[name](view, url)).encode("ascii")
