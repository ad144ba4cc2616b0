"""The webhooks an account sends: the template of the README, its variables filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.counterparts.datadog.account import NOON
from tocsin.providers import RawRequest

README: Final = Path(__file__).resolve().parents[3] / "plugins" / "tocsin-datadog" / "README.md"
_TYPES: Final = {"Recovered": "success", "Warn": "warning", "Re-Warn": "warning"}


def template() -> dict[str, Any]:
    """The payload that the README says to paste."""
    text = README.read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text.split("```json\n")[1].split("```")[0])
    return told


def variables(transition: str, **changed: str) -> dict[str, str]:
    """What Datadog knows when a monitor changes; all values are texts there."""
    at = str(int(NOON.timestamp() * 1000))
    usual = {
        "ID": "7890123456789012345",
        "EVENT_TITLE": f"[P2] [{transition} on {{host:web-1}}] CPU high on web-1",
        "TEXT_ONLY_MSG": 'CPU is above "90 %" on web-1\n@webhook-tocsin',
        "DATE": at,
        "ALERT_ID": "12345678",
        "ALERT_TITLE": f"[{transition} on {{host:web-1}}] CPU high on web-1",
        "ALERT_TRANSITION": transition,
        "ALERT_PRIORITY": "P2",
        "ALERT_SCOPE": "host:web-1,env:prod",
        "ALERT_STATUS": "system.cpu.user over host:web-1,env:prod was > 90.0 on average",
        "ALERT_TYPE": _TYPES.get(transition, "error"),
        "LINK": "https://app.datadoghq.com/event/event?id=7890123456789012345",
        "SNAPSHOT": "https://p.datadoghq.com/snapshot/view/dd-snapshots-prod/x.png",
        "TAGS": "env:prod,host:web-1,monitor,service:checkout,team:payments",
    }
    return {**usual, **changed}


def body(known: Mapping[str, str]) -> bytes:
    """The template with its variables; one that nobody knows stays as it is written."""

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(one) for name, one in value.items()}
        return re.sub(r"\$([A-Z_]+)", lambda found: known.get(found[1], found[0]), value)

    return json.dumps(filled(template())).encode()


def delivery(transition: str, token: str, **changed: str) -> RawRequest:
    """The request, as it arrives."""
    return RawRequest(
        method="POST",
        path="/hooks/shop/dd",
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
        body=body(variables(transition, **changed)),
        received=NOON,
    )
