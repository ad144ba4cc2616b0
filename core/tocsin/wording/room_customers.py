"""What the room hears about customers and the review meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain import events as e
from tocsin.wording import meeting
from tocsin.wording.clean import clean
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene, lines, stop
from tocsin.wording.timeline_communicating import MAILS


def _notified(event: e.CustomersNotified, scene: Scene) -> str:
    drill = "This is a drill: nobody is mailed."
    by_hand = drill if scene.drill else "No mail to customers is set up: please send this yourself."
    return lines(
        f"{scene.name(event.by)} sends customers {MAILS[event.kind]}: {clean(event.subject)}",
        " ".join(stop(said) for row in event.text.splitlines() if (said := clean(row))),
        "" if event.providers else by_hand,
    )


TEXTS: Final[Mapping[str, Says]] = {
    "customers-notified": _notified,
    "meeting-planned": meeting.planned,
}
