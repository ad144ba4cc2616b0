"""One page at Statuspage: put what is so, and no more than that."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from threading import Lock
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    PageRef,
    Person,
    ProviderContext,
    Ref,
    StatusPageState,
    looked_at,
)
from tocsin.providers.http import Deadline, Object, objects_in, segment, text_at
from tocsin_statuspage.client import TOOL, leased
from tocsin_statuspage.config import StatuspageConfig
from tocsin_statuspage.plan import by_hand, key_of, standing, status, steps
from tocsin_statuspage.words import postmortem

PAGE: Final = 100
MOST_PAGES: Final = 5
ASK_AGAIN_S: Final = 600.0
TRIAL: Final = "tocsincheck0"
NO_PAGE: Final = "the key sees no page of this id: take it from manage.statuspage.io/pages/<id>"
UNKNOWN: Final = (
    "the page has none of this name: name one so there, or write its id under components"
)


class Statuspage:
    """Puts incidents on one page. Any number of threads may call."""

    def __init__(self, config: StatuspageConfig, context: ProviderContext) -> None:
        """Nothing is connected yet."""
        self._config = config
        self._named = context.components
        self._lease = leased(config, context)
        self._http = self._lease.one
        self._page = f"/pages/{config.page}"
        self._all = f"{self._page}/incidents"
        self._ids, self._ask_at = dict(config.components), 0.0
        self._lock = Lock()

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        """Read what is there, then send what is missing: each entry once, whoever sent the others.

        An incident is known by its id, else by the key in its metadata, so that one whose making
        was not answered is found again. One after the other, so that two do not make it twice.
        """
        until = Deadline(call.deadline_s)
        if not self._lock.acquire(timeout=until.left()):
            raise ProviderError("rate_limited", f"{TOOL} is busy with another incident of ours.")
        try:
            there, found = self._brought(state, ref, until)
            self._explained(state, there, until)
        finally:
            self._lock.release()
        return PageRef(id=text_at(there, "id"), url=text_at(there, "shortlink"), by_hand=found)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Token, page and components."""
        return tuple(self._examined(Deadline(call.deadline_s)))

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _brought(
        self, state: StatusPageState, ref: Ref | None, until: Deadline
    ) -> tuple[Object, str]:
        """The incident there, in step, and what somebody had changed of it by hand."""
        wanted = ref.id if ref is not None else ""
        around = list(self._around(wanted, until))
        there = self._there(state.key, wanted, around, until)
        ids, found = self._known(state.components, until), by_hand(state, there)
        others = [one for one in around if status(one) != "resolved" and one != there]
        components = standing(state, ids, there, others, self._config.statuses)
        for body in steps(state, ids, there, components):
            body["deliver_notifications"] = body["deliver_notifications"] and self._config.notify
            method, place = ("PATCH", self._at(there)) if there else ("POST", self._all)
            answer = self._http.request(method, place, json={"incident": body}, deadline=until)
            there = answer.object()
            if not text_at(there, "id"):
                raise answer.strange("there is no id in it")
        return there, found

    def _around(self, wanted: str, until: Deadline) -> Iterable[Object]:
        """What is open there; the newest of all where ours has yet to be found by its key."""
        if wanted:
            return self._every(f"{self._all}/unresolved", until)
        return self._listed(self._all, until, limit=PAGE)

    def _there(self, key: str, wanted: str, around: Iterable[Object], until: Deadline) -> Object:
        """Our incident, {} where there is none."""
        ours = (one for one in around if text_at(one, "id") == wanted != "" or key_of(one) == key)
        found = next(ours, {})
        if found or not wanted:
            return found
        read = self._read(f"{self._all}/{segment(wanted)}", until)
        return read or self._there(key, "", self._around("", until), until)

    def _read(self, place: str, until: Deadline) -> Object:
        """The object there, {} where there is none."""
        try:
            return self._http.get(place, deadline=until).object()
        except ProviderError as error:
            if error.code != "not_found":
                raise
            return {}

    def _known(self, names: Iterable[str], until: Deadline) -> list[str]:
        """The ids of the components that the page has; it is asked where one is not known yet."""
        wanted, now = dict.fromkeys(names), time.monotonic()
        if wanted.keys() - self._ids.keys() and now >= self._ask_at:
            self._ids = {**self._on_page(until), **self._config.components}
            self._ask_at = now + ASK_AGAIN_S
        return [self._ids[name] for name in wanted if name in self._ids]

    def _on_page(self, until: Deadline) -> dict[str, str]:
        """Name -> id of every component there, and id -> id."""
        every = self._every(f"{self._page}/components", until)
        alone = [one for one in every if not one.get("group")]
        return {text_at(one, name): text_at(one, "id") for name in ("id", "name") for one in alone}

    def _listed(self, path: str, until: Deadline, **params: int) -> list[Object]:
        return objects_in(self._http.get(path, deadline=until, params=params).json())

    def _every(self, path: str, until: Deadline) -> Iterator[Object]:
        """The objects of a list, page by page of a hundred, as far as is asked."""
        for page in range(1, MOST_PAGES + 1):
            found = self._listed(path, until, page=page, per_page=PAGE)
            yield from found
            if len(found) < PAGE:
                return

    def _explained(self, state: StatusPageState, there: Object, until: Deadline) -> None:
        """The post-mortem, below the incident; drafted and then published."""
        words, published = postmortem(state), there.get("postmortem_published_at")
        if not words or (published and words == text_at(there, "postmortem_body")):
            return
        place, quiet = f"{self._at(there)}/postmortem", not self._config.notify
        told = {"notify_subscribers": not quiet, "notify_twitter": False}
        for at, body in ((place, {"body_draft": words}), (f"{place}/publish", told)):
            self._http.request("PUT", at, json={"postmortem": body}, deadline=until).object()

    def _at(self, there: Object) -> str:
        return f"{self._all}/{segment(text_at(there, 'id'))}"

    def _examined(self, until: Deadline) -> Iterator[Finding]:
        """Each thing that has to be as the section says."""
        what, page = f"the page {self._config.page}", self._read(self._page, until)
        if not page:
            yield Finding(what=what, verdict="fault", detail=NO_PAGE)
            return
        yield Finding(what=f"{what}, {text_at(page, 'name')}", verdict="ok")
        # Nothing comes of it: such an incident never was.
        place, body = f"{self._all}/{TRIAL}", {"incident": {"deliver_notifications": False}}
        ask = partial(self._http.request, "PATCH", place, json=body, deadline=until)
        yield looked_at("the key may write incidents", ask, may_be_missing=True)
        there, given = self._on_page(until), self._config.components
        for name, key in given.items():
            what, known = f"the component {key} of {name}", key in there
            detail = "" if known else "the page has no component of this id"
            yield Finding(what=what, verdict="ok" if known else "fault", detail=detail)
        for name in (name for name in self._named if name not in {**there, **given}):
            yield Finding(what=f"the component {name}", verdict="warning", detail=UNKNOWN)
