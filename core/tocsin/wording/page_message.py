"""The text that a paging tool reads out."""

from __future__ import annotations

from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page
from tocsin.domain.titles import display_title, is_drill, is_hidden
from tocsin.wording.clean import clean, title
from tocsin.wording.composing import with_full_stop


def text(page: Page, incident: Incident, *, prefix: str = "!") -> str:
    """One short sentence: how bad, what, which incident, what to reply.

    Of a private incident a paging tool learns only that there is one.

    Args:
        page: The page that rings; its message is told where somebody wrote one.
        incident: The incident as it is now.
        prefix: The bot's command prefix.
    """
    drill = "DRILL, " if is_drill(incident) else ""
    severity = incident.severity or "New incident"
    hidden, what = is_hidden(incident, "page"), display_title(incident, "page", mark=False)
    named = what if hidden else f"{title(what, 80)} ({incident.key})"
    told = page.message.strip() and not hidden
    message = f" {with_full_stop(clean(page.message, 120))}" if told else ""
    again = " (called again)" if page.round > 1 else ""
    return (
        f"{drill}{severity}: {named}{again}.{message} "
        f"To answer, reply: {prefix}incident {incident.key} ack"
    )
