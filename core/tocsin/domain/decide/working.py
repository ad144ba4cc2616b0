"""The work: updates, notes, mitigations, snoozing, milestones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.counting import many
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.opening import must_be_active
from tocsin.domain.decide.standing import stands, way_on
from tocsin.domain.incident import Mitigation, Update
from tocsin.domain.lifecycle import ENDED, WORKING, may_happen
from tocsin.domain.obligations import owed
from tocsin.domain.obligations.hours import SNOOZE_LATER, is_about_now
from tocsin.domain.quoting import quoted, unmarked
from tocsin.domain.status_page import next_number
from tocsin.errors import RejectedCommand

_STATES = {"proposed": "proposed", "approved": "approved", "rejected": "rejected", "done": "made"}
UPDATE_STATUSES = ("Investigating", "Mitigating", "Monitoring", "Resolved")


def _must_be_working(draft: Draft) -> None:
    must_be_active(draft)
    if draft.incident.status not in WORKING:
        raise RejectedCommand(
            f"{draft.incident.key} is still in triage: accept it first, with `accept`."
        )


def _status_word(draft: Draft, text: str) -> str:
    found = next((one for one in UPDATE_STATUSES if one.lower() == text.strip().lower()), None)
    if found is None:
        raise RejectedCommand(
            f"{quoted(text)} is no update status. Use one of: {', '.join(UPDATE_STATUSES)}."
        )
    if found == "Resolved" and draft.incident.status != "resolved":
        raise RejectedCommand("Only `resolve` resolves it; it shows what is still to be checked.")
    return found


def _update(draft: Draft, command: c.PostUpdate) -> None:
    incident = draft.incident
    if incident.status in ENDED:
        raise RejectedCommand(f"{stands(incident)}; it takes no updates. {way_on(incident)}")
    last = incident.updates[-1] if incident.updates else None
    status = command.status if command.status is not None else _present_status(draft, last)
    word = _status_word(draft, status)
    impact = _field(command.impact, last.impact if last else None, "impact", command)
    action = _field(command.action, last.action if last else None, "action", command)
    eta = command.eta if command.eta is not None else (last.eta if last else "unknown")
    relapse = word == "Investigating" and incident.status == "monitoring"
    draft.add(e.UpdatePosted, status=word, impact=impact, action=action, eta=eta or "unknown")
    if relapse:
        draft.add(e.Relapsed)


def _present_status(draft: Draft, last: Update | None) -> str:
    status = draft.incident.status
    return "Investigating" if status == "triage" else status.capitalize()


def _field(new: str | None, old: str | None, name: str, said: c.PostUpdate) -> str:
    if new:
        return new
    if old:
        return old
    fields = (said.status, said.impact or "<impact>", said.action or "<action>", said.eta)
    typed = " | ".join(unmarked(one or "") for one in fields).strip()
    raise RejectedCommand(f"The first update needs its {name}: `update {typed}`.")


def _note(draft: Draft, command: c.Note) -> None:
    draft.add(e.Noted, text=command.text, kind=command.kind)


def _mitigate(draft: Draft, command: c.Mitigate) -> None:
    _must_be_working(draft)
    draft.add(
        e.MitigationProposed,
        n=next_number(draft.incident),
        strategy=command.strategy,
        what=command.what,
    )


def _pick(
    draft: Draft, n: int | None, states: Iterable[str], verb: str, *, to: str = ""
) -> Mitigation:
    """Change `n`, or the only one in these states; `verb` is what is typed to do `to` with it."""
    wanted = tuple(states)
    open_ones = [one for one in draft.incident.mitigations.values() if one.state in wanted]
    listed = ", ".join(f"{one.n} ({unmarked(one.what)})" for one in open_ones) or "none"
    if n is not None:
        found = draft.incident.mitigations.get(n)
        if found is None or found.state not in wanted:
            problem = (
                f"Change {n} is {_STATES[found.state]} already."
                if found
                else f"There is no change {n} to {to or verb}."
            )
            raise RejectedCommand(f"{problem} Open: {listed}.")
        return found
    if len(open_ones) != 1:
        why = " <why>" if verb == "reject" else ""
        raise RejectedCommand(f"Which change? `{verb} <n>{why}`. Open: {listed}.")
    return open_ones[0]


def _approve(draft: Draft, command: c.Approve) -> None:
    _must_be_working(draft)
    one = _pick(draft, command.n, ("proposed",), "approve")
    if one.strategy == "other" and not command.reason:
        raise RejectedCommand(
            f"Change {one.n} is no usual mitigation. "
            f"Say why it is safe: `approve {one.n} <reason>`."
        )
    draft.add(e.MitigationApproved, n=one.n, reason=command.reason)


def _reject(draft: Draft, command: c.Reject) -> None:
    _must_be_working(draft)
    one = _pick(draft, command.n, ("proposed",), "reject")
    draft.add(e.MitigationRejected, n=one.n, reason=command.reason)


def _done(draft: Draft, command: c.Done) -> None:
    _must_be_working(draft)
    one = _pick(draft, command.n, ("proposed", "approved"), "done", to="finish")
    approved = one.state == "approved"
    draft.add(e.MitigationDone, n=one.n, approved=approved)
    if not approved:
        draft.gap("unapproved change", f"change {one.n} was made before it was approved")


def _mitigated(draft: Draft, command: c.Mitigated) -> None:
    incident = draft.incident
    if incident.status == "monitoring":
        raise RejectedCommand(f"{incident.key} is monitoring already; `check` shows the clock.")
    _must_be_working(draft)
    if incident.firing and not command.reason:
        names = ", ".join(unmarked(alert.title) for alert in incident.firing[:3])
        raise RejectedCommand(
            f"Still firing: {names}. If it is over all the same: `mitigated <why>`."
        )
    if may_happen("mitigated", incident.status):
        draft.add(e.Mitigated, reason=command.reason)


def _snooze(draft: Draft, command: c.Snooze) -> None:
    one = owed(draft.incident, command.obligation)
    if one is None:
        raise RejectedCommand(
            f"Nothing called {quoted(command.obligation)} is owed. `next` lists it."
        )
    if all(nudge.act != "remind" for nudge in one.nudges):
        raise RejectedCommand(f"{command.obligation} has no reminders; pages are never snoozed.")
    if command.by <= timedelta(0):
        raise RejectedCommand(f"Say for how long: `snooze {command.obligation} 10m`.")
    now = is_about_now(command.obligation)
    limit = draft.incident.policy.snooze_limit if now else SNOOZE_LATER
    if command.by > limit:
        minutes = limit // timedelta(minutes=1)
        most = many(minutes, "minute") if now else many(limit.days, "day")
        raise RejectedCommand(f"Reminders can be moved by {most} at most.")
    draft.add(e.Snoozed, obligation=command.obligation, until=draft.at + command.by)


HANDLERS: dict[type[c.Base], Handler] = {
    c.PostUpdate: _update,
    c.Note: _note,
    c.Decide: _note,
    c.Finding: _note,
    c.Mitigate: _mitigate,
    c.Approve: _approve,
    c.Reject: _reject,
    c.Done: _done,
    c.Mitigated: _mitigated,
    c.Snooze: _snooze,
}
