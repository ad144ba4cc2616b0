"""What the room hears of the status page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain import events as e
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
from tocsin.domain.status_page import speaks_by_itself
from tocsin.wording.clean import clean
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene, because
from tocsin.wording.status_page import plain

LONGEST: Final = 2000


def _drafted(event: e.StatusPageDrafted, scene: Scene) -> Words:
    return lines(
        f"{scene.name(event.by)} drafted for the status page: {clean(event.text)}",
        say("To publish it: ", scene.here("status-page publish")),
    )


def _proposed(event: e.StatusPageProposed, scene: Scene) -> Words:
    until = event.at + scene.incident.policy.approval_within
    by_itself = speaks_by_itself(scene.incident)
    waits = say(". It goes out by itself at ", scene.moment(until), ".") if by_itself else "."
    return lines(
        f"{scene.name(event.by)} wants on the status page ({event.n}): "
        f"{_titled(event.title)}{clean(event.text, LONGEST)}",
        say(
            f"IC or Comms, but not {scene.name(event.by)}: ",
            scene.here(f"approve {event.n}"),
            " or ",
            scene.here(f"reject {event.n} <why>"),
            waits,
        ),
    )


def _titled(title: str) -> str:
    """`“Cards fail”. ` before the words, where the entry gives the incident a new title."""
    return f"“{clean(title)}”. " if title else ""


def _rejected(event: e.StatusPageRejected, scene: Scene) -> str:
    return stop(f"Entry {event.n} is not published{because(event.reason)}")


def _posted(event: e.StatusPagePosted, scene: Scene) -> Words:
    where = "status page" if event.providers else "status page (drill: nobody outside sees it)"
    by = "" if is_machine(event.by) else f", by {scene.name(event.by)}"
    late = " Nobody looked at it in time." if event.unseen else ""
    one = owed(scene.incident, "status-page")
    said = f"{_titled(event.title)}{clean(plain(event.text))}{late}"
    due = say(" The next entry is due ", scene.when(one.due), ".") if one else ""
    return say(f"On the {where} ({event.phase}{by}): {said}", due)


TEXTS: Final[Mapping[str, Says]] = {
    "status-page-drafted": _drafted,
    "status-page-proposed": _proposed,
    "status-page-rejected": _rejected,
    "status-page-posted": _posted,
}
