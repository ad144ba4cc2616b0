"""Records alerts: a worse one raises the severity, one that fires again proposes to reopen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tocsin.domain.alerts.events import (
    AlertFired,
    AlertResolved,
    AlertsTruncated,
    GroupJoined,
    ReopenProposed,
    ReopenWithdrawn,
    alert_id,
)
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.escalation.decide import restart_ladder, start_ladder
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import LinkedAlert, RunningLadder
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.notify import notify_person
from tocsin.domain.people import is_machine
from tocsin.domain.policy import Notification
from tocsin.domain.severity import Severity, is_higher
from tocsin.domain.severity.decide import SetSeverity, change_severity


@dataclass(frozen=True, kw_only=True)
class AlertChange:
    """One alert of a group as monitoring reports it. `ended`: when, where that was told.

    `source`: the instance that reports it, where that is not who gives the command.
    """

    fingerprint: str
    title: str
    firing: bool
    started: datetime
    link: str = ""
    severity: Severity | None = None
    ended: datetime | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordAlerts(Command):
    """Record what monitoring says about one group linked to this incident.

    Args:
        severity: Of the group; an alert that has one of its own counts with that.
        answered: Somebody knows of these alerts: they come from an incident that was answered.
    """

    key: str
    title: str
    alerts: tuple[AlertChange, ...]
    truncated: int = 0
    severity: Severity | None = None
    storm: bool = False
    answered: bool = False


def _record(context: CommandContext, command: RecordAlerts) -> None:
    """Repeats change nothing; what is new is told; an incident is never resolved by this."""
    before, quiet = context.incident, is_quiet(context)
    known = {alert.key for alert in before.alerts.values()}
    said = len(context.events)
    if (
        known
        and command.key not in known
        and any(_is_news(context, command, a) for a in command.alerts)
    ):
        context.add(GroupJoined, key=command.key, title=command.title, storm=command.storm)
    fired = [alert for alert in command.alerts if _fire(context, command, alert)]
    for alert in command.alerts:
        _cease(context, command.key, alert)
    if command.truncated and len(context.events) > said:
        context.add(AlertsTruncated, key=command.key, missing=command.truncated)
    news = News(command=command, fired=tuple(fired), before=before, quiet=quiet)
    page_for_alerts(context, news)


def _linked(context: CommandContext, key: str, alert: AlertChange) -> LinkedAlert | None:
    return context.incident.alerts.get(alert_id(key, alert.fingerprint))


def _is_news(context: CommandContext, command: RecordAlerts, alert: AlertChange) -> bool:
    """Whether it fires, and neither goes on nor is known to be over already."""
    known = _linked(context, command.key, alert)
    if not alert.firing or known is None:
        return alert.firing
    return _is_worse(alert, known) if known.firing else known.is_another(alert.started)


def _is_worse(alert: AlertChange, known: LinkedAlert) -> bool:
    was, now = known.severity, alert.severity
    return was is not None and now is not None and is_higher(now, was)


def _fire(context: CommandContext, command: RecordAlerts, alert: AlertChange) -> bool:
    if not _is_news(context, command, alert):
        return False
    known = _linked(context, command.key, alert)
    goes_on = known is not None and known.firing
    context.add(
        AlertFired,
        key=command.key,
        fingerprint=alert.fingerprint,
        title=alert.title,
        started=known.started if known is not None and goes_on else alert.started,
        link=alert.link,
        severity=alert.severity or command.severity,
        source=alert.source,
    )
    return True


def _cease(context: CommandContext, key: str, alert: AlertChange) -> None:
    known = _linked(context, key, alert)
    if alert.firing or known is None or not known.firing:
        return
    later = alert.ended is not None and known.started < alert.started <= alert.ended
    context.add(
        AlertResolved,
        key=key,
        fingerprint=alert.fingerprint,
        title=alert.title,
        remaining=len(context.incident.firing) - 1,
        started=alert.started if later else None,
    )


TOLD = "alert"
RAISED = "an alert of this severity joined"
QUIET = "an alert fired after a quiet time"


@dataclass(frozen=True, kw_only=True)
class News:
    """The changes that one message of monitoring brought.

    Args:
        fired: Those of its alerts that are new, or worse than before.
        before: The incident as it was.
        quiet: Whether nothing had happened there for longer than the stable minutes.
    """

    command: RecordAlerts
    fired: tuple[AlertChange, ...]
    before: Incident
    quiet: bool


def is_quiet(context: CommandContext) -> bool:
    """Whether no alert changed and no person did anything for longer than the stable minutes."""
    incident = context.incident
    heard = (alert.changed for alert in incident.alerts.values())
    last = max(incident.declared, incident.acted, *heard)
    return context.at - last > incident.policy.stable_for


def page_for_alerts(context: CommandContext, news: News) -> None:
    """Call and tell whom these alerts ask for."""
    again = context.incident.status == "resolved" and _is_back(context, news)
    if again:
        alert = (news.fired or _still(context, news))[0]
        context.add(ReopenProposed, title=alert.title, still=not news.fired)
    paged = len(context.incident.pages)
    raised = _raise(context, news)
    if again and not raised:
        start_ladder(context, anew=True)
    if news.fired and not news.command.answered:
        _tell_directly(context, news, raised=raised, paged=paged)
    _call_off(context, news)


def _still(context: CommandContext, news: News) -> list[AlertChange]:
    """Those of this message that fire, as far as is known here."""
    alerts, key = context.incident.alerts, news.command.key
    linked = (
        (alert, alerts.get(alert_id(key, alert.fingerprint))) for alert in news.command.alerts
    )
    return [alert for alert, known in linked if alert.firing and known is not None and known.firing]


def _raise(context: CommandContext, news: News) -> bool:
    """Raise what is less severe than its alerts; what a person judged, only for new ones."""
    incident = context.incident
    judged = incident.severity_by and not is_machine(incident.severity_by)
    counted = news.fired if judged else _still(context, news)
    worst = _worst(counted, news.command.severity)
    if worst is None or (incident.severity and not is_higher(worst, incident.severity)):
        return False
    command = SetSeverity(severity=worst, reason=RAISED)
    change_severity(context, command, assumed=False, anew=not news.command.answered)
    return True


def _worst(
    alerts: tuple[AlertChange, ...] | list[AlertChange], group: Severity | None
) -> Severity | None:
    found = (alert.severity or group for alert in alerts)
    return min((severity for severity in found if severity is not None), default=None)


def _is_back(context: CommandContext, news: News) -> bool:
    """Whether it fires after the resolution, and people have to hear of it (again)."""
    incident, running = context.incident, context.incident.ladder
    if not incident.reopen_proposed:
        return bool(news.fired or _still(context, news))
    if not news.fired or news.before.firing or _rings(running):
        return False
    if running is None:
        return news.quiet
    return context.at >= running.started + incident.policy.stable_for


def _rings(running: RunningLadder | None) -> bool:
    """Whether people are being paged now."""
    waits = running is not None and not running.acknowledged and not running.exhausted
    return waits and _pages(running)


def _pages(running: RunningLadder | None) -> bool:
    return running is not None and any(step.manner == "page" for step in running.ladder.steps)


def _tell_directly(context: CommandContext, news: News, *, raised: bool, paged: int) -> None:
    """Where it is worse, comes after a quiet time or while monitored, the room will not do.

    Args:
        paged: How many pages there were before this news.
    """
    incident = context.incident
    if incident.status not in ACTIVE or incident.severity is None:
        return
    manner = incident.policy.severity(incident.severity).notification
    if not raised and (_rings(incident.ladder) or not _is_for_somebody(news, manner)):
        return
    if not raised and news.quiet and manner == "page":
        restart_ladder(context, QUIET)
    called = {page.person for page in list(context.incident.pages.values())[paged:]}
    for person in _in_charge(context, raised=raised):
        if person not in called:
            notify_person(context, person, TOLD)


def _is_for_somebody(news: News, manner: Notification) -> bool:
    """What only a ticket is for has to be another alert; then as for the others."""
    known = all(_is_known(alert, news) for alert in news.fired)
    if manner == "ticket" and known:
        return False
    return news.quiet or news.before.status == "monitoring"


def _is_known(alert: AlertChange, news: News) -> bool:
    return alert_id(news.command.key, alert.fingerprint) in news.before.alerts


def _in_charge(context: CommandContext, *, raised: bool) -> tuple[str, ...]:
    """The IC; whoever is on call where there is none any more (raised, they are called anyway)."""
    commander = context.incident.holder("ic")
    if raised and not context.incident.has_commander():
        return ()
    return (commander,) if context.roster.knows(commander) else context.roster.resolve("primary")


def _call_off(context: CommandContext, news: News) -> None:
    """A call that began only for an alert ends with it, unless somebody has answered."""
    incident, running = context.incident, context.incident.ladder
    if incident.status != "resolved" or not incident.reopen_proposed or incident.firing:
        return
    if running is not None and not running.acknowledged and _pages(running):
        over = [alert for alert in news.command.alerts if not alert.firing]
        context.add(ReopenWithdrawn, title=over[0].title if over else news.command.title)


DECIDE: dict[type[Command], CommandHandler] = {
    RecordAlerts: _record,
}
