"""What changed: entries that say so, such as the annotations of deployments."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.providers import (
    MOST_CHANGES,
    Call,
    Change,
    Finding,
    LogQuery,
    Person,
    ProviderContext,
    Window,
    newest_changes,
    one_line,
    safe_key,
)
from tocsin.providers.http import Deadline, Object, text_at
from tocsin_elastic.client import examined, hits_of, leased
from tocsin_elastic.config import ChangesConfig
from tocsin_elastic.queries import rows_body
from tocsin_elastic.rows import at, moment, shown


class Happened:
    """Reads what changed. Any number of threads may call."""

    def __init__(self, config: ChangesConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team asks the cluster as this user."""
        self._config = config
        self._lease = leased(config, context)
        self._ours = {theirs: ours for ours, theirs in config.services.items()}

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """The entries within a window, the newest first; of a service, or of all.

        Raises:
            ProviderError: With its code.
        """
        config = self._config
        query = LogQuery(text=config.query, since=window.start, until=window.end)
        theirs = config.services.get(service, service)[:200]
        only: Object = {"match_phrase": {config.service_field: {"query": theirs}}}
        body = rows_body(query, config, MOST_CHANGES, *([only] if service else []))
        told = self._lease.one.search(config.indices, body, Deadline(call.deadline_s))
        return newest_changes((self._read(hit) for hit in hits_of(told)), window, service)

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the indices may be read, and have the time field."""
        return examined(self._lease.one, self._config, call)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _read(self, hit: Object) -> Change | None:
        config, source = self._config, hit.get("_source")
        when = moment(at(source, config.time_field)) or moment(hit.get("sort"))
        titles = (one_line(shown(at(source, name))) for name in config.title_fields)
        title = next((title for title in titles if title), "")
        key = safe_key(f"{text_at(hit, '_index')}/{text_at(hit, '_id')}")
        if when is None or not title:
            return None
        theirs = one_line(shown(at(source, config.service_field)), 100)
        service = self._ours.get(theirs, theirs)
        return Change(
            id=key,
            at=when,
            title=title if service in title else one_line(f"{service} {title}"),
            what=config.what,
            service=service,
            person=one_line(shown(at(source, config.person_field)), 100),
        )
