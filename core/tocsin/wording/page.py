"""What a paging tool reads out to somebody who was asleep a moment ago."""

from __future__ import annotations

from tocsin.domain.incident import Incident, Page
from tocsin.wording.clean import clean, title
from tocsin.wording.scene import stop


def text(page: Page, incident: Incident, *, prefix: str = "!") -> str:
    """One short sentence: how bad, what, which incident, what to reply.

    Args:
        page: The page that rings; its message is told where somebody wrote one.
        incident: The incident as it is now.
        prefix: The bot's command prefix.
    """
    drill = "DRILL, " if "drill" in incident.flags else ""
    severity = incident.severity or "New incident"
    message = f" {stop(clean(page.message, 120))}" if page.message.strip() else ""
    again = " (called again)" if page.round > 1 else ""
    return (
        f"{drill}{severity}: {title(incident.title, 80)} ({incident.key}){again}.{message} "
        f"To answer, reply: {prefix}incident {incident.key} ack"
    )
