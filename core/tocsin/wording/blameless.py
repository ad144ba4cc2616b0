"""Advice about wording that puts a fault on a person. It is only ever advice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tocsin.domain.blameless import Finding, findings
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.wording.clean import clean

QUOTED: Final = 80
SHOWN: Final = 2


def advice(texts: Iterable[str], people: Iterable[Person]) -> str:
    """What to say instead, for the first sentences found; "" where nothing was."""
    names = tuple(person.name for person in people)
    found = [one for text in texts for one in findings(text, names)]
    if not found:
        return ""
    more = len(found) - SHOWN
    rest = f" And {more} more." if more > 0 else ""
    said = " ".join(_say(one) for one in found[:SHOWN])
    return f"A thought on the wording, it is kept as it is: {said}{rest}"


def _say(one: Finding) -> str:
    return f"“{clean(one.sentence, QUOTED)}” puts it on a person. {one.suggestion}"


def texts_of(incident: Incident) -> tuple[str, ...]:
    """All that people wrote for the post-mortem."""
    actions = (item.text for item in incident.actions.values())
    return (*incident.postmortem.sections.values(), *actions)
