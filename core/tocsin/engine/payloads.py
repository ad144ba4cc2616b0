"""The words and facts of an effect, fixed as JSON when it is queued."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tocsin.chat import Text, packed, text
from tocsin.chat.forms import Action, packed_actions
from tocsin.domain.customers import CustomersNotified
from tocsin.domain.effect import Effect, Op
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page
from tocsin.domain.mitigation import MitigationDone
from tocsin.domain.people import Person
from tocsin.domain.postmortem.events import PostmortemPublished
from tocsin.domain.titles import display_title, is_private
from tocsin.engine import mail_payloads
from tocsin.engine.alert_attempts import can_be_told
from tocsin.engine.change_attempts import change_facts
from tocsin.engine.guests import is_unjudged_report
from tocsin.engine.ports import Ids, Providers
from tocsin.engine.postmortem_attempts import document_facts
from tocsin.engine.privacy import WAITS_IN_WORDS, as_private, if_private, shown_room
from tocsin.store.contract import Tx
from tocsin.wording import announcement, direct_message, flags
from tocsin.wording import buttons as buttons_words
from tocsin.wording import page_message as page_words


class Payloads:
    """Makes payloads; a one-time acknowledge link is made for every page that is triggered."""

    def __init__(
        self,
        *,
        people: Mapping[str, Person],
        ids: Ids,
        public_url: str,
        prefix: str,
        providers: Providers,
        places: Mapping[str, str] | None = None,
    ) -> None:
        """`public_url` "" = no acknowledge links; `places`: team -> where it meets."""
        self._places = places or {}
        self._providers = providers
        self._people = people
        self._ids = ids
        self._url = public_url.rstrip("/")
        self._prefix = prefix

    def make(
        self, tx: Tx, effect: Effect, event: Event, incident: Incident, at: datetime
    ) -> str | None:
        """Return the payload as JSON; None = there is nobody to tell.

        What is only a guest's report so far goes `behind` what people caused.
        """
        if effect.kind == "sync":
            return "{}"
        make = _MAKERS[effect.op]
        facts = make(self, tx, effect, event, incident, at)
        if facts is not None and effect.op in WAITS_IN_WORDS and not is_private(incident):
            hushed = make(self, tx, effect, event, as_private(incident), at)
            facts |= if_private(facts, hushed or {})
        if facts is not None and effect.op in ("direct", "announce"):
            facts |= {"behind": True} if is_unjudged_report(incident) else {}
        return None if facts is None else json.dumps(facts, ensure_ascii=False, sort_keys=True)

    def _page(
        self, tx: Tx, effect: Effect, event: Event, incident: Incident, at: datetime
    ) -> dict[str, object]:
        page = incident.pages[effect.about.page]
        ended_by = self._people.get(event.by) if effect.op != "page" else None
        return {
            "page": page.id,
            "person": page.person,
            "severity": incident.severity or "P1",
            "title": display_title(incident, "page"),
            "room": shown_room(incident),
            "text": page_words.text(page, incident, prefix=self._prefix),
            "at": page.at.isoformat(),
            "ack_url": self._link(tx, incident, page, at) if effect.op == "page" else None,
            "ended_by": ended_by.name if ended_by else "",
        }

    def _link(self, tx: Tx, incident: Incident, page: Page, at: datetime) -> str | None:
        """A single-use link bound to the person; only its hash is kept."""
        if not self._url:
            return None
        token = self._ids.token()
        expires = at + incident.policy.ack_link_valid
        fact = {
            "incident": incident.id,
            "page": page.id,
            "person": page.person,
            "expires": expires.isoformat(),
        }
        tx.set_fact("ack", token_key(token), json.dumps(fact))
        return f"{self._url}/ack/{token}"

    def _direct(
        self, _tx: Tx, effect: Effect, event: Event, incident: Incident, at: datetime
    ) -> dict[str, object] | None:
        person = effect.about.person
        if person not in self._people:
            return None
        return {
            "person": person,
            "text": packed(
                direct_message.text(event, incident, self._people, at, prefix=self._prefix)
            ),
            **_buttons(buttons_words.direct_message_buttons(event, incident)),
        }

    def _announce(
        self, _tx: Tx, effect: Effect, event: Event, incident: Incident, at: datetime
    ) -> dict[str, object] | None:
        """`hushed` is what is told instead, should the incident be private once it goes out."""

        def told(of: Incident) -> Text:
            return announcement.text(event, of, self._people, at, prefix=self._prefix)

        words, buttons = (
            told(incident),
            _buttons(buttons_words.announcement_buttons(event, incident)),
        )
        if not words:
            return None
        hushed = packed(told(as_private(incident)))
        facts = {"room": effect.about.room, "text": packed(words), "hushed": hushed, **buttons}
        return {**facts, "opens": True} if event.type in announcement.OPENS else facts

    def _leave_room(
        self, _tx: Tx, effect: Effect, _event: Event, incident: Incident, _at: datetime
    ) -> dict[str, object]:
        left = effect.about
        words = packed(text(flags.left_words(incident)))
        return {"room": left.room, "name": left.name, "called": left.called, "text": words}

    def _customers(
        self, _tx: Tx, _effect: Effect, event: CustomersNotified, _incident: Incident, _at: datetime
    ) -> dict[str, object]:
        return mail_payloads.customer_mail(event)

    def _person_mail(
        self, _tx: Tx, effect: Effect, event: Event, incident: Incident, at: datetime
    ) -> dict[str, object]:
        return mail_payloads.person_mail(
            effect,
            event,
            incident,
            self._people,
            at,
            prefix=self._prefix,
            place=self._places.get(incident.team, ""),
        )

    def _meeting(
        self, _tx: Tx, _effect: Effect, _event: Event, incident: Incident, at: datetime
    ) -> dict[str, object] | None:
        place = self._places.get(incident.team, "")
        return mail_payloads.meeting_facts(
            incident, self._people, at, prefix=self._prefix, place=place
        )

    def _postmortem(
        self, tx: Tx, _effect: Effect, event: PostmortemPublished, incident: Incident, at: datetime
    ) -> dict[str, object]:
        return document_facts(tx, event, incident, self._people, at, prefix=self._prefix)

    def _change(
        self, _tx: Tx, _effect: Effect, event: MitigationDone, incident: Incident, _at: datetime
    ) -> dict[str, object]:
        return change_facts(event, incident, self._people)

    def _alerts(
        self, _tx: Tx, effect: Effect, _event: Event, incident: Incident, _at: datetime
    ) -> dict[str, object] | None:
        if not can_be_told(effect.op, incident.team, effect.target, self._providers):
            return None
        return {"alerts": effect.about.alerts}

    def _nothing(
        self, _tx: Tx, _effect: Effect, _event: Event, _incident: Incident, _at: datetime
    ) -> dict[str, object]:
        return {}


def _buttons(found: tuple[Action, ...]) -> dict[str, object]:
    return {"actions": packed_actions(found)} if found else {}


def token_key(token: str) -> str:
    """Return the key under which a token is kept: its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


Maker = Callable[[Payloads, Tx, Effect, Any, Incident, datetime], dict[str, object] | None]
_MAKERS: dict[Op, Maker] = {
    "page": Payloads._page,
    "page-ack": Payloads._page,
    "page-resolve": Payloads._page,
    "direct": Payloads._direct,
    "announce": Payloads._announce,
    "open-room": Payloads._nothing,
    "leave-room": Payloads._leave_room,
    "ticket": Payloads._nothing,
    "ticket-close": Payloads._nothing,
    "customer-mail": Payloads._customers,
    "person-mail": Payloads._person_mail,
    "meeting": Payloads._meeting,
    "meeting-cancel": Payloads._meeting,
    "postmortem": Payloads._postmortem,
    "context": Payloads._nothing,
    "change": Payloads._change,
    "alert-ack": Payloads._alerts,
    "alert-resolve": Payloads._alerts,
}
