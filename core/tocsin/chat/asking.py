"""A form that somebody asks for: shown, or what is said in its place."""

from __future__ import annotations

from typing import Final

from tocsin.chat.backend import Ears
from tocsin.chat.forms import Form
from tocsin.chat.heard import Heard
from tocsin.chat.port import Account, RoomRef
from tocsin.errors import StoreUnavailable

NOT_KEPT: Final = "Nothing was kept: Tocsin's database takes nothing just now. Please try again."
_ELSEWHERE: Final = "The answer comes in the chat."


def asked_for(
    ears: Ears,
    name: str,
    account: Account,
    room: RoomRef | None,
    *,
    incident: str = "",
    words: str = "",
    instead: Heard | None = None,
) -> Form | str | None:
    """The form of that name, or what is said to whoever asked for it; None = nothing is.

    Args:
        incident: `INC-4`, or "" for that of the room.
        words: Those of the message it was called on: they stand in its first field.
        instead: What is heard where there is no such form, as the press or the command itself is.
    """
    try:
        if (form := ears.form(name, account, room, incident)) is not None:
            return form.prefilled(words)
        if instead is None:
            return None
        return ears.hear(instead).reply.as_plain() or _ELSEWHERE
    except StoreUnavailable:
        return NOT_KEPT
