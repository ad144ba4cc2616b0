"""The end: checks, resolve, reopen, close."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.checklist import Item, checklist, is_by_hand, missing
from tocsin.domain.decide.calling import call_anew, call_on
from tocsin.domain.decide.customers import follow_up, plan_meeting
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.learning import must_be_learned
from tocsin.domain.decide.opening import must_be_active
from tocsin.domain.decide.over import tell_it_is_open, tell_it_is_over
from tocsin.domain.decide.standing import NEW, stands
from tocsin.domain.lifecycle import ENDED, may_happen
from tocsin.domain.postmortem import required
from tocsin.errors import RejectedCommand

_BY_ITSELF = {
    "stable": "The clock ticks this one: it waits for the stable minutes after `mitigated`.",
    "alerts": "This one ticks itself when no linked alert fires.",
}


def _check(draft: Draft, command: c.Check) -> None:
    must_be_active(draft)
    items = checklist(draft.incident, draft.at)
    if not items:
        raise RejectedCommand(f"{draft.incident.key} has no checklist; resolve it when it is done.")
    item = next((one for one in items if one.n == command.n), None)
    if item is None:
        raise RejectedCommand(f"There is no check {command.n}; the list has 1 to {len(items)}.")
    if not is_by_hand(item, draft.incident):
        raise RejectedCommand(_BY_ITSELF[item.key])
    if item.ticked:
        raise RejectedCommand(f"Check {command.n} is ticked already.")
    draft.add(e.Checked, item=item.key)


def _resolve(draft: Draft, command: c.Resolve) -> None:
    incident = draft.incident
    if incident.status == "triage":
        raise RejectedCommand(
            f"{incident.key} is still in triage: `accept`, or `decline <reason>`."
        )
    must_be_active(draft)
    left = missing(incident, draft.at)
    if left and not command.override:
        raise RejectedCommand(
            f"Not yet. Missing: {'; '.join(_say(item) for item in left)}. "
            "Tick with `check <n>`, or: `resolve --override <reason>`."
        )
    if left:
        draft.gap("override", f"resolved before the checklist was done: {command.override}")
        draft.gap("skipped check", ", ".join(item.text for item in left))
    draft.add(e.Resolved, reason=command.override, skipped=tuple(item.key for item in left))
    follow_up(draft)
    if required(draft.incident):
        plan_meeting(draft)
    tell_it_is_over(draft)


def _say(item: Item) -> str:
    if item.wait is None:
        begins = ", from `mitigated` on" if item.key == "stable" else ""
        return f"{item.n} {item.text}{begins}"
    minutes = max(1, round(item.wait.total_seconds() / 60))
    return f"{item.n} {item.text}, {minutes} min to go"


def _reopen(draft: Draft, command: c.Reopen) -> None:
    if not may_happen("reopened", draft.incident.status):
        raise RejectedCommand(
            f"{stands(draft.incident)}; only a resolved or closed incident can be reopened. {NEW}"
        )
    running = draft.incident.ladder
    rings = draft.incident.reopen_proposed and running is not None and not running.acknowledged
    draft.add(e.Reopened, reason=command.reason)
    if rings:
        call_on(draft)
    else:
        call_anew(draft)
    tell_it_is_open(draft)


def _close(draft: Draft, _command: c.Close) -> None:
    incident = draft.incident
    if incident.status == "closed":
        raise RejectedCommand(f"{incident.key} is closed already.")
    if incident.status in ENDED:
        raise RejectedCommand(f"{stands(incident)}; nothing is left to close.")
    if incident.status == "triage":
        raise RejectedCommand(f"{stands(incident)}: `accept`, or `decline <reason>`.")
    if not may_happen("closed", incident.status):
        raise RejectedCommand(f"{stands(incident)}; resolve it first (`resolve`), then `close`.")
    must_be_learned(draft)
    if draft.incident.ticket is not None and not draft.incident.ticket.done:
        draft.add(e.TicketClosed)
    draft.add(e.Closed)


HANDLERS: dict[type[c.Base], Handler] = {
    c.Check: _check,
    c.Resolve: _resolve,
    c.Reopen: _reopen,
    c.Close: _close,
}
