"""Welcomes whoever joins the room of an incident by themselves, once."""

from __future__ import annotations

from typing import Final

from tocsin.desk.message_context import ReadContext
from tocsin.desk.reply import Reply
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.membership import members
from tocsin.wording.buttons import welcome_buttons
from tocsin.wording.catchup import joining_text

_TOLD: Final = "welcomed"


def newcomer_incident(message: ReadContext) -> Incident | None:
    """The incident somebody has just come to; None unless they are to be told where it stands.

    Whoever was called, has something to do in it or reported it knows; they were told as well.
    """
    speaker, incident = message.said.speaker, message.of_room()
    if incident is None or incident.status not in ACTIVE or speaker not in message.people:
        return None
    if not message.may_show(incident):
        return None
    if (
        speaker in members(incident)
        or message.tx.ref(incident.id, welcomed_key(speaker)) is not None
    ):
        return None
    return incident


def welcomed_key(person: str) -> str:
    """The name of the reference that says that somebody was told."""
    return f"{_TOLD}:{person}"


def welcome(message: ReadContext, incident: Incident) -> Reply:
    """Where it stands, in a few lines for them alone, with how to read on and to take a part."""
    words = joining_text(message.sentence_context(incident))
    return Reply(
        text=words, only_you=True, actions=welcome_buttons(incident, message.execute.now())
    )
