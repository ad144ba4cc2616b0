"""Records the changes that responders made at the tools that show changes in production."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Strategy
from tocsin.domain.mitigation import MitigationDone
from tocsin.domain.people import Person
from tocsin.domain.titles import is_kept_inside
from tocsin.engine.attempts import Attempt, Succeeded, plain_failure
from tocsin.engine.ports import Clock, Providers
from tocsin.errors import ProviderError
from tocsin.providers import Call, ChangeWhat, MadeChange, RecordsChanges, Window
from tocsin.providers.kinds import CHANGES
from tocsin.store.contract import EffectRow, Store
from tocsin.wording.clean import clean
from tocsin.wording.mitigation import change_title

DEADLINE_S: Final = 5.0
AROUND: Final = timedelta(minutes=1)
WHATS: Final[Mapping[Strategy, ChangeWhat]] = {
    "rollback": "deploy",
    "scale-up": "config",
    "disable": "flag",
    "failover": "config",
    "circuit-break": "flag",
    "other": "other",
}
"""What kind of change each mitigation is."""


def recorder_of(tool: object) -> RecordsChanges | None:
    """Return a tool for changes if it has the capability `record`, else None."""
    return tool if isinstance(tool, RecordsChanges) and "record" in tool.capabilities else None


def change_facts(
    event: MitigationDone, incident: Incident, people: Mapping[str, Person]
) -> dict[str, object]:
    """Return the change that was made as facts of a payload."""
    made = incident.mitigations[event.n]
    person, info, ticket = people.get(event.by), incident.service_info, incident.ticket
    return {
        "n": event.n,
        "at": event.at.isoformat(),
        "title": change_title(made, incident),
        "service": info.name if info is not None else "",
        "person": clean(person.name) if person is not None else "",
        "link": ticket.url if ticket is not None else "",
    }


@dataclass(frozen=True, kw_only=True)
class ChangeAttempts:
    """Hands a change to a tool of the incident's team."""

    store: Store
    providers: Providers
    clock: Clock

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {"change": Attempt(make=self._record, on_failure=plain_failure)}

    def _record(self, row: EffectRow) -> Succeeded:
        """Nothing leaves of an incident that has become private since, or practice."""
        incident = self.store.read(lambda tx: tx.incident(row.incident))
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        if is_kept_inside(incident):
            return Succeeded(asked=False)
        tool = self.providers.needed(CHANGES, incident.team, row.target)
        change = _change(json.loads(row.payload), incident)
        recorder = recorder_of(tool)
        if recorder is None:
            raise ProviderError("unsupported", f"{row.target} records no changes any more")
        call = self._call(row, change)
        if not (row.ambiguous and row.attempts > 1 and _is_there(recorder, change, call)):
            recorder.record(change, call)
        return Succeeded()

    def _call(self, row: EffectRow, change: MadeChange) -> Call:
        return Call(
            effect_key=row.key,
            object_key=change.key,
            deadline_s=DEADLINE_S,
            attempt=row.attempts,
            correlation=row.incident,
            at=self.clock(),
        )


def _is_there(tool: RecordsChanges, change: MadeChange, call: Call) -> bool:
    """Whether an earlier attempt of unknown outcome was taken after all.

    A tool that cannot be asked is told again: twice the same change is shown once.
    """
    window = Window(start=change.at - AROUND, end=change.at + AROUND)
    try:
        found = tool.changes(window, "", call)
    except ProviderError as error:
        if error.retryable:
            raise
        return False
    return any(known.recorded == change.key for known in found)


def _change(facts: Mapping[str, Any], incident: Incident) -> MadeChange:
    strategy = incident.mitigations[facts["n"]].strategy
    return MadeChange(
        key=f"{incident.id}.c{facts['n']}",
        incident=incident.key,
        at=datetime.fromisoformat(facts["at"]),
        title=facts["title"],
        strategy=strategy,
        what=WHATS[strategy],
        service=facts["service"],
        person=facts["person"],
        link=facts["link"],
    )
