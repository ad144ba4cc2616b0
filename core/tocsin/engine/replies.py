"""Queues the reply to a chat event with its command, to be posted once by its key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from tocsin.chat.events import Event, Said
from tocsin.chat.forms import Action, packed_actions, unpacked_actions
from tocsin.chat.port import Account, Chat, MessageRef, RoomRef
from tocsin.chat.text import Words, packed, text, unpacked
from tocsin.engine.attempts import Attempt, Succeeded, chat_failure
from tocsin.engine.buttons import fitting_buttons
from tocsin.engine.effect_owners import owner_of_replies
from tocsin.engine.guests import guest_key, is_guest, is_guest_key
from tocsin.engine.incident_rooms import chat_of
from tocsin.engine.posting_window import post_in_order
from tocsin.errors import ProviderError
from tocsin.store.contract import EffectRow, NewEffect

REPLY: Final = "reply"
LONGEST_ID: Final = 100


@dataclass(frozen=True, kw_only=True)
class QueuedReply:
    """The reply to one chat event, and who may read it.

    Args:
        room: Where it is said; None = to them directly.
        only_you: Whether nobody else in the room may read it.
        aside: Whether nobody else in the room need read it.
        thread: The message in whose thread it is said.
        instead: What its room reads where it could only be said directly, "" = nothing.
    """

    key: str
    account: Account
    room: RoomRef | None
    words: Words
    only_you: bool = False
    aside: bool = False
    actions: tuple[Action, ...] = ()
    thread: MessageRef | None = None
    instead: Words = ""


def reply_key(heard: Event, speaker: str) -> str:
    """Return the key of the reply to an event, the same for each delivery of it."""
    key = f"{REPLY}:{heard.platform}:{_short(heard.event_id)}"
    return guest_key(key) if is_guest(speaker) else key


def answer_to(
    heard: Event,
    words: Words,
    speaker: str,
    *,
    only_you: bool = False,
    actions: tuple[Action, ...] = (),
) -> QueuedReply:
    """Return the answer to a chat event."""
    return QueuedReply(
        key=reply_key(heard, speaker),
        account=heard.account,
        room=heard.room,
        words=words,
        only_you=only_you,
        actions=actions,
        thread=heard.thread if isinstance(heard, Said) else None,
    )


def reply_effect(answer: QueuedReply, now: datetime) -> NewEffect:
    """Return the effect that posts it; those of one room, or one person, keep their order."""
    account = answer.account
    lane = guest_key(REPLY) if is_guest_key(answer.key) else REPLY
    place = f"@{account.id}" if answer.room is None else answer.room.id
    return NewEffect(
        key=answer.key,
        lane=f"{lane}:{account.platform}:{_short(place)}",
        pool="chat",
        incident=owner_of_replies(account.platform),
        kind="tell",
        op=REPLY,
        target=f"chat.{account.platform}",
        payload=json.dumps(_facts(answer), ensure_ascii=False, sort_keys=True),
        needs="",
        created=now,
    )


def post_reply(chat: Chat, answer: QueuedReply, *, again: bool = False) -> None:
    """Post it in the room, to one person in the room alone, or as a direct message.

    Where a room takes nothing from us, or nobody can be told alone there, it is said directly.

    Args:
        again: It may be out already, from a try whose end nobody saw.

    Raises:
        ProviderError: It was not said.
    """
    room, words, buttons = answer.room, text(answer.words), fitting_buttons(chat, answer.actions)
    if room is not None and _posted_in(room, chat, answer, again=again):
        return
    sends: list[Callable[[], object]] = [
        partial(chat.direct, answer.account, words, key=answer.key, actions=buttons, again=again)
    ]
    if room is not None and answer.only_you and answer.instead:
        instead, key = text(answer.instead), f"{answer.key}:instead"
        sends.append(partial(chat.post, room, instead, key=key, again=again))
    post_in_order(sends)


def _posted_in(room: RoomRef, chat: Chat, answer: QueuedReply, *, again: bool) -> bool:
    """Return whether the room, or the person alone there, has the reply now."""
    words, buttons = text(answer.words), fitting_buttons(chat, answer.actions)
    if is_only_for_asker(chat, answer):
        if "whisper" not in chat.capabilities:
            return False
        chat.whisper(room, answer.account, words, key=answer.key, actions=buttons)
        return True
    thread = answer.thread if "threads" in chat.capabilities else None
    try:
        chat.post(room, words, key=answer.key, thread=thread, actions=buttons, again=again)
    except ProviderError as error:
        if error.code not in ("not_found", "forbidden"):
            raise
        return False
    return True


def is_only_for_asker(chat: Chat, answer: QueuedReply) -> bool:
    """Return whether only the person who asked may read it."""
    return answer.only_you or (answer.aside and "whisper" in chat.capabilities)


class ReplyAttempts:
    """Attempts that post queued replies."""

    def __init__(self, chats: Mapping[str, Chat]) -> None:
        """They are looked up by the platform in the effect's target."""
        self._chats = chats

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {REPLY: Attempt(make=self._make, on_failure=chat_failure)}

    def _make(self, row: EffectRow) -> Succeeded:
        chat = chat_of(self._chats, row)
        answer = _answer(row.key, chat.platform, json.loads(row.payload))
        post_reply(chat, answer, again=row.ambiguous)
        return Succeeded()


def _facts(answer: QueuedReply) -> Mapping[str, object]:
    room, thread = answer.room, answer.thread
    return {
        "account": {"id": answer.account.id, "name": answer.account.name},
        "room": {"id": room.id, "name": room.name} if room is not None else None,
        "text": packed(text(answer.words)),
        "only_you": answer.only_you,
        "aside": answer.aside,
        "actions": packed_actions(answer.actions),
        "thread": {"room": thread.room, "id": thread.id} if thread is not None else None,
    }


def _answer(key: str, platform: str, facts: Mapping[str, object]) -> QueuedReply:
    room, thread, account = _named(facts["room"]), _named(facts["thread"]), _named(facts["account"])
    return QueuedReply(
        key=key,
        account=Account(platform=platform, **account),
        room=RoomRef(platform=platform, **room) if room else None,
        words=unpacked(facts["text"]),
        only_you=bool(facts["only_you"]),
        aside=bool(facts.get("aside")),
        actions=unpacked_actions(facts["actions"]),
        thread=MessageRef(platform=platform, **thread) if thread else None,
    )


def _named(found: object) -> dict[str, str]:
    return dict(found) if isinstance(found, Mapping) else {}


def _short(id: str) -> str:
    """An id of a platform as a part of a key; a long one by its digest."""
    return id if len(id) <= LONGEST_ID else hashlib.sha256(id.encode()).hexdigest()
