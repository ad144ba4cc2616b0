"""One line as the desk takes it: who says what where, typed, pressed or filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class SpokenLine:
    """A line of a person: typed, pressed as a button, or filled in as a form.

    Args:
        message_id: The platform's own id; the same message delivered twice has the same id.
        speaker: Person id, or `guest-<name>` for somebody in no team file.
        room: Room name with `#`, or "" for a direct message.
        room_id: The platform's own id of the room; "" = a direct message, or not known.
        account: The platform's own id of the speaker; "" = not known.
        thread: The id of the message whose thread it was said in, or "".
        sent_at: When the platform says it was sent; None = as it came in.
        alone: "yes" = the answer is for the speaker alone, wherever it was said.
        unseen: "yes" = nobody else saw what was typed, as in a form.
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
    alone: str = ""
    unseen: str = ""


def line_facts(said: SpokenLine) -> dict[str, object]:
    """Return the texts that are kept of a line, without the empty ones."""
    at = {"sent_at": said.sent_at.isoformat()} if said.sent_at is not None else {}
    kept = {"platform", "message_id", "speaker", "room", "text"}
    return {name: value for name, value in vars(said).items() if value or name in kept} | at


def line_of_facts(facts: Mapping[str, object]) -> SpokenLine:
    """Return the line of kept texts, of this version or one before."""
    names = {field.name for field in fields(SpokenLine)} - {"sent_at"}
    texts = {name: str(fact) for name, fact in facts.items() if name in names}
    at = facts.get("sent_at")
    return SpokenLine(**texts, sent_at=datetime.fromisoformat(str(at)) if at else None)
