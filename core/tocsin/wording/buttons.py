"""Buttons: the label of each, and the line it says for whoever presses it.

Nothing that cannot be typed, and nothing that people wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from tocsin.chat.forms import MOST_LABEL, Action, Style
from tocsin.domain.action_items import ActionAdded
from tocsin.domain.alerts.events import AlertResolved
from tocsin.domain.calendar import format_duration
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Mitigation
from tocsin.domain.lifecycle import ACTIVE, ENDED, WORKING
from tocsin.domain.mitigation import MitigationApproved, MitigationProposed
from tocsin.domain.notify import Notified
from tocsin.domain.obligation import Obligation
from tocsin.domain.obligations import obligations, owed
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import is_by_hand, missing_items
from tocsin.domain.roles.events import RoleAssigned
from tocsin.wording.clean import clean
from tocsin.wording.names import SHORT
from tocsin.wording.obligations import ROWS, command_text

MOST: Final = 5
_SNOOZE_NOW: Final = timedelta(minutes=10)
_SNOOZE_LATER: Final = timedelta(days=1)
_ALWAYS: Final = (
    ("Propose a change", "mitigate"),
    ("Page somebody", "page"),
    ("Give a role", "assign"),
    ("Escalate", "escalate"),
)
DrawButtons = Callable[[Incident, str], Iterable[Action]]


def card_buttons(incident: Incident, now: datetime) -> tuple[Action, ...]:
    """The buttons of an incident's card, the most urgent first."""
    if incident.status in ENDED:
        return ()
    stage = _STAGES.get(incident.status, _working)
    return (*_calls(incident), *stage(incident, now))[:MOST]


def direct_message_buttons(event: Event, incident: Incident) -> tuple[Action, ...]:
    """The buttons under the private message of an event: what its reader is asked for."""
    return _under(UNDER_DIRECT, event, incident)


def announcement_buttons(event: Event, incident: Incident) -> tuple[Action, ...]:
    """The buttons under an announcement: how to judge what has no severity yet."""
    return _under(UNDER_ANNOUNCEMENT, event, incident)


def room_message_buttons(event: Event, incident: Incident) -> tuple[Action, ...]:
    """The buttons under what the incident's room hears of an event."""
    return _under(UNDER_ROOM, event, incident)


def page_buttons(key: str) -> tuple[Action, ...]:
    """The button under a page that comes as a message; `key` is the incident's, `INC-4`."""
    return (Action(label="Acknowledge", command=f"incident {key} ack", style="main"),)


def welcome_buttons(incident: Incident, now: datetime) -> tuple[Action, ...]:
    """The buttons for somebody who came into the room: first of all to read on."""
    return (verb_button(incident, "Catch up", "catchup"), *card_buttons(incident, now))[:MOST]


def verb_button(
    incident: Incident, label: str, words: str, *, form: str = "", style: Style = "plain"
) -> Action:
    """An action of an incident; `words` are typed behind its key."""
    line = f"incident {incident.key} {words}"
    return Action(label=label, command=line, form=form, style=style)


def triage_buttons(incident: Incident) -> tuple[Action, ...]:
    """The buttons that judge an incident in triage."""
    if incident.status != "triage":
        return ()
    known = incident.severity is not None or incident.triage is not None
    accept = (verb_button(incident, "Accept", "accept", style="main"),) if known else ()
    ask = verb_button(
        incident, "Triage", "triage", form="triage", style="plain" if known else "main"
    )
    return (*accept, ask, verb_button(incident, "Decline", "decline", form="decline"))


def update_buttons(incident: Incident) -> tuple[Action, ...]:
    """The buttons of an update: a new one, or the same again where there is one."""
    new = verb_button(incident, "Update", "update", form="update", style="main")
    same = (verb_button(incident, "No change", "update no change"),) if incident.updates else ()
    return (new, *same)


def approval_buttons(incident: Incident) -> tuple[Action, ...]:
    """The buttons that answer the change which waits longest."""
    waiting = _waiting(incident)
    return _answers(incident, waiting[0]) if waiting else ()


def _answers(incident: Incident, change: Mitigation) -> tuple[Action, ...]:
    """An experiment is approved with its reason."""
    n, reason = change.n, "approve" if change.strategy == "other" else ""
    return (
        verb_button(incident, f"Approve change {n}", f"approve {n}", form=reason, style="main"),
        verb_button(incident, f"Reject change {n}", f"reject {n}", form="reject", style="danger"),
    )


