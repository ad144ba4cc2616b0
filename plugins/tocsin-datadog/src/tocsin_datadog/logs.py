"""Log search."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from tocsin.providers import (
    Call,
    Finding,
    LogQuery,
    LogResult,
    LogRow,
    Person,
    ProviderContext,
    found_rows,
    one_line,
    paragraph,
)
from tocsin.providers.http import Deadline
from tocsin_datadog.client import (
    Object,
    Route,
    checked_keys,
    leased,
    looked_at,
    objects,
    text,
    within,
)
from tocsin_datadog.config import LogsConfig
from tocsin_datadog.times import A_WHILE, from_iso, milliseconds

SEARCH: Final = Route(method="POST", path="/api/v2/logs/events/search", scope="logs_read_data")
MOST_ROWS: Final = 999
LONGEST_ROW: Final = 4000
LONGEST_LINK: Final = 2000
FIELDS: Final = ("service", "host", "status")


class LogSearch:
    """Looks through the logs of an account. Any number of threads may call."""

    def __init__(self, config: LogsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the keys."""
        self._config = config
        self._lease = leased(config, config.api_key, config.app_key, context)

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """The latest entries that a query in Datadog's language finds.

        Raises:
            ProviderError: `invalid` with Datadog's own words for a query that it cannot read.
        """
        # One more than is wanted shows that there is more.
        asked = self._body(query, min(query.rows, MOST_ROWS) + 1)
        told = self._lease.one.ask(SEARCH, Deadline(call.deadline_s), json=asked)
        every = map(_row, objects(told.get("data")))
        more = bool(text(within(told, "meta", "page"), "after"))
        return found_rows(query, every, more=more, link=self._link(query))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the keys may read logs, in the indexes that the section names."""
        until, api = Deadline(call.deadline_s), self._lease.one
        lately = LogQuery(text="*", since=call.at - A_WHILE, until=call.at)
        asked = self._body(lately, 1)
        return (
            checked_keys(api, until),
            looked_at("the application key reads logs", lambda: api.ask(SEARCH, until, json=asked)),
        )

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _body(self, query: LogQuery, most: int) -> Mapping[str, object]:
        return {
            "filter": {
                "query": query.text,
                "from": str(milliseconds(query.since)),
                "to": str(milliseconds(query.until)),
                "indexes": list(self._config.indexes),
                "storage_tier": self._config.storage_tier,
            },
            "sort": "-timestamp",
            "page": {"limit": most},
        }

    def _link(self, query: LogQuery) -> str:
        """Where a person sees all of it; "" where the query is too long for an address."""
        shown = {
            "query": query.text,
            "from_ts": milliseconds(query.since),
            "to_ts": milliseconds(query.until),
            "live": "false",
        }
        link = f"{self._config.pages_url}/logs?{urlencode(shown, errors='replace')}"
        return link if len(link) <= LONGEST_LINK else ""


def _row(entry: Object) -> LogRow:
    """An entry; one without a message is shown by its attributes."""
    told = within(entry, "attributes")
    own = json.dumps(within(told, "attributes"), ensure_ascii=False)
    fields = {name: one_line(text(told, name)) for name in FIELDS}
    return LogRow(
        text=paragraph(text(told, "message") or own, LONGEST_ROW),
        at=from_iso(told.get("timestamp")),
        fields={name: value for name, value in fields.items() if value},
    )
