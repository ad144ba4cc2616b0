"""Many incidents at once in a Discord that keeps its rate limits: what came of it, and when."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from tests.e2e.discord_place import Place
from tests.e2e.http import post_json
from tests.e2e.slack_storm import TASKS, Storm, title

SEND: Final = "POST /channels/{id}/messages"


def storm(place: Place, count: int, *, seconds: float) -> Storm:
    """So many at once, with people who type in each room, until nothing waits any more.

    Args:
        seconds: How long each of its parts may take.
    """
    discord, direct = place.discord, place.discord.direct(place.ana)
    discord.clear_calls()
    discord.limit()
    began = time.monotonic()
    for number in range(count - 1):
        _fires(place, number)
    place.until(lambda: len(_rooms(place)) >= count // 2, "half of the rooms are there", seconds)
    pages = len(_posts(place, direct))
    late = time.monotonic()
    _fires(place, count - 1)
    place.until(lambda: len(_rooms(place)) == count, "all rooms are there", seconds)
    for number in range(TASKS):
        for channel in _rooms(place).values():
            discord.say(place.ana, channel, f"!incident task add part {number}")
    place.until(lambda: _all_answered(place), "every line is answered", seconds)
    place.until(place.is_quiet, "nothing waits", seconds)
    discord.limit(on=False)
    posts = _posts(place, direct)
    asked = discord.asked()
    return Storm(
        paged=tuple(at - began for at in posts),
        late=posts[pages] - late,
        tail=asked[-1].at - began,
        asked=len(asked),
        refused=Counter(one.route for one in asked if one.status == 429),
        rooms={name: _said(place, name) for name in _rooms(place)},
        announced=_said(place, ""),
        pages=[one.text for one in place.direct()],
        ended={name: _posts(place, id)[-1] - began for name, id in _rooms(place).items()},
    )


def _fires(place: Place, number: int) -> None:
    body = {"key": title(number), "title": title(number), "severity": "P1"}
    assert post_json(place.deployment.url("/hooks/shop/json"), body).status == 201


def _rooms(place: Place) -> Mapping[str, str]:
    """The channel of each incident, by its name."""
    every = place.discord.rooms()
    return {name: id for id, name in every.items() if name.startswith("incident-")}


def _all_answered(place: Place) -> bool:
    """Whether each room was told of everything that was typed in it."""
    rooms = [_said(place, one) for one in _rooms(place)]
    return all(sum(one.startswith("Task ") for one in room) >= TASKS for room in rooms)


def _posts(place: Place, channel: str) -> list[float]:
    """When something was posted there."""
    posted = (one for one in place.discord.asked() if one.route == SEND and one.status == 200)
    return [one.at for one in posted if f"/{channel}/" in one.path]


def _said(place: Place, room: str) -> Sequence[str]:
    return [one.text for one in place.ours(room=room)]
