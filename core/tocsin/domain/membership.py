"""Who is in an incident. A private one does not exist for anybody else."""

from __future__ import annotations

from tocsin.domain.incident import Incident
from tocsin.domain.people import Roster, is_machine


def members(incident: Incident) -> tuple[str, ...]:
    """The people in an incident: reporter, called, told or given something, in order of rank."""
    return tuple(
        dict.fromkeys(
            (
                *(held.person for held in incident.roles.values()),
                *incident.responders,
                *(page.person for page in incident.pages.values()),
                *(offer.to for offer in incident.offers.values()),
                *incident.brought_in,
                *(task.owner for task in incident.tasks.values() if task.owner),
                *(item.owner for item in incident.actions.values()),
                incident.reporter,
            )
        )
    )


def is_member(incident: Incident, person: str, roster: Roster) -> bool:
    """Whether an incident exists for somebody: one that is not private does for everybody.

    Nobody gets in by what they do themselves: who is in calls, assigns or hands over, or the
    policy names them as a contact of the incident's own team. Names of guests come from outside
    and prove nothing.

    Args:
        roster: That of the incident's team.
    """
    if "private" not in incident.flags or is_machine(person) or person in roster.admins:
        return True
    named = (person for contact in incident.policy.insiders for person in roster.resolve(contact))
    return roster.knows(person) and (person in members(incident) or person in named)


def unknown_incident(number: int) -> str:
    """The refusal for an unknown number, and for a private incident to those outside it."""
    return f"There is no INC-{number}. `incident list` shows the open ones."
