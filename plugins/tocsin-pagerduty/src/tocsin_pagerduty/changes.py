"""Change events: what deploy tools told PagerDuty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from tocsin.providers import (
    MOST_CHANGES,
    Call,
    Change,
    Finding,
    Person,
    ProviderContext,
    Window,
    looked_at,
    one_line,
    read_moment,
    web_links,
)
from tocsin.providers.http import Deadline, Object, Param, objects_in, segment, text_at
from tocsin_pagerduty.client import leased
from tocsin_pagerduty.config import ChangesConfig
from tocsin_pagerduty.times import written

MOST_TITLE: Final = 200
PAGES: Final = 3


class ChangeEvents:
    """Reads change events. Any number of threads may call."""

    def __init__(self, config: ChangesConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the token."""
        self._services = config.services
        self._names = {key: name for name, key in config.services.items()}
        self._lease = leased(config.rest_url, config.token, context, config.via())
        self._rest = self._lease.one

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """What took effect within the window, the newest first; of a service, or of all.

        Raises:
            ProviderError: With its code.
        """
        key = self._services.get(service, "")
        path = f"/services/{segment(key)}/change_events" if key else "/change_events"
        asked: dict[str, Param] = {"since": written(window.start), "until": written(window.end)}
        until = Deadline(call.deadline_s)
        told = self._rest.many(path, "change_events", until, asked, pages=PAGES)
        read_ones = (_change(one, self._of(one, service)) for one in told)
        found = {
            one.id: one
            for one in read_ones
            if one and window.start <= one.at < window.end and service in ("", one.service)
        }
        newest = sorted(found.values(), key=lambda one: one.at, reverse=True)
        return tuple(newest[:MOST_CHANGES])

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the token may read change events, and whether each service is there."""
        until = Deadline(call.deadline_s)
        self._rest.http.get("/change_events", deadline=until, params={"limit": 1}).object()
        return (
            Finding(what="the token reads change events", verdict="ok"),
            *self._services_there(until),
        )

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _services_there(self, until: Deadline) -> Iterator[Finding]:
        for name, key in self._services.items():
            what = f"the service {key} of {name}"
            yield looked_at(what, partial(self._rest.one, "services", key, until))

    def _of(self, told: Object, asked: str) -> str:
        """What the team file calls the service of a change; that which was asked for goes first."""
        names = [self._name(one) for one in objects_in(told.get("services"))]
        return asked if asked in names else next(iter(names), "")

    def _name(self, service: Object) -> str:
        return self._names.get(text_at(service, "id")) or one_line(text_at(service, "summary"), 100)


def _change(told: Object, service: str) -> Change | None:
    at, key = read_moment(text_at(told, "timestamp")), text_at(told, "id")
    title = one_line(text_at(told, "summary"), MOST_TITLE)
    if at is None or not (key and title):
        return None
    return Change(id=key, at=at, title=title, service=service, link=_link(told))


def _link(told: Object) -> str:
    url = next((text_at(one, "href") for one in objects_in(told.get("links"))), "")
    return web_links({"": url}).get("", "")
