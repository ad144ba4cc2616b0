"""Turns what paging tools say of their pages into commands, as if it had been typed here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, Literal

from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page
from tocsin.domain.notes import Note
from tocsin.domain.paging.answers import Acknowledge, AnswerSeen
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.known_people import person_of
from tocsin.engine.page_keys import page_of
from tocsin.engine.webhook_sources import PartResult, Source
from tocsin.errors import Forbidden, RejectedCommand
from tocsin.providers import PageEvent
from tocsin.store.contract import Tx
from tocsin.wording.clean import clean

MOST: Final = 100
WORDS: Final = 500
NAME: Final = 80
ACCOUNT: Final = 120
_PAGE: Final = re.compile(r"INC-([1-9][0-9]{0,8})\.(p[1-9][0-9]{0,5})", re.ASCII)
Why = Literal["unknown-page", "over", "stranger", "known", "too-many"]


def _named(tx: Tx, source: Source, event: PageEvent) -> tuple[str, str]:
    """The id of an incident and of its page, by our key or by the tool's own id; "" = none."""
    match = _PAGE.fullmatch(event.page_id)
    if match is not None:
        return tx.id_of(int(match.group(1))) or "", match.group(2)
    known = page_of(tx, source.team, source.name, event.ref) if not event.page_id else None
    return known or ("", "")


class PageAnswers:
    """Turns what paging tools tell into commands, inside the transaction of their delivery."""

    def __init__(self, execute: CommandExecutor) -> None:
        """The engine's executor."""
        self._execute = execute

    def take(self, tx: Tx, source: Source, told: Sequence[PageEvent]) -> PartResult:
        """Handle each answer in order; return the first incident one was about."""
        ignored: Counter[str] = Counter()
        incidents: list[str] = []
        for event in told[:MOST]:
            found = self._page(tx, source, event)
            if found is None:
                ignored["unknown-page"] += 1
                continue
            incident, page = found
            incidents.append(incident.key)
            why = self._heard(tx, source, event, incident, page)
            ignored.update([why] if why else [])
        ignored.update({"too-many": len(told) - MOST} if len(told) > MOST else {})
        return PartResult(incident=next(iter(incidents), None), ignored=ignored)

    def _page(self, tx: Tx, source: Source, event: PageEvent) -> tuple[Incident, Page] | None:
        """A page that this very tool of this team was asked to send; nobody else may answer it."""
        if source.kind != "paging":
            return None
        found, name = _named(tx, source, event)
        incident = tx.incident(found) if found else None
        if incident is None or incident.team != source.team:
            return None
        page = incident.pages.get(name)
        return (incident, page) if page is not None and source.name in page.tools else None

    def _heard(
        self, tx: Tx, source: Source, event: PageEvent, incident: Incident, page: Page
    ) -> Why | None:
        """Why it was left alone, None = it was not."""
        if not incident.is_open:
            return "over"
        person = self._person(source, event)
        if event.action == "annotated":
            return self._noted(tx, source, event, incident, person)
        if person and self._answered(tx, source, incident, page, person):
            return None
        if person and not page.waits:
            return "known"
        return self._seen(tx, source, event, incident, page, person)

    def _person(self, source: Source, event: PageEvent) -> str:
        people, user = self._execute.rosters.people, event.user
        return person_of(people, source.accounts, user=user.id, email=user.email)

    def _answered(
        self, tx: Tx, source: Source, incident: Incident, page: Page, person: str
    ) -> bool:
        """Whether it counts as theirs: what they type themselves is held to the same rules."""
        command = Acknowledge(page=page.id, via=source.actor)
        return self._did(lambda: self._execute.command(tx, incident.id, command, by=person))

    def _noted(
        self, tx: Tx, source: Source, event: PageEvent, incident: Incident, person: str
    ) -> Why | None:
        text = clean(event.text, WORDS)
        if not person:
            return "stranger"
        command = Note(text=f"{text} (in {source.name})")
        did = bool(text) and self._did(
            lambda: self._execute.command(tx, incident.id, command, by=person)
        )
        return None if did else "known"

    def _seen(
        self,
        tx: Tx,
        source: Source,
        event: PageEvent,
        incident: Incident,
        page: Page,
        person: str,
    ) -> Why:
        """Somebody unknown, or who may not: said in the room, kept, and calling goes on."""
        seen = AnswerSeen(
            page=page.id,
            provider=source.name,
            action="resolved" if event.action == "resolved" else "acknowledged",
            user=clean(event.user.name, NAME),
            account=clean(event.user.id, ACCOUNT),
            email=clean(event.user.email, ACCOUNT),
            person=person,
        )
        self._execute.command(tx, incident.id, seen, by=source.actor)
        return "stranger"

    @staticmethod
    def _did(command: Callable[[], object]) -> bool:
        """Whether the process allows it now."""
        try:
            command()
        except (Forbidden, RejectedCommand):
            return False
        return True
