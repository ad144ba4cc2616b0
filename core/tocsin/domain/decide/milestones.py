"""Correcting when something was: what has a moment, and which moment comes before which."""

from __future__ import annotations

from typing import Final

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.calendar import local_text
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.errors import RejectedCommand

MILESTONES: Final = (
    "impact-started", "detected", "declared", "acknowledged", "mitigated", "fixed", "resolved",
    "closed",
)  # fmt: skip
# What only its own command begins; a milestone corrects it afterwards.
_OF_A_COMMAND: Final = {
    "acknowledged": "ack",
    "mitigated": "mitigated",
    "fixed": "resolve",
    "resolved": "resolve",
    "closed": "close",
}
# (earlier, later). Nothing about detection and impact: an alert may well come first.
_ORDER: Final = (
    ("declared", "acknowledged"),
    ("detected", "acknowledged"),
    ("impact-started", "mitigated"),
    ("mitigated", "fixed"),
    ("declared", "resolved"),
    ("fixed", "resolved"),
    ("resolved", "closed"),
)


def _milestone(draft: Draft, command: c.SetMilestone) -> None:
    if command.milestone not in MILESTONES:
        raise RejectedCommand(
            f"There is no milestone {command.milestone!r}. Milestones: {', '.join(MILESTONES)}."
        )
    if command.when > draft.at:
        raise RejectedCommand("A milestone lies in the past; this time is still to come.")
    _must_have_happened(draft, command.milestone)
    _must_keep_order(draft, command)
    known = draft.incident.milestones
    alike = command.milestone == "declared" and known["detected"] == known["declared"]
    for name in (command.milestone, *(("detected",) if alike else ())):
        draft.add(e.MilestoneSet, milestone=name, when=command.when)


def _must_have_happened(draft: Draft, name: str) -> None:
    if name in _OF_A_COMMAND and name not in draft.incident.milestones:
        raise RejectedCommand(
            f"{draft.incident.key} has no moment {name} yet: it comes with "
            f"`{_OF_A_COMMAND[name]}`, and can be corrected then."
        )


def _must_keep_order(draft: Draft, command: c.SetMilestone) -> None:
    known = {**draft.incident.milestones, command.milestone: command.when}
    for earlier, later in _ORDER:
        concerned = command.milestone in (earlier, later) and {earlier, later} <= set(known)
        if concerned and known[earlier] > known[later]:
            other = later if command.milestone == earlier else earlier
            at = local_text(known[other], draft.incident.timezone, now=draft.at)
            side = "after" if other == later else "before"
            raise RejectedCommand(
                f"{command.milestone} cannot lie {side} {other}; {other} is {at}. "
                f"If that is wrong, correct it first: milestone {other} <time>."
            )


HANDLERS: dict[type[c.Base], Handler] = {c.SetMilestone: _milestone}
