"""What changed: events of change tracking, old deployments, and what responders did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from tocsin.providers.http import Deadline, Object, objects_in, text_at
from tocsin_newrelic.client import leased
from tocsin_newrelic.config import ChangesConfig
from tocsin_newrelic.logs import ROWS
from tocsin_newrelic.nrql import quoted, spanned
from tocsin_newrelic.recording import OUR_KEY, record, recorded_key
from tocsin_newrelic.times import A_WHILE, from_milliseconds

MOST_ASKED: Final = 200
LONGEST_SERVICE: Final = 200
SELECTED: Final = (
    "FROM ChangeTrackingEvent, Deployment "
    "SELECT eventType(), deploymentId OR changeTrackingId AS 'id', *"
)
WHATS: Final[Mapping[str, ChangeWhat]] = {"deploy": "deploy", "flag": "flag", "config": "config"}
"""A word in the category or type of a change -> what kind of change it is."""


class Happened:
    """Reads and records what changed. Any number of threads may call."""

    def __init__(self, config: ChangesConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the key."""
        self._config = config
        self._access = leased(config, config.key, config.account, context)

    @property
    def capabilities(self) -> frozenset[ChangeCapability]:
        """It records changes where the section says so."""
        return frozenset({"record"} if self._config.record else ())

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """What was recorded within the window, the newest first; of a service, or of all.

        Raises:
            ProviderError: With its code.
        """
        until = Deadline(call.deadline_s)
        found = (self._read(one) for one in self._asked(window, service, until, MOST_ASKED))
        return newest_changes(found, window, service)

    def record(self, change: MadeChange, call: Call) -> None:
        """Record an event. Recorded again it is a second one there, with the same key.

        Raises:
            ProviderError: With its code; `not_found` where there is no entity for it.
        """
        record(self._access, self._config, change, call)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the key is right, sees the account, and may query changes."""
        until = Deadline(call.deadline_s)
        lately = Window(start=call.at - A_WHILE, end=call.at)
        return self._access.examined(
            until, "the key queries changes", lambda: self._asked(lately, "", until, 1)
        )

    def close(self) -> None:
        """Give the client back."""
        self._access.lease.close()

    def _asked(self, window: Window, service: str, until: Deadline, most: int) -> list[Object]:
        theirs = self._config.services.get(service, service)[:LONGEST_SERVICE]
        conditions = [
            *([self._wanted()] if self._config.where else []),
            *([f"entity.name = {quoted(theirs)}"] if service else []),
        ]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        nrql = spanned(f"{SELECTED}{where}", window.start, window.end, most=most)
        return objects_in(self._access.query(ROWS, nrql, until).get("results"))

    def _wanted(self) -> str:
        """The condition of the section; what was recorded by Tocsin is let through."""
        where = f"({self._config.where})"
        return f"({where} OR {OUR_KEY} IS NOT NULL)" if self._config.record else where

    def _read(self, told: Object) -> Change | None:
        at = from_milliseconds(told.get("timestamp"))
        key = next((safe_key(one) for name in _IDS if (one := text_at(told, name))), "")
        service, recorded = self._service(told), recorded_key(told)
        title = one_line(_title(told, service))
        if at is None or not (key and title):
            return None
        return Change(
            id=key,
            at=at,
            title=title,
            what=_what(told),
            service=service,
            person=one_line(text_at(told, "user"), 100),
            link=web_links({"": text_at(told, "link" if recorded else "deepLink")}).get("", ""),
            recorded=recorded,
        )

    def _service(self, told: Object) -> str:
        """What the team file calls the service; a change of ours says it itself."""
        if recorded_key(told):
            return one_line(text_at(told, "service"), 100)
        return self._config.service_of([one_line(text_at(told, "entity.name"), 100)])


_IDS: Final = ("id", "changeTrackingId", "deploymentId")


def _title(told: Object, service: str) -> str:
    """What was deployed; of another change the first text that says what it is."""
    version = text_at(told, "version")
    if version and _what(told) == "deploy":
        return f"{service} {version}"
    places = ("shortDescription", "description", "changelog", "type", "category")
    return next((one for name in places if (one := text_at(told, name)).strip()), version)


def _what(told: Object) -> ChangeWhat:
    if text_at(told, "deploymentId"):
        return "deploy"
    own = text_at(told, "what") if recorded_key(told) else ""
    words = f"{own} {text_at(told, 'category')} {text_at(told, 'type')}".lower()
    return next((what for word, what in WHATS.items() if word in words), "other")
