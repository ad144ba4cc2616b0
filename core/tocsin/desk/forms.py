"""Every form: its name, and what draws it from what the desk knows at this moment.

A form is a line to type with holes in it; whoever sends it in says that line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tocsin.chat.forms import Form
from tocsin.desk.declare import declare_form, report_form
from tocsin.desk.form_fields import FormContext
from tocsin.desk.incident_lookup import room_incident
from tocsin.desk.message_context import ReadContext
from tocsin.desk.paging import acknowledge_form
from tocsin.desk.roles import assign_form
from tocsin.desk.verbs import VERBS
from tocsin.domain.incident import Incident
from tocsin.errors import InvalidValue, NotFound

OPENING: Final[Mapping[str, Callable[[ReadContext], Form]]] = MappingProxyType(
    {"declare": declare_form, "report": report_form}
)
OF_INCIDENT: Final[Mapping[str, Callable[[FormContext], Form | None]]] = MappingProxyType(
    {
        **{verb.form_name or verb.name: verb.form for verb in VERBS.values() if verb.form},
        "assign": assign_form,
        "acknowledge": acknowledge_form,
    }
)


def form(message: ReadContext, name: str, number: int | None = None) -> Form | None:
    """The form of this name, filled with what is known; None = there is none here and now.

    Whoever is in no team file may only report: that is the form they get in place of the one to
    declare, and no other, as what they filled in would be refused.

    Args:
        name: "" = the one that nothing but the first word opens: to declare; none in an incident's
            room, where that word shows its card.
        number: Of the incident; None = that of the room, else the one that is meant.
    """
    name = name or _first(message)
    if message.said.speaker not in message.people:
        name = "report" if name in OPENING else ""
    if name in OPENING:
        return OPENING[name](message)
    drawn = OF_INCIDENT.get(name)
    incident = _meant(message, number) if drawn is not None else None
    if drawn is None or incident is None or not message.may_show(incident):
        return None
    return drawn(FormContext(message=message, incident=incident))


def _first(message: ReadContext) -> str:
    return "declare" if room_incident(message.tx, message.said) is None else ""


def _meant(message: ReadContext, number: int | None) -> Incident | None:
    try:
        return message.which(number)
    except (NotFound, InvalidValue):
        return None
