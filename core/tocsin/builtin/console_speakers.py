"""Resolves `@name`, `#room` and `#INC-1` at the beginning of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final

from tocsin.desk.script_line import ScriptLine
from tocsin.domain.people import GUEST
from tocsin.errors import NotFound

_INCIDENT: Final = re.compile(r"#inc-?([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ConsoleSpeaker:
    """A person id (or `guest-<name>`) and the room, with `#`, they speak in."""

    speaker: str
    room: str


@dataclass(frozen=True, kw_only=True)
class ConsoleSpeakers:
    """Resolves names of people and rooms to ids.

    Attributes:
        people: the ids of everybody of a team file, as of now.
        room_of: the room (with `#`) of an incident such as `INC-1`, or None.
    """

    people: Callable[[], Container[str]]
    room_of: Callable[[str], str | None]

    def resolve(self, speech: ScriptLine, default: ConsoleSpeaker) -> ConsoleSpeaker:
        """Return who speaks where; `default` fills in what the line leaves out.

        Raises:
            NotFound: nobody has that name, or the incident has no room.
        """
        return ConsoleSpeaker(
            speaker=default.speaker if speech.speaker is None else self.person(speech.speaker),
            room=default.room if speech.room is None else self.room(speech.room),
        )

    def person(self, name: str) -> str:
        """Return the id of the person called `name`; `guest-<name>` is anybody.

        Raises:
            NotFound: no team file has that person.
        """
        known = self.people()
        for id in (name, name.lower()):
            if id in known or (id.startswith(GUEST) and id != GUEST):
                return id
        raise NotFound(
            f"@{name} is in no team file; write @{GUEST}{name} for somebody from elsewhere"
        )

    def room(self, name: str) -> str:
        """Return the room of `#room` or `#INC-1`.

        Raises:
            NotFound: that incident does not exist or has no room.
        """
        incident = _INCIDENT.fullmatch(name)
        if incident is None:
            return name
        number = f"INC-{int(incident[1])}"
        room = self.room_of(number)
        if room is None:
            raise NotFound(f"{number} has no room here; name a room, such as #incidents")
        return room
