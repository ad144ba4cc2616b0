"""What the room hears from monitoring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain import events as e
from tocsin.domain.lifecycle import WORKING
from tocsin.wording.clean import TITLE, clean, link
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene, lines


def alerts_text(count: int) -> str:
    """`1 linked alert fires`, `3 linked alerts fire`, `no linked alert fires`."""
    return {0: "no linked alert fires", 1: "1 linked alert fires"}.get(
        count, f"{count} linked alerts fire"
    )


def _fired(event: e.AlertFired, scene: Scene) -> str:
    incident = scene.incident
    back = (
        incident.status == "mitigating"
        and "mitigated" in incident.milestones
        and len(incident.firing) == 1
    )
    return lines(
        f"Alert firing: {clean(event.title, TITLE)}, since {scene.when(event.started)}.",
        link(event.link),
        "The stable minutes begin anew at the next `mitigated`." if back else "",
    )


def _resolved(event: e.AlertResolved, scene: Scene) -> str:
    left = alerts_text(event.remaining)
    over = f"Alert over: {clean(event.title, TITLE)}. {left[0].upper()}{left[1:]}."
    working = scene.incident.status in WORKING - {"monitoring"}
    if event.remaining or not working:
        return over
    return lines(over, f"If the impact is stopped: {scene.here('mitigated')}")


def _truncated(event: e.AlertsTruncated, _scene: Scene) -> str:
    noun = "alert was" if event.missing == 1 else "alerts were"
    return f"{event.missing} more {noun} left out by the sender; look at the source."


def _joined(event: e.GroupJoined, _scene: Scene) -> str:
    title = clean(event.title, TITLE)
    if event.storm:
        return f"Alert storm: {title} joined this incident and pages nobody again."
    return f"A further alert group joined this incident: {title}."


def reopen_proposed(event: e.ReopenProposed, scene: Scene) -> str:
    """It fires again after it was resolved; what to type."""
    what = clean(event.title, TITLE) or "An alert"
    return lines(
        f"{what} fires again, and {scene.incident.key} was resolved.",
        f"If it is back: {scene.anywhere('reopen <reason>')}",
        f"To answer the page: {scene.anywhere('ack')}",
    )


TEXTS: Final[Mapping[str, Says]] = {
    "alert-fired": _fired,
    "alert-resolved": _resolved,
    "alerts-truncated": _truncated,
    "group-joined": _joined,
    "reopen-proposed": reopen_proposed,
}
