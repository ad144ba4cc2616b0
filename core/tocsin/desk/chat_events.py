"""Turns a chat event into a person's line, and its stored result into the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tocsin.chat import EMPTY
from tocsin.chat.events import Heard, Moved, Pressed, Reacted, Said, Submitted
from tocsin.chat.forms import filled, packed_actions
from tocsin.chat.text import packed, text
from tocsin.desk.desk import Desk
from tocsin.desk.first_words import is_for_desk
from tocsin.desk.grammar import NOUNS, after_prefix
from tocsin.desk.incident_lookup import room_incident
from tocsin.desk.normalize import bare
from tocsin.desk.reactions import may_say_command, reaction_command, reaction_key
from tocsin.desk.reply import Reply
from tocsin.domain.people import GUEST
from tocsin.engine.inbox import as_json_text
from tocsin.engine.replies import QueuedReply, answer_to, reply_effect
from tocsin.engine.room_ids import with_room_id
from tocsin.engine.speakers import Speakers
from tocsin.engine.spoken_line import SpokenLine, line_of_facts
from tocsin.store.chat_event_json import decode_chat_event, is_chat_event
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording.chat_event_replies import too_late

MOST_SHOWN: Final = 2000
"""Characters of an answer that a platform shows in place; a longer one is sent in parts."""


def may_say(heard: Heard, prefix: str) -> bool:
    """Whether it may be for us; that depends on where a reaction is, and on who left what."""
    if isinstance(heard, Moved):
        return heard.room is not None
    return may_say_command(heard) if isinstance(heard, Reacted) else bool(line_of(heard, prefix))


def line_of(heard: Heard, prefix: str) -> str:
    """The line it says by itself, "" = it says none that is for us."""
    said = _words(heard)
    line = said if isinstance(heard, Said) else _typed(said, prefix)
    return line if said and is_ours(line, prefix) else ""


def _typed(command: str, prefix: str) -> str:
    return f"{prefix}{command.removeprefix(prefix)}" if command else ""


def is_ours(line: str, prefix: str) -> bool:
    """Whether a line begins with the bot's prefix and a word of ours."""
    text = after_prefix(line, prefix)
    if not text or not text.strip():
        return False
    return bare(text.split(maxsplit=1)[0]).lower() in NOUNS or is_for_desk(text)


