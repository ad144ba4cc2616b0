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
from tocsin.wording.composing import lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.obligations import command_text
from tocsin.wording.sentence_context import Sentence, SentenceContext, because


def says_nothing(event: Event) -> bool:
    """Whether the message holds nothing of what is private: that there is something, or was."""
    return isinstance(event, Notified) and event.about in (SUPPORT, OVER, OPEN_AGAIN)


def room_line(context: SentenceContext) -> Words:
    """Where its room is, or ""."""
    return say("Room: ", context.room) if context.room else ""


def _direct_on_call(context: SentenceContext) -> Text:
    obligation = owed(context.incident, "ack")
    by = say(" by ", context.when(obligation.due)) if obligation else ""
    return say(
        say("You are on call; this is no page. Please look", by, ": "), context.anywhere("ack")
    )


def _direct_report(context: SentenceContext) -> Words:
    ends = context.incident.declared + context.incident.policy.triage_within
    return lines(
        say(
            f"New report from {context.name(context.incident.reporter)}; triage ends ",
            context.when(ends),
            ".",
        ),
        say(
            "Judge it: ",
            context.anywhere("triage"),
            " asks four questions; or ",
            context.anywhere("severity <p0|p1|p2|p3>"),
            ", then ",
            context.anywhere("accept"),
        ),
        say("If it is none: ", context.anywhere("decline <reason>")),
    )


def _direct_declared(_context: SentenceContext) -> str:
    return "This incident was declared; you are told at once. You need not answer."


def _direct_support(_context: SentenceContext) -> str:
    return "Customers may ask about this. The Communications Lead keeps you informed."


def _direct_alert(context: SentenceContext) -> str:
    """The room was told too; whoever reads this may not be looking at it."""
    latest = max(context.incident.firing, key=lambda alert: alert.changed, default=None)
    shown = latest is not None and not is_private(context.incident)
    what = f": {title(latest.title)}" if latest is not None and shown else ""
    return f"A further alert fires on it{what}. This is no page; please look."


def _direct_severity(context: SentenceContext) -> str:
    return f"The severity is {context.severity} now; you are told at once. You need not answer."


def _direct_command(context: SentenceContext) -> Words:
    obligation = owed(context.incident, "approval")
    since = (
        say(" since ", context.when(obligation.due - context.incident.policy.approval_within))
        if obligation
        else ""
    )
    approve = context.anywhere(command_text("approval", context.incident))
    return lines(
        say(
            "A change waits for approval",
            since,
            (", and the IC has not decided. You have answered the incident, so you may take over."),
        ),
        say("Type: ", context.anywhere("take ic"), ", then ", approve),
        say("If you fix it yourself: ", context.anywhere("take ic --alone <reason>")),
    )


def _direct_reopened(context: SentenceContext) -> str:
    return f"It is open again, as {context.severity}; you are told at once. You need not answer."


def _direct_over(context: SentenceContext) -> str:
    incident = context.incident
    if incident.status == "merged":
        return f"It is the same as {incident.merged_into}, which goes on; of this one it is all."
    if incident.status == "declined":
        return "It was looked at and is no incident. Nothing is asked of you any more."
    took = format_duration(context.now - incident.declared)
    return f"It is resolved, after {took}. Nothing is asked of you any more."


ABOUT: Final[Mapping[str, Callable[[SentenceContext], Words]]] = {
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


def _direct_notified(event: Notified, context: SentenceContext) -> Words:
    says = ABOUT.get(event.about)
    if is_private(context.incident) and says_nothing(event) and says is not None:
        return lines(f"{context.severity} · {context.incident.key} {PRIVATE_TITLE}", says(context))
    if event.about in (OVER, "command") and says is not None:
        return lines(context.headline, says(context), more_line(context))
    told = "" if is_private(context.incident) else event.about
    about = says(context) if says else with_full_stop(f"For your information{because(told)}")
    impact = f"Impact: {context.impact}" if context.impact else ""
    return lines(context.headline, about, impact, room_line(context), more_line(context))


def more_line(context: SentenceContext) -> Text:
    """The line that says what to type to read more."""
    return say("Where it stands: ", context.anywhere("show"))


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
    return with_full_stop(f"{names(event.person)} was told directly{about}")


DIRECT: Final[Mapping[str, Sentence]] = {
    "notified": _direct_notified,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "notified": _timeline_notified,
}
