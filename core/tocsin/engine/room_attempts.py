"""Attempts on the rooms of incidents: opening, members, names and topics."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from tocsin.chat.port import Account, Chat, ChatCapability, RoomRef
from tocsin.chat.text import text, unpacked
from tocsin.domain.incident import Incident
from tocsin.domain.membership import is_member, members
from tocsin.domain.people import Person, Roster
from tocsin.domain.rooms.decide import OutsidersFound, RoomResult
from tocsin.domain.titles import is_private, neutral_room
from tocsin.engine.accounts import account_of
from tocsin.engine.attempts import Attempt, Failed, Succeeded, chat_failure
from tocsin.engine.incident_rooms import (
    RoomIsGoneError,
    chat_of,
    incident_of,
    open_room,
    own_room,
    raising_if_gone,
    room_lost,
)
from tocsin.engine.ports import Clock, Providers
from tocsin.error_location import error_location
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, ReadTx, Store
from tocsin.wording import card

log = logging.getLogger(__name__)
# So long an incident waits for its room before it goes on in the announce room.
PATIENCE: Final = timedelta(seconds=60)
Rosters = Callable[[ReadTx, str], Roster]


class RoomAttempts:
    """Opens rooms and keeps members, names and topics in step."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Providers,
        people: Mapping[str, Person],
        roster: Rosters,
        clock: Clock,
    ) -> None:
        """Chats are looked up by the platform in the effect's target; `roster` by team."""
        self._store = store
        self._chats = providers.chats
        self._people = people
        self._roster = roster
        self._clock = clock

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        members = Attempt(make=self._members, on_failure=chat_failure)
        return {
            "open-room": Attempt(make=self._open, on_failure=self._not_yet, lasting=True),
            "members": members,
            "invite": members,  # as rows of the version before have it
            "rename": Attempt(make=self._rename, on_failure=chat_failure),
            "topic": Attempt(make=self._topic, on_failure=chat_failure),
            "leave-room": Attempt(make=self._leave, on_failure=chat_failure),
        }

    def _open(self, row: EffectRow) -> Succeeded:
        chat = chat_of(self._chats, row)
        signal = open_room(chat, incident_of(self._store, row))
        return Succeeded(signal=signal, provides=(f"room:{row.target}",))

    def _not_yet(self, row: EffectRow, error: ProviderError) -> Failed:
        """Tried until it is there: whoever refuses today may be told to agree.

        After a while, or at once when it was refused, the incident hears where it goes on, and
        what waited for the room goes there.
        """
        platform = row.target.removeprefix("chat.")
        possible = platform in self._chats and error.code != "unsupported"
        heard = RoomResult(platform=platform, reason=str(error))
        waited = self._clock() - row.created >= PATIENCE or not error.retryable
        return Failed(
            error=str(error),
            retryable=possible,
            retry_after=error.retry_after,
            ambiguous=error.ambiguous,
            failed=heard if waited else None,
            refused=heard,
            provides=(f"room:{row.target}",) if waited else (),
        )

    def _members(self, row: EffectRow) -> Succeeded:
        """Invite the members; in a private incident also remove everybody else."""
        chat, incident = chat_of(self._chats, row), incident_of(self._store, row)
        self._clear_left(chat, incident)
        room = own_room(chat, incident)
        if room is None:
            return Succeeded(asked=False)
        shows = "members" in chat.capabilities
        there = chat.members(room) if shows else frozenset[str]()
        name, why = f"members:{chat.platform}:{room.id}", self._reasons(chat, incident)
        kept = self._store.read(lambda tx: tx.ref(row.incident, name))
        before: dict[str, str] = json.loads(kept) if kept else {}
        new = [
            member
            for member in why
            if member.id not in there and before.get(member.id) != why[member]
        ]
        if new and "invite" in chat.capabilities:
            chat.invite(room, tuple(new))
        signal = (
            self._without_outsiders(chat, room, incident, there) if is_private(incident) else None
        )
        now = json.dumps({**before, **{member.id: reasons for member, reasons in why.items()}})
        return Succeeded(signal=signal, refs={name: now})

    def _clear_left(self, chat: Chat, incident: Incident) -> None:
        """Remove outsiders from the open rooms that were left, where that can be done."""
        if not is_private(incident) or not chat.capabilities >= {"members", "remove"}:
            return
        for left in incident.rooms_left.get(chat.platform, ()):
            room = RoomRef(platform=chat.platform, id=left.id, name=left.name)
            with _as_far_as_it_goes("people stay in a room that was left"):
                outsiders = sorted(chat.members(room) - self._insiders(chat, incident))
                gone = tuple(Account(platform=chat.platform, id=outsider) for outsider in outsiders)
                if gone:
                    chat.remove(room, gone)

    def _reasons(self, chat: Chat, incident: Incident) -> dict[Account, str]:
        """Who belongs into it, and what for: whoever left comes back only for something new."""
        found: dict[Account, str] = {}
        for person in members(incident):
            if person in self._people:
                try:
                    account = account_of(chat, self._people[person])
                except ProviderError:
                    continue  # somebody without an account there is told elsewhere
                found[account] = _reasons(incident, person)
        return found

    def _without_outsiders(
        self, chat: Chat, room: RoomRef, incident: Incident, there: frozenset[str]
    ) -> OutsidersFound | None:
        """Remove outsiders, or tell the incident that somebody has to."""
        if "members" not in chat.capabilities:
            opened_so = incident.rooms[chat.platform].private
            return None if opened_so else OutsidersFound(platform=chat.platform)
        outsiders = sorted(there - self._insiders(chat, incident))
        if not outsiders:
            return None
        if "remove" not in chat.capabilities:
            return OutsidersFound(platform=chat.platform, accounts=tuple(outsiders))
        chat.remove(
            room, tuple(Account(platform=chat.platform, id=outsider) for outsider in outsiders)
        )
        return None

    def _insiders(self, chat: Chat, incident: Incident) -> frozenset[str]:
        """The accounts of everybody the incident exists for, whether or not they belong there."""
        roster = self._store.read(lambda tx: self._roster(tx, incident.team))
        found = set()
        for ident, person in self._people.items():
            if is_member(incident, ident, roster):
                try:
                    found.add(account_of(chat, person).id)
                except ProviderError:
                    continue
        return frozenset(found)

    def _rename(self, row: EffectRow) -> Succeeded:
        """Give the room its neutral name where the name shows a title."""
        chat, incident = chat_of(self._chats, row), incident_of(self._store, row)
        room = own_room(chat, incident)
        if room is None or neutral_room(room.name):
            return Succeeded(asked=False)
        if "rename" not in chat.capabilities:
            told = (
                f"{chat.platform} lets no bot rename a room; its new name is {incident.room_name}"
            )
            raise ProviderError("unsupported", told)
        made = chat.rename(room, incident.room_name)
        signal = RoomResult(platform=chat.platform, room=room.id, name=made.name)
        return Succeeded(signal=signal)

    def _leave(self, row: EffectRow) -> Succeeded:
        """Take what shows a title from the room that is left; then it hears the last sentence."""
        chat, facts = chat_of(self._chats, row), json.loads(row.payload)
        words = unpacked(facts["text"])
        room = RoomRef(platform=chat.platform, id=facts["room"], name=facts["name"])
        named = replace(room, name=self._hide_title(row, chat, room) or room.name)
        try:
            chat.post(named, words, key=row.key, again=row.ambiguous)
        except ProviderError as error:
            if error.code != "not_found":
                raise
        return Succeeded()

    def _hide_title(self, row: EffectRow, chat: Chat, room: RoomRef) -> str:
        """Change topic, links and name of a room that is left; return its new name or "".

        What is done is not done again, for each call counts against what a platform takes. A
        platform that refuses some of it keeps that, and the rest is done all the same.
        """
        facts = json.loads(row.payload)
        words = unpacked(facts["text"])
        steps: dict[ChatCapability, Callable[[], RoomRef | None]] = {
            "topic": lambda: chat.set_topic(room, words),
            "links": lambda: chat.set_links(room, ()),
            "rename": lambda: chat.rename(room, facts["called"]),
        }
        name = f"left:{chat.platform}:{room.id}"
        kept = self._store.read(lambda tx: tx.ref(row.incident, name))
        done: dict[str, str] = json.loads(kept) if kept else {}
        for step in [
            wanted for wanted in steps if wanted in chat.capabilities and wanted not in done
        ]:
            made = None
            with _as_far_as_it_goes(f"of a room that was left stays the {step}"):
                made = steps[step]()
            done[step] = "" if made is None else made.name
            self._store.write(lambda tx: tx.set_ref(row.incident, name, json.dumps(done)))
        return done.get("rename", "")

    def _topic(self, row: EffectRow) -> Succeeded:
        chat, incident = chat_of(self._chats, row), incident_of(self._store, row)
        room = own_room(chat, incident)
        if room is None or "topic" not in chat.capabilities:
            return Succeeded(asked=False)
        try:
            with raising_if_gone(room, chat, incident):
                chat.set_topic(room, text(card.topic(incident, self._people)))
        except RoomIsGoneError:
            return room_lost(self._store, chat, incident)
        return Succeeded()


@contextmanager
def _as_far_as_it_goes(what: str) -> Iterator[None]:
    """Whoever refuses it holds up nothing.

    Raises:
        ProviderError: It may be done later.
    """
    try:
        yield
    except ProviderError as error:
        if error.retryable:
            raise
        log.info("%s: %s", what, error_location(error))


def _reasons(incident: Incident, person: str) -> str:
    roles = (role for role, held in incident.roles.items() if held.person == person)
    pages = (page.id for page in incident.pages.values() if page.person == person)
    offers = (f"offer-{role}" for role, offer in incident.offers.items() if offer.to == person)
    return " ".join(sorted((*roles, *pages, *offers)))
