"""Telling somebody without a page, in words: one person, timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.calendar import format_duration
from tocsin.domain.escalation.decide import REOPENED
from tocsin.domain.event import Event
from tocsin.domain.notify import Notified
from tocsin.domain.obligations import owed
from tocsin.domain.people import OPEN_AGAIN, OVER, SUPPORT
from tocsin.domain.titles import PRIVATE_TITLE, is_private
from tocsin.wording.clean import title
from tocsin.wording.names import Line, Names
from tocsin.wording.owed import typed
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.scene import Says, Scene, because


def says_nothing(event: Event) -> bool:
    """Whether the message holds nothing of what is private: that there is something, or was."""
    return isinstance(event, Notified) and event.about in (SUPPORT, OVER, OPEN_AGAIN)


def room_line(scene: Scene) -> Words:
    """Where its room is, or ""."""
    return say("Room: ", scene.room) if scene.room else ""


def _direct_on_call(scene: Scene) -> Text:
    obligation = owed(scene.incident, "ack")
    by = say(" by ", scene.when(obligation.due)) if obligation else ""
    return say(
        say("You are on call; this is no page. Please look", by, ": "), scene.anywhere("ack")
    )


def _direct_report(scene: Scene) -> Words:
    ends = scene.incident.declared + scene.incident.policy.triage_within
    return lines(
        say(
            f"New report from {scene.name(scene.incident.reporter)}; triage ends ",
            scene.when(ends),
            ".",
        ),
        say(
            "Judge it: ",
            scene.anywhere("triage"),
            " asks four questions; or ",
            scene.anywhere("severity <p0|p1|p2|p3>"),
            ", then ",
            scene.anywhere("accept"),
        ),
        say("If it is none: ", scene.anywhere("decline <reason>")),
    )


def _direct_declared(_scene: Scene) -> str:
    return "This incident was declared; you are told at once. You need not answer."


def _direct_support(_scene: Scene) -> str:
    return "Customers may ask about this. The Communications Lead keeps you informed."


def _direct_alert(scene: Scene) -> str:
    """The room was told too; whoever reads this may not be looking at it."""
    latest = max(scene.incident.firing, key=lambda alert: alert.changed, default=None)
    shown = latest is not None and not is_private(scene.incident)
    what = f": {title(latest.title)}" if latest is not None and shown else ""
    return f"A further alert fires on it{what}. This is no page; please look."


def _direct_severity(scene: Scene) -> str:
    return f"The severity is {scene.severity} now; you are told at once. You need not answer."


def _direct_command(scene: Scene) -> Words:
    obligation = owed(scene.incident, "approval")
    since = (
        say(" since ", scene.when(obligation.due - scene.incident.policy.approval_within))
        if obligation
        else ""
    )
    approve = scene.anywhere(typed("approval", scene.incident))
    return lines(
        say(
            "A change waits for approval",
            since,
            (", and the IC has not decided. You have answered the incident, so you may take over."),
        ),
        say("Type: ", scene.anywhere("take ic"), ", then ", approve),
        say("If you fix it yourself: ", scene.anywhere("take ic --alone <reason>")),
    )


def _direct_reopened(scene: Scene) -> str:
    return f"It is open again, as {scene.severity}; you are told at once. You need not answer."


def _direct_over(scene: Scene) -> str:
    incident = scene.incident
    if incident.status == "merged":
        return f"It is the same as {incident.merged_into}, which goes on; of this one it is all."
    if incident.status == "declined":
        return "It was looked at and is no incident. Nothing is asked of you any more."
    took = format_duration(scene.now - incident.declared)
    return f"It is resolved, after {took}. Nothing is asked of you any more."


ABOUT: Final[Mapping[str, Callable[[Scene], Words]]] = {
    "on call": _direct_on_call,
    "report": _direct_report,
    "declared": _direct_declared,
    "severity": _direct_severity,
    "alert": _direct_alert,
    SUPPORT: _direct_support,
    "command": _direct_command,
    REOPENED: _direct_reopened,
    OPEN_AGAIN: _direct_reopened,
    OVER: _direct_over,
}


def _direct_notified(event: Notified, scene: Scene) -> Words:
    says = ABOUT.get(event.about)
    if is_private(scene.incident) and says_nothing(event) and says is not None:
        return lines(f"{scene.severity} · {scene.incident.key} {PRIVATE_TITLE}", says(scene))
    if event.about in (OVER, "command") and says is not None:
        return lines(scene.headline, says(scene), more_line(scene))
    told = "" if is_private(scene.incident) else event.about
    about = says(scene) if says else stop(f"For your information{because(told)}")
    impact = f"Impact: {scene.impact}" if scene.impact else ""
    return lines(scene.headline, about, impact, room_line(scene), more_line(scene))


def more_line(scene: Scene) -> Text:
    """What to type to read where it stands."""
    return say("Where it stands: ", scene.anywhere("show"))


_ABOUT: Final[Mapping[str, str]] = {
    "declared": "it was declared",
    "report": "a report to judge",
    "severity": "it has a severity",
    "support": "customers may ask",
    "on call": "on call, no page",
    "alert": "a further alert fires",
    "command": "they may take over command",
    "reopened": "it is open again",
    "over": "it is over",
    "raised to P0": "it was raised to P0",
}


def _timeline_notified(event: Notified, names: Names, _zone: str) -> str:
    about = because(_ABOUT.get(event.about, event.about))
    return stop(f"{names(event.person)} was told directly{about}")


DIRECT: Final[Mapping[str, Says]] = {
    "notified": _direct_notified,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "notified": _timeline_notified,
}
