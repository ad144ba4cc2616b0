"""Finds the incident that is meant; those that do not exist for the speaker are not among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tocsin.desk.privacy import VisibilityRule, only_members_read
from tocsin.desk.verb import Verb
from tocsin.domain.incident import Incident
from tocsin.domain.membership import unknown_incident
from tocsin.domain.quoting import without_backticks
from tocsin.domain.titles import display_title, is_hidden
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import InvalidValue, NotFound
from tocsin.store.contract import ReadTx
from tocsin.wording.clean import clean

MOST_CANDIDATES: Final = 5
LONGEST_NAME: Final = 40


def find_incident(
    tx: ReadTx, said: SpokenLine, number: int | None, sees: VisibilityRule, verb: Verb | None = None
) -> Incident:
    """The one that was named, else the room's, else the speaker's, else the only open one.

    Who answers means the incident that waits for that answer, whatever else is open. What ends
    something or speaks to customers is never done to one of several that nobody named.

    Args:
        sees: Whether an incident exists for the speaker.

    Raises:
        NotFound: No such incident, or none is open.
        InvalidValue: Several are open; the sentence lists them.
    """
    if number is not None:
        return _by_number(tx, number, sees)
    here = room_incident(tx, said)
    if here is not None:
        return _by_number(tx, here.number, sees)
    return _only_one(tx, said, sees, verb)


def room_incident(tx: ReadTx, said: SpokenLine) -> Incident | None:
    """The incident in whose room this was said."""
    incident_id = tx.id_of_room(said.platform, said.room_id) if said.room_id else None
    return tx.incident(incident_id) if incident_id is not None else None


def _by_number(tx: ReadTx, number: int, sees: VisibilityRule) -> Incident:
    incident_id = tx.id_of(number)
    found = tx.incident(incident_id) if incident_id is not None else None
    if found is None or not sees(found):
        raise NotFound(unknown_incident(number))
    return found


def _only_one(tx: ReadTx, said: SpokenLine, sees: VisibilityRule, typed: Verb | None) -> Incident:
    verb, final = (typed.name, typed.final) if typed is not None else ("", False)
    looked = (tx.look(row.id) for row in tx.incidents(open_only=True))
    known = [incident for incident in looked if incident is not None and sees(incident)]
    aside = [incident for incident in known if only_members_read(incident, said, tx)]
    found = [
        incident for incident in known if incident in aside or is_part_of(incident, said.speaker)
    ]
    if not found:
        raise NotFound("No incident is open. To open one: `declare <title> [p0|p1|p2|p3]`.")
    mine = [incident for incident in found if is_part_of(incident, said.speaker)]
    waits = _WAITS.get(verb)
    waiting = [incident for incident in mine if waits is not None and waits(incident, said.speaker)]
    for several in (found,) if final else (waiting, mine, found):
        if len(several) == 1:
            return several[0]
    candidates = found if final else waiting or mine or found
    if any(incident not in aside for incident in candidates):
        raise InvalidValue(f"Which incident? Name it, as in: `incident INC-n {verb or 'show'}`.")
    raise InvalidValue(_ambiguous(candidates, len(aside), verb))


def is_part_of(incident: Incident, speaker: str) -> bool:
    """Whether somebody has a role, answered, was paged or is offered a role."""
    return speaker in {
        *incident.responders,
        *(held.person for held in incident.roles.values()),
        *(page.person for page in incident.pages.values()),
        *(offer.to for offer in incident.offers.values()),
    }


def _rings_for(incident: Incident, speaker: str) -> bool:
    waiting = ("queued", "sent")
    return any(page.person == speaker and page.state in waiting for page in incident.pages.values())


def _is_offered(incident: Incident, speaker: str) -> bool:
    return any(offer.to == speaker for offer in incident.offers.values())


# verb -> whether the incident waits for this from the speaker
_WAITS: Final[dict[str, Callable[[Incident, str], bool]]] = {
    "ack": _rings_for,
    "accept-handoff": _is_offered,
}


def _ambiguous(candidates: Sequence[Incident], count: int, verb: str) -> str:
    listed = [f"{incident.key} ({_name(incident)})" for incident in candidates[:MOST_CANDIDATES]]
    more = len(candidates) - len(listed)
    tail = f" and {more} more" if more > 0 else ""
    return (
        f"Which incident? {count} are open: {', '.join(listed)}{tail}. "
        f"Name one, as in: `incident {candidates[0].key} {verb or 'show'}`."
    )


def _name(incident: Incident) -> str:
    if is_hidden(incident, "list"):
        return "private"
    return without_backticks(clean(display_title(incident, "list"), LONGEST_NAME))
