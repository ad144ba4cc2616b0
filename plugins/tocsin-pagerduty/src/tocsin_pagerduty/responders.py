"""Everybody after the first, asked as responders of the incident that the first page opened."""

from __future__ import annotations

from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import KeyValue, PageRequest, Ref
from tocsin.providers.http import Deadline, Object, segment
from tocsin_pagerduty import wording
from tocsin_pagerduty.client import Rest
from tocsin_pagerduty.config import PagingConfig

_OVER: Final = frozenset({"not_found", "invalid", "unsupported", "forbidden"})
"""The incident is over there, or the account cannot: the page opens one of its own."""


def is_request(ref: Ref) -> bool:
    """Whether a page asked for a responder, and opened nothing."""
    return "user" in ref.data


def request_id(incident: str, user: str) -> str:
    """How a request is known: in its `Ref`, and when PagerDuty tells who replied."""
    return f"{incident}/{user}"


class Responders:
    """Remembers which incident the first page of each incident opened."""

    def __init__(self, rest: Rest, config: PagingConfig, store: KeyValue) -> None:
        """`store` keeps the incident of ours -> the incident there, and our key -> its request."""
        self._rest = rest
        self._config = config
        self._store = store

    def opened(self, request: PageRequest, ref: Ref) -> None:
        """From now on others are asked onto this one."""
        self._store.put(request.incident, f"{ref.id} {ref.url}")

    def ask(self, request: PageRequest, user: str, until: Deadline) -> Ref | None:
        """The request that was made; None = the page has to open an incident of its own.

        Raises:
            ProviderError: A repeat may help.
        """
        first, _, url = (self._store.get(request.incident) or "").partition(" ")
        if not first:
            return None
        target: Object = {"responder_request_target": {"id": user, "type": "user_reference"}}
        body: Object = {
            "requester_id": self._requester(until),
            "message": wording.title(request),
            "responder_request_targets": [target],
        }
        try:
            place = f"/incidents/{segment(first)}/responder_requests"
            self._rest.write("POST", place, body, until, by=self._config.from_email)
        except ProviderError as error:
            if error.code not in _OVER:
                raise
            return None
        self._store.put(request.page_id, f"{first} {user} {url}")
        return _ref(first, user, url)

    def asked(self, object_key: str) -> Ref | None:
        """The request of a page, as far as its answer arrived."""
        kept = self._store.get(object_key)
        return _ref(*kept.split(" ", 2)) if kept else None

    def cancel(self, ref: Ref, until: Deadline) -> None:
        """Nobody is asked any more; who joined or declined stays so."""
        target: Object = {"id": ref.data["user"], "type": "user_reference"}
        by = self._requester(until)
        body: Object = {"requester_id": by, "responder_request_targets": [target]}
        place = f"/incidents/{segment(ref.data['incident'])}/responder_requests/cancel"
        answer = self._rest.http.request("PUT", place, deadline=until, json=body)
        if answer.body:
            answer.json()  # a page for people says that nothing was done

    def _requester(self, until: Deadline) -> str:
        found = self._rest.user_with(self._config.from_email, until)
        if not found:
            said = "PagerDuty has no user with the address of from_email, in whose name is asked."
            raise ProviderError("not_found", said)
        return found


def _ref(incident: str, user: str, url: str) -> Ref:
    data = {"incident": incident, "user": user}
    return Ref(id=request_id(incident, user), url=url, data=data)
