"""Collects what one person owes, over all incidents they may hear of where they ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, partial
from itertools import islice
from typing import Final

from tocsin.chat import Card
from tocsin.desk.link_me import own_account
from tocsin.desk.message_context import ReadContext
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligations import is_owed_by
from tocsin.domain.people import Roster
from tocsin.wording.card import by_due
from tocsin.wording.home import Share, home_cards, unknown_card

LOOKED_AT: Final = 300
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def home(message: ReadContext) -> tuple[Card, ...]:
    """A card for each incident in which something is the speaker's, what is late first.

    There is always one: who owes nothing is told so, and somebody in no team file how they
    become known.
    """
    if message.said.speaker not in message.people:
        return (unknown_card(own_account(message), message.said.speaker, message.prefix),)
    return home_cards(shares(message), message.prefix)


def shares(message: ReadContext) -> list[Share]:
    """The speaker's share of each incident, late ones first."""
    roster = cache(partial(message.execute.roster, message.tx))
    looked = (message.tx.look(id) for id in islice(_ids(message), LOOKED_AT))
    known = (incident for incident in looked if incident is not None and message.may_hear(incident))
    return sorted(
        filter(None, (_share(message, incident, roster(incident.team)) for incident in known)),
        key=_first,
    )


def _ids(message: ReadContext) -> Iterator[str]:
    """What is open, the newest first, and what is over and still owes something."""
    opened = [row.id for row in message.tx.incidents(limit=LOOKED_AT)]
    yield from dict.fromkeys((*opened, *message.tx.timed()))


def _share(message: ReadContext, incident: Incident, roster: Roster) -> Share:
    speaker = message.said.speaker
    owed = by_due(incident, message.execute.now())
    tasks = (task for task in incident.tasks.values() if task.owner == speaker and not task.done)
    return Share(
        context=message.sentence_context(incident),
        person=speaker,
        owed=tuple(duty for duty in owed if is_owed_by(speaker, duty, incident, roster)),
        tasks=tuple(tasks) if incident.is_open else (),
    )


def _first(share: Share) -> tuple[bool, bool, datetime, int]:
    due = min((duty.due for duty in share.owed), default=_NEVER)
    return not share.late, share.incident.status not in ACTIVE, due, -share.incident.number
