"""The built-in ticket list, for teams without a tracker."""

from __future__ import annotations

import json

from tocsin.providers import (
    Call,
    ProviderConfig,
    ProviderType,
    Ref,
    TicketDraft,
)
from tocsin.providers.base import KeyValue


class TicketListConfig(ProviderConfig):
    """`[ticketing.list]` has no settings."""


class TicketList:
    """Keeps tickets in Tocsin's own store."""

    def __init__(self, store: KeyValue) -> None:
        """The instance's own small store."""
        self._store = store

    def create(self, draft: TicketDraft, call: Call) -> Ref:
        """Keep the ticket; a repeat with the same key changes nothing."""
        ticket = {
            "title": draft.title,
            "text": draft.text,
            "severity": draft.severity,
            "due": draft.due.isoformat() if draft.due else "",
            "state": "open",
        }
        if self._store.get(draft.incident) is None:
            self._store.put(draft.incident, json.dumps(ticket, ensure_ascii=False))
        return Ref(id=draft.incident)

    def close(self, ref: Ref, call: Call) -> None:
        """Mark the ticket done."""
        kept = self._store.get(ref.id)
        if kept is not None:
            self._store.put(ref.id, json.dumps({**json.loads(kept), "state": "done"}))


TICKET_LIST = ProviderType(
    kind="ticketing",
    name="list",
    summary="a list of tickets in Tocsin itself",
    config=TicketListConfig,
    factory=lambda _config, context: TicketList(context.store),
)
