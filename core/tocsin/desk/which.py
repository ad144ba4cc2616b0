"""Which incident is meant, and who may look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tocsin.chat.port import Said
from tocsin.domain.incident import Incident
from tocsin.domain.people import Roster
from tocsin.errors import Forbidden, InvalidValue, NotFound
from tocsin.store.contract import ReadTx
from tocsin.wording.clean import clean

MOST_CANDIDATES: Final = 5
LONGEST_NAME: Final = 40


def which_incident(tx: ReadTx, said: Said, number: int | None, verb: str = "") -> Incident:
    """The one that was named, else the room's, else the speaker's, else the only open one.

    Who answers means the incident that waits for that answer, whatever else is open.

    Raises:
        NotFound: No such incident, or none is open.
        InvalidValue: Several are open; the sentence lists them.
    """
    if number is not None:
        return _by_id(tx, tx.id_of(number), f"There is no INC-{number}.")
    of_room = room_incident(tx, said)
    if of_room is not None:
        return of_room
    return _only_one(tx, said.speaker, verb)


def room_incident(tx: ReadTx, said: Said) -> Incident | None:
    """The incident in whose room this was said."""
    incident_id = tx.id_of_room(said.platform, said.room) if said.room else None
    return tx.incident(incident_id) if incident_id is not None else None


def _by_id(tx: ReadTx, incident_id: str | None, missing: str) -> Incident:
    found = tx.incident(incident_id) if incident_id is not None else None
    if found is None:
        raise NotFound(f"{missing} `incident list` shows the open ones.")
    return found


def _only_one(tx: ReadTx, speaker: str, verb: str) -> Incident:
    rows = tx.incidents(open_only=True)
    if not rows:
        raise NotFound("No incident is open. To open one: incident declare <title> [p0|p1|p2|p3].")
    found = [one for row in rows if (one := tx.look(row.id)) is not None]
    mine = [one for one in found if is_part_of(one, speaker)]
    waits = _WAITS.get(verb)
    waiting = [one for one in mine if waits is not None and waits(one, speaker)]
    for several in (waiting, mine, found):
        if len(several) == 1:
            return several[0]
    raise InvalidValue(_ambiguous(waiting or mine or found, len(rows), verb))


def _rings_for(incident: Incident, speaker: str) -> bool:
    waiting = ("queued", "sent")
    return any(one.person == speaker and one.state in waiting for one in incident.pages.values())


def _is_offered(incident: Incident, speaker: str) -> bool:
    return any(offer.to == speaker for offer in incident.offers.values())


# verb -> whether the incident waits for this from the speaker
_WAITS: Final[dict[str, Callable[[Incident, str], bool]]] = {
    "ack": _rings_for,
    "accept-handoff": _is_offered,
}


def _ambiguous(candidates: Sequence[Incident], count: int, verb: str) -> str:
    listed = [f"{one.key} ({_name(one)})" for one in candidates[:MOST_CANDIDATES]]
    more = len(candidates) - len(listed)
    tail = f" and {more} more" if more > 0 else ""
    return (
        f"Which incident? {count} are open: {', '.join(listed)}{tail}. "
        f"Name one, as in: incident {candidates[0].key} {verb or 'show'}."
    )


def _name(incident: Incident) -> str:
    if "private" in incident.flags:
        return "private"
    return clean(incident.title, LONGEST_NAME)


def is_part_of(incident: Incident, speaker: str) -> bool:
    """Whether somebody has a role, answered, was paged or is offered a role."""
    return speaker in {
        *incident.responders,
        *(held.person for held in incident.roles.values()),
        *(page.person for page in incident.pages.values()),
        *(offer.to for offer in incident.offers.values()),
    }


# Whom the process tells of what is severe, a breach or a matter of law.
_INSIDERS: Final = ("em", "security", "ciso", "cto", "ceo", "leadership")


def may_look(incident: Incident, said: Said, tx: ReadTx, roster: Roster) -> bool:
    """Whether a private incident may be shown to this person, in this place.

    In its own room it is; elsewhere only in a direct message to somebody who takes part.
    """
    if "private" not in incident.flags:
        return True
    here = room_incident(tx, said)
    if here is not None and here.id == incident.id:
        return True
    insiders = {
        incident.reporter,
        *roster.admins,
        *(person for contact in _INSIDERS for person in roster.contacts.get(contact, ())),
    }
    return not said.room and (said.speaker in insiders or is_part_of(incident, said.speaker))


def require_look(incident: Incident, said: Said, tx: ReadTx, roster: Roster) -> None:
    """Refuse to show a private incident in the wrong place.

    Raises:
        Forbidden: It may not be shown here.
    """
    if not may_look(incident, said, tx, roster):
        raise Forbidden(
            f"{incident.key} is private. Ask in its room, or in a direct message if you take part."
        )
