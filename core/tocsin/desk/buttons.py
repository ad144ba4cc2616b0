"""The buttons under a reply: what may be done next, by whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tocsin.chat.forms import Action
from tocsin.desk.confirmations import mark_for
from tocsin.desk.forms import OF_INCIDENT, OPENING
from tocsin.desk.message_context import ReadContext
from tocsin.desk.verb import Verb
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import WORKING
from tocsin.errors import InvalidValue
from tocsin.wording import buttons
from tocsin.wording.forms import FILL_IN, OTHER_WORDS

DrawButtons = Callable[[Incident, datetime], tuple[Action, ...]]


def view_buttons(message: ReadContext, verb: Verb, incident: Incident) -> tuple[Action, ...]:
    """The buttons under what a verb shows; none where others read of something private."""
    draws = NEXT.get(verb.name)
    return draws(incident, message.execute.now()) if draws and message.may_show(incident) else ()


def reply_buttons(message: ReadContext, verb: Verb, before: Incident) -> tuple[Action, ...]:
    """The buttons under the reply to a verb: in the incident's room those of the room too.

    A verb that has changed nothing has shown what would go out, and waits for a yes.
    """
    after = message.tx.incident(before.id)
    if after is None or not message.may_show(after):
        return ()
    if verb.preview is not None and after.version == before.version:
        mark = mark_for(message.tx, message.said.speaker, after)
        return (*buttons.confirmation_buttons(after, mark), *_reworded(verb, after))
    own = view_buttons(message, verb, after)
    return tuple(dict.fromkeys((*own, *_of_room(message, before, after))))[: buttons.MOST]


def _reworded(verb: Verb, incident: Incident) -> tuple[Action, ...]:
    """The form of what was shown, to say it otherwise."""
    drawn = verb.name in OF_INCIDENT
    return (buttons.verb_button(incident, OTHER_WORDS, verb.name, form=verb.name),) if drawn else ()


def opening_buttons(message: ReadContext, incident: Incident) -> tuple[Action, ...]:
    """The buttons for who opened an incident that is not judged yet, and may judge it."""
    judges = message.may_show(incident) and message.said.speaker in message.people
    return buttons.triage_buttons(incident) if judges else ()


def first_button(message: ReadContext) -> tuple[Action, ...]:
    """The button under the help that is shown where only the first word was typed: how to begin."""
    name = "declare" if message.said.speaker in message.people else "report"
    line = f"incident {name}"
    return (Action(label=name.capitalize(), command=line, form=name, style="main"),)


def missing_part_button(
    message: ReadContext, verb: Verb, error: Exception, incident: Incident | None = None
) -> tuple[Action, ...]:
    """The button under the reply to a verb behind which something was missing: its form."""
    name = verb.form_name or verb.name
    if not isinstance(error, InvalidValue):
        return ()
    if incident is None:
        line = f"incident {verb.name}"
        return (Action(label=FILL_IN, command=line, form=name),) if name in OPENING else ()
    drawn = name in OF_INCIDENT and message.may_show(incident)
    return (buttons.verb_button(incident, FILL_IN, verb.name, form=name),) if drawn else ()


def _of_room(message: ReadContext, before: Incident, after: Incident) -> tuple[Action, ...]:
    own = message.of_room()
    if own is None or own.id != after.id or after.version == before.version:
        return ()
    kept = message.tx.events(after.id, before.version)
    told = (row.event for row in kept if row.event is not None)
    return tuple(action for event in told for action in buttons.room_message_buttons(event, after))


def _checking(incident: Incident, now: datetime) -> tuple[Action, ...]:
    ends = (buttons.verb_button(incident, "Resolve", "resolve", style="main"),)
    left = buttons.checklist_buttons(incident, now)
    return left or (ends if incident.status in WORKING else ())


def _judging(incident: Incident, _now: datetime) -> tuple[Action, ...]:
    return buttons.triage_buttons(incident)


def _updating(incident: Incident, _now: datetime) -> tuple[Action, ...]:
    return buttons.update_buttons(incident)


NEXT: Final[Mapping[str, DrawButtons]] = MappingProxyType(
    {
        "triage": _judging,
        "severity": _judging,
        "update": _updating,
        "check": _checking,
        "show": buttons.card_buttons,
        "next": buttons.card_buttons,
        "catchup": buttons.card_buttons,
    }
)
