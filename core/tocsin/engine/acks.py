"""The acknowledge link: single use, bound to its person, valid for a day."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.titles import display_title
from tocsin.engine.execute import CommandExecutor
from tocsin.engine.payloads import token_key
from tocsin.errors import Forbidden, RejectedCommand
from tocsin.store.contract import ReadTx, Store, Tx

log = logging.getLogger(__name__)
LONGEST = 128


@dataclass(frozen=True, kw_only=True)
class AckLink:
    """The state of an acknowledge link, and what its page is about.

    Args:
        state: `ready`, `gone` (used, expired) or `unknown`.
        person: The name of whom it was made for.
    """

    state: Literal["ready", "gone", "unknown"]
    incident: str = ""
    title: str = ""
    person: str = ""


class StoredAckLinks:
    """Looks links up, and acts on them once."""

    def __init__(
        self, store: Store, execute: CommandExecutor, *, guessed: Callable[[], None] = lambda: None
    ) -> None:
        """The engine's store and executor; `guessed` hears of each token that is nobody's."""
        self._store = store
        self._execute = execute
        self._guessed = guessed

    def look(self, token: str) -> AckLink:
        """Return the state of the link; changes nothing, since previewers fetch links."""
        if len(token) > LONGEST:
            self._guessed()
            return AckLink(state="unknown")
        link = self._store.read(lambda tx: self._find(tx, token)[0])
        if link.state == "unknown":
            self._guessed()
        return link

    def use(self, token: str) -> AckLink:
        """Acknowledge the page as the person of the link; `ready` means it was done just now."""
        looked = self.look(token)
        if looked.state == "unknown":  # a guess keeps nobody from writing
            return looked
        link, fact = self._store.write(lambda tx: self._use(tx, token), turn="command")
        told = {"correlation": fact.get("incident", ""), "incident": link.incident}
        log.info("an acknowledge link was used: %s", link.state, extra=told)
        return link

    def _find(self, tx: ReadTx, token: str) -> tuple[AckLink, dict[str, str]]:
        text = tx.fact("ack", token_key(token))
        if text is None:
            return AckLink(state="unknown"), {}
        fact: dict[str, str] = json.loads(text)
        incident = tx.incident(fact["incident"])
        expired = datetime.fromisoformat(fact["expires"]) <= self._execute.now()
        if incident is None or expired or fact.get("used"):
            return AckLink(state="gone"), fact
        person = self._execute.rosters.people.get(fact["person"])
        name = person.name if person is not None else fact["person"]
        title = display_title(incident, "link")
        return AckLink(state="ready", incident=incident.key, title=title, person=name), fact

    def _use(self, tx: Tx, token: str) -> tuple[AckLink, dict[str, str]]:
        link, fact = self._find(tx, token)
        if link.state != "ready":
            return link, fact
        tx.set_fact("ack", token_key(token), json.dumps({**fact, "used": "yes"}))
        command = Acknowledge(page=fact["page"], via="link")
        try:
            self._execute.command(tx, fact["incident"], command, by=fact["person"])
        except Forbidden:
            return AckLink(state="gone"), fact  # its person is in no team file any more
        except RejectedCommand:
            return link, fact  # answered before by other means: the wish is fulfilled
        return link, fact
