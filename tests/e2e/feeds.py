"""Whether a room was told what another like it was told: each line once, in its order.

Lines are compared, not messages: what is told at once stands in one message, and a room that comes
late is told much at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

SHOWN: Final = 120
"""Characters of a line that is told of."""
CAME_LATE: Final = re.compile(r"This room could not be opened before; \S+ went on in \S+")
LATE: Final = (
    CAME_LATE,
    re.compile(r"From the beginning:"),
    re.compile(r"No room could be made on .*"),
    re.compile(r"\S+ goes on in \S+ until there is one; it is tried again\."),
)
"""What a room that comes late is told besides, each once at most; the first is its first line."""
WITH_ROOM: Final = (
    re.compile(r".*Stop the bleeding first\..*"),
    re.compile(r"Then propose one of .*"),
)
"""What is told when a room is there: in one that came late it stands where that was."""


def against(room: str, told: Sequence[str], like: Sequence[str]) -> list[str]:
    """What is wrong with the lines of a room, a sentence each; [] = nothing is.

    Args:
        room: Its name, for the sentences.
        told: Its lines, the oldest first.
        like: Those of a room that came at once and was told everything, in their order.
    """
    own = list(told)
    if told and CAME_LATE.fullmatch(told[0]):
        own, like = _moved(_without_late(told)), _moved(like)
    lost, more = Counter(like) - Counter(own), Counter(own) - Counter(like)
    wrong = [f"{room}: {count} lost: {line[:SHOWN]!r}" for line, count in lost.items()]
    wrong += [f"{room}: {count} too many: {line[:SHOWN]!r}" for line, count in more.items()]
    first = next((pair for pair in zip(own, like, strict=False) if pair[0] != pair[1]), None)
    if first and not wrong:
        here, there = (line[:SHOWN] for line in first)
        wrong.append(f"{room}: out of order: {here!r} stands where {there!r} must")
    return wrong


def _moved(lines: Sequence[str]) -> list[str]:
    """The lines with those first that come with the room."""
    first = [line for line in lines if any(one.fullmatch(line) for one in WITH_ROOM)]
    return [*first, *(line for line in lines if line not in first)]


def _without_late(told: Sequence[str]) -> list[str]:
    """The lines of a room that came late without what tells of that, where it stands first."""
    left, own = list(LATE), []
    for line in told:
        said = next((one for one in left if one.fullmatch(line)), None)
        if said:
            left.remove(said)
        else:
            own.append(line)
    return own


def without_guests(
    told: Sequence[str], like: Sequence[str], stories: Sequence[Sequence[str]]
) -> list[str]:
    """Return the lines of #incidents without those of incidents that went on there, roomless.

    As many incidents as say so (the last two of `LATE`) may each have told a line of a story there
    once; there it names the incident.

    Args:
        told: The lines of #incidents.
        like: Those of one where every incident had its room.
        stories: The lines of rooms, which such an incident would have been told.
    """
    guests = sum(LATE[3].fullmatch(line) is not None for line in told)
    left = Counter({_keyless(line): guests for story in stories for line in story})
    left.update({line: guests for line in told if any(one.fullmatch(line) for one in LATE[2:])})
    more = Counter(told) - Counter(like)
    kept: list[str] = []
    for line in told:
        own = _keyless(line) if left[_keyless(line)] else line
        if more[line] and left[own]:
            more[line] -= 1
            left[own] -= 1
        else:
            kept.append(line)
    return kept


def _keyless(line: str) -> str:
    return line.replace("INC-0 ", "")
