"""The title of an incident by place: in full, or neutral where a private one may not be named.

Of a private incident only those in it hear what people typed; everywhere else it has a neutral
name. Of a drill every name and every text says that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from tocsin.domain.immutable_update import replace
from tocsin.domain.incident import Incident

TitlePlace = Literal[
    "room", "direct", "export", "announce", "topic", "page", "link", "mail", "ticket", "calendar",
    "archive", "list", "metrics", "plugin", "other-incident", "room-name",
]  # fmt: skip
Disclosure = Literal["words", "name"]
# Where the words of a private incident may stand, and where only that there is one.
PLACES: Final[Mapping[TitlePlace, Disclosure]] = {
    "room": "words",  # its feed and its card
    "direct": "words",  # answers to those who are in it; unasked they are told the name alone
    "export": "words",  # made by hand where Tocsin runs
    "announce": "name",
    "topic": "name",  # chats show it in their lists of rooms
    "page": "name",  # paging tools are other people's machines
    "link": "name",  # the page behind an acknowledge link
    "mail": "name",
    "ticket": "name",
    "calendar": "name",
    "archive": "name",  # file names and subjects of published post-mortems, and what they hold
    "list": "name",
    "metrics": "name",
    "plugin": "name",  # strategies and observers
    "other-incident": "name",  # the room of an incident it was merged into
    "room-name": "name",
}
DRILL: Final = "DRILL"
PRIVATE_TITLE: Final = "(private incident)"
_NEUTRAL_ROOM: Final = re.compile(r"#?incident-\d{4}-\d\d-\d\d(-drill)?-private(-\d+)?")


def is_private(incident: Incident) -> bool:
    """Whether only those in it may know what it is about."""
    return "private" in incident.flags


def was_left(incident: Incident, platform: str, room: str) -> bool:
    """Whether this, by the platform's id, is an open room that was left when it became private."""
    return any(left.id == room for left in incident.rooms_left.get(platform, ()))


def is_drill(incident: Incident) -> bool:
    """Whether it is for practice."""
    return "drill" in incident.flags


def is_kept_inside(incident: Incident) -> bool:
    """Whether the tools of others must not show what was done: it is private, or practice."""
    return is_private(incident) or is_drill(incident)


def is_hidden(incident: Incident, place: TitlePlace) -> bool:
    """Whether what people typed must not stand in this place."""
    return is_private(incident) and PLACES[place] == "name"


def display_title(incident: Incident, place: TitlePlace, *, mark: bool = True) -> str:
    """The title, or the neutral name where the title must not stand.

    Args:
        mark: Say of a drill that it is one; not where the text around says so.
    """
    hidden = is_hidden(incident, place)
    name = f"private incident {incident.key}" if hidden else incident.title
    return mark_drill(name, incident) if mark else name


def mark_drill(text: str, incident: Incident) -> str:
    """The text; of a drill its first line says so."""
    first, _, _ = text.partition("\n")
    return f"{DRILL}: {text}" if is_drill(incident) and text and DRILL not in first else text


def visible_incident(incident: Incident, place: TitlePlace) -> Incident:
    """The incident as it may be spoken of in a place: without what people typed, or as it is."""
    if not is_hidden(incident, place):
        return incident
    return replace(
        incident,
        title=PRIVATE_TITLE,
        text="",
        service="",
        service_info=None,
        triage=None,
        updates=(),
        mitigations={},
        mitigated_reason="",
        alerts={},
        cause="",
        decision="",
        finding="",
        tasks={},
        actions={},
        status_draft="",
        postmortem=replace(incident.postmortem, sections={}, reviews=(), skipped=""),
        room_name=neutral_room(incident.room_name),
        rooms={key: room for key, room in incident.rooms.items() if neutral_room(room.name)},
    )


def neutral_room(name: str) -> str:
    """The name of a room that tells nothing; "" where it holds the title."""
    return name if _NEUTRAL_ROOM.fullmatch(name) else ""