def checklist_buttons(incident: Incident, now: datetime) -> tuple[Action, ...]:
    """A button for each item of the checklist that a person can tick."""
    left = (item for item in missing_items(incident, now) if is_by_hand(item, incident))
    ticks = tuple(
        verb_button(incident, clean(f"{item.n} {item.text}", MOST_LABEL), f"check {item.n}")
        for item in left
    )
    return ticks if incident.status in WORKING else ()


def confirmation_buttons(incident: Incident, mark: str) -> tuple[Action, ...]:
    """The buttons that send or drop what was shown; `mark` says which that was."""
    send = verb_button(incident, "Send", f"yes {mark}".strip(), style="main")
    return (send, verb_button(incident, "Drop", f"no {mark}".strip()))


def obligation_buttons(name: str, incident: Incident) -> tuple[Action, ...]:
    """The buttons that do what is owed, by the name of the obligation."""
    drawn = _OBLIGATION_BUTTONS.get(name.partition(":")[0], _as_typed)
    return tuple(drawn(incident, name))


def _calls(incident: Incident) -> tuple[Action, ...]:
    rings = incident.ladder is not None and not incident.ladder.acknowledged
    waits = any(page.waits for page in incident.pages.values())
    return (_ack(incident),) if incident.status in ACTIVE and (rings or waits) else ()


def _working(incident: Incident, now: datetime) -> tuple[Action, ...]:
    """Once the impact is stopped, its end comes before its roles; what can always be done is last.

    So whoever uses no commands proposes a change, calls somebody and gives a role as well.
    """
    empty = any(obligation.name.startswith("role:") for obligation in obligations(incident))
    take = (verb_button(incident, "Take a role", "take", form="take"),) if empty else ()
    update = verb_button(incident, "Update", "update", form="update", style="main")
    asked, ends = approval_buttons(incident), _ending(incident, now)
    stopped = () if asked else _maybe_stopped(incident)
    due = (*asked, update, *ends, *take) if ends else (*asked, *take, update, *stopped)
    return (*due, *(verb_button(incident, label, line, form=line) for label, line in _ALWAYS))


def _maybe_stopped(incident: Incident) -> tuple[Action, ...]:
    """The end of the impact, once a change is made or the last linked alert is over."""
    made = any(change.state == "done" for change in incident.mitigations.values())
    over = bool(incident.alerts) and not incident.firing
    return tuple(_made(None, incident)) if made or over else ()


def _ending(incident: Incident, now: datetime) -> tuple[Action, ...]:
    left = missing_items(incident, now)
    if left and incident.status != "monitoring":
        return ()
    check = (verb_button(incident, "Checklist", "check", form="checklist"),) if left else ()
    return (*check, verb_button(incident, "Resolve", "resolve", form="resolve" if left else ""))


def _resolved(incident: Incident, _now: datetime) -> tuple[Action, ...]:
    found = dict.fromkeys(
        action
        for obligation in obligations(incident)
        for action in obligation_buttons(obligation.name, incident)
    )
    return (*found, verb_button(incident, "Reopen", "reopen", form="reopen"))


def _ack(incident: Incident) -> Action:
    return page_buttons(incident.key)[0]


def _waiting(incident: Incident) -> list[Mitigation]:
    found = (change for change in incident.mitigations.values() if change.state == "proposed")
    return sorted(found, key=lambda change: change.seq) if incident.status in WORKING else []


def _as_typed(incident: Incident, name: str) -> Iterable[Action]:
    """The button of its row, with what is typed for it as far as that is known."""
    kind, _, part = name.partition(":")
    row = ROWS.get(kind)
    words, hole, _ = command_text(name, incident).partition(" <")
    if row is not None and row.button and (row.form or not hole):
        form = row.form if hole else ""
        label = row.button.format(part=part)
        yield verb_button(incident, label, words, form=form, style="main")


def _role(incident: Incident, name: str) -> Iterable[Action]:
    role = name.partition(":")[2]
    short = next((said for key, said in SHORT.items() if key == role), "")
    if short:
        yield verb_button(incident, f"Take {short}", f"take {role}", style="main")


def _escalating(incident: Incident, _name: str) -> Iterable[Action]:
    yield verb_button(incident, "Escalate", "escalate", form="escalate", style="main")


def _left_open(incident: Incident, _name: str) -> Iterable[Action]:
    if incident.status == "triage":
        return triage_buttons(incident)
    if incident.status not in WORKING:
        return ()
    end = verb_button(incident, "Resolve", "resolve", form="resolve", style="main")
    return (end, verb_button(incident, "Update", "update", form="update"))


