"""What changed: events, deployments that DORA Metrics was told of, and what responders did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from tocsin.providers import (
    Call,
    Change,
    ChangeCapability,
    ChangeWhat,
    Finding,
    MadeChange,
    Person,
    ProviderContext,
    Window,
    newest_changes,
    one_line,
    safe_key,
    web_links,
)
from tocsin.providers.http import Deadline
from tocsin_datadog.client import (
    Object,
    Route,
    checked_keys,
    leased,
    looked_at,
    objects,
    quoted,
    text,
    texts,
    within,
)
from tocsin_datadog.config import ChangesConfig
from tocsin_datadog.recording import EVENT, event_of, recorded_key
from tocsin_datadog.times import A_WHILE, from_iso, milliseconds

EVENTS: Final = Route(method="POST", path="/api/v2/events/search", scope="events_read")
DEPLOYMENTS: Final = Route(
    method="POST", path="/api/v2/dora/deployments", scope="dora_metrics_read"
)
MOST_ASKED: Final = 200
LONGEST_SERVICE: Final = 100
WHATS: Final[Mapping[str, ChangeWhat]] = {"flag": "flag", "deploy": "deploy", "config": "config"}
"""A word in the type of what was changed -> what kind of change it is."""
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")
_REPOSITORY: Final = re.compile(
    r"(?:https://)?(github\.com/[\w.-]{1,100}/[\w.-]{1,100}?)(?:\.git)?"
)


class Happened:
    """Reads what changed. Any number of threads may call."""

    def __init__(self, config: ChangesConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the keys."""
        self._config = config
        self._names = {theirs: ours for ours, theirs in config.services.items()}
        keys = (config.api_key, config.app_key)
        self._lease = leased(config, *keys, context)
        self._intake = leased(config, *keys, context, url=config.intake_url)

    @property
    def capabilities(self) -> frozenset[ChangeCapability]:
        """It records changes where the section says so."""
        return frozenset({"record"} if self._config.record else ())

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """What took effect within the window, the newest first; of a service, or of all.

        Raises:
            ProviderError: With its code.
        """
        until = Deadline(call.deadline_s)
        told = [self._event(one, service) for one in self._events(window, service, until)]
        if self._config.deployments:
            found = self._deployments(window, service, until)
            told += [self._deployment(one) for one in found]
        return newest_changes(told, window, service)

    def record(self, change: MadeChange, call: Call) -> None:
        """Post a change event. Posted again it is a second one there, with the same key.

        Raises:
            ProviderError: With its code.
        """
        service = self._config.services.get(change.service, change.service)
        event = event_of(change, one_line(service, LONGEST_SERVICE))
        self._intake.one.ask(EVENT, Deadline(call.deadline_s), json=event)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the keys may read events, and deployments where the section wants them."""
        until = Deadline(call.deadline_s)
        lately = Window(start=call.at - A_WHILE, end=call.at)
        found = [
            checked_keys(self._lease.one, until),
            looked_at(
                "the application key reads events", partial(self._events, lately, "", until, most=1)
            ),
        ]
        if self._config.deployments:
            ask = partial(self._deployments, lately, "", until, most=1)
            found.append(looked_at("the application key reads deployments", ask))
        return tuple(found)

    def close(self) -> None:
        """Give the clients back."""
        self._lease.close()
        self._intake.close()

    def _events(
        self, window: Window, service: str, until: Deadline, *, most: int = MOST_ASKED
    ) -> list[Object]:
        wanted = self._config.query
        only = self._only(service)
        asked = {
            "filter": {
                "query": f"({wanted}) {only}" if only else wanted,
                "from": str(milliseconds(window.start)),
                "to": str(milliseconds(window.end)),
            },
            "sort": "-timestamp",
            "page": {"limit": most},
        }
        return objects(self._lease.one.ask(EVENTS, until, json=asked).get("data"))

    def _deployments(
        self, window: Window, service: str, until: Deadline, *, most: int = MOST_ASKED
    ) -> list[Object]:
        asked: dict[str, object] = {
            "from": window.start.isoformat(),
            "to": window.end.isoformat(),
            "limit": most,
            "sort": "-finished_at",
        }
        if only := self._only(service):
            asked["query"] = only
        body = {"data": {"type": "dora_deployments_list_request", "attributes": asked}}
        return objects(self._lease.one.ask(DEPLOYMENTS, until, json=body).get("data"))

    def _only(self, service: str) -> str:
        theirs = self._config.services.get(service, service)
        return f"service:{quoted(theirs[:LONGEST_SERVICE])}" if service else ""

    def _ours(self, service: str) -> str:
        """What the team file calls a service of theirs."""
        return self._names.get(service) or one_line(service, LONGEST_SERVICE)

    def _event(self, event: Object, asked: str) -> Change | None:
        """A change; of its services that which was asked for goes first."""
        told = within(event, "attributes")
        own, at = within(told, "attributes"), from_iso(told.get("timestamp"))
        title = one_line(_title(own, text(told, "message")))
        key = safe_key(text(event, "id"))
        if at is None or not (key and title):
            return None
        names = [self._ours(one) for one in _services(own, texts(told.get("tags")))]
        return Change(
            id=key,
            at=at,
            title=title,
            what=_what(
                text(own, "change_metadata", "what") or text(own, "changed_resource", "type")
            ),
            service=asked if asked in names else next(iter(names), ""),
            person=one_line(text(own, "author", "name"), 100),
            link=self._link(own),
            recorded=recorded_key(own),
        )

    def _link(self, own: Object) -> str:
        """What the change itself leads to, else its page."""
        theirs = web_links({"": text(own, "change_metadata", "resource_link")})
        number = text(own, "evt", "id")
        page = f"{self._config.pages_url}/event/event?id={number}"
        is_page = number.isascii() and number.isdigit() and len(number) <= 20
        return theirs.get("", page if is_page else "")

    def _deployment(self, one: Object) -> Change | None:
        told = within(one, "attributes")
        at = _moment(told)
        service, key = self._ours(text(told, "service")), safe_key(text(one, "id"))
        if at is None or not (key and service):
            return None
        version, env = text(told, "version"), text(told, "env")
        title = f"{service} {version}" + (f" ({env})" if env else "")
        return Change(
            id=f"deployment/{key}",
            at=at,
            title=one_line(title),
            what="deploy",
            service=service,
            link=_commit(within(told, "git")),
        )


def _moment(told: Object) -> datetime | None:
    """When a deployment took effect: at its end, as far as that was told."""
    return from_iso(told.get("finished_at")) or from_iso(told.get("started_at"))


def _title(own: Object, message: str) -> str:
    """The first of the places in which an event has one."""
    places = (text(own, "title"), text(own, "event_object"), text(own, "evt", "name"), message)
    return next((one for one in places if one.strip()), "")


def _services(own: Object, tags: Sequence[str]) -> Iterator[str]:
    named = [text(own, "service")]
    named += [text(one, "name") for one in objects(own.get("impacted_resources"))]
    named += [tag.removeprefix("service:") for tag in tags if tag.startswith("service:")]
    return (one for one in named if one)


def _what(kind: str) -> ChangeWhat:
    return next((what for word, what in WHATS.items() if word in kind), "other")


def _commit(git: Object) -> str:
    """Where people see the commit; "" for a repository whose addresses are not known here."""
    place, commit = _REPOSITORY.fullmatch(text(git, "repository_id")), text(git, "commit_sha")
    is_known = place is not None and _COMMIT.fullmatch(commit) is not None
    return f"https://{place.group(1)}/commit/{commit}" if place and is_known else ""
