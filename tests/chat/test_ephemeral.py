"""What is said to whoever asks for a form, and what becomes of what cannot be read."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.chat.test_listening import ANA, Core, said
from tocsin.chat import (
    GONE,
    NOT_KEPT,
    Account,
    Drafts,
    EventResult,
    Field,
    Form,
    FormRequest,
    Heard,
    RoomRef,
    Shown,
    Submitted,
    asked_for,
    logged,
    seen,
    shown,
    text,
)
from tocsin.chat.forms import filled
from tocsin.errors import ProviderError, StoreUnavailable

ROOM = RoomRef(platform="paper", id="r1", name="#inc-4")
UPDATE = Form(
    name="update", title="Update", command="incident update {what}",
    fields=(Field(name="what", label="What"),), incident="INC-4",
)  # fmt: skip


class Desk(Core):
    """A core with one form, which answers what it hears with these words."""

    words = "INC-4 is closed."
    accepts = True

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def hear(self, heard: Heard) -> EventResult:
        super().hear(heard)
        if isinstance(heard, Submitted):
            self.lines.append(filled(heard.command, heard.values))
        return EventResult(reply=text(self.words), accepted=self.accepts)

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        if self.away:
            raise StoreUnavailable("the database is away")
        return UPDATE if (name, account, room, incident) == ("update", ANA, ROOM, "INC-4") else None


def asked(name: str, incident: str = "", **more: Any) -> FormRequest:
    return FormRequest(name=name, account=ANA, room=ROOM, incident=incident, **more)


def test_the_form_is_filled_with_the_words_it_was_called_on() -> None:
    desk = Desk()
    found = asked_for(desk, asked("update", "INC-4", words="all\nis back"))
    assert found == UPDATE.prefilled("all is back")
    assert asked_for(desk, asked("update", "INC-4", instead=said("1"))) == UPDATE
    assert desk.heard == []


def test_what_is_filled_in_already_stands_in_the_form() -> None:
    found = asked_for(Desk(), asked("update", "INC-4", values={"what": "half is back"}))
    assert isinstance(found, Form)
    assert found.fields[0].value == "half is back"


def test_where_there_is_no_form_what_was_done_is_heard_and_answered() -> None:
    desk = Desk()
    assert asked_for(desk, asked("close", instead=said("1"))) == Shown(words=text(desk.words))
    assert desk.heard == ["1"]
    desk.words = ""
    told = asked_for(desk, asked("close", instead=said("2")))
    assert told == Shown(words=text("The answer comes in the chat."))


def test_where_there_is_nothing_to_hear_it_says_that_there_is_no_form() -> None:
    assert asked_for(Desk(), asked("close")) == GONE


@pytest.mark.parametrize("name", ["update", "close"])
def test_while_the_database_is_away_it_says_so(name: str) -> None:
    desk = Desk()
    desk.away = True
    assert asked_for(desk, asked(name, instead=said("1"))) == Shown(words=text(NOT_KEPT))


@pytest.mark.parametrize(
    ("result", "words", "elsewhere"),
    [
        (EventResult(reply=text("INC-1 is P1 already.")), "INC-1 is P1 already.", False),
        (EventResult(reply=text("Rung."), key="k"), "The answer comes in the chat.", True),
        (EventResult(only_you=True, key="k"), "The answer comes in a direct message.", True),
        (EventResult(), "The answer comes in the chat.", True),
    ],
)
def test_whoever_did_something_is_shown_what_came_of_it_or_where(
    result: EventResult, words: str, elsewhere: bool
) -> None:
    found = shown(said("1"), result)
    assert (found.words.as_plain(), found.elsewhere) == (words, elsewhere)


def sent(desk: Desk, drafts: Drafts, incident: str = "INC-4") -> Shown:
    filled = Submitted(
        event_id="1", account=ANA, room=ROOM, command="", values={"what": "half is back"}
    )
    return drafts.sent(desk, desk.hear, filled, "update", incident)


def test_a_form_that_is_sent_says_the_line_of_its_form() -> None:
    desk = Desk()
    assert sent(desk, Drafts()).words == text(desk.words)
    assert desk.lines == ["incident update half is back"]


def test_a_form_that_was_refused_or_not_kept_can_be_opened_again_as_it_was() -> None:
    desk, drafts = Desk(), Drafts()
    desk.accepts = False
    refused = sent(desk, drafts)
    assert (refused.words, [one.form for one in refused.actions]) == (text(desk.words), ["update"])
    desk.away = True
    assert sent(desk, drafts).words == text(NOT_KEPT)
    assert drafts.taken(ANA, UPDATE).fields[0].value == "half is back"


def test_a_form_that_is_none_now_says_so() -> None:
    assert sent(Desk(), Drafts(), "INC-5") == GONE


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ProviderError("auth", "Paper takes no token."), "paper: Paper takes no token."),
        (KeyError("the secret words of Ana"), "paper: a note was not understood: KeyError"),
        (OverflowError("7" * 99), "paper: a note was not understood: OverflowError"),
    ],
)
def test_what_cannot_be_read_is_logged_without_words_and_ends_nothing(
    caplog: pytest.LogCaptureFixture, error: Exception, told: str
) -> None:
    def read() -> None:
        with logged("paper", "a note"):
            raise error

    with caplog.at_level(logging.WARNING):
        read()
    assert [one.getMessage() for one in caplog.records] == [told]


@pytest.mark.parametrize("error", [StoreUnavailable("away"), OSError("a mistake of ours")])
def test_what_is_not_kept_and_what_is_a_mistake_go_further(error: Exception) -> None:
    with pytest.raises(type(error)), logged("paper", "a note"):
        raise error


def test_words_are_seen_as_they_read() -> None:
    assert seen("né\t日本\n😀") == "né\t日本\n😀"
    assert seen("a\x00b\x1bc\u202ed\u2066e\ud800f\x9bg") == "abcdefg"
