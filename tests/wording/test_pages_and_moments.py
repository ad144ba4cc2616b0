"""A page is not called like a severity, and a time is everybody's own where a chat can do that."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.wording.samples import (
    BERLIN,
    PEOPLE,
    at,
    incident,
    one_of_every,
    page_requested,
    rich,
    update,
)
from tocsin.chat import Code, Moment, Text, Words
from tocsin.domain.event import Event
from tocsin.domain.obligations import obligations
from tocsin.wording import card, direct_message, room_message, show, timeline
from tocsin.wording.composing import say
from tocsin.wording.names import names_of
from tocsin.wording.obligations import in_a_sentence, label
from tocsin.wording.sentence_context import SentenceContext

LIKE_A_SEVERITY = re.compile(r"\bp\d+\b")


def besides_commands(words: Words) -> str:
    """What is said, without what is to be typed."""
    return "".join("" if isinstance(one, Code) else one.as_plain() for one in say(words).spans)


def sentences(event: Event) -> Iterator[str]:
    state = rich()
    yield timeline.text(event, names_of(PEOPLE), BERLIN)
    yield besides_commands(room_message.text(event, state, PEOPLE, at(30)) or "")
    yield besides_commands(direct_message.text(event, state, PEOPLE, at(30)))


@pytest.mark.parametrize("obligation", ["answer:p2", "update"])
def test_no_sentence_calls_a_page_like_a_severity(obligation: str) -> None:
    for event in one_of_every(page="p2", obligation=obligation):
        for told in sentences(event):
            assert not LIKE_A_SEVERITY.search(told), told


def test_what_is_owed_calls_it_by_its_number() -> None:
    asked = page_requested(page="p2", person="cy", purpose="request", at=at(3), by="bo")
    state = incident(asked)
    assert label("answer:p2") == "An answer to page 2"
    assert in_a_sentence("answer:p2") == "the answer to page 2"
    assert in_a_sentence("update") == "update"
    shown = card.card(state, PEOPLE, at(30))
    owed = show.next_text(SentenceContext(incident=state, people=PEOPLE, now=at(30)))
    assert any(one.name == "answer:p2" for one in obligations(state))
    for told in (*map(besides_commands, shown.lines), besides_commands(owed)):
        assert not LIKE_A_SEVERITY.search(told), told


def moments(words: Text) -> list[tuple[str, object]]:
    return [(one.words, one.at) for one in words.spans if isinstance(one, Moment)]


def test_an_update_says_its_zone_and_its_eta_as_a_moment() -> None:
    told = say(room_message.text(update(eta="11:00 CET"), rich(), PEOPLE, at(20)) or "")
    assert moments(told) == [("11:00 CET", at(60))]
    assert told.as_plain().splitlines()[0] == "**Update 10:20 CET**"
    assert told.as_plain().splitlines()[-1].startswith("ETA: 11:00 CET")


@pytest.mark.parametrize("eta", ["unknown", "soon", "11:00", "25:00 CET"])
def test_an_eta_that_is_no_moment_stays_as_it_was_said(eta: str) -> None:
    told = say(room_message.text(update(eta=eta), rich(), PEOPLE, at(20)) or "")
    assert f"ETA: {eta}" in told.as_plain()
    assert moments(told) == []
