"""The four-field update."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.guards import next_step, status_text
from tocsin.domain.immutable_update import Evolve, replace, without
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Update
from tocsin.domain.lifecycle import ACTIVE, ENDED
from tocsin.domain.mitigation import Relapsed
from tocsin.domain.obligation import Nudge, Obligation
from tocsin.domain.plurals import interval_words
from tocsin.domain.quoting import quoted, without_backticks
from tocsin.errors import RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class PostUpdate(Command):
    """Post an update of four fields; None = unchanged."""

    status: str | None = None
    impact: str | None = None
    action: str | None = None
    eta: str | None = None
    verb: ClassVar[str] = "update"


# Events


@dataclass(frozen=True, kw_only=True)
class UpdatePosted(Event):
    """The four-field update of the process."""

    status: str
    impact: str
    action: str
    eta: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("the process: an update in the room")
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "announcement")
    type: Literal["update-posted"] = "update-posted"


# Evolve


def _update_posted(incident: Incident, event: UpdatePosted) -> Incident:
    update = Update(
        at=event.at,
        by=event.by,
        status=event.status,
        impact=event.impact,
        action=event.action,
        eta=event.eta,
    )
    return replace(
        incident,
        updates=(*incident.updates, update),
        snoozed=without(incident.snoozed, "update"),
        update_seq=incident.version,
        update_since=event.at,
    )


EVOLVE: dict[type[Event], Evolve] = {
    UpdatePosted: _update_posted,
}


# Decide
UPDATE_STATUSES = ("Investigating", "Mitigating", "Monitoring", "Resolved")


def _update(context: CommandContext, command: PostUpdate) -> None:
    incident = context.incident
    if incident.status in ENDED:
        raise RejectedCommand(
            f"{status_text(incident)}; it takes no updates. {next_step(incident)}"
        )
    last = incident.updates[-1] if incident.updates else None
    status = command.status if command.status is not None else _present_status(context, last)
    word = _status_word(context, status)
    impact = _field(command.impact, last.impact if last else None, "impact", command)
    action = _field(command.action, last.action if last else None, "action", command)
    eta = command.eta if command.eta is not None else (last.eta if last else "unknown")
    relapse = word == "Investigating" and incident.status == "monitoring"
    context.add(UpdatePosted, status=word, impact=impact, action=action, eta=eta or "unknown")
    if relapse:
        context.add(Relapsed)


def _status_word(context: CommandContext, text: str) -> str:
    found = next(
        (status for status in UPDATE_STATUSES if status.lower() == text.strip().lower()), None
    )
    if found is None:
        raise RejectedCommand(
            f"{quoted(text)} is no update status. Use one of: {', '.join(UPDATE_STATUSES)}."
        )
    if found == "Resolved" and context.incident.status != "resolved":
        raise RejectedCommand("Only `resolve` resolves it; it shows what is still to be checked.")
    return found


def _present_status(context: CommandContext, last: Update | None) -> str:
    status = context.incident.status
    return "Investigating" if status == "triage" else status.capitalize()


def _field(new: str | None, old: str | None, name: str, said: PostUpdate) -> str:
    if new:
        return new
    if old:
        return old
    fields = (said.status, said.impact or "<impact>", said.action or "<action>", said.eta)
    typed = " | ".join(without_backticks(field or "") for field in fields).strip()
    raise RejectedCommand(f"The first update needs its {name}: `update {typed}`.")


DECIDE: dict[type[Command], CommandHandler] = {
    PostUpdate: _update,
}


# Obligations


def update(incident: Incident) -> Iterable[Obligation]:
    """The next four-field update, as often as the severity says, until resolved."""
    if incident.severity is None or incident.status not in ACTIVE:
        return
    row = incident.policy.severity(incident.severity)
    if row.update_every is None:
        return
    due = incident.update_since + row.update_every
    ic_late, backup_late = incident.policy.update_late
    missed = (due + offset for offset in incident.policy.reminds("update"))
    later = (due + number * row.update_every for number in range(1, incident.policy.missed_updates))
    yield Obligation(
        name="update",
        due=due,
        owner="comms",
        rule=f"An update {interval_words(row.update_every)} until resolved",
        met_by=("update-posted",),
        generation=incident.update_seq,
        nudges=(
            Nudge(at=due - incident.policy.update_lead, act="remind", hears=("comms", "ic")),
            Nudge(at=due, act="remind", hears=("room",)),
            *(Nudge(at=at, act="record-gap", hears=("missed update",)) for at in missed),
            Nudge(at=due + ic_late, act="remind", hears=("ic",)),
            Nudge(at=due + backup_late, act="remind", hears=("backup",)),
            *(Nudge(at=at, act="remind", hears=("room",)) for at in later),
        ),
    )
