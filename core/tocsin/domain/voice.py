"""What an incident's room is told at once, what waits for the next message, and why.

Who reads a room at night is best served by few messages: what asks nobody there to do anything,
and stands on the card, rides along with the next message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tocsin.domain import events as e


@dataclass(frozen=True, kw_only=True)
class Voice:
    """When the room hears of an event, and the reason.

    Args:
        when: `now` = a message goes out; `along` = it goes with the next one.
    """

    when: Literal["now", "along"]
    why: str


def _now(why: str) -> Voice:
    return Voice(when="now", why=why)


def _along(why: str) -> Voice:
    return Voice(when="along", why=why)


_DECIDES: Final = "what everybody does next hangs on it"
_ACTS: Final = "somebody here has to do something"
_ENDS: Final = "people here may stop, or must begin again"
_CALLS: Final = "whoever is here sees that help is called, or that it is not"
_WAITS: Final = "somebody waits for it"
_LEARNS: Final = "those who learn from it read it in the morning"

# Event type, or `type:role` where one role is told another way -> when its room hears.
VOICES: Final[Mapping[str, Voice]] = {
    "room-opened": _now("what to do at once"),
    "room-failed": _now("people have to know where it goes on"),
    "room-gone": _now("people have to know where it goes on"),
    "commander-left": _now(_ACTS),
    "outsiders-stay": _now(_ACTS),
    "context-told": _now("where to look first"),
    "accepted": _now(_DECIDES),
    "declined": _now(_ENDS),
    "merged": _now("people have to go elsewhere"),
    "merged-in": _now("people arrive from elsewhere"),
    "triage-answered": _now(_ACTS),
    "severity-changed": _now(_DECIDES),
    "flag-set": _now(_DECIDES),
    "flag-cleared": _now(_DECIDES),
    "service-set": _along("the opening message names where to look"),
    "role-assigned:ic": _now("who decides"),
    "role-assigned": _along("the card names who does what, and the person is told directly"),
    "handoff-offered": _now(_ACTS),
    "update-posted": _now("the process: an update in the room"),
    "mitigation-proposed": _now(_ACTS),
    "mitigation-approved": _now(_ACTS),
    "mitigation-rejected": _now("whoever would make the change must not"),
    "mitigation-done": _now(_ACTS),
    "mitigated": _now(_ENDS),
    "relapsed": _now(_ENDS),
    "alert-fired": _now(_DECIDES),
    "alert-resolved": _now(_DECIDES),
    "alerts-truncated": _along("the alerts beside it are told"),
    "group-joined": _now(_DECIDES),
    "reopen-proposed": _now(_ACTS),
    "reopen-withdrawn": _now(_ENDS),
    "page-requested": _now(_CALLS),
    "page-failed-over": _now(_CALLS),
    "page-undeliverable": _now(_ACTS),
    "page-unanswered": _now(_ACTS),
    "page-answered": _now(_WAITS),
    "acknowledged": _now("somebody is there, and nobody else is called"),
    "answer-uncounted": _now(_ACTS),
    "ladder-exhausted": _now(_ACTS),
    "plan-failed": _along("the built-in ladder calls; the team file is mended in the morning"),
    "step-unfilled": _now(_CALLS),
    "reminded": _now(_ACTS),
    "effect-died": _now(_ACTS),
    "customers-notified": _now("what customers read now"),
    "mail-refused": _now(_ACTS),
    "status-page-drafted": _now(_ACTS),
    "status-page-proposed": _now(_ACTS),
    "status-page-rejected": _now(_WAITS),
    "status-page-posted": _now("what customers read now"),
    "checked": _now(_ACTS),
    "resolved": _now(_ENDS),
    "reopened": _now(_ENDS),
    "closed": _now(_ENDS),
    "cause-labelled": _along(_LEARNS),
    "task-added": _now(_ACTS),
    "task-done": _along("the list of tasks holds it"),
    "meeting-planned": _now("when people meet"),
    "postmortem-drafted": _now(_ACTS),
    "postmortem-reviewed": _now(_ACTS),
    "postmortem-published": _now(_ENDS),
    "postmortem-filed": _now("where it can be read"),
    "postmortem-skipped": _now(_ENDS),
    "action-added": _now(_ACTS),
    "action-done": _along("the list of action items holds it"),
}


def is_told_at_once(event: e.Event) -> bool:
    """Whether a message goes to the incident's room because of this event."""
    if isinstance(event, e.Reminded) and event.hears != "room":
        return False
    role = f"{event.type}:{event.role}" if isinstance(event, e.RoleAssigned) else ""
    found = VOICES.get(role) or VOICES.get(event.type)
    return found is not None and found.when == "now"
