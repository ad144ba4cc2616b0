"""Paging by the REST API: an incident for each page, assigned to its person."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    PageRequest,
    PagingCapability,
    Person,
    ProviderContext,
    Ref,
    Secret,
)
from tocsin.providers.http import Deadline, Object, segment, text_at
from tocsin_pagerduty import wording
from tocsin_pagerduty.client import TOOL, leased
from tocsin_pagerduty.config import PagingConfig
from tocsin_pagerduty.fitness import look_over
from tocsin_pagerduty.responders import Responders, is_request
from tocsin_pagerduty.webhooks import Hears

ABLE: Final[frozenset[PagingCapability]] = frozenset({"acknowledge", "resolve", "find", "inbound"})
_DONE: Final = {"acknowledged": ("acknowledged", "resolved"), "resolved": ("resolved",)}


class Incidents(Hears):
    """Rings one person for each page, found again by our key. Any number of threads may call."""

    capabilities = ABLE

    def __init__(self, config: PagingConfig, token: Secret, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the token."""
        super().__init__(config)
        self._config = config
        self._names = (context.instance, "pagerduty")
        self._lease = leased(config.rest_url, token, context, config.via())
        self._rest = self._lease.one
        self._responders = Responders(self._rest, config, context.store)

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Open an incident that is assigned to the person, or ask them onto the one that is open.

        Raises:
            ProviderError: `not_found` when the person has no user there.
        """
        until = Deadline(call.deadline_s)
        user = self._rest.user_of(request.person, self._names, until)
        joined = self._responders.ask(request, user, until) if self._config.join else None
        if joined is not None:
            return joined
        ref = self._opened(request, user, until)
        if self._config.join:
            self._responders.opened(request, ref)
        return ref

    def _opened(self, request: PageRequest, user: str, until: Deadline) -> Ref:
        """The new incident. A key that is in use there is refused: then it is that incident."""
        try:
            body = {"incident": self._incident(request, user)}
            made = self._rest.write("POST", "/incidents", body, until, by=self._config.from_email)
        except ProviderError as error:
            held = self._found(request.page_id, until) if error.code == "invalid" else None
            if held is None:
                raise
            return _ref(held)
        return _ref(made)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Stop ringing; a note says who answered."""
        until = Deadline(call.deadline_s)
        key = self._move(request, ref, "acknowledged", until)
        if key and request.ended_by:
            # The ringing has stopped: a note that does not arrive is no reason to do it again.
            with suppress(ProviderError):
                note: Object = {"note": {"content": wording.answered(request)}}
                place = f"/incidents/{segment(key)}/notes"
                self._rest.write("POST", place, note, until, by=self._config.from_email)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """The incident is over there as well."""
        self._move(request, ref, "resolved", Deadline(call.deadline_s))

    def find(self, object_key: str, call: Call) -> Ref | None:
        """The incident of this key, whatever became of it."""
        found = self._found(object_key, Deadline(call.deadline_s))
        return _ref(found) if found is not None else self._responders.asked(object_key)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Token, user, service, priorities, and who of the team is known there."""
        until = Deadline(call.deadline_s)
        return tuple(look_over(self._rest, self._config, people, self._names, until))

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _incident(self, request: PageRequest, user: str) -> Object:
        made: Object = {
            "type": "incident",
            "title": wording.title(request),
            "service": {"id": self._config.service, "type": "service_reference"},
            "urgency": "high",
            "incident_key": request.page_id,
            "body": {"type": "incident_body", "details": wording.details(request)},
            "assignments": [{"assignee": {"id": user, "type": "user_reference"}}],
        }
        priority = self._config.priorities.get(request.severity)
        known: Object = {"priority": {"id": priority, "type": "priority_reference"}}
        return {**made, **known} if priority else made

    def _found(self, object_key: str, until: Deadline) -> Object | None:
        service = self._config.service or ""
        asked = {"incident_key": object_key, "date_range": "all", "service_ids[]": service}
        every = self._rest.many("/incidents", "incidents", until, asked)
        return next((one for one in every if text_at(one, "incident_key") == object_key), None)

    def _move(self, request: PageRequest, ref: Ref, status: str, until: Deadline) -> str:
        """Change the state; "" when it was so or further already.

        It is read first: acknowledging what is resolved there would open it again.
        """
        if is_request(ref):
            self._responders.cancel(ref, until)
            return ""
        there = self._there(request, ref, until)
        key = text_at(there, "id")
        if text_at(there, "status") in _DONE[status]:
            return ""
        change: Object = {"type": "incident_reference", "status": status}
        if status == "resolved":
            change["resolution"] = wording.over(request)
        place, body = f"/incidents/{segment(key)}", {"incident": change}
        try:
            self._rest.write("PUT", place, body, until, by=self._config.from_email)
        except ProviderError as error:
            # Somebody there was quicker by a moment.
            if error.code != "invalid" or not self._is(key, status, until):
                raise
        return key

    def _is(self, key: str, status: str, until: Deadline) -> bool:
        return text_at(self._rest.one("incidents", key, until), "status") in _DONE[status]

    def _there(self, request: PageRequest, ref: Ref, until: Deadline) -> Object:
        if ref.id and ref.id != request.page_id:
            return self._rest.one("incidents", ref.id, until)
        found = self._found(request.page_id, until)
        if found is None:
            raise ProviderError("not_found", f"{TOOL} has no incident of {request.page_id}.")
        return found


def _ref(incident: Object) -> Ref:
    return Ref(id=text_at(incident, "id"), url=text_at(incident, "html_url"))
