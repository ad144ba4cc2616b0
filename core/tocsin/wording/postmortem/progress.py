"""The progress of the post-mortem and its action items, in a phrase."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tocsin.chat import Text
from tocsin.domain.action_items import open_actions
from tocsin.domain.calendar import local_text
from tocsin.domain.postmortem import OVER, SECTIONS, required
from tocsin.wording.clean import clean
from tocsin.wording.composing import say
from tocsin.wording.sentence_context import SentenceContext


def moment(at: datetime, context: SentenceContext) -> str:
    """`2026-11-23 10:00 CET`: a day that still says something in a year."""
    zone = context.incident.timezone
    return f"{at.astimezone(ZoneInfo(zone)).date().isoformat()} {local_text(at, zone)}"


def state(context: SentenceContext) -> str:
    """`draft from the record`, `draft of Ana, 2 reviews`, `published 2026-11-25 …`, `skipped`."""
    postmortem = context.incident.postmortem
    if postmortem.published is not None:
        return f"published {moment(postmortem.published, context)}"
    if postmortem.skipped:
        return f"skipped ({clean(postmortem.skipped)})"
    count = len(postmortem.reviews)
    reviews = {0: "", 1: ", 1 review"}.get(count, f", {count} reviews")
    author = context.name(postmortem.drafted_by) if postmortem.drafted_by else ""
    return f"draft of {author}{reviews}" if author else f"draft from the record{reviews}"


def actions_line(context: SentenceContext) -> str:
    """`2 action items are open; next 1 (Bo, 2026-12-01).`, or "" where there are none."""
    waiting = open_actions(context.incident)
    if not waiting:
        return ""
    first, count = waiting[0], len(waiting)
    many = "1 action item is open" if count == 1 else f"{count} action items are open"
    return f"{many}; next {first.n} ({context.name(first.owner)}, {first.due})."


def card_line(context: SentenceContext) -> str:
    """One line for the card: `Post-mortem: draft of Ana. 1 action item is open; …`, or ""."""
    incident = context.incident
    begun = incident.postmortem.drafted is not None or incident.postmortem.published is not None
    shown = incident.status in OVER and (begun or required(incident))
    document = f"Post-mortem: {state(context)}." if shown else ""
    return " ".join(part for part in (document, actions_line(context)) if part)


def how_to_write(context: SentenceContext) -> Text:
    """The commands that fill a section, and the list of sections."""
    write = context.anywhere("postmortem <section> <text>")
    return say("Write: ", write, f"; sections: {', '.join(SECTIONS)}.")
