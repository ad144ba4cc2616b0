"""A change that responders made, as a change event of Datadog. Pure."""

from __future__ import annotations

from typing import Final

from tocsin.providers import MadeChange, one_line
from tocsin_datadog.client import Object, Route, text

EVENT: Final = Route(method="POST", path="/api/v2/events")
OUR_KEY: Final = "tocsin"
"""What holds our key in the metadata of a change, by which it is known again."""
MOST_TITLE: Final = 500
MOST_NAME: Final = 128
MOST_TAG: Final = 200
MOST_KEY: Final = 64


def event_of(change: MadeChange, service: str) -> Object:
    """The body that records a change; `service` is its name there, or ""."""
    title = one_line(change.title, MOST_TITLE) or change.incident
    told: Object = {
        "title": title,
        "message": title,
        "category": "change",
        "integration_id": "custom-events",
        "timestamp": change.at.isoformat(),
        "aggregation_key": change.key,
        "tags": [tag[:MOST_TAG] for tag in _tags(change, service)],
        "attributes": _attributes(change, service[:MOST_NAME]),
    }
    return {"data": {"type": "event", "attributes": told}}


def recorded_key(own: Object) -> str:
    """Our key of a change that was recorded by Tocsin, else ""."""
    return one_line(text(own, "change_metadata", OUR_KEY), MOST_KEY)


def _tags(change: MadeChange, service: str) -> list[str]:
    tags = [f"incident:{change.incident}", f"mitigation:{change.strategy}", "source:tocsin"]
    return [f"service:{service}", *tags] if service else tags


def _attributes(change: MadeChange, service: str) -> Object:
    resource: Object = {
        "name": service or "production",
        "type": "feature_flag" if change.what == "flag" else "configuration",
    }
    metadata: Object = {OUR_KEY: change.key, "incident": change.incident, "what": change.what}
    if change.link:
        metadata["resource_link"] = change.link
    told: Object = {"changed_resource": resource, "change_metadata": metadata}
    if person := one_line(change.person, MOST_NAME):
        told["author"] = {"name": person, "type": "user"}
    if service:
        told["impacted_resources"] = [{"name": service, "type": "service"}]
    return told
