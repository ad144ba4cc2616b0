"""What an account holds, and what changes in it: later than it was asked for. No HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Json = dict[str, Any]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANA, BO = "8d43133c-0000-4e95-bf2b-00000000000a", "8d43133c-0000-4e95-bf2b-00000000000b"
USERS = {ANA: ("Ana Lima", "ana@example.org"), BO: ("Bo Olsen", "bo@example.org")}
TEAM, NIGHT = "4513b7ea-3b91-438f-b7e4-e3e54af9147c", "90098a1b-0000-4000-8000-000000000001"
PRIMARY, EMPTY = "d875a1b0-0000-4000-8000-000000000001", "d875a1b0-0000-4000-8000-000000000002"


class Refused(Exception):
    """What the API answers in place of taking a request."""

    def __init__(self, status: int, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, "took": 0.001, "requestId": "r-refused"}
        if code:
            self.body["code"] = code


@dataclass(kw_only=True)
class Alert:
    """An alert; two may have one alias as long as one of them is closed."""

    id: str
    alias: str
    message: str
    description: str = ""
    priority: str = "P3"
    responders: list[Json] = field(default_factory=list)
    details: Json = field(default_factory=dict)
    status: Literal["open", "closed"] = "open"
    acknowledged: bool = False
    count: int = 1
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class Work:
    """A request that was taken; `left` is after how many others it is worked on."""

    action: str
    do: Callable[[], str]
    left: int
    done: bool | None = None
    said: str = ""
    alert: str = ""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One period of a schedule; `through` is the escalation that it is rung through."""

    user: str
    schedule: str
    start: datetime
    end: datetime
    through: str = ""


def _shifts() -> list[Shift]:
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    days = zip(range(-1, 9), [ANA, BO] * 5, strict=True)
    return [
        Shift(
            user=user,
            schedule=PRIMARY,
            start=monday + timedelta(days=day),
            end=monday + timedelta(days=day + 1),
        )
        for day, user in days
    ]


@dataclass(kw_only=True)
class Account:
    """All of it. A test changes what it likes.

    Attributes:
        lag: After how many more requests one that was taken is worked on.
        is_stuck: Whether nothing is worked on until `work` is called.
    """

    users: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(USERS))
    teams: dict[str, str] = field(default_factory=lambda: {TEAM: "Payments"})
    escalations: dict[str, str] = field(default_factory=lambda: {NIGHT: "Night"})
    schedules: dict[str, str] = field(default_factory=lambda: {PRIMARY: "Primary", EMPTY: "Empty"})
    shifts: list[Shift] = field(default_factory=_shifts)
    alerts: list[Alert] = field(default_factory=list)
    works: dict[str, Work] = field(default_factory=dict)
    lag: int = 1
    is_stuck: bool = False

    def alert(self, alias: str) -> Alert:
        """The newest alert of an alias."""
        return [one for one in self.alerts if one.alias == alias][-1]

    def found(self, key: str, by: str) -> Alert | None:
        """The alert of an id or an alias; of several the open one."""
        same = [one for one in self.alerts if key == (one.alias if by == "alias" else one.id)]
        return next((one for one in same if one.status == "open"), same[-1] if same else None)

    def take(self, action: str, do: Callable[[], str]) -> str:
        """Keep a request for later; its id."""
        key = f"43a29c5c-3dbf-4fa4-9c26-{len(self.works):012d}"
        self.works[key] = Work(action=action, do=do, left=self.lag + 1)
        return key

    def tick(self, by: int = 1) -> None:
        """A request came in: those before it are nearer to being worked on."""
        for one in self.works.values():
            one.left -= by
            if not self.is_stuck and one.done is None and one.left <= 0:
                _work(one)

    def work(self) -> None:
        """Work on everything that is taken."""
        self.is_stuck = False
        self.tick(self.lag + 1)

    def opened(self, wanted: Json) -> str:
        """A new alert, or one more of the open one with its alias. Raises Refused."""
        there = self.found(wanted["alias"], "alias")
        if there is not None and there.status == "open":
            there.count += 1
            return there.id
        for one in wanted.get("responders", []):
            self._known(one)
        made = Alert(
            id=f"70413a06-38d6-4c85-92b8-5ebc900d42e2-{1763633700000 + len(self.alerts)}",
            alias=wanted["alias"],
            message=wanted["message"],
            description=wanted.get("description", ""),
            priority=wanted.get("priority", "P3"),
            responders=wanted.get("responders", []),
            details=wanted.get("details", {}),
        )
        self.alerts.append(made)
        return made.id

    def changed(self, action: str, key: str, by: str, wanted: Json) -> str:
        """Acknowledged, closed or noted. Raises Refused."""
        alert = self.found(key, by)
        if alert is None:
            raise Refused(404, "Alert does not exist")
        if alert.status == "closed" and action in ("acknowledge", "close"):
            raise Refused(409, "Alert is already closed")
        if alert.acknowledged and action == "acknowledge":
            raise Refused(409, "Alert is already acknowledged")
        if action == "acknowledge":
            alert.acknowledged = True
        elif action == "close":
            alert.status = "closed"
        if wanted.get("note"):
            alert.notes.append((wanted.get("user", ""), wanted["note"]))
        return alert.id

    def _known(self, responder: Json) -> None:
        kind = responder["type"]
        held: dict[str, dict[str, Any]] = {
            "user": {key: mail for key, (_, mail) in self.users.items()},
            "team": self.teams,
            "schedule": self.schedules,
            "escalation": self.escalations,
        }
        name = responder.get("username") or responder.get("name")
        if responder.get("id") not in held[kind] and name not in held[kind].values():
            raise Refused(422, f"Responder {name or responder.get('id')} is not found")


def _work(one: Work) -> None:
    try:
        one.alert = one.do()
        one.done, one.said = True, f"{one.action} is done"
    except Refused as why:
        one.done, one.said = False, str(why)
