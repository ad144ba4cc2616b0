"""What changed, as CloudTrail wrote it down: who called which write operation on what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from tocsin.providers import (
    Call,
    Change,
    Finding,
    Person,
    ProviderContext,
    Window,
    looked_at,
    newest_changes,
    one_line,
    safe_key,
)
from tocsin.providers.http import Deadline, text_at
from tocsin_aws.config import ChangesConfig, first_match
from tocsin_aws.session import AskedRegion
from tocsin_aws.told import console, object_of
from tocsin_aws.values import Row, moment, rows, text

A_PAGE: Final = 50
LOOKUP: Final = ("cloudtrail", "lookup_events")
WRITES: Final = ({"AttributeKey": "ReadOnly", "AttributeValue": "false"},)
MOST_NAMED: Final = 3


class Happened(AskedRegion):
    """Reads what changed. Any number of threads may call."""

    def __init__(self, config: ChangesConfig, context: ProviderContext) -> None:
        """Nothing is asked yet."""
        super().__init__(config, context)
        self._config = config

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """What was changed within the window, the newest first; of a service, or of all.

        Raises:
            ProviderError: With its code.
        """
        until = Deadline(call.deadline_s)
        found = (self._read(event) for event in self._events(window, until))
        return newest_changes(found, window, service)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether CloudTrail may be read."""
        until = Deadline(call.deadline_s)
        lately = Window(start=call.at - timedelta(minutes=5), end=call.at)
        return (
            looked_at(
                "events of CloudTrail can be read", lambda: next(self._events(lately, until), None)
            ),
        )

    def _events(self, window: Window, until: Deadline) -> Iterator[Row]:
        asked = {
            "LookupAttributes": list(WRITES),
            "StartTime": window.start,
            "EndTime": window.end,
            "MaxResults": A_PAGE,
        }
        for page in self._lease.one.pages(*LOOKUP, self._region, until, asked):
            yield from rows(page, "Events")

    def _read(self, event: Row) -> Change | None:
        """A change; None for an event that is none, or that was refused."""
        name, at = text(event, "EventName"), moment(event, "EventTime")
        what = self._config.what_is(name)
        key = safe_key(text(event, "EventId"))
        # With an error AWS refused it, so that nothing changed.
        refused = text_at(object_of(text(event, "CloudTrailEvent")), "errorCode")
        if what is None or at is None or not key or refused:
            return None
        named = [text(one, "ResourceName") for one in rows(event, "Resources")]
        on = [one_line(resource.rpartition(":")[2], 80) for resource in named]
        shown = ", ".join(dict.fromkeys(one for one in on[:MOST_NAMED] if one))
        return Change(
            id=key,
            at=at,
            title=one_line(f"{name} {shown}"),
            what=what,
            service=one_line(self._service(named), 100),
            person=one_line(text(event, "Username"), 100),
            link=self._link(key),
        )

    def _service(self, resources: Sequence[str]) -> str:
        found = (first_match(name, self._config.services) for name in resources)
        return next((service for service in found if service), "")

    def _link(self, key: str) -> str:
        region = self._region
        place = console(region).partition("/cloudwatch/")[0]
        return f"{place}/cloudtrailv2/home?region={region}#/events/{quote(key, safe='')}"
