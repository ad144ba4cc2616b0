"""Attempts with mail and calendars."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tocsin.domain.customers import MailResult
from tocsin.domain.meeting import MeetingResult
from tocsin.domain.people import Person
from tocsin.engine.attempts import Attempt, Succeeded, plain_failure
from tocsin.engine.ports import Clock, Providers
from tocsin.engine.privacy import worded_for_privacy
from tocsin.engine.refs import valid_ref
from tocsin.errors import ProviderError
from tocsin.providers import Calendar, Call, CustomerMail, Customers, MeetingDraft, PersonMail
from tocsin.providers.kinds import CALENDAR, CUSTOMERS
from tocsin.store.contract import EffectRow, Store
from tocsin.wording.public_names import page_key

DEADLINE_S = 20.0


class MailAttempts:
    """Mails customers and people, and puts meetings into calendars."""

    def __init__(
        self, *, store: Store, providers: Providers, people: Mapping[str, Person], clock: Clock
    ) -> None:
        """Providers are looked up by the incident's team and the effect's target."""
        self._store = store
        self._providers = providers
        self._people = people
        self._clock = clock

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {
            "customer-mail": Attempt(make=self._customers, on_failure=plain_failure),
            "person-mail": Attempt(make=self._person, on_failure=plain_failure),
            "meeting": Attempt(make=self._schedule, on_failure=plain_failure),
            "meeting-cancel": Attempt(make=self._cancel, on_failure=plain_failure),
        }

    def _prepare(self, row: EffectRow, what: str) -> tuple[str, Call, dict[str, Any]]:
        """The incident's team, the call, and the facts of the payload."""
        incident = self._store.read(lambda tx: tx.incident(row.incident))
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        call = Call(
            effect_key=row.key,
            object_key=f"{incident.key}.{what}",
            deadline_s=DEADLINE_S,
            attempt=row.attempts,
            correlation=row.incident,
            at=self._clock(),
        )
        names = {"incident": incident.key, "outside": page_key(incident)}
        return (
            incident.team,
            call,
            {**worded_for_privacy(json.loads(row.payload), incident), **names},
        )

    def _mailer(self, team: str, row: EffectRow) -> Customers:
        return self._providers.needed(CUSTOMERS, team, row.target)

    def _customers(self, row: EffectRow) -> Succeeded:
        team, call, facts = self._prepare(row, "customers")
        mail = CustomerMail(
            incident=facts["outside"],
            kind=facts["kind"],
            subject=facts["subject"],
            text=facts["text"],
            at=row.created,
        )
        posted = self._mailer(team, row).send(mail, call)
        name = row.target.removeprefix("customers.")
        return Succeeded(
            signal=MailResult(
                provider=name,
                kind=mail.kind,
                recipients=posted.recipients,
                ref=posted.ref,
                refused=posted.refused,
            )
        )

    def _person(self, row: EffectRow) -> Succeeded:
        team, call, facts = self._prepare(row, "mail")
        mail = PersonMail(
            incident=facts["incident"],
            to=facts["to"],
            subject=facts["subject"],
            text=facts["text"],
            at=row.created,
            calendar=facts["calendar"],
        )
        self._mailer(team, row).send_person(mail, call)
        return Succeeded()

    def _calendar(self, team: str, row: EffectRow) -> Calendar:
        return self._providers.needed(CALENDAR, team, row.target)

    def _draft(self, facts: Mapping[str, Any]) -> MeetingDraft:
        return MeetingDraft(
            incident=facts["incident"],
            uid=facts["uid"],
            sequence=facts["sequence"],
            title=facts["title"],
            text=facts["text"],
            starts=datetime.fromisoformat(facts["starts"]),
            ends=datetime.fromisoformat(facts["ends"]),
            attendees=tuple(
                self._people[person] for person in facts["attendees"] if person in self._people
            ),
            url=facts.get("url", ""),
            place=facts.get("place", ""),
            organizer=self._people.get(facts.get("organizer", "")),
        )

    def _schedule(self, row: EffectRow) -> Succeeded:
        team, call, facts = self._prepare(row, "meeting")
        given = self._calendar(team, row).schedule(self._draft(facts), call)
        ref = valid_ref(given, row.target)
        name = row.target.removeprefix("calendar.")
        return Succeeded(signal=MeetingResult(provider=name, ref=ref.id, url=ref.url))

    def _cancel(self, row: EffectRow) -> Succeeded:
        team, call, facts = self._prepare(row, "meeting")
        self._calendar(team, row).cancel(self._draft(facts), call)
        return Succeeded()
