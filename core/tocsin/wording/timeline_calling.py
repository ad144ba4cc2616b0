"""Timeline lines of paging, monitoring, places and reminders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.domain import events as e
from tocsin.domain.calendar import local_text
from tocsin.wording.clean import clean, title
from tocsin.wording.names import Names, page_name, target_text
from tocsin.wording.owed import in_a_sentence, label
from tocsin.wording.parts import joined, stop
from tocsin.wording.scene import because

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


def via_text(via: str) -> str:
    """How somebody answered: `chat`, `link`, or the paging tool."""
    return via if via in ("chat", "link") else f"through {clean(via.removeprefix('paging.'), 40)}"


def stranger_text(event: e.AnswerUncounted) -> str:
    """What a tool calls somebody who is in no team file: `Kim Lee (U77)`, `somebody`."""
    ids = [clean(one, 60) for one in (event.account, event.email) if clean(one)]
    name = clean(event.user, 60)
    if not name:
        return ids[0] if ids else "somebody"
    return f"{name} ({ids[0]})" if ids else name


def _context(event: e.ContextTold, _names: Names, zone: str) -> str:
    changes = (f"{title(one.title)} ({local_text(one.at, zone)})" for one in event.context.changes)
    firing = (title(one.title) for one in event.context.firing)
    changed, fires = "; ".join(changes), "; ".join(firing)
    return stop(
        ". ".join(
            filter(
                None, (changed and f"Changed before: {changed}", fires and f"Also firing: {fires}")
            )
        )
    )


def _ladder_started(event: e.LadderStarted, _names: Names, _zone: str) -> str:
    steps = len(event.ladder.steps)
    noun = "step" if steps == 1 else "steps"
    return stop(
        f"Calling began on ladder {clean(event.name)}, {steps} {noun}{because(event.reason)}"
    )


def _plan_failed(event: e.PlanFailed, _names: Names, _zone: str) -> str:
    return f"escalation.{clean(event.name)} gave no plan: {clean(event.reason)}."


def _exhausted(event: e.LadderExhausted, names: Names, _zone: str) -> str:
    people = joined(names(person) for person in event.people) or "nobody could be called"
    return f"The ladder ended without an answer; the alarm with phone numbers was raised: {people}."


def _unfilled(event: e.StepUnfilled, names: Names, _zone: str) -> str:
    target = target_text(event.target, names)
    if event.unread:
        step = f"step {event.step + 1} (round {event.round})"
        return f"Who is {target} was not known at {step}: the schedule had not been read."
    return f"Step {event.step + 1} (round {event.round}) had nobody standing behind {target}."


def _requested(event: e.PageRequested, names: Names, zone: str) -> str:
    person, target = names(event.person), target_text(event.target, names)
    old = _as_of(event, zone)
    if event.again:
        return f"{person} was paged again, round {event.round}.{old}"
    if event.purpose == "request":
        return stop(f"{names(event.by)} had {person} paged{because(event.message)}") + old
    return f"{person} ({target}) was paged, step {event.step + 1}, round {event.round}.{old}"


def _asked_again(event: e.AskedAgain, names: Names, _zone: str) -> str:
    said = f"{names(event.by)} asked for {names(event.person)} too, who was being called already"
    return stop(f"{said}{because(event.message)}")


def _unanswered(event: e.PageUnanswered, names: Names, zone: str) -> str:
    since = local_text(event.since, zone, now=event.at)
    who = names(event.asked_by)
    return f"No answer from {names(event.person)} to the page of {since}; {who} was told."


def _as_of(event: e.PageRequested, zone: str) -> str:
    if event.roster_as_of is None:
        return ""
    return f" The schedule was read last at {local_text(event.roster_as_of, zone, now=event.at)}."


def _page_failed(event: e.PageFailed, _names: Names, _zone: str) -> str:
    verb = "refused" if event.permanent else "did not take"
    return stop(f"{clean(event.provider)} {verb} {page_name(event.page)}{because(event.reason)}")


def _failed_over(event: e.PageFailedOver, _names: Names, _zone: str) -> str:
    after, tool = clean(event.after), clean(event.provider)
    return f"{tool} rang as well for {page_name(event.page)}, since {after} had not taken it."


def _notified(event: e.Notified, names: Names, _zone: str) -> str:
    about = because(_ABOUT.get(event.about, event.about))
    return stop(f"{names(event.person)} was told directly{about}")


def _alert_fired(event: e.AlertFired, _names: Names, zone: str) -> str:
    began = local_text(event.started, zone, now=event.at)
    return f"Alert fired: {title(event.title)} (since {began})."


def _alert_resolved(event: e.AlertResolved, _names: Names, _zone: str) -> str:
    return f"Alert ended: {title(event.title)} ({event.remaining} still fired)."


def _truncated(event: e.AlertsTruncated, names: Names, _zone: str) -> str:
    return f"{names(event.by)} left {event.missing} more alerts out of its message."


def _joined(event: e.GroupJoined, _names: Names, _zone: str) -> str:
    storm = " as part of an alert storm" if event.storm else ""
    return f"A further alert group joined{storm}: {title(event.title)}."


def _reminded(event: e.Reminded, names: Names, zone: str) -> str:
    who = "The room" if event.hears == "room" else names(event.hears)
    due = local_text(event.due, zone, now=event.at)
    return f"{who} was reminded: {label(event.obligation)}, due {due}."


def _snoozed(event: e.Snoozed, names: Names, zone: str) -> str:
    until = local_text(event.until, zone, now=event.at)
    return f"{names(event.by)} moved the reminders of {in_a_sentence(event.obligation)} to {until}."


def _ticket(event: e.TicketOpened, _names: Names, _zone: str) -> str:
    return f"Ticket {clean(event.ref)} was opened ({clean(event.provider)})."


def _ticket_changed(event: e.TicketChanged, names: Names, _zone: str) -> str:
    who = names(event.person) if event.person else clean(event.user, 60) or "Somebody"
    whose = names(event.assignee_person) if event.assignee_person else clean(event.assignee, 60)
    to = f" to {whose or 'nobody'}" if event.action == "assigned" else ""
    did = f"{who} {clean(event.action, 20)} ticket {clean(event.ref)}"
    return f"{did}{to} in {clean(event.provider, 40)}."


def _effect_died(event: e.EffectDied, _names: Names, _zone: str) -> str:
    told = f"{clean(event.target)} could not be told ({clean(event.effect)})"
    return stop(f"{told}{because(event.reason)}")


def _room_failed(event: e.RoomFailed, _names: Names, _zone: str) -> str:
    why = because(event.reason)
    return stop(f"No room could be made on {clean(event.platform)} yet{why}")


def _room_gone(event: e.RoomGone, _names: Names, _zone: str) -> str:
    return f"Room #{clean(event.name).lstrip('#')} on {clean(event.platform)} was gone."


def _outsiders(event: e.OutsidersStay, _names: Names, _zone: str) -> str:
    who = f"{len(event.accounts)} who are" if event.accounts else "perhaps some who are"
    return f"In the room on {clean(event.platform)} were {who} not in it."


def _acknowledged(event: e.Acknowledged, names: Names, _zone: str) -> str:
    return f"{names(event.person)} acknowledged ({via_text(event.via)})."


def _page_answered(event: e.PageAnswered, names: Names, _zone: str) -> str:
    return f"{names(event.person)} answered {page_name(event.page)} ({via_text(event.via)})."


def _uncounted(event: e.AnswerUncounted, names: Names, _zone: str) -> str:
    who = names(event.person) if event.person else stranger_text(event)
    tool = clean(event.provider, 40)
    did = f"{clean(event.action, 20)} {page_name(event.page)}"
    return f"{tool} said that {who} {did}; it did not count."


TEXTS: Final[Mapping[str, Callable[[Any, Names, str], str]]] = {
    "ladder-started": _ladder_started,
    "ladder-exhausted": _exhausted,
    "plan-failed": _plan_failed,
    "step-unfilled": _unfilled,
    "page-requested": _requested,
    "page-sent": lambda event, _n, _z: f"{clean(event.provider)} took {page_name(event.page)}.",
    "page-failed": _page_failed,
    "page-failed-over": _failed_over,
    "page-undeliverable": lambda event, names, _z: (
        f"No paging tool could reach {names(event.person)} ({page_name(event.page)})."
    ),
    "notified": _notified,
    "acknowledged": _acknowledged,
    "page-answered": _page_answered,
    "answer-uncounted": _uncounted,
    "asked-again": _asked_again,
    "page-unanswered": _unanswered,
    "alert-fired": _alert_fired,
    "alert-resolved": _alert_resolved,
    "alerts-truncated": _truncated,
    "reopen-proposed": lambda event, _n, _z: (
        f"Reopening was proposed: {title(event.title)} "
        f"{'still fired' if event.still else 'fired again'}."
    ),
    "reopen-withdrawn": lambda event, _n, _z: (
        f"Calling ended without an answer: {title(event.title)} was over."
    ),
    "group-joined": _joined,
    "room-named": lambda event, _n, _z: f"The room was named #{clean(event.name)}.",
    "room-opened": lambda event, _n, _z: (
        f"Room #{clean(event.name).lstrip('#')} was opened on {clean(event.platform)}."
    ),
    "room-failed": _room_failed,
    "room-gone": _room_gone,
    "room-left": lambda event, _n, _z: (
        f"Room #{clean(event.name).lstrip('#')} on {clean(event.platform)} was left: it is open."
    ),
    "room-name-hidden": lambda event, _n, _z: f"The room was named #{clean(event.name)}.",
    "room-renamed": lambda event, _n, _z: (
        f"The room on {clean(event.platform)} is #{clean(event.name).lstrip('#')} now."
    ),
    "commander-left": lambda event, names, _z: (
        f"{names(event.person)}, Incident Commander, left the room on {clean(event.platform)}."
    ),
    "outsider-came": lambda event, _n, _z: (
        f"Somebody who is not in it came into the room on {clean(event.platform)}."
    ),
    "outsiders-stay": _outsiders,
    "context-told": _context,
    "ticket-opened": _ticket,
    "ticket-closed": lambda _e, _n, _z: "The ticket was closed.",
    "ticket-changed": _ticket_changed,
    "effect-died": _effect_died,
    "nudged": lambda event, _n, _z: f"A moment of {in_a_sentence(event.obligation)} was reached.",
    "reminded": _reminded,
    "snoozed": _snoozed,
    "gap-recorded": lambda event, _n, _z: stop(
        f"Process gap seen, {clean(event.gap)}{because(event.text)}"
    ),
}
