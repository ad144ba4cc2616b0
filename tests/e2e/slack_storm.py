"""Many incidents at once in a Slack that keeps its rate limits: what came of it, and when."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.counterparts.slack.limits import POSTS_BURST
from tests.counterparts.slack.people import seen_by
from tests.e2e.http import post_json
from tests.e2e.slack_place import Place

TASKS: Final = 3
"""Lines that somebody types in each room."""
CARD: Final = "IC Ana Reyes (standing) ·"
"""Words of a card alone."""
_TITLED: Final = re.compile(r"service \d+ is down")
_ITS_OWN: Final = re.compile(r"service[ -]\d+|INC-\d+")


@dataclass(frozen=True, kw_only=True)
class Storm:
    """What people and Slack saw of it; times are seconds since the first alert.

    Args:
        paged: When each page by direct message was posted, in order.
        late: How long the page of one waited that fired when half of the rooms were there.
        tail: When the last request was answered.
        refused: How often Slack refused what, for coming too fast.
        rooms: What the bot said in the room of each incident, by its title, in order.
        announced: What it said in the channel of all incidents.
        pages: What it said directly, in order.
        ended: When the last message was posted in the room of each incident, by its name.
    """

    paged: tuple[float, ...]
    late: float
    tail: float
    asked: int
    refused: Mapping[str, int]
    rooms: Mapping[str, Sequence[str]]
    announced: Sequence[str]
    pages: Sequence[str]
    ended: Mapping[str, float]

    def text(self) -> str:
        """A few lines for people."""
        last = len(self.paged) - 1
        refused = ", ".join(f"{count} {method}" for method, count in sorted(self.refused.items()))
        return (
            f"{len(self.rooms)} incidents at once: {self.asked} requests, the last after "
            f"{self.tail:.0f} s\nrefused with 429: {refused or 'none'}\n"
            f"pages by direct message: the first after {self.paged[0]:.1f} s, "
            f"the {last}th after {self.paged[last - 1]:.1f} s; one that fired amid the rest "
            f"waited {self.late:.1f} s"
        )


def title(number: int) -> str:
    """That of one of them."""
    return f"service {number:02d} is down"


def storm(place: Place, count: int, *, seconds: float, burst: int = POSTS_BURST) -> Storm:
    """So many at once, with people who type in each room, until nothing waits any more.

    Args:
        seconds: How long each of its parts may take.
        burst: How many messages Slack takes at once into a channel.
    """
    slack, direct = place.slack, place.slack.direct(place.ana)
    slack.clear_calls()
    slack.limit(burst=burst)
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
            slack.say(place.ana, channel, f"!incident task add part {number}")
    place.until(lambda: _all_answered(place), "every line is answered", seconds)
    place.until(place.is_quiet, "nothing waits", seconds)
    slack.limit(on=False)
    posts = _posts(place, direct)
    asked = slack.asked()
    return Storm(
        paged=tuple(at - began for at in posts),
        late=posts[pages] - late,
        tail=asked[-1].at - began,
        asked=len(asked),
        refused=Counter(one.method for one in asked if one.error == "ratelimited"),
        rooms={name: _said(place, channel) for name, channel in _rooms(place).items()},
        announced=_said(place, place.incidents),
        pages=_said(place, ""),
        ended={name: _posts(place, id)[-1] - began for name, id in _rooms(place).items()},
    )


def lost_or_twice(found: Storm) -> list[str]:
    """What does not stand once where it must; all incidents are alike, so all rooms read alike."""
    feeds = {name: Counter(_feed(room)) for name, room in found.rooms.items()}
    usual = next(iter(feeds.values()))
    wrong = [f"{name}: {one - usual | usual - one}" for name, one in feeds.items() if one != usual]
    wrong += [f"{count} times: {line}" for line, count in usual.items() if count > 1]
    for number in range(len(found.rooms)):
        for where, told in (("announced", found.announced), ("pages", found.pages)):
            count = sum(title(number) in one for one in told)
            wrong += [f"{where}: {title(number)}, {count} times"] if count != 1 else []
    cards = {name: sum(CARD in one for one in room) for name, room in found.rooms.items()}
    return [*wrong, *(f"{name}: {count} cards" for name, count in cards.items() if count != 1)]


def out_of_order(found: Storm) -> list[str]:
    """The rooms whose answers or feed do not stand in their order."""
    feeds = {name: _feed(room) for name, room in found.rooms.items()}
    usual = next(iter(feeds.values()))
    answers = [f"Task {number + 1}: part {number}" for number in range(TASKS)]
    told = {
        name: [one.splitlines()[0] for one in room if one.startswith("Task ")]
        for name, room in found.rooms.items()
    }
    return [name for name in feeds if (feeds[name], told[name]) != (usual, answers)]


def pages_late(found: Storm) -> list[str]:
    """The incidents whose room was told everything before anybody was paged, or nobody was.

    Where a platform takes a page only now and then, the rooms get further meanwhile: this alone is
    the same on every machine.
    """
    said = zip(found.pages, found.paged, strict=True)
    paged = {one: at for text, at in said for one in found.ended if _is_of(one, text)}
    return [one for one, ended in found.ended.items() if paged.get(one, ended) >= ended]


def _is_of(room: str, page: str) -> bool:
    """Whether a page is of the incident of a room, whose name has the title in it."""
    named = _TITLED.search(page)
    return named is not None and named[0].replace(" ", "-") in room


def _feed(room: Sequence[str]) -> list[str]:
    """The lines a room was told of its incident, but for what tells it from another's.

    The card and the answers do not belong to it.
    """
    told = (one for one in room if CARD not in one and not one.startswith("Task "))
    return [_ITS_OWN.sub("…", line) for one in told for line in one.splitlines()]


def _fires(place: Place, number: int) -> None:
    body = {"key": title(number), "title": title(number), "severity": "P1"}
    assert post_json(place.deployment.url("/hooks/shop/json"), body).status == 201


def _rooms(place: Place) -> Mapping[str, str]:
    """The channel of each incident, by its name."""
    every = place.slack.names().channels
    return {name: id for id, name in every.items() if name.startswith("incident-")}


def _all_answered(place: Place) -> bool:
    """Whether each room was told of everything that was typed in it."""
    rooms = [_said(place, one) for one in _rooms(place).values()]
    return all(sum(one.startswith("Task ") for one in room) >= TASKS for room in rooms)


def _posts(place: Place, channel: str) -> list[float]:
    """When something was posted there."""
    posted = (one for one in place.slack.asked() if one.method == "chat.postMessage")
    return [one.at for one in posted if one.channel == channel and not one.error]


def _said(place: Place, channel: str) -> Sequence[str]:
    return [one.text for one in seen_by(place.slack, place.ana, channel) if one.ours]
