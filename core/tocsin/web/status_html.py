"""The status page as HTML: readable on a phone, without script, in light and dark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from tocsin.web.pages import Pages
from tocsin.web.status_view import Indicator, ShownIncident, StatusView

DAY: Final = timedelta(days=1)
# Not by colour alone: each has a sign and words as well.
SIGNS: Final[dict[Indicator, str]] = {"none": "✓", "minor": "!", "major": "!", "critical": "×"}
WORDS: Final[dict[Indicator, str]] = {
    "none": "Operational",
    "minor": "Degraded",
    "major": "Partial outage",
    "critical": "Major outage",
}


def status_page_html(pages: Pages, view: StatusView) -> bytes:
    """Return the HTML page; the template escapes every text in it."""

    def when(at: datetime) -> str:
        """The year is left out while it is this one."""
        local, year = at.astimezone(view.timezone), view.at.astimezone(view.timezone).year
        return f"{local:%d %b, %H:%M %Z}" if local.year == year else f"{local:%d %b %Y, %H:%M %Z}"

    text = pages.text(
        "status",
        view=view,
        signs=SIGNS,
        words=WORDS,
        when=when,
        machine=lambda at: at.astimezone(UTC).isoformat(timespec="seconds"),
        lasted=duration_text,
        yesterday=view.at - DAY,
    )
    return text.encode(errors="replace")


def duration_text(notice: ShownIncident) -> str:
    """Return how long an incident took, as `1 h 5 min`."""
    ends = notice.resolved or notice.updated
    minutes = max(1, round((ends - notice.started).total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (rest if not days else 0, "min"))
    return " ".join(f"{many} {unit}" for many, unit in parts if many)
