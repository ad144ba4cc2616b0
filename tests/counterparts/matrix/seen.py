"""What somebody sees in a room: its messages as they stand now, by the time they were sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from tests.counterparts.matrix.client import ENCRYPTED, Client, Place
from tests.counterparts.matrix.wire import Json

UNREADABLE: Final = "(it cannot be decrypted)"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, with the last edit of its own sender in it.

    Args:
        content: What is shown now.
        sealed: Whether it came encrypted, and its last edit too.
        thread: The message it answers in a thread; "" = it stands in the room.
        reactions: (emoji, id of who put it there) of each.
    """

    id: str
    sender: str
    content: Json
    sealed: bool
    at: int
    pinned: bool = False
    edits: int = 0
    thread: str = ""
    reactions: tuple[tuple[str, str], ...] = ()


def messages(client: Client, place: Place) -> list[Message]:
    """Whatever somebody's client shows in a room; what it cannot decrypt is there as such."""
    pinned = frozenset(place.about("m.room.pinned_events").get("pinned") or ())
    found: dict[str, Message] = {}
    for event in client.opened(place):
        relation = event.get("content", {}).get("m.relates_to") or {}
        kind, about = relation.get("rel_type", ""), str(relation.get("event_id", ""))
        if event["type"] == "m.reaction" and about in found:
            found[about] = _reacted(found[about], event, str(relation.get("key", "")))
        elif event["type"] not in ("m.room.message", ENCRYPTED) or not event.get("content"):
            continue  # state, and what was redacted
        elif kind == "m.replace":
            _edited(found, about, event)
        else:
            thread = about if kind == "m.thread" else ""
            found[event["event_id"]] = _message(event, event["event_id"] in pinned, thread)
    return list(found.values())


def _message(event: Json, pinned: bool, thread: str) -> Message:
    content = event["content"]
    if event["type"] == ENCRYPTED:
        content = {"msgtype": "m.bad.encrypted", "body": UNREADABLE}
    return Message(
        id=event["event_id"],
        sender=event["sender"],
        content=content,
        sealed=bool(event.get("sealed")) or event["type"] == ENCRYPTED,
        at=int(event["origin_server_ts"]),
        pinned=pinned,
        thread=thread,
    )


def _edited(found: dict[str, Message], about: str, event: Json) -> None:
    """A client takes the edits of the sender alone."""
    old = found.get(about)
    if old is None or old.sender != event["sender"]:
        return
    new = event["content"].get("m.new_content") or {"body": UNREADABLE}
    sealed = old.sealed and (bool(event.get("sealed")) or event["type"] == ENCRYPTED)
    found[about] = replace(old, content=new, sealed=sealed, edits=old.edits + 1)


def _reacted(old: Message, event: Json, emoji: str) -> Message:
    return replace(old, reactions=(*old.reactions, (emoji, event["sender"])))


def by_time(found: Iterable[Message]) -> list[Message]:
    """Those of several rooms, the oldest first."""
    return sorted(found, key=lambda one: one.at)
