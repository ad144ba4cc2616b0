"""What monitoring says, and what providers answered."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.changes.alerts import alert_id
from tocsin.domain.decide.alerting import News, call_for, is_quiet
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.incident import LinkedAlert
from tocsin.domain.severity import is_higher


def _record(draft: Draft, command: s.RecordAlerts) -> None:
    """Repeats change nothing; what is new is told; an incident is never resolved by this."""
    before, quiet = draft.incident, is_quiet(draft)
    known = {alert.key for alert in before.alerts.values()}
    said = len(draft.events)
    if (
        known
        and command.key not in known
        and any(_is_news(draft, command, a) for a in command.alerts)
    ):
        draft.add(e.GroupJoined, key=command.key, title=command.title, storm=command.storm)
    fired = [alert for alert in command.alerts if _fire(draft, command, alert)]
    for alert in command.alerts:
        _cease(draft, command.key, alert)
    if command.truncated and len(draft.events) > said:
        draft.add(e.AlertsTruncated, key=command.key, missing=command.truncated)
    news = News(command=command, fired=tuple(fired), before=before, quiet=quiet)
    call_for(draft, news)


def _linked(draft: Draft, key: str, alert: s.AlertChange) -> LinkedAlert | None:
    return draft.incident.alerts.get(alert_id(key, alert.fingerprint))


def _is_news(draft: Draft, command: s.RecordAlerts, alert: s.AlertChange) -> bool:
    """Whether it fires, and neither goes on nor is known to be over already."""
    known = _linked(draft, command.key, alert)
    if not alert.firing or known is None:
        return alert.firing
    return _is_worse(alert, known) if known.firing else known.is_another(alert.started)


def _is_worse(alert: s.AlertChange, known: LinkedAlert) -> bool:
    was, now = known.severity, alert.severity
    return was is not None and now is not None and is_higher(now, was)


def _fire(draft: Draft, command: s.RecordAlerts, alert: s.AlertChange) -> bool:
    if not _is_news(draft, command, alert):
        return False
    known = _linked(draft, command.key, alert)
    goes_on = known is not None and known.firing
    draft.add(
        e.AlertFired,
        key=command.key,
        fingerprint=alert.fingerprint,
        title=alert.title,
        started=known.started if known is not None and goes_on else alert.started,
        link=alert.link,
        severity=alert.severity or command.severity,
    )
    return True


def _cease(draft: Draft, key: str, alert: s.AlertChange) -> None:
    known = _linked(draft, key, alert)
    if alert.firing or known is None or not known.firing:
        return
    later = alert.ended is not None and known.started < alert.started <= alert.ended
    draft.add(
        e.AlertResolved,
        key=key,
        fingerprint=alert.fingerprint,
        title=alert.title,
        remaining=len(draft.incident.firing) - 1,
        started=alert.started if later else None,
    )


def _ticket(draft: Draft, result: s.TicketResult) -> None:
    if draft.incident.ticket is None:
        draft.add(e.TicketOpened, provider=result.provider, ref=result.ref, url=result.url)


def _ticket_seen(draft: Draft, seen: s.TicketSeen) -> None:
    """Told where it is news: a tracker also tells us of what we did ourselves."""
    ticket = draft.incident.ticket
    if ticket is None or (ticket.provider, ticket.ref) != (seen.provider, seen.ref):
        return
    known = {
        "closed": ticket.closed,
        "reopened": not ticket.closed,
        "assigned": ticket.assignee == seen.assignee,
    }
    if not known[seen.action]:
        draft.add(
            e.TicketChanged,
            provider=seen.provider,
            ref=seen.ref,
            action=seen.action,
            user=seen.user,
            person=seen.person,
            assignee=seen.assignee,
            assignee_person=seen.assignee_person,
        )


def _gone(draft: Draft, result: s.EffectGone) -> None:
    draft.add(
        e.EffectDied,
        effect=result.effect,
        target=result.target,
        reason=result.reason,
        again=result.again,
    )


HANDLERS: dict[type[c.Base], Handler] = {
    s.RecordAlerts: _record,
    s.TicketResult: _ticket,
    s.TicketSeen: _ticket_seen,
    s.EffectGone: _gone,
}
