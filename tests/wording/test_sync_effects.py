"""What shows an incident as it is follows every event that changes a word of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.wording.samples import PEOPLE, at, incident, one_of_every, page_requested, rich, update
from tocsin.chat import text
from tocsin.domain.effects import effects
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.mitigation import Mitigated
from tocsin.domain.paging.events import PageRequested, PageUndeliverable
from tocsin.domain.postmortem.events import PostmortemDrafted
from tocsin.domain.resolution import Resolved
from tocsin.wording.announcement_edit import edited_announcement
from tocsin.wording.card import card, topic

SAID = text("P1 · INC-4 checkout returns 500s\nImpact: being assessed")
SHOWS: dict[str, Callable[[Incident], str]] = {
    "card": lambda one: card(one, PEOPLE, at(30), fixed=True).as_text(),
    "topic": lambda one: topic(one, PEOPLE),
    "announced": lambda one: edited_announcement(SAID, one, PEOPLE, "console").as_text(),
}


def asked(id: str, person: str = "cy") -> PageRequested:
    return page_requested(page=id, person=person, purpose="request", at=at(3), by="bo")


def undeliverable(page: str, person: str) -> PageUndeliverable:
    return PageUndeliverable(at=at(4), by="engine", page=page, person=person)


def resolved(minutes: float = 50) -> Resolved:
    return Resolved(at=at(minutes), by="ana")


def stages() -> Iterable[Incident]:
    """An incident at every stage in which something may be shown of it."""
    yield incident()
    yield rich()
    yield incident(undeliverable("p1", "ana"))
    yield incident(asked("p2"))
    yield incident(asked("p2"), undeliverable("p2", "cy"))
    yield incident(asked("p1", "ana"))
    yield incident(update(), Mitigated(at=at(8), by="ana"))
    yield incident(update(), resolved())
    yield incident(resolved(), PostmortemDrafted(at=at(51), by="engine"))


def unfollowed(op: str) -> set[str]:
    """The types of the events that change what is shown, and have it shown to nobody."""
    shown, found = SHOWS[op], set[str]()
    for before in stages():
        for event in (*one_of_every(), *one_of_every(page="p2", person="cy")):
            try:
                after = evolve(before, event)
            except KeyError:  # it speaks of what this incident does not have
                continue
            if event.type == "declared":  # nothing is shown before it
                continue
            told = {effect.op for effect in effects(event, after)}
            if shown(before) != shown(after) and op not in told:
                found.add(event.type)
    return found


@pytest.mark.parametrize("op", SHOWS)
def test_it_follows_whatever_changes_a_word_of_it(op: str) -> None:
    assert unfollowed(op) == set()
