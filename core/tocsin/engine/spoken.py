"""One line as the desk takes it: who says what where, whatever it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A line of a person: typed, pressed as a button, or filled in as a form.

    Args:
        message_id: The platform's own id; the same message delivered twice has the same id.
        speaker: Person id, or `guest-<name>` for somebody in no team file.
        room: Room name with `#`, or "" for a direct message.
        room_id: The platform's own id of the room; "" = a direct message, or not known.
        account: The platform's own id of the speaker; "" = not known.
        thread: The id of the message whose thread it was said in, or "".
        sent_at: When the platform says it was sent; None = as it came in.
    """

    platform: str
    message_id: str
    speaker: str
    room: str
    text: str
    room_id: str = ""
    account: str = ""
    thread: str = ""
    sent_at: datetime | None = None
