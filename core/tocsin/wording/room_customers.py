"""What the room hears about customers and the review meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain import events as e
from tocsin.wording import meeting
from tocsin.wording.clean import clean
from tocsin.wording.parts import lines, stop
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene
from tocsin.wording.timeline_communicating import MAILS


def _notified(event: e.CustomersNotified, scene: Scene) -> str:
    drill = "This is a drill: nobody is mailed."
    by_hand = drill if scene.drill else "No mail to customers is set up: please send this yourself."
    return lines(
        f"{scene.name(event.by)} sends customers {MAILS[event.kind]}: {clean(event.subject)}",
        " ".join(stop(said) for row in event.text.splitlines() if (said := clean(row))),
        "" if event.providers else by_hand,
    )


MOST_ADDRESSES: Final = 5


def _refused(event: e.MailRefused, scene: Scene) -> str:
    """Whom it did not reach, and who is to see to it: whoever owes the notice."""
    count, instance = len(event.addresses), event.provider.removeprefix("customers.")
    shown = [clean(address, 80) for address in event.addresses[:MOST_ADDRESSES]]
    more = f" and {count - len(shown)} more" if count > len(shown) else ""
    owner = scene.incident.holder("comms") or scene.incident.holder("ic")
    asked = f"{scene.name(owner)}, please reach" if owner else "Please reach"
    return lines(
        f"{count} of {count + event.recipients} addresses were refused {MAILS[event.kind]}: "
        f"{', '.join(shown)}{more}.",
        f"{asked} them another way, and mend the list in [customers.{clean(instance, 40)}].",
    )


TEXTS: Final[Mapping[str, Says]] = {
    "customers-notified": _notified,
    "mail-refused": _refused,
    "meeting-planned": meeting.planned,
}
