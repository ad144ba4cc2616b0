"""The limit of incidents a guest may open in an hour."""

from __future__ import annotations

from typing import Final

from tocsin.config.values import Team
from tocsin.desk.message_context import WriteContext
from tocsin.desk.request import FormattedRefusal
from tocsin.engine.guests import is_guest, note_report, recent_reports
from tocsin.wording.guests import too_many_reports

TOO_MANY: Final = "TooManyReports"


def note_opened(message: WriteContext) -> None:
    """Count an incident that was opened just now, if a guest did."""
    if is_guest(message.said.speaker):
        note_report(message.tx, message.said.speaker, message.execute.now())


def require_may_open(message: WriteContext, team: Team) -> None:
    """Let a guest open one more incident.

    Raises:
        FormattedRefusal: They opened as many as they may; it says who can.
    """
    guest, now = message.said.speaker, message.execute.now()
    if not is_guest(guest):
        return
    if recent_reports(message.tx, guest, now) >= message.reports_per_hour:
        roster = message.execute.roster(message.tx, team.id)
        on_call = [roster.name(id) for id in roster.resolve("primary")]
        raise FormattedRefusal(
            too_many_reports(message.reports_per_hour, team.name, on_call, message.prefix),
            kind=TOO_MANY,
        )
