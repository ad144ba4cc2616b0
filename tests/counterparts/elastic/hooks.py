"""The webhooks that rules send: the templates of the README, their variables filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tests.counterparts.elastic.cluster import NOON
from tocsin.providers import RawRequest

README: Final = Path(__file__).resolve().parents[3] / "plugins" / "tocsin-elastic" / "README.md"
USUAL: Final[Mapping[str, Mapping[str, str]]] = {
    "Kibana": {
        "rule.id": "8d1e5f2a-checkout",
        "rule.name": "Checkout errors",
        "rule.tags": "severity:critical,service:checkout,team:payments",
        "rule.url": "https://kibana.example.com/app/management/rule/8d1e5f2a-checkout",
        "alert.id": "web-1",
        "alert.actionGroup": "query matched",
        "context.reason": 'Document count is 42 in the last 5m. "refused" on web-1',
        "date": "2026-11-23T12:00:00.000Z",
    },
    "Watcher": {
        "ctx.watch_id": "checkout-errors",
        "ctx.metadata.title": "Checkout errors",
        "ctx.metadata.severity": "warning",
        "ctx.metadata.service": "checkout",
        "ctx.payload.hits.total": "42",
        "ctx.execution_time": "2026-11-23T12:00:00.000Z",
    },
    "OpenSearch": {
        "ctx.monitor.name": "Checkout errors",
        "ctx.trigger.name": "too many",
        "ctx.trigger.severity": "2",
        "ctx.periodEnd": "2026-11-23T12:00:00Z",
    },
}


def template(sender: str, nth: int = 0) -> Any:
    """A payload that the README says to paste; of Watcher the nth body of its watch."""
    text = README.read_text(encoding="utf-8").split(f"### {sender}")[1]
    told = json.loads(text.split("```json\n")[1].split("```")[0])
    if sender == "Watcher":
        return json.loads(list(told["actions"].values())[nth]["webhook"]["body"])
    return told


def body(sender: str, nth: int = 0, **changed: str) -> bytes:
    """The template with its variables; one that nobody knows is empty, as mustache has it.

    Args:
        sender: Who sends it: `Kibana`, `Watcher`, `OpenSearch`.
        nth: Which action of a watch.
        changed: Variables, with `__` for a dot.
    """
    known = {**USUAL[sender], **{name.replace("__", "."): told for name, told in changed.items()}}

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        if not isinstance(value, str):
            return value
        return re.sub(r"\{\{([\w.]+)\}\}", lambda found: known.get(found[1], ""), value)

    return json.dumps(filled(template(sender, nth))).encode()


def delivery(token: str, sender: str = "Kibana", nth: int = 0, **changed: str) -> RawRequest:
    """The request, as it arrives."""
    return RawRequest(
        method="POST",
        path="/hooks/shop/es",
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
        body=body(sender, nth, **changed),
        received=NOON,
    )


def monitor_alert(monitor: str, since: datetime, **more: Any) -> dict[str, Any]:
    """An alert of a monitor, as OpenSearch tells it that is asked."""
    return {
        "id": f"alert-{monitor}",
        "version": 7,
        "monitor_id": f"id of {monitor}",
        "schema_version": 4,
        "monitor_version": 2,
        "monitor_name": monitor,
        "trigger_id": "t1",
        "trigger_name": "too many",
        "state": "ACTIVE",
        "error_message": None,
        "alert_history": [],
        "severity": "2",
        "action_execution_results": [],
        "start_time": int(since.timestamp() * 1000),
        "last_notification_time": int(since.timestamp() * 1000),
        "end_time": None,
        "acknowledged_time": None,
        **more,
    }