# What asks for more than the one button of its row in `ROWS`, or for another.
_OBLIGATION_BUTTONS: Final[Mapping[str, DrawButtons]] = {
    "open": _left_open,
    "triage": lambda incident, _name: triage_buttons(incident),
    "approval": lambda incident, _name: approval_buttons(incident),
    "update": lambda incident, _name: update_buttons(incident),
    "escalate-em": _escalating,
    "role": _role,
}
_STAGES: Final[Mapping[str, Callable[[Incident, datetime], tuple[Action, ...]]]] = {
    "triage": lambda incident, _now: triage_buttons(incident),
    "resolved": _resolved,
}


def _notified(event: Notified, incident: Incident) -> Iterable[Action]:
    if event.about == "on call":
        yield _ack(incident)
    if event.about == "report":
        yield from triage_buttons(incident)
    if event.about == "command":
        yield verb_button(incident, "Take command", "take ic", style="main")
        yield from approval_buttons(incident)


def _reminded(event: Reminded, incident: Incident) -> Iterable[Action]:
    yield from obligation_buttons(event.obligation, incident)
    obligation = owed(incident, event.obligation)
    if not event.last and obligation is not None:
        yield _snooze(obligation, incident)


def _snooze(obligation: Obligation, incident: Incident) -> Action:
    """As long as the policy lets a reminder wait, and no longer than one thinks of it."""
    now = min(_SNOOZE_NOW, incident.policy.snooze_limit)
    span = format_duration(_SNOOZE_LATER if obligation.about_later else now)
    return verb_button(incident, f"Remind me in {span}", f"snooze {obligation.name} {span}")


def _offered(_event: Event, incident: Incident) -> Iterable[Action]:
    yield verb_button(incident, "Accept the hand-off", "accept-handoff", style="main")


def _given(event: RoleAssigned, incident: Incident) -> Iterable[Action]:
    if not event.standing:
        yield verb_button(incident, "Hand it over", "handoff", form="handoff")


def _stands(event: RoleAssigned, incident: Incident) -> Iterable[Action]:
    if event.standing:
        yield verb_button(incident, f"Take {SHORT[event.role]}", f"take {event.role}", style="main")


def _action_added(event: ActionAdded, incident: Incident) -> Iterable[Action]:
    return obligation_buttons(f"action-item:{event.n}", incident)


def _proposed(event: MitigationProposed, incident: Incident) -> Iterable[Action]:
    asked = next((change for change in _waiting(incident) if change.n == event.n), None)
    return _answers(incident, asked) if asked is not None else ()


def _approved(event: MitigationApproved, incident: Incident) -> Iterable[Action]:
    if incident.mitigations[event.n].state == "approved":
        yield verb_button(incident, f"Change {event.n} is made", f"done {event.n}", style="main")


def _made(_event: Event | None, incident: Incident) -> Iterable[Action]:
    if incident.status in ("investigating", "mitigating"):
        yield verb_button(incident, "The impact is stopped", "mitigated", style="main")


def _alert_over(event: AlertResolved, incident: Incident) -> Iterable[Action]:
    return () if event.remaining else _made(event, incident)


def _said_in_room(event: Reminded, incident: Incident) -> Iterable[Action]:
    return obligation_buttons(event.obligation, incident) if event.hears == "room" else ()


# An entry takes the one event type its key names, which a table cannot say to a checker.
Under = Callable[[Any, Incident], Iterable[Action]]
UNDER_DIRECT: Final[Mapping[str, Under]] = {
    "notified": _notified,
    "reminded": _reminded,
    "role-assigned": _given,
    "handoff-offered": _offered,
    "asked-again": lambda _event, incident: (_ack(incident),),
    "action-added": _action_added,
}
UNDER_ANNOUNCEMENT: Final[Mapping[str, Under]] = {
    "declared": lambda _event, incident: triage_buttons(incident),
}
UNDER_ROOM: Final[Mapping[str, Under]] = {
    "alert-resolved": _alert_over,
    "declared": lambda _event, incident: triage_buttons(incident),
    "handoff-offered": _offered,
    "mitigation-proposed": _proposed,
    "mitigation-approved": _approved,
    "mitigation-done": _made,
    "reminded": _said_in_room,
    "role-assigned": _stands,
}


def _under(table: Mapping[str, Under], event: Event, incident: Incident) -> tuple[Action, ...]:
    drawn = table.get(event.type)
    return () if drawn is None else tuple(drawn(event, incident))[:MOST]
