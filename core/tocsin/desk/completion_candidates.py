"""Candidates for one place of a line that is being typed: people, roles, what is owed.

Only words that the desk would take at that place, and of private incidents nothing to who may not
see them here. Reads only, and little: it is asked with every key that is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tocsin.desk.incident_lookup import is_part_of
from tocsin.desk.message_context import ReadContext
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import obligations
from tocsin.domain.resolution import missing_items

MOST_INCIDENTS: Final = 50


@dataclass(frozen=True, kw_only=True)
class CompletionContext:
    """Somebody who types, and the incident that is meant so far, if one is."""

    message: ReadContext
    incident: Incident | None = None


Candidates = Callable[[CompletionContext], Iterable[str]]


def these(*words: str) -> Candidates:
    """A closed list of words."""
    return lambda _typing: words


def people(typing: CompletionContext) -> Iterable[str]:
    """The people of the team files as `@ana`, those who work on the incident first."""
    own = typing.incident.responders if typing.incident is not None else ()
    return (f"@{person}" for person in dict.fromkeys((*own, *sorted(typing.message.people))))


def whom(typing: CompletionContext) -> Iterable[str]:
    """Who can be paged: levels, contacts and people."""
    if typing.incident is None:
        return people(typing)
    roster = typing.message.execute.roster(typing.message.tx, typing.incident.team)
    return (*roster.on_call, *roster.contacts, *people(typing))


def other_incidents(typing: CompletionContext) -> Iterable[str]:
    """The open incidents but the one that is meant."""
    own = typing.incident.key if typing.incident is not None else ""
    return (incident.key for incident in open_ones(typing.message) if incident.key != own)


def open_ones(message: ReadContext) -> list[Incident]:
    """The open ones that may be named here; those the speaker works on stand first."""
    rows = message.tx.incidents(open_only=True, limit=MOST_INCIDENTS)
    looked = (message.tx.look(row.id) for row in rows)
    found = [
        seen
        for seen in looked
        if seen is not None and message.sees(seen) and message.may_show(seen)
    ]
    return sorted(found, key=lambda incident: not is_part_of(incident, message.said.speaker))


def owed(typing: CompletionContext) -> Iterable[str]:
    """The names of what is owed."""
    return (duty.name for duty in obligations(typing.incident)) if typing.incident else ()


def changes(state: str) -> Candidates:
    """The numbers of the changes in this state."""

    def give(typing: CompletionContext) -> Iterable[str]:
        found = typing.incident.mitigations.values() if typing.incident else ()
        return (str(change.n) for change in found if change.state == state)

    return give


def checks(typing: CompletionContext) -> Iterable[str]:
    """The numbers of what is still to be checked by hand."""
    left = missing_items(typing.incident, typing.message.execute.now()) if typing.incident else ()
    return (str(check.n) for check in left if check.wait is None)


OF_OPTION: Final[Mapping[str, Candidates]] = MappingProxyType(
    {
        "person": people,
        "whom": whom,
        "into": other_incidents,
        "what": owed,
        "obligation": owed,
        "duration": these("10m", "30m", "1h", "1d"),
    }
)
"""The option's name -> what completes it, where that is the same for every verb."""
