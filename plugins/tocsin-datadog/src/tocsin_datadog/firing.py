"""Datadog, asked what fires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from tocsin.providers import (
    MOST_FIRING,
    AlertCapability,
    Call,
    Finding,
    FiringAlert,
    Lease,
    Person,
    ProviderContext,
    latest_firing,
    one_line,
)
from tocsin.providers.http import Deadline, Param
from tocsin_datadog.client import (
    Api,
    Object,
    Route,
    checked_keys,
    leased,
    looked_at,
    objects,
    text,
    texts,
)
from tocsin_datadog.config import MonitorsConfig
from tocsin_datadog.times import from_seconds
from tocsin_datadog.webhooks import NAMELESS, Monitors, fingerprint, scope_of, tags_of

GROUPS: Final = Route(method="GET", path="/api/v1/monitor/groups/search", scope="monitors_read")
MONITORS: Final = Route(method="GET", path="/api/v1/monitor/search", scope="monitors_read")
UNWELL: Final = 'status:(Alert OR Warn OR "No Data")'
STATES: Final[Mapping[str, str]] = {"Alert": "", "Warn": "warn", "No Data": "no data"}
"""States that fire -> the word of `map` that such a state goes by."""
Known = Mapping[int, Object]


class AskedMonitors(Monitors):
    """The webhooks of monitors, and which of them fire now."""

    capabilities: frozenset[AlertCapability] = frozenset({"firing"})

    def __init__(self, config: MonitorsConfig, lease: Lease[Api]) -> None:
        """The client is shared with whatever else of the team uses the keys."""
        super().__init__(config)
        self._lease = lease

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """What is in alert, warns or has no data, whatever began last first.

        Raises:
            ProviderError: With its code.
        """
        until = Deadline(call.deadline_s)
        groups = objects(self._search(GROUPS, self._config.firing, until).get("groups"))
        monitors = objects(self._search(MONITORS, UNWELL, until).get("monitors")) if groups else []
        known = {key: one for one in monitors if isinstance(key := one.get("id"), int)}
        return latest_firing(self._read(one, known) for one in groups)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the keys may read monitors."""
        until, api = Deadline(call.deadline_s), self._lease.one
        return (
            checked_keys(api, until),
            looked_at(
                "the application key reads monitors",
                lambda: self._search(GROUPS, self._config.firing, until, most=1),
            ),
        )

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _search(
        self, route: Route, query: str, until: Deadline, *, most: int = MOST_FIRING
    ) -> Object:
        params: dict[str, Param] = {"query": query, "page": 0, "per_page": most}
        return self._lease.one.ask(route, until, params=params)

    def _read(self, group: Object, known: Known) -> FiringAlert | None:
        monitor, since = group.get("monitor_id"), _since(group)
        state = text(group, "status")
        if not isinstance(monitor, int) or since is None or state not in STATES:
            return None
        named, own = texts(group.get("group_tags")), known.get(monitor, {})
        scope, tags = scope_of(named), tags_of([*texts(own.get("tags")), *named])
        title = one_line(text(group, "monitor_name")) or NAMELESS
        priority = own.get("priority")
        words = (
            STATES[state],
            tags.get(self._config.severity_tag, ""),
            f"P{priority}" if isinstance(priority, int) else "",
        )
        return FiringAlert(
            fingerprint=fingerprint(str(monitor), scope),
            title=one_line(f"{title} ({scope})" if scope else title),
            since=since,
            severity=self._config.severity_by(words) if any(words) else None,
            service=one_line(tags.get(self._config.service_tag, ""), 100),
            labels=tags,
            link=f"{self._config.pages_url}/monitors/{monitor}",
        )


def make_monitors(config: MonitorsConfig, context: ProviderContext) -> Monitors:
    """The source; one that can be asked where the section has keys.

    Raises:
        ProviderError: The address cannot be used.
    """
    if config.api_key is None or config.app_key is None:
        return Monitors(config)
    return AskedMonitors(config, leased(config, config.api_key, config.app_key, context))


def _since(group: Object) -> datetime | None:
    """Since when it fires: the last time that it triggered, or had no data."""
    places = ("last_nodata_ts", "last_triggered_ts")
    told = [group.get(name) for name in places[text(group, "status") != "No Data" :]]
    seconds = max((at for at in told if isinstance(at, int)), default=0)
    return from_seconds(seconds)
