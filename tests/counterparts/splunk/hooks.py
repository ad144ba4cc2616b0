"""The webhook that Splunk's alerts have built in."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tests.counterparts.splunk.head import NOON
from tocsin.providers import RawRequest


def payload(at: float | None = None, **result: Any) -> dict[str, Any]:
    """What Splunk sends of a saved search that ran at a moment: the first row of its results."""
    stamp = int(NOON.timestamp() if at is None else at)
    sid = f"scheduler__admin__search__RMD5ab12cd_at_{stamp}_132"
    return {
        "sid": sid,
        "search_name": "Checkout errors",
        "app": "search",
        "owner": "admin",
        "results_link": f"http://splunk.example.com:8000/app/search/@go?sid={sid}",
        "result": {"sourcetype": "app", "count": "8", "service": "checkout", **result},
    }


def delivery(token: str, told: Any = None, *, header: bool = False) -> RawRequest:
    """The request, as it arrives: the token in the address, or in a header."""
    address = "/hooks/shop/splunk"
    headers = {"content-type": "application/json", "user-agent": "Splunk/1.0"}
    return RawRequest(
        method="POST",
        path=address if header else f"{address}?token={quote(token)}",
        headers={**headers, "authorization": f"Bearer {token}"} if header else headers,
        body=json.dumps(payload() if told is None else told).encode(),
        received=NOON,
    )
