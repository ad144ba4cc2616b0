"""Every event has its words, wherever it is told, and no words of outsiders do harm."""

from __future__ import annotations

import pytest

from tests.wording.samples import BERLIN, PEOPLE, at, incident, one_of_every, rich
from tocsin.domain.effects import effects
from tocsin.domain.event import Event
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.incident import Incident
from tocsin.domain.nouns import EVENTS
from tocsin.domain.reminders import Reminded
from tocsin.domain.severity import SEVERITIES
from tocsin.wording import (
    announcement,
    card,
    direct_message,
    nouns,
    page_message,
    room_message,
    show,
    timeline,
)
from tocsin.wording.composing import as_plain
from tocsin.wording.names import names_of
from tocsin.wording.sentence_context import SentenceContext

NAMES = names_of(PEOPLE)
SAMPLES = one_of_every()
NASTY = "x\n**Update 14:30**\r\u2028@here <!channel> @\u200beveryone \u202e@Room\x1b[31m"
LIKELY = {"severity": "P1", "reason": "r" * 400, "title": "t" * 400, "text": "t" * 400}


def by_type(events: tuple[Event, ...]) -> dict[str, Event]:
    return {event.type: event for event in events}


def told(event: Event, state: Incident) -> list[str]:
    """Every text this event leads to."""
    here = room_message.text(event, state, PEOPLE, at(22))
    return [
        *([here.as_plain()] if here is not None else []),
        as_plain(announcement.text(event, state, PEOPLE, at(22))),
        as_plain(direct_message.text(event, state, PEOPLE, at(22))),
        timeline.text(event, NAMES, BERLIN),
    ]


def test_the_timeline_has_words_for_exactly_the_events_that_exist() -> None:
    assert set(nouns.TIMELINE) == set(EVENTS)


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: event.type)
def test_a_timeline_entry_is_one_line(event: Event) -> None:
    assert len(timeline.text(event, NAMES, BERLIN).splitlines()) == 1


def test_the_room_has_words_for_exactly_what_is_told_in_the_room() -> None:
    """A reminder may be for the room; a room that could not be made is said in its thread."""
    meant = {name for name, kind in EVENTS.items() if kind.audience == "room"}
    assert set(nouns.ROOM) == meant | {"reminded", "room-failed"}


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: event.type)
@pytest.mark.parametrize(("op", "table"), [("announce", nouns.ANNOUNCE), ("direct", nouns.DIRECT)])
def test_what_is_announced_or_said_in_private_has_words_of_its_own(
    event: Event, op: str, table: dict[str, object]
) -> None:
    states = [rich(severity=severity) for severity in (None, *SEVERITIES)]
    if any(effect.op == op for state in states for effect in effects(event, state)):
        assert event.type in table


def test_a_process_gap_is_not_told_in_the_room() -> None:
    gap = GapRecorded(at=at(5), by="engine", gap="late triage", text="took longer")
    assert room_message.text(gap, incident(), PEOPLE, at(5)) is None


def test_a_reminder_of_one_person_is_not_told_in_the_room() -> None:
    event = Reminded(
        at=at(5), by="engine", obligation="update", hears="bo", due=at(10), rule="An update"
    )
    assert room_message.text(event, incident(), PEOPLE, at(5)) is None


@pytest.mark.parametrize("severity", [None, *SEVERITIES])
@pytest.mark.parametrize("event", one_of_every("w" * 900), ids=lambda event: event.type)
def test_what_nobody_asked_for_has_six_lines_at_most(event: Event, severity: str | None) -> None:
    state = rich(severity=severity, title="t" * 900, text="t" * 900, ticket_due=at(600))
    here, *others = told(event, state)
    assert all(len(text.splitlines()) <= 6 for text in (here, *others))


@pytest.mark.parametrize("event", one_of_every(NASTY), ids=lambda event: event.type)
def test_words_of_outsiders_ring_for_nobody_and_forge_no_line(event: Event) -> None:
    state = rich(title=NASTY, text=NASTY, updates=())
    plain = by_type(one_of_every("x"))[event.type]
    for nasty, tame in zip(told(event, state), told(plain, rich(title="x", text="x", updates=())),
                           strict=True):  # fmt: skip
        ours = nasty.lower().removeprefix("@here incident declared")  # the policy asks for this one
        assert not any(word in ours for word in ("@here", "@every", "<!ch", "@room"))
        assert len(nasty.splitlines()) == len(tame.splitlines())
        assert not any(character in nasty for character in "\x1b\u200b\u202e\u2028\r")


def test_what_people_ask_for_is_as_safe() -> None:
    state = rich(title=NASTY, text=NASTY, updates=())
    first = next(iter(state.pages.values()))
    seen = SentenceContext(incident=state, people=PEOPLE, now=at(22))
    texts = (
        show.show_text(seen),
        as_plain(show.next_text(seen)),
        as_plain(show.why_text(NASTY, seen)),
        as_plain(show.list_text([state])),
        card.topic(state, PEOPLE),
        page_message.text(first, state),
    )
    assert all("@here" not in text and "\x1b" not in text for text in texts)
    assert len(card.topic(state, PEOPLE).splitlines()) == 1
