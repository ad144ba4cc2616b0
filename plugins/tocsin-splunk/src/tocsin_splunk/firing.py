"""Splunk, asked which searches have triggered and are not over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from tocsin.providers import (
    AlertCapability,
    Call,
    Finding,
    FiringAlert,
    Lease,
    Person,
    ProviderContext,
    latest_firing,
    looked_at,
)
from tocsin.providers.http import Deadline, Object, segment, text_at
from tocsin_splunk.alerts import SavedSearches, labels_of, read_notification
from tocsin_splunk.client import Searches, leased, words_of
from tocsin_splunk.config import AlertsByWebhook

MOST_RUNS: Final = 500
MOST_SEARCHES: Final = 20
"""So many searches are asked what they found; of further ones only that they triggered is told."""
MOST_ROWS: Final = 50
SPARE_S: Final = 1.0
LEVELS: Final[Mapping[str, str]] = {
    "1": "info", "2": "low", "3": "medium", "4": "high", "5": "critical", "6": "critical"
}  # fmt: skip
"""Severities of an alert as Splunk Web calls them -> the word of `map`."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run of a search that triggered; `since` when it has done so at every run."""

    app: str
    search: str
    sid: str
    at: datetime
    since: datetime
    level: str


class AskedSearches(SavedSearches):
    """The webhooks of searches, and which of these fire now."""

    capabilities: frozenset[AlertCapability] = frozenset({"firing"})

    def __init__(self, config: AlertsByWebhook, lease: Lease[Searches]) -> None:
        """The client is shared with whatever else of the team uses the token."""
        super().__init__(config)
        self._lease = lease

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """The alerts of searches that triggered lately and did not say that it is over.

        Raises:
            ProviderError: With its code.
        """
        until = Deadline(call.deadline_s)
        lasts = timedelta(minutes=self._config.fires_for_min)
        told = [run_of(entry) for entry in self._lease.one.triggered(MOST_RUNS, until)]
        runs = latest_runs([run for run in told if run is not None], call.at, lasts)
        return latest_firing(
            alert
            for number, run in enumerate(runs)
            for row in self._rows(run, number, until)
            for alert in self._read(run, row)
        )

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the token may read what has triggered."""
        until, searches = Deadline(call.deadline_s), self._lease.one
        return (looked_at("reads triggered alerts", lambda: searches.triggered(1, until)),)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _rows(self, run: Run, number: int, until: Deadline) -> list[Object]:
        """What a run found: a row for each of its alerts; one that is empty where nobody knows."""
        most = MOST_ROWS if self._config.alert_fields else 1
        in_time = number < MOST_SEARCHES and until.left() > SPARE_S
        found = self._lease.one.results(run.sid, most, until) if in_time and run.sid else []
        return found or [{}]

    def _read(self, run: Run, row: Object) -> Iterator[FiringAlert]:
        config = self._config
        body: Object = {"sid": run.sid or run.search, "search_name": run.search, "app": run.app}
        told = read_notification({**body, "result": row}, config, run.at)
        if told.is_over:
            return
        # A search that says its state triggers when it is over too.
        tells_its_state = bool(words_of(row.get(config.state_field)))
        level = LEVELS.get(run.level, "")
        word = told.word or (level if level in config.map else "")
        page = f"{config.pages_url.rstrip('/')}/en-US/app/{segment(run.app)}/@go?sid="
        yield FiringAlert(
            fingerprint=told.fingerprint,
            title=told.whole_title,
            since=run.at if tells_its_state else run.since,
            severity=config.severity_by(word) if word else None,
            service=told.service,
            labels=labels_of(row),
            link=f"{page}{segment(run.sid)}" if config.pages_url else "",
        )


def make_searches(config: AlertsByWebhook, context: ProviderContext) -> SavedSearches:
    """The source; one that can be asked where the section has an address and a token.

    Raises:
        ProviderError: The address cannot be used.
    """
    if config.api_token is None:
        return SavedSearches(config)
    return AskedSearches(config, leased(config, config.api_token, context))


def run_of(entry: Object) -> Run | None:
    """A run out of Splunk's list of what has triggered; None for what names no search or time."""
    access, content = entry.get("acl"), entry.get("content")
    told = content if isinstance(content, dict) else {}
    search, stamp = words_of(told.get("savedsearch_name")), words_of(told.get("trigger_time"))
    if not search.strip() or not stamp.isdecimal() or len(stamp) > 10:
        return None
    at = datetime.fromtimestamp(int(stamp), UTC)
    return Run(
        app=(text_at(access, "app") if isinstance(access, dict) else "") or "search",
        search=search.strip(),
        sid=words_of(told.get("sid")),
        at=at,
        since=at,
        level=words_of(told.get("severity")),
    )


def latest_runs(runs: Sequence[Run], now: datetime, lasts: timedelta) -> list[Run]:
    """The last run of each search that fires still, the latest first.

    Args:
        runs: In any order.
        now: When it is asked.
        lasts: For how long a run fires; so long may a pause be.
    """
    last: dict[tuple[str, str], Run] = {}
    for run in sorted(runs, key=lambda run: run.at, reverse=True):
        later = last.get((run.app, run.search))
        if later is None and now - run.at < lasts:
            last[run.app, run.search] = run
        elif later is not None and later.since - run.at < lasts:
            last[run.app, run.search] = replace(later, since=run.at)
    return list(last.values())
