"""What an account of PagerDuty holds, and what changes in it. No HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Json = dict[str, Any]
Status = Literal["triggered", "acknowledged", "resolved"]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
USERS = {
    "PUANA01": ("Ana Lima", "ana@example.org"),
    "PUBO001": ("Bo Olsen", "bo@example.org"),
    "PUBOT01": ("Tocsin", "tocsin@example.org"),
}
SERVICES = {"PSVC001": "Checkout", "PSVC002": "payments"}
PRIORITIES = {"PPRIO01": "P1", "PPRIO02": "P2"}


class Refused(Exception):
    """What the API answers in place of doing it."""

    def __init__(self, status: int, code: int, message: str, *errors: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message, "errors": list(errors)}}


@dataclass(kw_only=True)
class Incident:
    """An incident; `key` is None for one that events opened: its alert has it."""

    id: str
    title: str
    service: str
    key: str | None
    alert: str = ""
    assigned: list[str] = field(default_factory=list)
    status: Status = "triggered"
    priority: str = ""
    details: str = ""
    urgency: str = "high"
    notes: list[tuple[str, str]] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One entry of `/oncalls`."""

    user: str
    schedule: str
    policy: str = "PEP0001"
    level: int = 1
    start: datetime | None = None
    end: datetime | None = None


def _shifts() -> list[Shift]:
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    turns = [
        Shift(
            user=user,
            schedule="PSCHED1",
            start=monday + timedelta(days=day),
            end=monday + timedelta(days=day + 1),
        )
        for day, user in zip(range(-1, 9), ["PUANA01", "PUBO001"] * 5, strict=True)
    ]
    return [*turns, Shift(user="PUBO001", schedule="", level=2)]


@dataclass(kw_only=True)
class Account:
    """All of it. A test changes what it likes."""

    users: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(USERS))
    services: dict[str, str] = field(default_factory=lambda: dict(SERVICES))
    states: dict[str, str] = field(default_factory=dict)
    priorities: dict[str, str] = field(default_factory=lambda: dict(PRIORITIES))
    schedules: set[str] = field(default_factory=lambda: {"PSCHED1", "PEMPTY1"})
    shift_schedules: set[str] = field(default_factory=lambda: {"PNEWSCH"})
    policies: set[str] = field(default_factory=lambda: {"PEP0001"})
    shifts: list[Shift] = field(default_factory=_shifts)
    abilities: set[str] = field(default_factory=lambda: {"coordinated_responding"})
    incidents: dict[str, Incident] = field(default_factory=dict)
    changes: list[Json] = field(default_factory=list)

    def user_with(self, email: str) -> str:
        """The id of whoever has this address, "" for nobody."""
        return next((key for key, (_, mail) in self.users.items() if mail == email), "")

    def keyed(self, key: str) -> Iterator[Incident]:
        """The incidents of a key: their own, or that of their alert."""
        return (one for one in self.incidents.values() if key in (one.key, one.alert))

    def opened(self, wanted: Json) -> Incident:
        """A new incident. Raises Refused."""
        service, key = wanted["service"]["id"], wanted.get("incident_key", "")
        if service not in self.services:
            raise Refused(400, 2001, "Invalid Input Provided", "Service not found")
        if any(one.status != "resolved" and one.service == service for one in self.keyed(key)):
            why = "Open incident with matching dedup key already exists on this service"
            raise Refused(400, 2001, "Invalid Input Provided", why)
        people = [one["assignee"]["id"] for one in wanted.get("assignments", [])]
        if not set(people) <= set(self.users):
            raise Refused(400, 2001, "Invalid Input Provided", "Assignee not found")
        priority = wanted.get("priority", {}).get("id", "")
        if priority and priority not in self.priorities:
            raise Refused(400, 2001, "Invalid Input Provided", "Priority not found")
        if len(wanted["title"]) > 1024:
            raise Refused(400, 2001, "Invalid Input Provided", "Title is too long")
        made = self._new(wanted["title"], service, key)
        made.assigned, made.priority, made.urgency = people, priority, wanted.get("urgency", "high")
        made.details = wanted.get("body", {}).get("details", "")
        return made

    def triggered(self, key: str, payload: Json, service: str) -> None:
        """What an event opens, or adds to what is open."""
        open_ones = [one for one in self.keyed(key) if one.status != "resolved"]
        if not open_ones:
            made = self._new(payload["summary"], service, None)
            made.alert, made.assigned = key, ["PUANA01"]
            made.details = str(payload.get("custom_details", ""))

    def _new(self, title: str, service: str, key: str | None) -> Incident:
        number = len(self.incidents) + 1
        made = Incident(id=f"Q{number:013d}", title=title, service=service, key=key)
        self.incidents[made.id] = made
        return made

    def changed(self, incident: Incident, wanted: Json, by: str) -> None:
        """A new state. Raises Refused; what is resolved and acknowledged is opened again."""
        status = wanted.get("status", incident.status)
        if incident.status == "resolved" and status == "resolved":
            raise Refused(400, 2001, "Invalid Input Provided", "Incident Already Resolved")
        if "status" in wanted:
            incident.log.append(f"{status} by {by}")
            incident.status = status
            incident.assigned = [by] if status == "acknowledged" and by else incident.assigned
        if wanted.get("resolution"):
            incident.log.append(wanted["resolution"])

    def asked(self, incident: Incident, users: list[str]) -> None:
        """Responders that are asked for. Raises Refused."""
        if "coordinated_responding" not in self.abilities:
            raise Refused(402, 2014, "Account does not have the ability to request responders")
        if incident.status == "resolved":
            raise Refused(400, 2001, "Invalid Input Provided", "Incident is resolved")
        for user in users:
            incident.asked.setdefault(user, "pending")

    def change(
        self,
        summary: str,
        at: datetime,
        service: str = "PSVC001",
        url: str = "",
        details: Json | None = None,
    ) -> None:
        """A deploy tool told of a change."""
        self.changes.append(
            {
                "id": f"01CHANGE{len(self.changes):04d}",
                "type": "change_event",
                "summary": summary,
                "timestamp": at.isoformat().replace("+00:00", "Z"),
                "services": [
                    {"id": service, "type": "service_reference", "summary": self.services[service]}
                ],
                "links": [{"href": url, "text": "build"}] if url else [],
                "custom_details": details or {},
            }
        )
