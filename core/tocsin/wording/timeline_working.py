"""Timeline lines of the opening, the work and the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.domain import events as e
from tocsin.domain.calendar import local_text
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.wording.clean import clean, title
from tocsin.wording.names import Names, role_title
from tocsin.wording.parts import stop
from tocsin.wording.scene import because

_CHECKS: Final[Mapping[str, str]] = dict(DEFAULT_POLICY.checklist)
_KINDS: Final[Mapping[str, str]] = {"note": "noted", "decision": "decided", "finding": "found"}
_SOURCES: Final[Mapping[str, str]] = {
    "command": "declared",
    "report": "reported",
    "alert": "raised",
}


def _declared(event: e.Declared, names: Names, _zone: str) -> str:
    severity = f" as {event.severity}" if event.severity else ""
    opened = f"{names(event.by)} {_SOURCES[event.source]} it{severity}"
    return stop(f"{opened}: {title(event.title)}")


def _severity(event: e.SeverityChanged, names: Names, _zone: str) -> str:
    verb = "was assumed to be" if event.assumed else "became"
    by = "" if event.assumed else f", set by {names(event.by)}"
    return stop(f"The severity {verb} {event.severity}{by}{because(event.reason)}")


def _milestone(event: e.MilestoneSet, names: Names, zone: str) -> str:
    when = local_text(event.when, zone, now=event.at)
    return f"{names(event.by)} set the milestone {event.milestone} to {when}."


def _role(event: e.RoleAssigned, names: Names, _zone: str) -> str:
    verb = "stood as" if event.standing else "became"
    alone = ", alone for the time being" if event.alone else ""
    relieved = f"; {names(event.relieves)} was relieved" if event.relieves else ""
    return f"{names(event.person)} {verb} {role_title(event.role)}{alone}{relieved}."


def _offered(event: e.HandoffOffered, names: Names, _zone: str) -> str:
    return f"{names(event.by)} offered {role_title(event.role)} to {names(event.to)}."


def _update(event: e.UpdatePosted, names: Names, _zone: str) -> str:
    fields = (clean(event.status), clean(event.impact), clean(event.action), clean(event.eta))
    return f"{names(event.by)} posted an update: {' | '.join(fields)}"


def _noted(event: e.Noted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} {_KINDS[event.kind]}: {clean(event.text)}"


def _done(event: e.MitigationDone, names: Names, _zone: str) -> str:
    before = "" if event.approved else ", before it was approved"
    return f"{names(event.by)} reported change {event.n} as made{before}."


def _resolved(event: e.Resolved, names: Names, _zone: str) -> str:
    skipped = f"; not checked: {', '.join(event.skipped)}" if event.skipped else ""
    return stop(f"{names(event.by)} resolved the incident{skipped}{because(event.reason)}")


def _checked(event: e.Checked, names: Names, _zone: str) -> str:
    return f"{names(event.by)} ticked: {_CHECKS.get(event.item, clean(event.item, 60))}."


TEXTS: Final[Mapping[str, Callable[[Any, Names, str], str]]] = {
    "declared": _declared,
    "accepted": lambda event, names, _z: f"{names(event.by)} accepted it as an incident.",
    "declined": lambda event, names, _z: stop(
        f"{names(event.by)} declined it{because(event.reason)}"
    ),
    "severity-changed": _severity,
    "flag-set": lambda event, names, _z: stop(
        f"{names(event.by)} set the flag {event.flag}{because(event.reason)}"
    ),
    "flag-cleared": lambda event, names, _z: stop(
        f"{names(event.by)} cleared the flag {event.flag}{because(event.reason)}"
    ),
    "milestone-set": _milestone,
    "role-assigned": _role,
    "handoff-offered": _offered,
    "update-posted": _update,
    "relapsed": lambda _e, _n, _z: "It went back to investigating; the stable minutes ended.",
    "noted": _noted,
    "mitigation-proposed": lambda event, names, _z: (
        f"{names(event.by)} proposed change {event.n} ({event.strategy}): {clean(event.what)}"
    ),
    "mitigation-approved": lambda event, names, _z: stop(
        f"{names(event.by)} approved change {event.n}{because(event.reason)}"
    ),
    "mitigation-rejected": lambda event, names, _z: stop(
        f"{names(event.by)} decided against change {event.n}{because(event.reason)}"
    ),
    "mitigation-done": _done,
    "mitigated": lambda event, names, _z: stop(
        f"{names(event.by)} reported the impact stopped{because(event.reason)}"
    ),
    "checked": _checked,
    "resolved": _resolved,
    "reopened": lambda event, names, _z: stop(
        f"{names(event.by)} reopened it{because(event.reason)}"
    ),
    "closed": lambda event, names, _z: f"{names(event.by)} closed it; nothing was owed any more.",
    "redacted": lambda event, names, _z: stop(
        f"{names(event.by)} removed the text of entry {event.seq}{because(event.reason)}"
    ),
}
