"""What a page of Statuspage holds, and what changes in it. No HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
COMPONENTS: Final = {"cmpcheckout1": "Checkout", "cmpsearch001": "Search", "cmplogin0001": "Login"}
PHASES: Final = ("investigating", "identified", "monitoring", "resolved")
IMPACTS: Final = ("none", "maintenance", "minor", "major", "critical")
STATUSES: Final = (
    "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"
)  # fmt: skip
BY_WORST: Final = {
    "operational": "none", "under_maintenance": "maintenance", "degraded_performance": "minor",
    "partial_outage": "major", "major_outage": "critical",
}  # fmt: skip


class Refused(Exception):
    """What the API answers in place of doing it."""

    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(*errors)
        self.status = status
        self.body = {"error": list(errors) if status == 422 else errors[0]}


@dataclass(kw_only=True)
class Update:
    """One entry of an incident; `notified` says whether subscribers heard of it."""

    id: str
    status: str
    body: str
    notified: bool


@dataclass(kw_only=True)
class Incident:
    """An incident of the page, the oldest of its updates first."""

    id: str
    name: str
    status: str = "investigating"
    impact_override: str | None = None
    impact: str = "none"
    updates: list[Update] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    draft: str = ""
    postmortem: str = ""
    postmortem_notified: bool | None = None


@dataclass(kw_only=True)
class Site:
    """All of it. A test changes what it likes."""

    id: str = "pageshop0001"
    name: str = "Shop"
    components: dict[str, str] = field(default_factory=lambda: dict(COMPONENTS))
    states: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    made: int = 0

    def opened(self, wanted: Json) -> Incident:
        """A new incident. Raises Refused."""
        if not wanted.get("name"):
            raise Refused(422, "Name can't be blank")
        self._check(wanted)
        self.made += 1
        one = Incident(id=f"inc{self.made:09d}", name=wanted["name"])
        self.incidents[one.id] = one
        self._change(one, wanted)
        return one

    def changed(self, one: Incident, wanted: Json) -> None:
        """New fields; a text is a new update. Raises Refused."""
        self._check(wanted)
        self._change(one, wanted)

    def by_hand(self, one: Incident, **wanted: Any) -> None:
        """Somebody at the manage portal changes it."""
        self._change(one, {"deliver_notifications": False, **wanted})

    def published(self, one: Incident, notify: bool) -> None:
        """The draft is what readers see. Raises Refused."""
        if one.status != "resolved" or not one.draft:
            raise Refused(400, "the incident is not resolved, or there is no draft")
        one.postmortem, one.postmortem_notified = one.draft, notify

    def _check(self, wanted: Json) -> None:
        statuses = wanted.get("components", {})
        ids = {*wanted.get("component_ids", []), *statuses}
        wrong = [
            fault
            for fault, right in (
                ("Name is too long", len(wanted.get("name", "")) <= 255),
                ("Body is too long", len(wanted.get("body", "")) <= 25_000),
                ("Status is not included in the list", wanted.get("status", "") in ("", *PHASES)),
                ("Impact is not in the list", wanted.get("impact_override", "none") in IMPACTS),
                ("Component is not on this page", ids <= set(self.components)),
                ("Component status is unknown", set(statuses.values()) <= set(STATUSES)),
                ("Metadata values must be objects", _is_deep(wanted.get("metadata", {}))),
            )
            if not right
        ]
        if wrong:
            raise Refused(422, *wrong)

    def _change(self, one: Incident, wanted: Json) -> None:
        for name in ("name", "status", "impact_override", "metadata"):
            if name in wanted:
                setattr(one, name, wanted[name])
        one.components = wanted.get("component_ids", one.components)
        self.states |= wanted.get("components", {})
        worst = max((self.state(key) for key in one.components), key=STATUSES.index, default="")
        one.impact = one.impact_override or BY_WORST.get(worst, "none")
        if wanted.get("body"):
            update = Update(
                id=f"upd{len(one.updates):09d}",
                status=one.status,
                body=wanted["body"],
                notified=wanted.get("deliver_notifications", True),
            )
            one.updates.append(update)

    def state(self, component: str) -> str:
        """How a component stands."""
        return self.states.get(component, "operational")


def _is_deep(metadata: Json) -> bool:
    return all(isinstance(one, dict) for one in metadata.values())
