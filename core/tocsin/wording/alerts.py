"""Alerts of monitoring, in words: room, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.alerts.events import (
    AlertFired,
    AlertResolved,
    AlertsTruncated,
    GroupJoined,
    ReopenProposed,
    ReopenWithdrawn,
)
from tocsin.domain.calendar import local_text
from tocsin.domain.lifecycle import WORKING
from tocsin.wording.clean import TITLE, clean, link, title
from tocsin.wording.composing import lines, say
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.sentence_context import Sentence, SentenceContext

# So many alerts of one moment are told one by one; a group may hold hundreds.
MANY: Final = 3


def alerts_text(count: int) -> str:
    """`1 linked alert fires`, `3 linked alerts fire`, `no linked alert fires`."""
    return {0: "no linked alert fires", 1: "1 linked alert fires"}.get(
        count, f"{count} linked alerts fire"
    )


def _room_now(event: AlertFired | AlertResolved, context: SentenceContext, *, firing: bool) -> int:
    """How many alerts have changed like this at this moment, this one included."""
    alerts = context.incident.alerts.values()
    return sum(alert.changed == event.at and alert.firing is firing for alert in alerts)


def _room_fired(event: AlertFired, context: SentenceContext) -> Words:
    incident = context.incident
    place = _room_now(event, context, firing=True)
    if place > MANY:
        more = say("More alerts fire since then; how many: ", context.here("show"))
        return more if place == MANY + 1 else ""
    back = (
        incident.status == "mitigating"
        and "mitigated" in incident.milestones
        and len(incident.firing) == 1
    )
    return lines(
        say(f"Alert firing: {title(event.title)}, since ", context.when(event.started), "."),
        link(event.link),
        say("The stable minutes begin anew with the next ", context.here("mitigated"), ".")
        if back
        else "",
    )


def _room_resolved(event: AlertResolved, context: SentenceContext) -> Words:
    place = _room_now(event, context, firing=False)
    if place > MANY and event.remaining:
        return "More alerts are over." if place == MANY + 1 else ""
    left = alerts_text(event.remaining)
    over = f"Alert over: {title(event.title)}. {left[0].upper()}{left[1:]}."
    working = context.incident.status in WORKING - {"monitoring"}
    if event.remaining or not working:
        return over
    return lines(over, say("If the impact is stopped: ", context.here("mitigated")))


def _room_truncated(event: AlertsTruncated, _context: SentenceContext) -> str:
    noun = "alert was" if event.missing == 1 else "alerts were"
    return f"{event.missing} more {noun} left out by the sender; look at the source."


def _room_joined(event: GroupJoined, _context: SentenceContext) -> str:
    group = title(event.title)
    if event.storm:
        return f"Alert storm: {group} joined this incident."
    return f"A further alert group joined this incident: {group}."


def reopen_proposed(event: ReopenProposed, context: SentenceContext) -> Words:
    """The sentence that it fires again after it was resolved, and what to type."""
    what = clean(event.title, TITLE) or "An alert"
    fires = "still fires" if event.still else "fires again"
    return lines(
        f"{what} {fires}, and {context.incident.key} was resolved.",
        say("If it is back: ", context.anywhere("reopen <reason>")),
        say("To answer the page: ", context.anywhere("ack")),
    )


def reopen_withdrawn(event: ReopenWithdrawn, context: SentenceContext) -> Words:
    """The sentence that what fired after the resolution is over, and nobody is called any more."""
    what = clean(event.title, TITLE) or "The alert"
    return lines(
        f"{what} is over; {context.incident.key} stays resolved. Nobody else is called.",
        say("If it is back all the same: ", context.anywhere("reopen <reason>")),
    )


def _timeline_alert_fired(event: AlertFired, _names: Names, zone: str) -> str:
    began = local_text(event.started, zone, now=event.at)
    return f"Alert fired: {title(event.title)} (since {began})."


def _timeline_alert_resolved(event: AlertResolved, _names: Names, _zone: str) -> str:
    return f"Alert ended: {title(event.title)} ({event.remaining} still fired)."


def _timeline_truncated(event: AlertsTruncated, names: Names, _zone: str) -> str:
    return f"{names(event.by)} left {event.missing} more alerts out of its message."


def _timeline_joined(event: GroupJoined, _names: Names, _zone: str) -> str:
    storm = " as part of an alert storm" if event.storm else ""
    return f"A further alert group joined{storm}: {title(event.title)}."


ROOM: Final[Mapping[str, Sentence]] = {
    "alert-fired": _room_fired,
    "alert-resolved": _room_resolved,
    "alerts-truncated": _room_truncated,
    "group-joined": _room_joined,
    "reopen-proposed": reopen_proposed,
    "reopen-withdrawn": reopen_withdrawn,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "reopen-proposed": reopen_proposed,
    "reopen-withdrawn": reopen_withdrawn,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "alert-fired": _timeline_alert_fired,
    "alert-resolved": _timeline_alert_resolved,
    "alerts-truncated": _timeline_truncated,
    "reopen-proposed": lambda event, _n, _z: (
        f"Reopening was proposed: {title(event.title)} "
        f"{'still fired' if event.still else 'fired again'}."
    ),
    "reopen-withdrawn": lambda event, _n, _z: (
        f"Calling ended without an answer: {title(event.title)} was over."
    ),
    "group-joined": _timeline_joined,
}
