"""What a guest opens: no more than so many incidents an hour; beyond that, who can open one."""

from __future__ import annotations

from typing import Final

from tocsin.desk.ask import FormattedRefusal
from tocsin.desk.here import WriteContext
from tocsin.desk.teams import TeamFacts
from tocsin.engine.guests import is_guest, note_report, recent_reports
from tocsin.wording.guests import too_many_reports

TOO_MANY: Final = "TooManyReports"


def note_opened(here: WriteContext) -> None:
    """Count an incident that was opened just now, if a guest did."""
    if is_guest(here.said.speaker):
        note_report(here.tx, here.said.speaker, here.execute.now())


def may_open(here: WriteContext, team: TeamFacts) -> None:
    """Let a guest open one more incident.

    Raises:
        FormattedRefusal: They opened as many as they may; it says who can.
    """
    guest, now = here.said.speaker, here.execute.now()
    if not is_guest(guest):
        return
    if recent_reports(here.tx, guest, now) >= here.reports_per_hour:
        roster = here.execute.roster(here.tx, team.id)
        on_call = [roster.name(id) for id in roster.resolve("primary")]
        raise FormattedRefusal(
            too_many_reports(here.reports_per_hour, team.name, on_call, here.prefix), kind=TOO_MANY
        )
