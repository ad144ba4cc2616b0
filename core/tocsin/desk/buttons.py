"""The buttons under a reply: what may be done next, by whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tocsin.chat.forms import Action
from tocsin.desk.forms import OF_INCIDENT
from tocsin.desk.here import Looking
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import WORKING
from tocsin.wording import actions

Draws = Callable[[Incident, datetime], tuple[Action, ...]]
# A verb whose form is called otherwise.
_FORMS: Final = {"assign": "roles", "check": "checklist"}


def under(here: Looking, verb: str, before: Incident) -> tuple[Action, ...]:
    """Under the reply to a verb that was understood: in the incident's room as the room's own.

    Where others read of something private, nothing tells how it stands.
    """
    after = here.tx.incident(before.id)
    if after is None or not here.aside(after):
        return ()
    draws = NEXT.get(verb)
    own = draws(after, here.execute.now()) if draws is not None else ()
    return tuple(dict.fromkeys((*own, *_of_room(here, before, after))))[: actions.MOST]


def instead(here: Looking, verb: str, incident: Incident) -> tuple[Action, ...]:
    """Under the reply to a verb behind which something was missing: the form that asks for it."""
    name = _FORMS.get(verb, verb)
    drawn = name in OF_INCIDENT and here.aside(incident)
    return (actions.act(incident, "Fill it in", verb, form=name),) if drawn else ()


def _of_room(here: Looking, before: Incident, after: Incident) -> tuple[Action, ...]:
    own = here.of_room()
    if own is None or own.id != after.id or after.version == before.version:
        return ()
    kept = here.tx.events(after.id, before.version)
    told = (one.event for one in kept if one.event is not None)
    return tuple(action for event in told for action in actions.on_room(event, after))


def _checking(incident: Incident, now: datetime) -> tuple[Action, ...]:
    ends = (actions.act(incident, "Resolve", "resolve", style="main"),)
    left = actions.checking(incident, now)
    return left or (ends if incident.status in WORKING else ())


def _judging(incident: Incident, _now: datetime) -> tuple[Action, ...]:
    return actions.judging(incident)


def _updating(incident: Incident, _now: datetime) -> tuple[Action, ...]:
    return actions.updating(incident)


NEXT: Final[Mapping[str, Draws]] = MappingProxyType(
    {
        "triage": _judging,
        "severity": _judging,
        "update": _updating,
        "check": _checking,
        "show": actions.on_card,
        "next": actions.on_card,
        "catchup": actions.on_card,
    }
)
