"""Paging by Events API v2: the escalation policy of a service rings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin.providers import (
    Call,
    Finding,
    PageRequest,
    PagingCapability,
    Person,
    ProviderContext,
    Ref,
    Secret,
    one_line,
)
from tocsin.providers.http import Deadline, Object
from tocsin_pagerduty import wording
from tocsin_pagerduty.client import EventsApi
from tocsin_pagerduty.config import PagingConfig
from tocsin_pagerduty.webhooks import Hears

SEVERITIES: Final = {"P0": "critical", "P1": "error", "P2": "warning", "P3": "info"}


class Events(Hears):
    """Sends events with one integration key. Any number of threads may call.

    A repeat with our key is the same alert there.
    """

    capabilities: frozenset[PagingCapability] = frozenset(
        {"acknowledge", "resolve", "native-key", "inbound"}
    )

    def __init__(self, config: PagingConfig, key: Secret, context: ProviderContext) -> None:
        """Nothing is connected yet."""
        super().__init__(config)
        self._config = config
        self._key = key
        self._api = EventsApi(config.events_url, context, config.via())

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Trigger an alert. Taken means queued there: no id of an incident is told."""
        person = one_line(request.person.name, 100)
        told: Object = {
            "client": "Tocsin",
            "payload": {
                "summary": wording.title(request, keyed=True),
                "source": "Tocsin",
                "severity": SEVERITIES[request.severity],
                "timestamp": wording.written(request.at),
                "class": request.severity,
                "group": request.incident,
                "custom_details": {
                    "incident": request.incident,
                    "asked for": f"{person} ({request.person.id})",
                    "room": request.room or "",
                    "text": wording.details(request),
                },
            },
        }
        self._send("trigger", request.page_id, call, told)
        return Ref(id=request.page_id)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Stop ringing."""
        self._send("acknowledge", request.page_id, call)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """The incident is over there as well."""
        self._send("resolve", request.page_id, call)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Look at the key; nothing comes of it."""
        self._api.try_key(self._key, Deadline(call.deadline_s))
        return (Finding(what="the integration key is one", verdict="ok"), heard(self._config))

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._api.http.close()

    def _send(self, action: str, key: str, call: Call, more: Object | None = None) -> None:
        event = {"event_action": action, "dedup_key": key, **(more or {})}
        self._api.send("/enqueue", self._key, event, Deadline(call.deadline_s))


def heard(config: PagingConfig) -> Finding:
    """Whether what is answered there is heard here."""
    what, is_deaf = "acknowledgements there end the calling here", config.webhook_secret is None
    fix = "no: write webhook_secret, and subscribe /hooks/<team>/<section> to the service there"
    return Finding(what=what, verdict="warning" if is_deaf else "ok", detail=fix if is_deaf else "")
