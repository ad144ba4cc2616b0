"""What is said to whoever asks for a form, and what becomes of what cannot be read."""

from __future__ import annotations

import logging

import pytest

from tests.chat.test_listening import ANA, Core, said
from tocsin.chat import (
    NOT_KEPT,
    Account,
    Field,
    Form,
    Heard,
    Heeded,
    RoomRef,
    asked_for,
    logged,
    seen,
    text,
)
from tocsin.errors import ProviderError, StoreUnavailable

ROOM = RoomRef(platform="paper", id="r1", name="#inc-4")
UPDATE = Form(
    name="update", title="Update", command="incident update {what}",
    fields=(Field(name="what", label="What"),),
)  # fmt: skip


class Desk(Core):
    """A core with one form, which answers what it hears with these words."""

    words = "INC-4 is closed."

    def hear(self, heard: Heard) -> Heeded:
        super().hear(heard)
        return Heeded(reply=text(self.words))

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        if self.away:
            raise StoreUnavailable("the database is away")
        return UPDATE if (name, account, room, incident) == ("update", ANA, ROOM, "INC-4") else None


def test_the_form_is_filled_with_the_words_it_was_called_on() -> None:
    desk = Desk()
    found = asked_for(desk, "update", ANA, ROOM, incident="INC-4", words="all\nis back")
    assert found == UPDATE.prefilled("all is back")
    assert asked_for(desk, "update", ANA, ROOM, incident="INC-4", instead=said("1")) == UPDATE
    assert desk.heard == []


def test_where_there_is_no_form_what_was_done_is_heard_and_answered() -> None:
    desk = Desk()
    assert asked_for(desk, "close", ANA, ROOM, instead=said("1")) == "INC-4 is closed."
    assert desk.heard == ["1"]
    desk.words = ""
    assert asked_for(desk, "close", ANA, ROOM, instead=said("2")) == "The answer comes in the chat."


def test_where_there_is_nothing_to_hear_nothing_is_said() -> None:
    assert asked_for(Desk(), "close", ANA, ROOM) is None


@pytest.mark.parametrize("name", ["update", "close"])
def test_while_the_database_is_away_it_says_so(name: str) -> None:
    desk = Desk()
    desk.away = True
    assert asked_for(desk, name, ANA, ROOM, instead=said("1")) == NOT_KEPT


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
