"""An incident that another version of Tocsin began: what this one owes besides begins now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tocsin.domain.events import Nudged
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import Obligation, Timer, obligations, undone
from tocsin.domain.people import ENGINE


def passed_over(incident: Incident, kept: Sequence[Timer], at: datetime) -> tuple[Nudged, ...]:
    """The nudges whose time was before we came and that the other version did not know.

    It kept a timer for the next nudge of each obligation it knew. So what is not done and comes
    before that timer, or has none, is new: to carry it out would call people because of an
    upgrade. What comes later than the timer was missed while nobody ran, and is not passed over.
    """
    known = {timer.name: timer.due for timer in kept}
    found = (
        (one, tuple(_new(incident, one, known.get(one.name), at))) for one in obligations(incident)
    )
    return tuple(
        Nudged(by=ENGINE, at=at, obligation=one.name, generation=one.generation, done=done)
        for one, done in found
        if done
    )


def _new(
    incident: Incident, owed: Obligation, known: datetime | None, at: datetime
) -> Iterator[int]:
    for index, due, _ in undone(incident, owed):
        if due <= at and (known is None or due < known):
            yield index
