"""`effects(event, incident)`: what the world must be told because of an event.

A Tell goes out once per key, in order, with its words fixed when it is queued. A Sync has no
payload: it is rendered when it is sent and the latest wins. `needs="room"` waits for the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from tocsin.domain.action_items import ActionAdded
from tocsin.domain.alerts import effects as alert_effects
from tocsin.domain.alerts.events import ReopenWithdrawn
from tocsin.domain.customers import CustomersNotified
from tocsin.domain.declare import Declared
from tocsin.domain.effect import About, Effect, Op
from tocsin.domain.event import Event
from tocsin.domain.flags.events import FlagCleared, FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import WORKING
from tocsin.domain.meeting import MeetingPlanned
from tocsin.domain.merge import Merged
from tocsin.domain.mitigation import MitigationDone
from tocsin.domain.notes import Noted
from tocsin.domain.notify import Notified
from tocsin.domain.paging import effects as page_effects
from tocsin.domain.paging.events import Acknowledged, PageUnanswered
from tocsin.domain.paging.unanswered import is_called_now
from tocsin.domain.people import ENGINE
from tocsin.domain.postmortem.events import PostmortemPublished
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import Reopened, Resolved
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.domain.rooms import effects as room_effects
from tocsin.domain.severity import WITH_ROOM
from tocsin.domain.severity.events import SeverityChanged
from tocsin.domain.status_page import publishes_automatically
from tocsin.domain.status_page.events import StatusPagePosted
from tocsin.domain.sync_effects import own_rooms, sync_effect, sync_effects
from tocsin.domain.tell_effects import alarm, announce, direct, tool
from tocsin.domain.tickets import TicketClosed
from tocsin.domain.titles import is_drill
from tocsin.domain.triage import Accepted, Declined

_NOTHING: Final = About()


def effects(event: Event, incident: Incident) -> tuple[Effect, ...]:
    """The effects of one event; `incident` is the state after it."""
    rows = list(TELLS.get(event.type, _nothing)(event, incident))
    return (*rows, *sync_effects(event, incident))


def _nothing(_event: object, _incident: Incident) -> Iterable[Effect]:
    return ()


def _announced(_event: object, incident: Incident) -> Iterable[Effect]:
    return announce(incident)


def _alarmed(_event: object, incident: Incident) -> Iterable[Effect]:
    return alarm(incident)


def _person(event: Notified, incident: Incident) -> Iterable[Effect]:
    yield from direct(event.person, incident)
    if event.mail:
        yield _mail("person-mail", event.mail, About(to=event.address, person=event.person))


def _mail(op: Op, provider: str, about: About = _NOTHING) -> Effect:
    return tool(op, f"customers.{provider}", about)


def _customers(event: CustomersNotified, _incident: Incident) -> Iterable[Effect]:
    return (_mail("customer-mail", provider) for provider in event.providers)


def _meeting(event: MeetingPlanned, incident: Incident) -> Iterable[Effect]:
    yield from (tool("meeting", f"calendar.{provider}") for provider in event.providers)
    for person in event.attendees:
        yield from direct(person, incident)
    for person, address in event.invites:
        yield _mail("person-mail", event.mail, About(to=address, person=person))


def _reopen_withdrawn(_event: ReopenWithdrawn, incident: Incident) -> Iterable[Effect]:
    yield from announce(incident)
    called = [page for page in incident.pages.values() if is_called_now(page, incident)]
    yield from page_effects.stop_ringing(called, "page-resolve")


def _reopened(event: Reopened, incident: Incident) -> Iterable[Effect]:
    yield from announce(incident)
    meeting = incident.meeting
    if meeting is None:
        return
    for calendar in meeting.scheduled_by:
        yield tool("meeting-cancel", calendar)
    for person, address in meeting.invites if event.at < meeting.starts else ():
        yield _mail("person-mail", meeting.mail, About(to=address, person=person))


def _role(event: RoleAssigned, incident: Incident) -> Iterable[Effect]:
    if not event.standing:
        yield from direct(event.person, incident)


def _offered(event: HandoffOffered, incident: Incident) -> Iterable[Effect]:
    return direct(event.to, incident)


def _reminded(event: Reminded, incident: Incident) -> Iterable[Effect]:
    if event.hears != "room":
        yield from direct(event.hears, incident)


def _declared(event: Declared, incident: Incident) -> Iterable[Effect]:
    if event.severity is None or event.severity == "P3":
        yield from announce(incident)
    yield from _ticket(incident)


def _severity(_event: SeverityChanged, incident: Incident) -> Iterable[Effect]:
    if incident.room_name or incident.severity not in WITH_ROOM:
        yield from announce(incident)  # else the naming of the room announces it
    yield from _ticket(incident)
    if publishes_automatically(incident):
        yield from _status_pages(incident)  # they show how bad it is


def _status_posted(_event: StatusPagePosted, incident: Incident) -> Iterable[Effect]:
    return _status_pages(incident)


def _status_pages(incident: Incident) -> Iterable[Effect]:
    """Every page of the latest entry is brought in step."""
    pages = incident.status_posts[-1].providers if incident.status_posts else ()
    for target in (f"status_page.{page}" for page in pages):
        yield Effect(kind="sync", op="status-page", target=target, lane=target, pool="other")


def _accepted(_event: Accepted, incident: Incident) -> Iterable[Effect]:
    yield from _ticket(incident)
    yield from alert_effects.accepted(incident)


def _acknowledged(event: Acknowledged, incident: Incident) -> Iterable[Effect]:
    yield from page_effects.acknowledged(event, incident)
    yield from alert_effects.tell_sources("alert-ack", incident)


def _ticket(incident: Incident) -> Iterable[Effect]:
    """Every accepted incident is in the tracker, and a P3 from its first moment."""
    wanted = incident.severity == "P3" or incident.status in WORKING
    if wanted and incident.ticket is None and incident.ticketing and not is_drill(incident):
        yield tool("ticket", f"ticketing.{incident.ticketing}")


def _merged(_event: Merged, incident: Incident) -> Iterable[Effect]:
    yield from announce(incident)
    if incident.reporter and "." not in incident.reporter:
        yield from direct(incident.reporter, incident)
    yield from page_effects.stop_ringing(incident.pages.values(), "page-resolve")


def _found(event: Noted, incident: Incident) -> Iterable[Effect]:
    """Findings are reported to the IC."""
    commander = incident.holder("ic")
    if event.kind == "finding" and commander and commander != event.by:
        yield from direct(commander, incident)


def _ticket_closed(_event: TicketClosed, incident: Incident) -> Iterable[Effect]:
    if incident.ticket is not None:
        yield tool("ticket-close", f"ticketing.{incident.ticket.provider}")


def _resolved(_event: Resolved, incident: Incident) -> Iterable[Effect]:
    yield from announce(incident)
    yield from page_effects.stop_ringing(incident.pages.values(), "page-resolve")
    yield from alert_effects.tell_sources("alert-resolve", incident)


def _declined(_event: Declined, incident: Incident) -> Iterable[Effect]:
    yield from announce(incident)
    if incident.reporter and "." not in incident.reporter:
        yield from direct(incident.reporter, incident)
    yield from page_effects.stop_ringing(incident.pages.values(), "page-resolve")
    # Not resolved there: what fires on would open another issue, which would page again.
    yield from alert_effects.tell_sources("alert-ack", incident)


def _postmortem(event: PostmortemPublished, _incident: Incident) -> Iterable[Effect]:
    return (tool("postmortem", f"postmortems.{provider}") for provider in event.providers)


def _made(event: MitigationDone, _incident: Incident) -> Iterable[Effect]:
    """Tools that show what changed in production show this change too."""
    return (tool("change", f"changes.{provider}") for provider in event.providers)


def _flag(event: FlagSet | FlagCleared, incident: Incident) -> Iterable[Effect]:
    """What shows a title is brought in step with whether it may be shown."""
    if event.flag != "private":
        return
    for platform, _ in own_rooms(incident):
        yield sync_effect("members", platform)
        yield sync_effect("topic", platform)
    yield from _status_pages(incident)
    planned = incident.meeting.scheduled_by if incident.meeting is not None else ()
    yield from (tool("meeting", calendar) for calendar in planned)
    if event.type == "flag-cleared":
        yield from announce(incident)


def _action(event: ActionAdded, incident: Incident) -> Iterable[Effect]:
    if event.owner != event.by:
        yield from direct(event.owner, incident)


def _unanswered(event: PageUnanswered, incident: Incident) -> Iterable[Effect]:
    """Whoever asked hears; what Tocsin asked stands in the room alone."""
    if event.asked_by != ENGINE:
        yield from direct(event.asked_by, incident)


# An entry takes the one event type its key names, which a table cannot say to a checker.
TELLS: dict[str, Callable[[Any, Incident], Iterable[Effect]]] = {
    "declared": _declared,
    "severity-changed": _severity,
    "accepted": _accepted,
    "declined": _declined,
    "merged": _merged,
    "noted": _found,
    "room-named": room_effects.room_named,
    "room-failed": room_effects.room_failed,
    "flag-set": _flag,
    "flag-cleared": _flag,
    "room-opened": room_effects.room_opened,
    "room-gone": room_effects.room_gone,
    "room-left": room_effects.room_left,
    "room-name-hidden": room_effects.room_name_hidden,
    "outsider-came": room_effects.outsider_came,
    "outsiders-stay": room_effects.outsiders_stay,
    "page-requested": page_effects.requested,
    "page-failed-over": page_effects.failed_over,
    "asked-again": lambda event, incident: direct(event.message and event.person, incident),
    "page-unanswered": _unanswered,
    "page-sent": page_effects.sent,
    "page-undeliverable": _alarmed,
    "acknowledged": _acknowledged,
    "alert-fired": alert_effects.fired,
    "page-answered": page_effects.answered,
    "ladder-exhausted": _alarmed,
    "notified": _person,
    "reminded": _reminded,
    "role-assigned": _role,
    "handoff-offered": _offered,
    "reopen-proposed": _announced,
    "reopen-withdrawn": _reopen_withdrawn,
    "reopened": _reopened,
    "mitigation-done": _made,
    "customers-notified": _customers,
    "meeting-planned": _meeting,
    "resolved": _resolved,
    "status-page-posted": _status_posted,
    "ticket-closed": _ticket_closed,
    "postmortem-published": _postmortem,
    "action-added": _action,
}

__all__ = ["TELLS", "effects"]
