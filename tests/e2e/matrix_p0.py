"""A whole P0 on Matrix: typed, and with the emoji of messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.counterparts.matrix.markup import offers
from tests.counterparts.matrix.seen import messages
from tests.e2e.matrix_place import Place

IN_ORDER: Final = (
    "Paging Ana Reyes", "Ana Reyes acknowledged", "Ana Reyes is Incident Commander.",
    "Bo Lindqvist is Technical Lead.", "Cyrus Tan is Communications Lead.",
    "Eva Okafor is Engineering Manager.", "Action: reading logs", "Bo Lindqvist proposes change 1",
    "Ana Reyes approved change 1.", "Change 1 is made, says Bo Lindqvist.",
    "The impact is stopped, says Ana Reyes.", "0 stable minutes are over.", "ticked: Issue fixed",
    "ticked: Service health metrics", "ticked: Customer impact verified", "Incident closed: INC-1",
    "Review meeting:",
)  # fmt: skip
"""What the room is told, each once."""


@dataclass(kw_only=True)
class P0:
    """It, from the first word to the last; `waits` are seconds that what was done took to be told.

    Args:
        long_s: The longest wait for one thing.
    """

    place: Place
    long_s: float
    room: str = ""
    waits: list[float] = field(default_factory=list)

    def prove(self) -> None:
        """All of it is done, and told."""
        self._begins()
        for who, line, words in (
            ("bo", "take tl", "Bo Lindqvist is Technical Lead."),
            ("cyrus", "take comms", "Cyrus Tan is Communications Lead."),
            ("eva", "take em", "Eva Okafor is Engineering Manager."),
            (
                "cyrus",
                "update investigating | nobody can pay | reading logs | 15m",
                "Action: reading logs",
            ),
            ("bo", "mitigate rollback release 41", "proposes change 1"),
        ):
            self._say(line, who)
            self._shows(words)
        self._press("ana", "Approve change 1", "approved change 1.")
        self._press("bo", "Change 1 is made", "Change 1 is made, says")
        self._press("ana", "The impact is stopped", "0 stable minutes are over.")
        for number in (1, 2, 3, 5):
            self._say(f"check {number}", "bo")
        self._shows("All 5 are done")
        self._press("ana", "Resolve", "Review meeting:")
        self._until(lambda: self.place.told("resolved"), "it is told in #incidents")

    def breaches(self) -> list[str]:
        """What the room was not told once, or not in its order."""
        said = "\n".join(self.place.told("", room=self.room))
        often = [one for one in IN_ORDER if said.count(one) != 1]
        order = sorted(IN_ORDER, key=said.find) == list(IN_ORDER)
        return [*often, *([] if order else ["it is out of order"])]

    def text(self) -> str:
        """A few lines for people."""
        head = (
            f"a P0: {len(self.waits)} steps in {sum(self.waits):.0f} s, the longest "
            f"{max(self.waits):.0f} s, {self.place.synapse.refused()} refusals for limits"
        )
        return "\n".join((head, *(f"BREACH: {one}" for one in self.breaches())))

    def _begins(self) -> None:
        self.place.say("!incident declare nobody can pay p0")
        self._until(lambda: self.place.told("nobody can pay"), "it is announced")
        self._until(self.place.rooms, "a room")
        self.room = f"#{self.place.rooms()[0]}"
        self._press("ana", "Acknowledge", "Ana Reyes acknowledged")

    def _say(self, line: str, who: str) -> None:
        self.place.say(f"!incident {line}", room=self.room, who=who)

    def _shows(self, words: str) -> None:
        told = f"{words!r} is seen in {self.room}"
        self._until(lambda: self.place.told(words, room=self.room), told)

    def _press(self, who: str, label: str, words: str) -> None:
        """Somebody puts the emoji under the latest message that offers it, and it is done."""

        def offered() -> list[tuple[str, str, str]]:
            client = self.place.client(who)
            found = client.named(self.room)
            every = messages(client, found) if found else []
            said = [(one.id, offers(one.content)) for one in every]
            return [(found.id, id, its[label]) for id, its in said if found and label in its]

        self._until(offered, f"{label!r} is offered")
        self.place.client(who).react(*offered()[-1])
        self._shows(words)

    def _until(self, happened: Callable[[], object], words: str) -> None:
        began = time.monotonic()
        self.place.until(happened, words, self.long_s)
        self.waits.append(time.monotonic() - began)
