"""Doubles of logs, graphs, changes and firing alerts, which answer from files of the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tocsin.providers import (
    AlertCapability,
    AlertEvent,
    AlertRef,
    AlertSource,
    Call,
    Change,
    ChangeCapability,
    Changes,
    FiringAlert,
    Graph,
    GraphQuery,
    Graphs,
    LogQuery,
    LogResult,
    LogRow,
    Logs,
    MadeChange,
    RawRequest,
    Received,
    RecordsChanges,
    Window,
)
from tocsin.simulate.provider_doubles import DoubledInstance

PICTURE = b"\x89PNG\r\n\x1a\n"
LARGEST_FILE = 1024 * 1024


class LogsDouble:
    """A logs double: answers from `logs.<instance>.txt` beside the scenario.

    Each line of the file is an entry of that moment; a query finds the lines that hold its text.
    """

    def __init__(self, part: DoubledInstance[Logs]) -> None:
        """Faults of `logs.<instance>` apply."""
        self._asked = part.asked
        self._file = part.stage.folder / f"{part.target}.txt"

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """Return the last lines that contain the text; none without a file."""
        self._asked(query.text)
        found = [line for line in _lines(self._file) if query.text in line]
        rows = tuple(LogRow(text=line, at=call.at) for line in found[-query.rows :])
        return LogResult(rows=rows, truncated=len(rows) < len(found))


class GraphsDouble:
    """A graphs double: draws nothing, and says what it would have drawn."""

    def __init__(self, part: DoubledInstance[Graphs]) -> None:
        """Faults of `graphs.<instance>` apply."""
        self._asked = part.asked

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        """Return the magic bytes of a PNG and no more."""
        self._asked(query.text)
        return Graph(png=PICTURE, alt=f"graph of {query.name or query.text}")


class ChangesDouble:
    """A changes double: answers from `changes.<instance>.txt` beside the scenario.

    Each line of the file is a change: its moment (RFC 3339), its service or `-`, and its title.
    What it is told of is answered too.
    """

    def __init__(self, part: DoubledInstance[Changes]) -> None:
        """Faults of `changes.<instance>` apply."""
        self._asked = part.asked
        self._file = part.stage.folder / f"{part.target}.txt"
        self._touch = part.touch
        self._recorded = part.stage.recorded.setdefault((part.team.id, part.instance), {})
        real = part.real
        self.capabilities: frozenset[ChangeCapability] = (
            real.capabilities if isinstance(real, RecordsChanges) else frozenset()
        )

    def record(self, change: MadeChange, call: Call) -> None:
        """Keep the change under its key."""
        self._touch()
        self._recorded[change.key] = Change(
            id=change.key,
            at=change.at,
            title=change.title,
            what=change.what,
            service=change.service,
            person=change.person,
            link=change.link,
            recorded=change.key,
        )

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """Return the changes of the file within the window; none without a file."""
        self._asked(service)
        found = [change for change in map(_as_change, _lines(self._file)) if change is not None]
        held = [
            change
            for change in (*found, *self._recorded.values())
            if window.start <= change.at < window.end
        ]
        of = [change for change in held if service in ("", change.service)]
        return tuple(sorted(of, key=lambda change: change.at, reverse=True))


class ShiftedSource:
    """An alert source whose files are moved into the scenario's time by one offset."""

    def __init__(self, part: DoubledInstance[AlertSource]) -> None:
        """Not shifted until the first file; the offset outlives restarts."""
        self._real = part.real
        self._asked = part.asked
        self._touch = part.touch
        self._shifts = part.stage.shifts
        self._place = (part.team.id, part.instance)
        self._firing = part.stage.firing.setdefault(self._place, {})
        able: frozenset[AlertCapability] = getattr(part.real, "capabilities", frozenset())
        self.capabilities = able

    def authenticate(self, request: RawRequest) -> None:
        """Accept every request."""

    def receive(self, request: RawRequest) -> Received:
        """Return what the real source reads, with its times shifted."""
        received = self._real.receive(request)
        starts = [alert.starts_at for group in received.groups for alert in group.alerts]
        if starts:
            self._shifts.setdefault(self._place, request.received - min(starts))
        shift = self._shifts.get(self._place, timedelta())
        groups = tuple(
            replace(group, alerts=tuple(_shifted(alert, shift) for alert in group.alerts))
            for group in received.groups
        )
        for group in groups:
            for alert in group.alerts:
                self._note(alert, group.service)
        return replace(received, groups=groups)

    def _note(self, alert: AlertEvent, service: str) -> None:
        if alert.status == "resolved":
            self._firing.pop(alert.fingerprint, None)
            return
        self._firing[alert.fingerprint] = FiringAlert(
            fingerprint=alert.fingerprint,
            title=alert.title,
            since=alert.starts_at,
            severity=alert.severity,
            service=service,
            labels=alert.labels,
        )

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        """Return the alerts that fire by the files posted so far."""
        self._asked("firing")
        return tuple(sorted(self._firing.values(), key=lambda alert: alert.since, reverse=True))

    def acknowledge(self, alerts: Sequence[AlertRef], call: Call) -> None:
        """Do nothing: what is acknowledged fires on."""
        self._touch()

    def resolve(self, alerts: Sequence[AlertRef], call: Call) -> None:
        """Let these alerts fire no more."""
        self._touch()
        for alert in alerts:
            self._firing.pop(alert.fingerprint, None)


def _shifted(alert: AlertEvent, shift: timedelta) -> AlertEvent:
    ends = None if alert.ends_at is None else _moved(alert.ends_at, shift)
    return replace(alert, starts_at=_moved(alert.starts_at, shift), ends_at=ends)


def _moved(at: datetime, shift: timedelta) -> datetime:
    """The moment moved; one that would fall off the calendar stays where it is."""
    try:
        return at + shift
    except OverflowError:
        return at


def _as_change(line: str) -> Change | None:
    """The change a line tells of, or None where it tells of none."""
    at, service, title = [*line.split(maxsplit=2), "", "", ""][:3]
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None or not title:
        return None
    return Change(id=line, at=moment, title=title, service=service.removeprefix("-"))


def _lines(file: Path) -> list[str]:
    if not file.is_file():
        return []
    with file.open("rb") as opened:
        text = opened.read(LARGEST_FILE).decode("utf-8", "replace")
    return [line for line in text.splitlines() if line]
