"""What people say and do comes in here, and is answered: what changes something durably."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from tocsin.bootstrap.health import StoreRefusals
from tocsin.bootstrap.loops import WakeSignal
from tocsin.bootstrap.queries import MOMENT_S, Queries
from tocsin.bootstrap.read_replies import ReadReplies
from tocsin.chat.backend import EventResult
from tocsin.chat.events import Edited, Heard, Moved, Said
from tocsin.chat.forms import Form, unpacked_actions
from tocsin.chat.port import Account, Card, RoomRef
from tocsin.chat.text import EMPTY, text, unpacked
from tocsin.desk.chat_events import Hearing, answer_of
from tocsin.desk.desk import Desk
from tocsin.desk.grammar import key_number
from tocsin.desk.guests import TOO_MANY
from tocsin.desk.link_me import AddressSearch
from tocsin.desk.reply import Reply
from tocsin.desk.typed_line import opens_incident
from tocsin.engine.guests import MANY_REPORTS, Guests, Turn
from tocsin.engine.inbox import GivenUp, Inbox, IncomingMessage, as_json_text
from tocsin.engine.incident_view import incident_view
from tocsin.engine.log_context import log_fields
from tocsin.engine.query import Query
from tocsin.engine.replies import QueuedReply, reply_key
from tocsin.engine.spoken_line import SpokenLine, line_facts
from tocsin.errors import InvalidValue, StoreUnavailable, VersionConflict
from tocsin.providers import IncidentView
from tocsin.store.chat_event_json import MOST_TEXT, decode_chat_event, encode_chat_event
from tocsin.store.contract import ReadTx, Store
from tocsin.wording.chat_event_replies import BROKE, ONLY_READS, too_long

MOST_SEEN = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ChatIntake:
    """Hears for a whole system.

    Args:
        by_email: The accounts with an e-mail address on some platforms; asks each of them.
        refuses: Whether the database takes nothing just now.
    """

    store: Store
    desk: Desk
    hearing: Hearing
    queries: Queries
    read_replies: ReadReplies
    inbox: Inbox
    refusals: StoreRefusals
    guests: Guests
    wake: WakeSignal
    by_email: Callable[[str, tuple[str, ...]], Iterable[Account]]
    refuses: Callable[[], bool]

    def hear(self, heard: Heard) -> EventResult:
        """Take in what a chat told; it is durable, and so is its reply, when this returns.

        What only asks leaves nothing behind: its answer is said once there is one.

        Raises:
            StoreUnavailable: Nothing was kept: the platform is not told that it was.
        """
        if not self.hearing.may_say(heard):
            return _not_taken(heard)
        length = len(self.hearing.line(heard))
        try:
            body = encode_chat_event(heard if length <= MOST_TEXT else _wordless(heard))
        except InvalidValue as error:  # raised, it would be handed on again, and nothing behind it
            log.warning("on %s something was not heard: %s", heard.platform, error)
            return EventResult(accepted=False, reply=text(str(error)))
        kept = decode_chat_event(json.loads(body))
        said, ours = self.store.read(lambda tx: self._read(tx, kept))
        too_much = length > MOST_TEXT
        if not ours and not too_much:
            return _not_taken(heard)
        turn = self._turn(kept, said)
        if turn != "answered":
            words = self.guests.too_many(self.hearing.prefix) if turn == "told" else EMPTY
            return self._told(kept, Reply(text=words, accepted=False), said.speaker, instead=turn)
        if too_much:
            refused = Reply(text=text(too_long(length, MOST_TEXT)), accepted=False)
            return self._told(kept, refused, said.speaker)
        return self._taken(kept, said, body)

    def _turn(self, heard: Heard, said: SpokenLine) -> Turn:
        """Whether it is answered; who comes into a room or leaves it has typed nothing."""
        if isinstance(heard, Moved):
            return "answered"
        opening = opens_incident(said.text, self.hearing.prefix)
        return self.guests.turn(said.speaker, said.platform, opens=opening)

    def _taken(self, heard: Heard, said: SpokenLine, body: str) -> EventResult:
        if said.text and (self.desk.only_asks(said) or self.desk.asks_tools(said)):
            return self._answered(heard, said)
        try:
            answer = self._kept(said, body)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - it is kept, and handed on again to no use
            why = str(error) if isinstance(error, GivenUp) else BROKE
            broke = Reply(text=text(why), accepted=False)
            return self._told(heard, broke, said.speaker, instead=type(error).__name__)
        words, key = unpacked(answer["text"]), str(answer.get("key", ""))
        aside = bool(answer.get("aside")) and self.read_replies.whispers(heard.platform)
        return EventResult(
            accepted=bool(answer["accepted"]),
            reply=words,
            actions=unpacked_actions(answer.get("actions")),
            key=key,
            only_you=bool(answer.get("only_you")) or aside,
        )

    def _read(self, tx: ReadTx, heard: Heard) -> tuple[SpokenLine, bool]:
        said = self.hearing.spoken(tx, heard)
        return said, self.hearing.concerns(tx, heard, said)

    def speaker(self, account: Account) -> str:
        """Return the id of the person whose account it is, or `guest-…`.

        Raises:
            StoreUnavailable: It cannot be told now.
        """
        return self.store.read(lambda tx: self.hearing.speakers.speaker(tx, account))

    def incidents(self, said: SpokenLine) -> tuple[IncidentView, ...]:
        """Return the open incidents the speaker may hear of where they speak, the newest first.

        Raises:
            StoreUnavailable: The database cannot be read.
        """
        return tuple(
            map(incident_view, self.store.read(lambda tx: self.desk.open_ones(tx, said, MOST_SEEN)))
        )

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        """Return a form with what is known filled in; None = there is none of that name here."""
        number = key_number(incident)
        if incident and number is None:
            return None
        return self.store.read(
            lambda tx: self.desk.form(tx, self._there(tx, account, room), name, number)
        )

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        """Return whole lines that what is typed so far may become, the likeliest first."""
        return self.store.read(
            lambda tx: self.desk.complete(tx, replace(self._there(tx, account, room), text=typed))
        )

    def home(self, account: Account) -> tuple[Card, ...]:
        """Return what somebody owes over all incidents, for them alone."""
        return self.store.read(lambda tx: self.desk.home(tx, self._there(tx, account, None)))

    def _there(self, tx: ReadTx, account: Account, room: RoomRef | None) -> SpokenLine:
        """Somebody who has said nothing yet, as the desk knows them."""
        return self.hearing.spoken(tx, Said(event_id="", account=account, room=room, text=""))

    def _answered(self, heard: Heard, said: SpokenLine) -> EventResult:
        """The answer to what only asks; a tool's comes when it comes."""
        late = self.hearing.overdue(said)
        if late is None and self.desk.asks_tools(said):
            answered = self.read_replies.later(
                heard, said.speaker, lambda: self._asked(said, MOMENT_S).text
            )
            if self.hearing.speakers.has_person_ids(said.platform):
                answered.wait(MOMENT_S)  # at a console the next line comes after the reply
            return EventResult(key=reply_key(heard, said.speaker))
        event_result = self._told(heard, late or self._looked(said), said.speaker)
        sought = self._sought(said) if late is None else None
        if sought is not None:
            self.read_replies.later(heard, said.speaker, lambda: self._offered(heard, said, sought))
        return event_result

    def _sought(self, said: SpokenLine) -> AddressSearch | None:
        if not self.desk.seeks(said):
            return None
        return self.store.read(lambda tx: self.desk.sought(tx, said))

    def _offered(self, heard: Heard, said: SpokenLine, sought: AddressSearch) -> QueuedReply | None:
        """What follows a reply when chats have told whose an address is; None = nobody's."""
        answer = answer_of(heard, self._accounts(said, sought), said.speaker)
        return replace(answer, key=f"{answer.key}:accounts") if answer is not None else None

    def _accounts(self, said: SpokenLine, sought: AddressSearch) -> Reply:
        found = tuple(self.by_email(sought.email, sought.platforms))
        return self.store.read(lambda tx: self.desk.offers(tx, said, found))

    def _told(self, heard: Heard, reply: Reply, speaker: str, *, instead: str = "") -> EventResult:
        """Say what leaves nothing behind; `instead` of a reply that may come later, if any."""
        answer = answer_of(heard, reply, speaker)
        if answer is not None and instead:
            answer = replace(answer, key=f"{answer.key}:{instead}")
        if answer is not None:
            self.read_replies.say(answer)
        if answer is None:
            return EventResult(accepted=reply.accepted, reply=reply.text, actions=reply.actions)
        alone = answer.only_you or (answer.aside and self.read_replies.whispers(heard.platform))
        return EventResult(
            accepted=reply.accepted, reply=reply.text, key=answer.key, only_you=alone
        )

    def said(self, said: SpokenLine, *, patience_s: float = MOMENT_S) -> Reply:
        """Answer a line of a person for somebody who shows the reply.

        What only asks is read from the store: it waits for no writer, and leaves nothing behind.
        What asks a tool is answered when the tool does, and said in the same place if that takes
        longer than `patience_s`. All else is handled durably; a repeat returns the first reply.

        Raises:
            StoreUnavailable: Nothing was kept.
        """
        if self.desk.asks_tools(said):
            return self._asked(said, patience_s)
        if self.desk.only_asks(said):
            sought, reply = self._sought(said), self._looked(said)
            more = self._accounts(said, sought).text if sought is not None else EMPTY
            return replace(reply, text=text(reply.text, "\n", more)) if more else reply
        answer = self._kept(said, as_json_text(line_facts(said)))
        return Reply(text=unpacked(answer["text"]), accepted=bool(answer["accepted"]))

    def _looked(self, said: SpokenLine) -> Reply:
        reply = self.store.read(lambda tx: self.desk.look(tx, said))
        _note(said, reply)
        return replace(reply, text=text(reply.text, f"\n{ONLY_READS}")) if self.refuses() else reply

    def _asked(self, said: SpokenLine, patience_s: float) -> Reply:
        query = self.store.read(lambda tx: self.desk.query(tx, said))
        reply = Reply(text=EMPTY) if isinstance(query, Query) else query
        _note(said, reply)
        if isinstance(query, Query):
            return self.queries.ask(said, query, patience_s=patience_s)
        return reply

    def _kept(self, said: SpokenLine, body: str) -> Mapping[str, object]:
        """What came of a message, kept together with it; a repeat returns the first result."""
        source = f"chat/{said.platform}"
        incoming = IncomingMessage(source=source, message_id=said.message_id, body=body)
        with self.refusals.heard():
            answer: dict[str, object] = json.loads(self._handled(incoming))
        _heard(said, answer, accepted=bool(answer["accepted"]))
        if log_fields(answer).get("refused") == TOO_MANY:
            self.guests.refused(said.platform, MANY_REPORTS)
        self.wake.set()
        return answer

    def _handled(self, incoming: IncomingMessage) -> str:
        """Once more where somebody else was first at the same incident: it is another one now."""
        try:
            return self.inbox.handle(incoming, "command")
        except VersionConflict:
            return self.inbox.handle(incoming, "command")


def _wordless(heard: Heard) -> Said:
    """Who said something where, without what they said."""
    thread = heard.thread if isinstance(heard, Said) else None
    return Said(
        event_id=heard.event_id, account=heard.account, room=heard.room, thread=thread, text=""
    )


def _not_taken(heard: Heard) -> EventResult:
    """Talk among people is not ours, nor is what they changed about it."""
    if isinstance(heard, Edited):
        log.debug("on %s a message was changed; it is not read again", heard.platform)
    return EventResult(taken=False)


def _note(said: SpokenLine, reply: Reply) -> None:
    refused = {} if reply.refused is None else {"refused": asdict(reply.refused)}
    _heard(said, refused, accepted=reply.accepted)


def _heard(said: SpokenLine, result: Mapping[str, object], *, accepted: bool) -> None:
    fields = {"message_id": said.message_id, "person": said.speaker, **log_fields(result)}
    ended = "accepted" if accepted else "refused"
    log.info("message on %s: %s", said.platform, ended, extra=fields)
