"""Replies that only who acted sees: a form, or the result of what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tocsin.chat.backend import Ears, EventResult
from tocsin.chat.events import Heard, Submitted
from tocsin.chat.forms import Action, Form
from tocsin.chat.port import Account, RoomRef
from tocsin.chat.text import Code, Text, text
from tocsin.errors import StoreUnavailable

NOT_KEPT: Final = "Nothing was kept: Tocsin's database takes nothing just now. Please try again."
_IN_CHAT: Final = text("The answer comes in the chat.")
_IN_DIRECT: Final = text("The answer comes in a direct message.")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Words for one person.

    Args:
        elsewhere: Whether they say no more than where the answer comes.
    """

    words: Text
    actions: tuple[Action, ...] = ()
    elsewhere: bool = False


_HELP: Final = Code("incident help")
GONE: Final = Shown(words=text("There is no such form here now. ", _HELP, " says what is typed."))


@dataclass(frozen=True, kw_only=True)
class FormRequest:
    """A form that somebody asks for.

    Args:
        name: As `Ears.form` takes it.
        incident: `INC-4`, or "" for that of the room.
        words: Text of the message it was called on, for its first field.
        values: Name of a field -> what is filled in already.
        instead: The event handed on where there is no such form, such as the press itself.
    """

    name: str
    account: Account
    room: RoomRef | None
    incident: str = ""
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    instead: Heard | None = None


def asked_for(ears: Ears, asked: FormRequest) -> Form | Shown:
    """The form, or what is said to whoever asked for it."""
    try:
        form = ears.form(asked.name, asked.account, asked.room, asked.incident)
        if form is not None:
            return form.with_values(asked.values).prefilled(asked.words)
        if asked.instead is None:
            return GONE
        result = ears.hear(asked.instead)
        return Shown(words=result.reply or _IN_CHAT, actions=result.actions)
    except StoreUnavailable:
        return Shown(words=text(NOT_KEPT))


def shown(heard: Heard, result: EventResult) -> Shown:
    """The private reply to an event: a refusal, an answer for one person, or where to look."""
    refused = isinstance(heard, Submitted) and not result.accepted
    if refused or (result.reply and not result.key):
        return Shown(words=result.reply, actions=result.actions)
    return Shown(words=_IN_DIRECT if result.only_you else _IN_CHAT, elsewhere=True)
