"""Fixes the words of a post-mortem at publishing, and hands it to the places that keep it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.postmortem.decide import PostmortemResult
from tocsin.domain.postmortem.events import PostmortemPublished
from tocsin.domain.rooms import slug
from tocsin.domain.titles import display_title, is_hidden
from tocsin.engine.attempts import Attempt, Succeeded, plain_failure
from tocsin.engine.ports import Clock, Providers
from tocsin.engine.privacy import worded_for_privacy
from tocsin.engine.refs import valid_ref
from tocsin.errors import ProviderError
from tocsin.providers import Call, PostmortemDocument
from tocsin.providers.kinds import POSTMORTEMS
from tocsin.store.contract import EffectRow, ReadTx, Store
from tocsin.wording.postmortem.document import published
from tocsin.wording.sentence_context import SentenceContext

DEADLINE_S: Final = 10.0
LONGEST_NAME: Final = 90


def document_facts(
    tx: ReadTx,
    event: PostmortemPublished,
    incident: Incident,
    people: Mapping[str, Person],
    at: datetime,
    *,
    prefix: str,
) -> dict[str, object]:
    """Return the whole document, worded as at the moment of publishing."""
    stored = tx.events(incident.id)
    kept = [(record.seq, record.event) for record in stored if record.event is not None]
    context = SentenceContext(incident=incident, people=people, now=at, prefix=prefix)
    day = incident.declared.astimezone(ZoneInfo(incident.timezone)).date()
    return {
        "title": display_title(incident, "archive"),
        "name": postmortem_file_name(incident, day),
        "day": day.isoformat(),
        "markdown": published(context, [*kept, (incident.version, event)]),
        "author": context.name(incident.postmortem.drafted_by or event.by),
    }


def postmortem_file_name(incident: Incident, day: date) -> str:
    """Return `2026-11-23-inc-42-checkout-returns-500s`, always the same for an incident."""
    name = f"{day.isoformat()}-{incident.key.lower()}-{_slug(incident)}"
    return name[:LONGEST_NAME].rstrip("-")


def _slug(incident: Incident) -> str:
    return "private" if is_hidden(incident, "archive") else slug(display_title(incident, "archive"))


class PostmortemAttempts:
    """Hands published post-mortems to the places that keep them."""

    def __init__(self, *, store: Store, providers: Providers, clock: Clock) -> None:
        """Providers are looked up by the incident's team and the effect's target."""
        self._store = store
        self._providers = providers
        self._clock = clock

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {"postmortem": Attempt(make=self._publish, on_failure=plain_failure)}

    def _publish(self, row: EffectRow) -> Succeeded:
        incident = self._store.read(lambda tx: tx.incident(row.incident))
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        name = row.target.removeprefix("postmortems.")
        place = self._providers.needed(POSTMORTEMS, incident.team, row.target)
        call = Call(
            effect_key=row.key,
            object_key=f"{incident.key}.postmortem",
            deadline_s=DEADLINE_S,
            attempt=row.attempts,
            correlation=row.incident,
            at=self._clock(),
        )
        ref = valid_ref(place.publish(_document(incident, row.payload), call), row.target)
        return Succeeded(signal=PostmortemResult(provider=name, ref=ref.id, url=ref.url))


def _document(incident: Incident, payload: str) -> PostmortemDocument:
    facts = worded_for_privacy(json.loads(payload), incident)
    return PostmortemDocument(
        incident=incident.key,
        title=facts["title"],
        name=facts["name"],
        day=date.fromisoformat(facts["day"]),
        markdown=facts["markdown"],
        author=facts["author"],
    )
