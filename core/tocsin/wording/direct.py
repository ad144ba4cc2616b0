"""What one person is told in private."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain import events as e
from tocsin.domain.calendar import format_duration
from tocsin.domain.escalation.decide import REOPENED
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import owed
from tocsin.domain.people import OPEN_AGAIN, OVER, SUPPORT, Person
from tocsin.domain.roles import BRIEFS
from tocsin.domain.titles import PRIVATE_TITLE, is_private
from tocsin.wording import meeting, timeline
from tocsin.wording.clean import clean, title
from tocsin.wording.names import names_of, role_title
from tocsin.wording.owed import due_text, named, typed, ways
from tocsin.wording.parts import as_plain, joined, lines, marked, say, stop
from tocsin.wording.quiet import quiet, quiet_event
from tocsin.wording.room_calling import Says, unanswered
from tocsin.wording.scene import Scene, because


def text(
    event: e.Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> Text:
    """The private message of an event whose effect is `direct`.

    Of a private incident it holds nothing that people typed: a telephone shows it on its lock.

    Args:
        event: `notified`, `reminded`, `role-assigned`, `handoff-offered` or `declined`.
        incident: The state after the event.
        people: Everybody of the deployment by id.
        now: The present moment; times are also written relative to it.
        prefix: The bot's command prefix.
    """
    event, incident = quiet_event(event, incident), quiet(incident)
    scene = Scene(incident=incident, people=people, now=now, prefix=prefix)
    says = TEXTS.get(event.type)
    if says is None:
        said = f"{incident.key}: {timeline.text(event, names_of(people), incident.timezone)}"
        return say(marked(said, incident))
    return say(marked(says(event, scene), incident))


def mail(
    event: e.Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> tuple[str, str]:
    """Subject and text of the same message as a mail, which others may read on its way.

    Of a private incident it says that there is one, and where those who are in it read on.
    """
    said = as_plain(text(event, incident, people, now, prefix=prefix))
    first, _, more = said.partition("\n")
    if not is_private(incident):
        return first, more or first
    subject = marked(f"{incident.key} {PRIVATE_TITLE}", incident)
    if isinstance(event, e.MeetingPlanned) or _says_nothing(event):
        return subject, more or first  # they say nothing of what is private
    scene = Scene(incident=incident, people=people, now=now, prefix=prefix)
    return subject, as_plain(marked(_hidden(scene), incident))


def _says_nothing(event: e.Event) -> bool:
    """Whether the message holds nothing of what is private: that there is something, or was."""
    return isinstance(event, e.Notified) and event.about in (SUPPORT, OVER, OPEN_AGAIN)


def _hidden(scene: Scene) -> Words:
    ic = scene.incident.holder("ic")
    return lines(
        f"{scene.severity} · {scene.incident.key} {PRIVATE_TITLE}",
        "You are told of it as one of those who are in it. A mail says no more.",
        f"The Incident Commander is {scene.name(ic)}." if ic else "",
        say("Where it stands, in a direct message to the bot: ", scene.anywhere("show")),
    )


def _room(scene: Scene) -> Words:
    return say("Room: ", scene.room) if scene.room else ""


def _on_call(scene: Scene) -> Text:
    one = owed(scene.incident, "ack")
    by = say(" by ", scene.when(one.due)) if one else ""
    return say(
        say("You are on call; this is no page. Please look", by, ": "), scene.anywhere("ack")
    )


def _report(scene: Scene) -> Words:
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


def _declared(_scene: Scene) -> str:
    return "This incident was declared; you are told at once. You need not answer."


def _support(_scene: Scene) -> str:
    return "Customers may ask about this. The Communications Lead keeps you informed."


def _alert(scene: Scene) -> str:
    """The room was told too; whoever reads this may not be looking at it."""
    latest = max(scene.incident.firing, key=lambda alert: alert.changed, default=None)
    shown = latest is not None and not is_private(scene.incident)
    what = f": {title(latest.title)}" if latest is not None and shown else ""
    return f"A further alert fires on it{what}. This is no page; please look."


def _severity(scene: Scene) -> str:
    return f"The severity is {scene.severity} now; you are told at once. You need not answer."


def _command(scene: Scene) -> Words:
    one = owed(scene.incident, "approval")
    since = (
        say(" since ", scene.when(one.due - scene.incident.policy.approval_within)) if one else ""
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


def _reopened(scene: Scene) -> str:
    return f"It is open again, as {scene.severity}; you are told at once. You need not answer."


def _over(scene: Scene) -> str:
    incident = scene.incident
    if incident.status == "merged":
        return f"It is the same as {incident.merged_into}, which goes on; of this one it is all."
    if incident.status == "declined":
        return "It was looked at and is no incident. Nothing is asked of you any more."
    took = format_duration(scene.now - incident.declared)
    return f"It is resolved, after {took}. Nothing is asked of you any more."


ABOUT: Final[Mapping[str, Callable[[Scene], Words]]] = {
    "on call": _on_call,
    "report": _report,
    "declared": _declared,
    "severity": _severity,
    "alert": _alert,
    SUPPORT: _support,
    "command": _command,
    REOPENED: _reopened,
    OPEN_AGAIN: _reopened,
    OVER: _over,
}


def _notified(event: e.Notified, scene: Scene) -> Words:
    says = ABOUT.get(event.about)
    if is_private(scene.incident) and _says_nothing(event) and says is not None:
        return lines(f"{scene.severity} · {scene.incident.key} {PRIVATE_TITLE}", says(scene))
    if event.about in (OVER, "command") and says is not None:
        return lines(scene.headline, says(scene), _more(scene))
    told = "" if is_private(scene.incident) else event.about
    about = says(scene) if says else stop(f"For your information{because(told)}")
    impact = f"Impact: {scene.impact}" if scene.impact else ""
    return lines(scene.headline, about, impact, _room(scene), _more(scene))


def _more(scene: Scene) -> Text:
    return say("Where it stands: ", scene.anywhere("show"))


def _reminded(event: e.Reminded, scene: Scene) -> Words:
    last = " This is the last reminder." if event.last else ""
    due = due_text(event.obligation, event.due, scene)
    return lines(
        say(f"{named(event.obligation, scene.incident)} ", due, f".{last}"),
        scene.headline,
        f"Why: {stop(clean(event.rule))}",
        say("Type: ", ways(event.obligation, scene)),
    )


def _role(event: e.RoleAssigned, scene: Scene) -> Words:
    brief = BRIEFS[event.role]
    one = owed(scene.incident, "update") if event.role in ("comms", "ic") else None
    return lines(
        f"You are {brief.title} of {scene.headline}",
        f"You {joined(brief.does)}.",
        brief.does_not,
        say("The next update is due ", scene.when(one.due), ".") if one else "",
        _room(scene),
        say("To hand it over: ", scene.anywhere(f"handoff {event.role} @who")),
    )


def _offered(event: e.HandoffOffered, scene: Scene) -> Words:
    brief, holder = BRIEFS[event.role], scene.incident.holder(event.role)
    until = scene.moment(event.at + scene.incident.policy.handoff_within)
    keeps = f" Until you answer, it stays with {scene.name(holder)}." if holder else ""
    return lines(
        f"{scene.name(event.by)} offers you {role_title(event.role)} of {scene.headline}",
        f"You would {joined(brief.does)}. {brief.does_not}",
        say("To take it, by ", until, ": ", scene.anywhere("accept-handoff"), keeps),
        _room(scene),
    )


def _declined(event: e.Declined, scene: Scene) -> str:
    return lines(
        f"Thank you for reporting {scene.what}.",
        stop(f"It was looked at and is not handled as an incident{because(event.reason)}"),
        "Please keep reporting early: a report too many does no harm.",
    )


def _merged(event: e.Merged, scene: Scene) -> str:
    return lines(
        f"Thank you for reporting {scene.what}.",
        f"It is the same as {event.into}, which is being worked on.",
    )


def _found(event: e.Noted, scene: Scene) -> Words:
    found = clean(event.text)
    said = f"found: {found}" if found else "found something; it stands in the timeline."
    return lines(f"{scene.name(event.by)} {said}", scene.headline, _room(scene))


def _asked_again(event: e.AskedAgain, scene: Scene) -> Words:
    return lines(
        stop(f"{scene.name(event.by)} asks for you as well{because(event.message)}"),
        scene.headline,
        say("To answer: ", scene.anywhere("ack")),
        _room(scene),
    )


def _unanswered(event: e.PageUnanswered, scene: Scene) -> Words:
    return lines(unanswered(event, scene), scene.headline, _room(scene))


def _action(event: e.ActionAdded, scene: Scene) -> Words:
    return lines(
        f"{scene.name(event.by)} gave you action item {event.n}, due {event.due}"
        f"{because(event.text) or '.'}",
        scene.headline,
        say("When it is done: ", scene.anywhere(f"action done {event.n}")),
    )


def _no_room(event: e.RoomFailed, scene: Scene) -> Words:
    """Of a private incident nothing goes on in a thread that everybody reads."""
    return lines(
        stop(f"No room could be made for {scene.headline} on {clean(event.platform, 60)}"),
        "It goes on in messages like this one, to those who are in it.",
        _more(scene),
    )


def _room_gone(event: e.RoomGone, scene: Scene) -> str:
    goes_on = "until a new one is there" if event.again else "from now on"
    return lines(
        stop(f"The room of {scene.headline} on {clean(event.platform, 60)} is gone"),
        f"It goes on in messages like this one, to those who are in it, {goes_on}.",
    )


MOST_SHOWN: Final = 20


def _outsiders_stay(event: e.OutsidersStay, scene: Scene) -> str:
    """The names, for who can do something about it."""
    known = {person.accounts.get(event.platform): person.name for person in scene.people.values()}
    shown = [clean(known.get(one, one), 60) for one in event.accounts[:MOST_SHOWN]]
    more = len(event.accounts) - len(shown)
    tail = f" and {more} more" if more > 0 else ""
    return lines(
        f"In the room of {scene.headline} on {clean(event.platform, 60)}, and not part of it:",
        f"{', '.join(shown)}{tail}",
        "Please remove them there: I am not allowed to.",
    )


TEXTS: Final[Mapping[str, Says]] = {
    "room-failed": _no_room,
    "room-gone": _room_gone,
    "outsiders-stay": _outsiders_stay,
    "action-added": _action,
    "asked-again": _asked_again,
    "page-unanswered": _unanswered,
    "meeting-planned": meeting.invited,
    "merged": _merged,
    "noted": _found,
    "notified": _notified,
    "reminded": _reminded,
    "role-assigned": _role,
    "handoff-offered": _offered,
    "declined": _declined,
}
