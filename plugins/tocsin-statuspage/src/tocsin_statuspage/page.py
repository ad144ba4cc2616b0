"""One page at Statuspage: put what is so, and no more than that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from tocsin.errors import ProviderError
from tocsin.providers import Call, Finding, Person, ProviderContext, Ref, StatusPageState
from tocsin.providers.http import Deadline
from tocsin_statuspage.client import Object, leased
from tocsin_statuspage.components import Components
from tocsin_statuspage.config import StatuspageConfig
from tocsin_statuspage.fitness import look_over
from tocsin_statuspage.plan import Parts, parts, steps
from tocsin_statuspage.shown import Shown, shown
from tocsin_statuspage.words import TOOL, postmortem

NEWEST = 100


class Statuspage:
    """Puts incidents on one page. Any number of threads may call."""

    def __init__(self, config: StatuspageConfig, context: ProviderContext) -> None:
        """Nothing is connected yet."""
        self._config = config
        self._notify = config.notify
        self._named = context.components
        self._lease = leased(config, context)
        self._api = self._lease.one
        self._components = Components(self._api, config)
        self._lock = Lock()

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        """Read what is there, then send what is missing: each entry once, whoever sent the others.

        An incident is known by its id, else by the key in its metadata, so that one whose making
        was not answered is found again. One after the other, so that two do not make it twice.
        """
        until = Deadline(call.deadline_s)
        with self._alone(until):
            every = self._around(ref, until)
            there = self._there(state.key, ref, every, until)
            ids = self._components.ids(state.components, until)
            others = [one for one in every if one.is_open and (not there or one.id != there.id)]
            touched = parts(state, ids.values(), there, others, self._config.statuses)
            now = self._brought(state, there, touched, until)
            self._understood(state, now, until)
        return Ref(id=now.id, url=now.url)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Token, page and components."""
        until = Deadline(call.deadline_s)
        return tuple(look_over(self._api, self._config, self._components, self._named, until))

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    @contextmanager
    def _alone(self, until: Deadline) -> Iterator[None]:
        if not self._lock.acquire(timeout=until.left()):
            raise ProviderError("rate_limited", f"{TOOL} is busy with another incident of ours.")
        try:
            yield
        finally:
            self._lock.release()

    def _around(self, ref: Ref | None, until: Deadline) -> list[Shown]:
        """What is open there; the newest of all where ours has yet to be found by its key."""
        if ref is not None and ref.id:
            return [shown(one) for one in self._api.all(until, *self._place("unresolved"))]
        return [shown(one) for one in self._api.many(until, *self._place(), limit=NEWEST)]

    def _there(
        self, key: str, ref: Ref | None, every: Sequence[Shown], until: Deadline
    ) -> Shown | None:
        wanted = ref.id if ref is not None else ""
        found = next((one for one in every if one.id == wanted or one.key == key), None)
        if found is not None or not wanted:
            return found
        try:
            return shown(self._api.one(until, *self._place(wanted)))
        except ProviderError as error:
            if error.code != "not_found":
                raise
        newest = self._api.many(until, *self._place(), limit=NEWEST)
        return next((one for one in map(shown, newest) if one.key == key), None)

    def _brought(
        self, state: StatusPageState, there: Shown | None, touched: Parts, until: Deadline
    ) -> Shown:
        now = there
        for body in steps(state, there, touched, notify=self._notify):
            now = self._sent(body, now, until)
        if now is None:
            raise ProviderError("invalid", f"There is no entry to show at {TOOL}.")
        return now

    def _sent(self, body: Object, there: Shown | None, until: Deadline) -> Shown:
        whole: Object = {"incident": body}
        if there is None:
            made = shown(self._api.write("POST", whole, until, *self._place()))
            if not made.id:
                raise ProviderError("unavailable", f"{TOOL} gave no id.", ambiguous=True)
            return made
        return shown(self._api.write("PATCH", whole, until, *self._place(there.id)))

    def _understood(self, state: StatusPageState, there: Shown, until: Deadline) -> None:
        """The post-mortem, below the incident; drafted and then published."""
        words = postmortem(state)
        if not words or words == there.postmortem:
            return
        draft: Object = {"postmortem": {"body_draft": words}}
        place = self._place(there.id, "postmortem")
        self._api.write("PUT", draft, until, *place)
        out: Object = {"postmortem": {"notify_subscribers": self._notify, "notify_twitter": False}}
        self._api.write("PUT", out, until, *place, "publish")

    def _place(self, *more: str) -> tuple[str, ...]:
        return ("pages", self._config.page, "incidents", *more)
