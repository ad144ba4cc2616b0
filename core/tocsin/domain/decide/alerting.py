"""Who is called because of alerts: what is worse raises, what comes back proposes to reopen."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.changes.alerts import alert_id
from tocsin.domain.decide.calling import call_again, start_calling
from tocsin.domain.decide.draft import Draft
from tocsin.domain.decide.opening import change_severity
from tocsin.domain.decide.telling import tell
from tocsin.domain.incident import Incident, RunningLadder
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.people import is_machine
from tocsin.domain.policy import Notification
from tocsin.domain.severity import Severity, is_higher

TOLD = "alert"
RAISED = "an alert of this severity joined"
QUIET = "an alert fired after a quiet time"


@dataclass(frozen=True, kw_only=True)
class News:
    """What one message of monitoring brought.

    Args:
        fired: Those of its alerts that are new, or worse than before.
        before: The incident as it was.
        quiet: Whether nothing had happened there for longer than the stable minutes.
    """

    command: s.RecordAlerts
    fired: tuple[s.AlertChange, ...]
    before: Incident
    quiet: bool


def is_quiet(draft: Draft) -> bool:
    """Whether no alert changed and no person did anything for longer than the stable minutes."""
    incident = draft.incident
    heard = (alert.changed for alert in incident.alerts.values())
    last = max(incident.declared, incident.acted, *heard)
    return draft.at - last > incident.policy.stable_for


def call_for(draft: Draft, news: News) -> None:
    """Call and tell whom these alerts ask for."""
    again = draft.incident.status == "resolved" and _is_back(draft, news)
    if again:
        alert = (news.fired or _still(draft, news))[0]
        draft.add(e.ReopenProposed, title=alert.title, still=not news.fired)
    paged = len(draft.incident.pages)
    raised = _raise(draft, news)
    if again and not raised:
        start_calling(draft, anew=True)
    if news.fired and not news.command.answered:
        _tell_directly(draft, news, raised=raised, paged=paged)
    _call_off(draft, news)


def _still(draft: Draft, news: News) -> list[s.AlertChange]:
    """Those of this message that fire, as far as is known here."""
    alerts, key = draft.incident.alerts, news.command.key
    linked = ((one, alerts.get(alert_id(key, one.fingerprint))) for one in news.command.alerts)
    return [one for one, known in linked if one.firing and known is not None and known.firing]


def _raise(draft: Draft, news: News) -> bool:
    """Raise what is less severe than its alerts; what a person judged, only for new ones."""
    incident = draft.incident
    judged = incident.severity_by and not is_machine(incident.severity_by)
    counted = news.fired if judged else _still(draft, news)
    worst = _worst(counted, news.command.severity)
    if worst is None or (incident.severity and not is_higher(worst, incident.severity)):
        return False
    command = c.SetSeverity(severity=worst, reason=RAISED)
    change_severity(draft, command, assumed=False, anew=not news.command.answered)
    return True


def _worst(
    alerts: tuple[s.AlertChange, ...] | list[s.AlertChange], group: Severity | None
) -> Severity | None:
    found = (alert.severity or group for alert in alerts)
    return min((severity for severity in found if severity is not None), default=None)


def _is_back(draft: Draft, news: News) -> bool:
    """Whether it fires after the resolution, and people have to hear of it (again)."""
    incident, running = draft.incident, draft.incident.ladder
    if not incident.reopen_proposed:
        return bool(news.fired or _still(draft, news))
    if not news.fired or news.before.firing or _rings(running):
        return False
    if running is None:
        return news.quiet
    return draft.at >= running.started + incident.policy.stable_for


def _rings(running: RunningLadder | None) -> bool:
    """Whether people are being paged now."""
    waits = running is not None and not running.acknowledged and not running.exhausted
    return waits and _pages(running)


def _pages(running: RunningLadder | None) -> bool:
    return running is not None and any(step.manner == "page" for step in running.ladder.steps)


def _tell_directly(draft: Draft, news: News, *, raised: bool, paged: int) -> None:
    """Where it is worse, comes after a quiet time or while monitored, the room will not do.

    Args:
        paged: How many pages there were before this news.
    """
    incident = draft.incident
    if incident.status not in ACTIVE or incident.severity is None:
        return
    manner = incident.policy.severity(incident.severity).notification
    if not raised and (_rings(incident.ladder) or not _is_for_somebody(news, manner)):
        return
    if not raised and news.quiet and manner == "page":
        call_again(draft, QUIET)
    called = {page.person for page in list(draft.incident.pages.values())[paged:]}
    for person in _in_charge(draft, raised=raised):
        if person not in called:
            tell(draft, person, TOLD)


def _is_for_somebody(news: News, manner: Notification) -> bool:
    """What only a ticket is for has to be another alert; then as for the others."""
    known = all(_is_known(alert, news) for alert in news.fired)
    if manner == "ticket" and known:
        return False
    return news.quiet or news.before.status == "monitoring"


def _is_known(alert: s.AlertChange, news: News) -> bool:
    return alert_id(news.command.key, alert.fingerprint) in news.before.alerts


def _in_charge(draft: Draft, *, raised: bool) -> tuple[str, ...]:
    """The IC; whoever is on call where there is none any more (raised, they are called anyway)."""
    commander = draft.incident.holder("ic")
    if raised and not draft.incident.has_commander():
        return ()
    return (commander,) if draft.roster.knows(commander) else draft.roster.resolve("primary")


def _call_off(draft: Draft, news: News) -> None:
    """A call that began only for an alert ends with it, unless somebody has answered."""
    incident, running = draft.incident, draft.incident.ladder
    if incident.status != "resolved" or not incident.reopen_proposed or incident.firing:
        return
    if running is not None and not running.acknowledged and _pages(running):
        over = [alert for alert in news.command.alerts if not alert.firing]
        draft.add(e.ReopenWithdrawn, title=over[0].title if over else news.command.title)
