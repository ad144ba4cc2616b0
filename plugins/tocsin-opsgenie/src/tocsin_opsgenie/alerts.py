"""Paging: an alert for each page, its alias our key of it, and each request confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    PageRequest,
    PagingCapability,
    Person,
    ProviderContext,
    Ref,
    one_line,
)
from tocsin.providers.http import Deadline, Object, segment, text_at
from tocsin_opsgenie import wording
from tocsin_opsgenie.client import leased
from tocsin_opsgenie.config import PRIORITIES, PagingConfig
from tocsin_opsgenie.fitness import look_over
from tocsin_opsgenie.responders import Responders
from tocsin_opsgenie.webhooks import Hears

ABLE: Final[frozenset[PagingCapability]] = frozenset(
    {"acknowledge", "resolve", "find", "native-key", "inbound"}
)
BY_ALIAS: Final = {"identifierType": "alias"}
BY_ID: Final = {"identifierType": "id"}
What = Literal["acknowledge", "close"]


class Alerts(Hears):
    """Rings one person for each page. Any number of threads may call.

    A 202 says that a request was taken, no more: a call returns when it is known to be done.
    """

    def __init__(self, config: PagingConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the key."""
        super().__init__(config)
        self._config = config
        self._lease = leased(config.url, config.tool, config.key, context, config.via())
        self._api = self._lease.one
        self._store = context.store
        self._responders = Responders(config, (context.instance, config.product, "opsgenie"))

    @property
    def capabilities(self) -> frozenset[PagingCapability]:
        """A repeat with our key is the alert that is open; only Opsgenie can be asked for one."""
        return ABLE if self._config.product == "opsgenie" else ABLE - {"find"}

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Open an alert, and wait until it is there.

        Raises:
            ProviderError: `not_found` when nobody knows how the person is called there, `invalid`
                with its reason when the alert was not made, ambiguous when nobody says so in time.
        """
        until = Deadline(call.deadline_s)
        alert = self._alert(request)
        earlier = self._earlier(request.page_id, until) if call.attempt > 1 else None
        if earlier is not None:
            return earlier
        asked = self._api.ask("/alerts", alert, until, {})
        self._store.put(request.page_id, asked)
        outcome = self._api.confirmed(asked, until)
        if not outcome.is_done:
            said = f"{self._config.tool} did not make the alert: {outcome.said}."
            raise ProviderError("invalid", said)
        return Ref(id=outcome.alert)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Stop ringing; the note says who answered."""
        self._end("acknowledge", request, ref, wording.answered(request), call)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """The incident is over there as well."""
        self._end("close", request, ref, wording.over(request), call)

    def find(self, object_key: str, call: Call) -> Ref | None:
        """The alert of this key, closed ones too as far as we know the request that made it."""
        until = Deadline(call.deadline_s)
        earlier = self._earlier(object_key, until)
        if earlier is not None:
            return earlier
        there = self._api.found(f"/alerts/{segment(object_key)}", until, BY_ALIAS) or {}
        is_ours = text_at(there, "alias") == object_key
        return Ref(id=text_at(there, "id")) if is_ours else None

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """The key, the responders, and who of the team is known there."""
        until = Deadline(call.deadline_s)
        return tuple(look_over(self._api, self._responders, people, until))

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _alert(self, request: PageRequest) -> Object:
        person = one_line(request.person.name, 100)
        return {
            "message": wording.message(request),
            "alias": request.page_id,
            "description": wording.description(request),
            "responders": self._responders.of(request.person),
            "priority": self._config.priorities.get(request.severity, PRIORITIES[request.severity]),
            "entity": request.incident,
            "source": wording.OURS,
            "user": wording.OURS,
            "details": {"asked for": f"{person} ({request.person.id})"},
        }

    def _earlier(self, key: str, until: Deadline) -> Ref | None:
        """The alert that an earlier attempt made, where its request turns out to be done."""
        asked = self._store.get(key)
        outcome = self._api.outcome(asked, until) if asked else None
        return Ref(id=outcome.alert) if outcome and outcome.is_done and outcome.alert else None

    def _end(self, what: What, request: PageRequest, ref: Ref, note: str, call: Call) -> None:
        until = Deadline(call.deadline_s)
        known = ref.id not in ("", request.page_id)
        key, by = (ref.id, BY_ID) if known else (request.page_id, BY_ALIAS)
        body: Object = {"user": wording.OURS, "source": wording.OURS, "note": note}
        place = f"/alerts/{segment(key)}"
        outcome = self._api.done(f"{place}/{what}", body, until, by)
        if outcome.is_done or "already" in outcome.said.lower():
            return
        asks = self._config.product == "opsgenie"
        there = (self._api.found(place, until, by) if asks else None) or {}
        was_quicker = there.get("acknowledged") is True and what == "acknowledge"
        if not was_quicker and text_at(there, "status") != "closed":
            said = f"{self._config.tool} did not {what} {request.page_id}: {outcome.said}."
            raise ProviderError("invalid", said)