def _words(heard: Heard) -> str:
    match heard:
        case Said():
            return heard.text
        case Pressed():
            return heard.command
        case Submitted():
            return filled(heard.command, heard.values)
        case _:
            return ""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """Knows who speaks, and has the desk answer.

    Args:
        late: What was said longer ago is answered and not done.
    """

    desk: Desk
    speakers: Speakers
    clock: Callable[[], datetime]
    prefix: str
    late: timedelta

    def may_say(self, heard: Heard) -> bool:
        """Whether it may be for us."""
        return may_say(heard, self.prefix)

    def line(self, heard: Heard) -> str:
        """The line it says by itself, "" = none."""
        return line_of(heard, self.prefix)

    def spoken(self, tx: ReadTx, heard: Heard) -> SpokenLine:
        """The line as the desk takes it, said by the person whose account it is.

        Its text is "" where it says none that is for us.
        """
        room = heard.room
        thread = heard.thread if isinstance(heard, Said) else None
        said = SpokenLine(
            platform=heard.platform,
            message_id=heard.event_id,
            speaker=self.speakers.speaker(tx, heard.account),
            room=f"#{room.name.removeprefix('#')}" if room is not None else "",
            text=line_of(heard, self.prefix),
            room_id=room.id if room is not None else "",
            account=heard.account.id,
            thread=thread.id if thread is not None else "",
            sent_at=heard.sent_at,
            unseen="yes" if is_unseen(heard) else "",
        )
        return self._reaction(tx, heard, said) if isinstance(heard, Reacted) else said

    def _reaction(self, tx: ReadTx, heard: Reacted, said: SpokenLine) -> SpokenLine:
        """With what it says of the incident whose room it is in, once; guests say nothing so."""
        incident = room_incident(tx, said)
        if incident is None or said.speaker.startswith(GUEST):
            return said
        mark = reaction_key(heard)
        if mark and tx.ref(incident.id, mark) is not None:
            return said
        author = ""
        if heard.author is not None:
            author = self.desk.name(self.speakers.speaker(tx, heard.author))
        words = _typed(reaction_command(heard, incident, author), self.prefix)
        return replace(said, text=words, alone="yes")

    def concerns(self, tx: ReadTx, heard: Heard, said: SpokenLine) -> bool:
        """Whether it is for us, as things stand."""
        if not isinstance(heard, Moved):
            return bool(said.text)
        if heard.joined:
            return self.desk.comes(tx, said) or self.desk.joins(tx, said)
        return bool(self.desk.left(tx, said))

    def overdue(self, said: SpokenLine) -> Reply | None:
        """The answer to what was said too long ago to be done now; None = it was not."""
        now = self.clock()
        if said.sent_at is None or now - said.sent_at <= self.late:
            return None
        zone = self.desk.timezone(said)
        return Reply(text=text(too_late(said.sent_at, now, zone)), accepted=False)

    def handle(self, tx: Tx, body: str) -> str:
        """Answer what was kept of a chat; the result of its inbox row.

        The reply to what a chat told goes out by itself, queued in this very transaction. A line
        that somebody handed over who shows its reply themselves has none to go out.
        """
        facts: Mapping[str, object] = json.loads(body)
        if not is_chat_event(facts):
            # A row of the version before knows a room by its name alone.
            return _result(self.desk.handle(tx, with_room_id(tx, line_of_facts(facts))))
        heard = decode_chat_event(facts)
        said = self.spoken(tx, heard)
        reply = self._reply(tx, heard, said)
        if isinstance(heard, Reacted) and reply.accepted and said.text:
            self._mark(tx, heard, said)
        answer = answer_of(heard, reply, said.speaker, kept=True)
        if answer is not None:
            tx.put_effects([reply_effect(answer, self.clock())])
        if answer is None:
            shown = {"key": "", "only_you": False, "actions": packed_actions(reply.actions)}
            return _result(reply, shown)
        kept = {"key": answer.key, "only_you": answer.only_you, "aside": answer.aside}
        return _result(reply, kept)

    def _mark(self, tx: Tx, heard: Reacted, said: SpokenLine) -> None:
        incident, mark = room_incident(tx, said), reaction_key(heard)
        if incident is not None and mark:
            tx.set_ref(incident.id, mark, said.message_id)

    def _reply(self, tx: Tx, heard: Heard, said: SpokenLine) -> Reply:
        if isinstance(heard, Moved):
            return self._moved(tx, heard, said)
        if not said.text:  # what it was about has changed since it was heard
            return Reply(text=EMPTY)
        return self.overdue(said) or self.desk.handle(tx, said)

    def _moved(self, tx: Tx, heard: Moved, said: SpokenLine) -> Reply:
        """Who comes by themselves is told where it stands, as long as they have just come."""
        if not heard.joined or self.desk.comes(tx, said):
            self.desk.moved(tx, heard, said.speaker)
        if not heard.joined:
            return Reply(text=text(self.desk.left(tx, said)))
        return Reply(text=EMPTY) if self.overdue(said) else self.desk.welcome(tx, said)


def answer_of(
    heard: Heard, reply: Reply, speaker: str, *, kept: bool = False
) -> QueuedReply | None:
    """The reply to send for a stored chat event; None = nothing is sent.

    What comes of a reaction is for whoever put it there alone: the room hears of it by its feed.
    Who left a room is told directly. Why a form was refused is shown in it, where it can be; nobody
    else saw what was pressed or sent in, and need not read why it was in vain.

    Args:
        kept: Whether it was kept: then what was done is said by us, who try again.
    """
    if not reply.text or is_shown(heard, reply, kept=kept):
        return None
    if isinstance(heard, Moved) and not heard.joined:
        return replace(answer_to(heard, reply.text, speaker), room=None)
    only_you = reply.only_you or isinstance(heard, Reacted)
    answer = answer_to(heard, reply.text, speaker, only_you=only_you, actions=reply.actions)
    in_vain = is_unseen(heard) and not reply.accepted
    instead = "" if heard.whispered else reply.instead
    return replace(answer, instead=instead, aside=reply.aside or in_vain)


def is_unseen(heard: Heard) -> bool:
    """Whether nobody else saw what was typed, if anything was."""
    return heard.whispered or isinstance(heard, Pressed | Submitted)


def is_shown(heard: Heard, reply: Reply, *, kept: bool) -> bool:
    """Whether the platform shows it to who asked by itself, and to nobody else."""
    if not reply.accepted:
        return heard.whispered or (isinstance(heard, Submitted) and heard.in_place)
    apart = reply.only_you or reply.aside
    return heard.whispered and apart and not kept and len(reply.text) <= MOST_SHOWN


def _result(reply: Reply, more: Mapping[str, object] | None = None) -> str:
    answer: dict[str, object] = {
        "text": packed(reply.text),
        "accepted": reply.accepted,
        **(more or {}),
    }
    if reply.refused is not None:
        answer["refused"] = asdict(reply.refused)
    return as_json_text(answer)
