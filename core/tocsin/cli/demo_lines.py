"""The lines of the demo: which rows are shown, as what, in which chapter and colour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from tocsin.domain.calendar import WEEKDAYS
from tocsin.simulate.rows import Row

INDENT: Final = "\n" + " " * 10
LONGEST: Final = 14
MINUTE: Final = timedelta(minutes=1)
# From which moment on which part of the process is played.
CHAPTERS: Final[tuple[tuple[timedelta, str], ...]] = (
    (timedelta(), "Detection and triage: monitoring calls, somebody answers"),
    (2 * MINUTE, "The team assembles; everybody knows what to do, and what not"),
    (4 * MINUTE, "Communicate: the room, the status page, customers"),
    (6 * MINUTE, "Investigate and mitigate: propose, approve, do"),
    (13 * MINUTE, "Monitoring: thirty stable minutes, kept by the clock"),
    (44 * MINUTE, "Resolve: the checklist, the thanks, the review meeting"),
    (180 * MINUTE, "Learn: the post-mortem, without blame"),
    (1690 * MINUTE, "The quarter in numbers"),
)


def chapter_heading(before: Row | None, row: Row) -> str:
    """Return the title that stands above a row, "" where the chapter goes on."""
    now = _chapter(row.offset)
    return now if before is None or _chapter(before.offset) != now else ""


def _chapter(offset: timedelta) -> str:
    return [title for begins, title in CHAPTERS if begins <= offset][-1]


def day_heading(before: Row | None, row: Row) -> str:
    """Return the day, where the row before was on another one: `Tue 2026-11-24`; else ""."""
    if before is None or before.at.date() == row.at.date():
        return ""
    return f"{WEEKDAYS[row.at.weekday()]} {row.at.date().isoformat()}"


def reading_lines(row: Row) -> int:
    """Return how long it takes to read a row, counted in lines."""
    return len(shown_row(row)[0].splitlines())


def shown_row(row: Row) -> tuple[str, str]:
    """Return a row as people see it, cut to what can be read in passing, and its colour."""
    line, style = _LINES[row.kind]
    shown = line(row).splitlines()
    more = [f"… {len(shown) - LONGEST} more lines"] if len(shown) > LONGEST + 1 else []
    kept = shown[:LONGEST] if more else shown
    return INDENT.join([*kept, *more]), style


def _place(row: Row) -> str:
    """The incident's room has a long name; in the demo there is only one."""
    return "#incident-…" if row.to.startswith("#incident-") else row.to


def _page(row: Row) -> str:
    data = row.data
    return f"☎ PAGE for @{row.to} by {data['provider']} ({data['outcome']}): {row.text}"


def _mail(row: Row) -> str:
    subject, _, text = row.text.partition("\n")
    to = "customers" if row.to == "customers" else f"@{row.to}"
    return f"✉ MAIL to {to}: {subject}" + (f"\n{text}" if to == "customers" else "")


def _topic(row: Row) -> str:
    return f"[{_place(row)}] topic: {row.text}"


Line = Callable[[Row], str]
_LINES: Final[dict[str, tuple[Line, str]]] = {
    "command": (lambda row: f"@{row.to}: {row.text}", "cyan"),
    "reply": (lambda row: f"[{_place(row)}] tocsin: {row.text}", ""),
    "message": (lambda row: f"[{_place(row)}] tocsin: {row.text}", ""),
    "page": (_page, "bold red"),
    "alert": (lambda r: f"⚠ ALERT from {r.to}: HTTP {r.data['status']} {r.incident}", "red"),
    "status_page": (lambda row: f"◉ STATUS PAGE: {row.text}", "green"),
    "email": (_mail, "magenta"),
    "calendar": (lambda row: f"▦ CALENDAR: {row.text}", "blue"),
    "ticket": (lambda row: f"▤ TICKET ({row.data['action']}): {row.text}", "blue"),
    "postmortem": (lambda row: f"✎ POST-MORTEM published in {row.to}:\n{row.text}", "green"),
    "topic": (_topic, "dim"),
}
SHOWN: Final = frozenset(_LINES) - {"topic"}
