"""What monitoring says, and what providers answered."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.changes.alerts import alert_id
from tocsin.domain.decide.calling import start_calling
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.opening import change_severity
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.severity import Severity, is_higher


def _record(draft: Draft, command: s.RecordAlerts) -> None:
    """Repeats change nothing; what is new is told; an incident is never resolved by this."""
    firing = bool(draft.incident.firing)
    known = {alert.key for alert in draft.incident.alerts.values()}
    before = len(draft.events)
    if command.key not in known and known and any(one.firing for one in command.alerts):
        draft.add(e.GroupJoined, key=command.key, title=command.title, storm=command.storm)
    fired = [one for one in command.alerts if _fire(draft, command.key, one)]
    for one in command.alerts:
        _cease(draft, command.key, one)
    if command.truncated and len(draft.events) > before:
        draft.add(e.AlertsTruncated, key=command.key, missing=command.truncated)
    judged = draft.incident.severity_by and not is_machine(draft.incident.severity_by)
    worse = fired or (not judged and any(one.firing for one in command.alerts))
    if worse and draft.incident.status == "triage":
        _raise(draft, command.severity)
    if fired and draft.incident.status == "resolved" and not _said(draft, still=firing):
        _propose_reopen(draft, fired[0].title)


def _fire(draft: Draft, key: str, one: s.AlertChange) -> bool:
    old = draft.incident.alerts.get(alert_id(key, one.fingerprint))
    if not one.firing or (old is not None and old.firing):
        return False
    if old is not None and one.started <= old.started and old.changed >= draft.at:
        return False
    draft.add(
        e.AlertFired,
        key=key,
        fingerprint=one.fingerprint,
        title=one.title,
        started=one.started,
        link=one.link,
    )
    return True


def _cease(draft: Draft, key: str, one: s.AlertChange) -> None:
    old = draft.incident.alerts.get(alert_id(key, one.fingerprint))
    if one.firing or old is None or not old.firing:
        return
    remaining = len(draft.incident.firing) - 1
    draft.add(
        e.AlertResolved,
        key=key,
        fingerprint=one.fingerprint,
        title=one.title,
        remaining=remaining,
    )


def _raise(draft: Draft, severity: Severity | None) -> None:
    now = draft.incident.severity
    if severity is not None and (now is None or is_higher(severity, now)):
        command = c.SetSeverity(severity=severity, reason="an alert of this severity joined")
        change_severity(draft, command, assumed=False)


def _said(draft: Draft, *, still: bool) -> bool:
    """Whether this was proposed, and one of its alerts `still` fires, or the call is fresh."""
    running = draft.incident.ladder
    if not draft.incident.reopen_proposed or still or running is None:
        return draft.incident.reopen_proposed
    rings = not running.acknowledged and not running.exhausted
    return rings or draft.at < running.started + draft.incident.policy.stable_for


def _propose_reopen(draft: Draft, title: str) -> None:
    draft.add(e.ReopenProposed, title=title)
    start_calling(draft, anew=True)


def _room(draft: Draft, result: s.RoomResult) -> None:
    if result.platform in draft.incident.rooms:
        return
    if result.reason:
        draft.add(e.RoomFailed, by=ENGINE, platform=result.platform, reason=result.reason)
    else:
        draft.add(
            e.RoomOpened, by=ENGINE, platform=result.platform, room=result.room, name=result.name
        )


def _ticket(draft: Draft, result: s.TicketResult) -> None:
    if draft.incident.ticket is None:
        draft.add(e.TicketOpened, provider=result.provider, ref=result.ref, url=result.url)


def _gone(draft: Draft, result: s.EffectGone) -> None:
    draft.add(e.EffectDied, effect=result.effect, target=result.target, reason=result.reason)


HANDLERS: dict[type[c.Base], Handler] = {
    s.RecordAlerts: _record,
    s.RoomResult: _room,
    s.TicketResult: _ticket,
    s.EffectGone: _gone,
}
