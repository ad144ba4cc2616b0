"""Whose an obligation is: the person behind the role, contact or level that owes it."""

from __future__ import annotations

from tocsin.domain.incident import Incident
from tocsin.domain.obligations.shape import Obligation
from tocsin.domain.people import Roster
from tocsin.domain.roles import parse_role


def owes(person: str, one: Obligation, incident: Incident, roster: Roster) -> bool:
    """Whether somebody owes it: what a role owes that nobody has, the IC does.

    Whoever is called and has not answered owes the answer, whoever is called first.
    """
    if one.name == "ack" and rings_for(person, incident):
        return True
    role = parse_role(one.owner)
    if one.owner == person or (role is not None and incident.holder(role) == person):
        return True
    if role is not None and incident.holder(role):
        return False
    behind = roster.resolve(one.owner)
    return person in behind or (not behind and incident.holder("ic") == person)


def rings_for(person: str, incident: Incident) -> bool:
    """Whether a page of theirs waits for an answer."""
    return any(page.person == person and page.waits for page in incident.pages.values())
