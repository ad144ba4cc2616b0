"""The first announcement of an incident, edited as the incident goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.chat import Card, Everyone, Mention, Plain, Room, Text, Words, text
from tocsin.chat.forms import Action
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.titles import is_private
from tocsin.wording import card
from tocsin.wording.clean import clean
from tocsin.wording.composing import say
from tocsin.wording.names import names_of
from tocsin.wording.templates import BEING_ASSESSED

LONGEST_IMPACT: Final = 150


def edited_announcement(
    said: Text,
    incident: Incident,
    people: Mapping[str, Person],
    platform: str,
    actions: tuple[Action, ...] = (),
) -> Card:
    """The words that were announced, and below them in one line how it is now.

    Nobody is called by it. The impact takes the place of what said that it is being assessed. What
    became private keeps none of its words.

    Args:
        said: What was announced.
        platform: Where it stands: the room is named as it is known there.
        actions: Its buttons; they go with the triage they are for.
    """
    if is_private(incident):
        return card.elsewhere(incident)
    heading, *rest = (_calling_nobody(row) for row in said.rows())
    impact = clean(incident.updates[-1].impact, LONGEST_IMPACT) if incident.updates else ""
    more = [_assessed(row, impact) if impact else row for row in rest]
    stands = any(impact in row.as_plain() for row in more)
    now = say("now: ", *_parted(_state(incident, people, platform, "" if stands else impact)))
    buttons = actions if incident.status == "triage" else ()
    return Card(heading=heading, lines=(*more, now), actions=buttons)


def _assessed(row: Text, impact: str) -> Text:
    """The row; what it says of an impact that is not known yet is that impact."""
    *before, last = row.spans or (Plain(""),)
    if not isinstance(last, Plain) or not last.words.endswith(BEING_ASSESSED):
        return row
    return text(*before, last.words.removesuffix(BEING_ASSESSED), impact)


def _state(
    incident: Incident, people: Mapping[str, Person], platform: str, impact: str
) -> Iterator[Words]:
    if incident.merged_into:
        yield f"merged into {clean(incident.merged_into)}, which goes on"
        return
    if incident.severity is not None:
        yield incident.severity
    yield incident.status
    if impact:
        yield impact
    commander = incident.holder("ic")
    if commander:
        yield f"IC {names_of(people)(commander)}"
    own = incident.rooms.get(platform)
    if own is not None and not own.thread:
        yield say("in ", Room(f"#{clean(own.name, 90).lstrip('#')}", own.id))


def _parted(found: Iterator[Words]) -> Iterator[Words]:
    for number, row in enumerate(found):
        if number:
            yield " · "
        yield row


def _calling_nobody(row: Text) -> Text:
    """The same words; who is named in them, and who was called by `@here`, is not called again."""
    kept = [span for span in row.spans if not isinstance(span, Everyone)]
    spans = [Plain(span.as_plain()) if isinstance(span, Mention) else span for span in kept]
    if len(kept) < len(row.spans) and spans and isinstance(spans[0], Plain):
        spans[0] = Plain(spans[0].words.lstrip())
    return text(*spans)
