"""Attempts on status pages: each is given the whole state, rendered when it is sent."""

from __future__ import annotations

from tocsin.domain.incident import Incident
from tocsin.domain.status_page.decide import StatusResult
from tocsin.engine.attempts import Attempt, Failed, Succeeded
from tocsin.engine.ports import Clock, Providers
from tocsin.engine.refs import ref_of_text, ref_text, valid_ref
from tocsin.errors import ProviderError
from tocsin.providers import Call, PageRef, Ref
from tocsin.providers.kinds import STATUS_PAGE
from tocsin.store.contract import EffectRow, Store
from tocsin.wording.status_page import page_state

DEADLINE_S = 10.0
PATIENCE = 5


class StatusAttempts:
    """Puts states on status pages; what a page gave back is kept and given again."""

    def __init__(self, *, store: Store, providers: Providers, clock: Clock) -> None:
        """Pages are looked up by the incident's team and the effect's target."""
        self._store = store
        self._providers = providers
        self._clock = clock

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {"status-page": Attempt(make=self._put, on_failure=_not_taken)}

    def _put(self, row: EffectRow) -> Succeeded:
        name, instance = f"status:{row.target}", _instance(row)
        incident, kept = self._store.read(
            lambda tx: (tx.incident(row.incident), tx.ref(row.incident, name))
        )
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        old = ref_of_text(kept) if kept else None
        page = self._providers.needed(STATUS_PAGE, incident.team, row.target)
        given = page.put(page_state(incident), old, self._call(row, incident))
        made = valid_ref(given, row.target)
        value = ref_text(Ref(id=made.id, url=made.url, data=made.data), row.target)
        found = given.by_hand if isinstance(given, PageRef) else ""
        signal = StatusResult(provider=instance, ref=made.id, url=made.url, by_hand=found)
        return Succeeded(signal=signal, refs={name: value})

    def _call(self, row: EffectRow, incident: Incident) -> Call:
        return Call(
            effect_key=row.key,
            object_key=f"{incident.key}.status",
            deadline_s=DEADLINE_S,
            attempt=row.attempts,
            correlation=row.incident,
            at=self._clock(),
        )


def _instance(row: EffectRow) -> str:
    return row.target.removeprefix("status_page.")


def _not_taken(row: EffectRow, error: ProviderError) -> Failed:
    """The incident hears of the first failure; a page that is never tried again died for good.

    One that asks us to wait has not failed yet: it hears of that once it has asked a few times.
    """
    waits = error.code == "rate_limited" and row.attempts < PATIENCE
    return Failed(
        error=str(error),
        retryable=error.retryable,
        ambiguous=error.ambiguous,
        retry_after=error.retry_after,
        failed=None if waits else StatusResult(provider=_instance(row), reason=str(error)),
    )
