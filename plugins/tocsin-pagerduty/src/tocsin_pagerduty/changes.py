"""Change events: what deploy tools told PagerDuty, and what responders did."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from tocsin.providers import (
    Call,
    Change,
    ChangeCapability,
    Finding,
    MadeChange,
    Person,
    ProviderContext,
    Window,
    looked_at,
    newest_changes,
    one_line,
    read_moment,
    web_links,
)
from tocsin.providers.http import Deadline, Object, Param, objects_in, segment, text_at
from tocsin_pagerduty.client import EventsApi, leased
from tocsin_pagerduty.config import ChangesConfig
from tocsin_pagerduty.wording import MOST_SUMMARY, written

PAGES: Final = 3
OUR_KEY: Final = "tocsin"
"""The detail that holds our key, by which a change is known again."""


class ChangeEvents:
    """Reads and sends change events. Any number of threads may call."""

    def __init__(self, config: ChangesConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the token."""
        self._config = config
        self._names = {key: name for name, key in config.services.items()}
        self._lease = leased(config.rest_url, config.token, context, config.via())
        self._events = EventsApi(config.events_url, context, config.via())

    @property
    def capabilities(self) -> frozenset[ChangeCapability]:
        """It records changes with a `routing_key`."""
        return frozenset({"record"} if self._config.routing_key else ())

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """What took effect within the window, the newest first; of a service, or of all.

        Raises:
            ProviderError: With its code.
        """
        key = self._config.services.get(service, "")
        path = f"/services/{segment(key)}/change_events" if key else "/change_events"
        asked: dict[str, Param] = {"since": written(window.start), "until": written(window.end)}
        until = Deadline(call.deadline_s)
        told = self._lease.one.many(path, "change_events", until, asked, pages=PAGES)
        return newest_changes((self._change(one, service) for one in told), window, service)

    def record(self, change: MadeChange, call: Call) -> None:
        """Send a change event. Sent again it is a second one there, with the same key.

        Raises:
            ProviderError: With its code.
        """
        key = self._config.routing_keys.get(change.service, self._config.routing_key)
        self._events.send("/change/enqueue", key, _told(change), Deadline(call.deadline_s))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the token may read, each service is there, and each integration key is one."""
        until = Deadline(call.deadline_s)
        self._lease.one.http.get("/change_events", deadline=until, params={"limit": 1}).object()
        services, keys = self._config.services.items(), self._config.keys().items()
        there, right = partial(self._lease.one.one, "services"), self._events.try_key
        return (
            Finding(what="the token reads change events", verdict="ok"),
            *(looked_at(f"the service {k} of {n}", partial(there, k, until)) for n, k in services),
            *(looked_at(f"{n} is an integration key", partial(right, k, until)) for n, k in keys),
        )

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()
        self._events.http.close()

    def _change(self, told: Object, asked: str) -> Change | None:
        """A change; of its services that which was asked for goes first.

        A change of ours says its service itself: a key may be that of another service there.
        """
        at, key = read_moment(text_at(told, "timestamp")), text_at(told, "id")
        title = one_line(text_at(told, "summary"), 200)
        if at is None or not (key and title):
            return None
        recorded = one_line(text_at(told, "custom_details", OUR_KEY), 64)
        names = [self._name(one) for one in objects_in(told.get("services"))]
        hrefs = [text_at(one, "href") for one in objects_in(told.get("links"))]
        if recorded:
            names = [one_line(text_at(told, "custom_details", "service"), 100)]
        return Change(
            id=key,
            at=at,
            title=title,
            service=asked if asked in names else next(iter(names), ""),
            link=next(iter(web_links({href: href for href in hrefs})), ""),
            recorded=recorded,
        )

    def _name(self, service: Object) -> str:
        return self._names.get(text_at(service, "id")) or one_line(text_at(service, "summary"), 100)


def _told(change: MadeChange) -> Object:
    return {
        "payload": {
            "summary": one_line(change.title, MOST_SUMMARY) or change.incident,
            "timestamp": written(change.at),
            "source": "Tocsin",
            "custom_details": {
                OUR_KEY: change.key,
                "incident": change.incident,
                "mitigation": change.strategy,
                "service": change.service,
                "reported by": one_line(change.person, 100),
            },
        },
        "links": [{"href": change.link, "text": change.incident}] if change.link else [],
    }
