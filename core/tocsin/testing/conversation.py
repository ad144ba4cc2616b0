"""The conversation that every chat backend passes: one incident from declaration to close.

    class TestMyChat(Conversation):
        @pytest.fixture
        def backend(self, …) -> Backend: …
        @pytest.fixture
        def people(self, …) -> Onlookers: …             # what people do and see at the far end

It is held twice: once with everything typed, once with the buttons and forms that the platform has.
What is looked at is what people see there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tocsin.chat.backend import Backend
from tocsin.chat.port import ChatCapability
from tocsin.testing.chat_base import Seen
from tocsin.testing.contract import Contract
from tocsin.testing.conversation_stage import PEOPLE, Onlookers, Stage

ANNOUNCE: Final = "#incidents"
KEY: Final = "INC-1"
TITLE: Final = "checkout <b>returns</b> *500s* @all"
_ROOM: Final = re.compile(r"#incident-[\w-]+\w")


class Conversation(Contract):
    """Inherit in a class named `Test…` and override the fixtures `backend` and `people`."""

    @pytest.fixture
    def backend(self) -> Backend:
        """A fixture: the backend of an empty platform."""
        raise NotImplementedError("override the fixture `backend`")

    @pytest.fixture
    def people(self) -> Onlookers:
        """A fixture: the people at its far end."""
        raise NotImplementedError("override the fixture `people`")

    @pytest.fixture
    def accounts(self) -> Mapping[str, str]:
        """Return the platform's ids of the team's people."""
        return {person: person for person in PEOPLE}

    @pytest.fixture
    def talk(
        self, backend: Backend, people: Onlookers, accounts: Mapping[str, str], tmp_path: Path
    ) -> Iterator[Talk]:
        """The bot on the platform."""
        folder = tmp_path / "conversation"
        folder.mkdir()
        stage = Stage(backend, folder, accounts)
        yield Talk(people, stage, backend)
        stage.close()

    def test_an_incident_is_brought_to_its_end_by_text_alone(self, talk: Talk) -> None:
        talk.with_buttons = False
        _hold(talk)

    def test_an_incident_is_brought_to_its_end_with_forms_and_buttons(self, talk: Talk) -> None:
        """What the platform has none of is typed."""
        talk.with_buttons = True
        _hold(talk)

    def test_one_card_is_pinned_and_follows_what_happens(self, talk: Talk) -> None:
        talk.say("ana", ANNOUNCE, f"!incident declare {TITLE} p1")
        talk.room = talk.finds_room("ana")
        for line, words in (
            ("take tl", "TL Bo Olsen"),
            ("update mitigating | half can pay | rolling back | 15m", "half can pay"),
        ):
            talk.say("bo", talk.room, f"!incident {line}")
            talk.pins("cy", talk.room, words)

    def test_a_reaction_says_its_line(self, talk: Talk) -> None:
        """A pin on a message puts it on the timeline, where there are reactions."""
        if talk.has("reactions"):
            talk.say("ana", ANNOUNCE, f"!incident declare {TITLE} p1")
            talk.room = talk.finds_room("ana")
            talk.say("bo", talk.room, "the disk is full since nine")
            talk.people.react("ana", talk.room, "the disk is full", "📌")
            talk.say("ana", talk.room, "!incident timeline")
            talk.answers("ana", talk.room, "the disk is full since nine")

    def test_what_becomes_private_goes_on_in_a_new_room(self, talk: Talk) -> None:
        """The open room hears once that it goes on elsewhere, and is told nothing more."""
        talk.say("ana", ANNOUNCE, f"!incident declare {TITLE} p1")
        open_room = talk.finds_room("ana")
        talk.say("bo", open_room, "!incident take tl")
        talk.shows("bo", open_room, "Technical Lead", "Bo Olsen")
        talk.say("ana", open_room, "!incident flag private")
        day = open_room[: len("#incident-2026-11-23")]
        left = f"{day}-inc-1-moved" if talk.has("rename") else open_room
        talk.room = f"{day}-private"
        talk.shows("ana", talk.room, "returns", "it goes on here")
        talk.shows("bo", left, KEY, "goes on elsewhere")
        talk.say("bo", talk.room, "!incident update investigating | the disk is full | look | 1h")
        talk.shows("ana", talk.room, "the disk is full")
        assert not talk.has_seen("ana", left, "the disk is full")

    def test_what_is_no_command_is_left_alone(self, talk: Talk) -> None:
        talk.say("bo", ANNOUNCE, "lunch, anybody?")
        talk.say("bo", ANNOUNCE, "!incident list")
        talk.shows("bo", ANNOUNCE, "No incident is open")
        assert not [seen for seen in talk.people.sees("bo", ANNOUNCE) if "lunch" in seen.text][1:]

    def test_whoever_is_in_no_team_file_declares_nothing(self, talk: Talk) -> None:
        talk.say("eve", ANNOUNCE, "!incident declare all is lost p0")
        talk.say("bo", ANNOUNCE, "!incident list")
        talk.shows("bo", ANNOUNCE, "No incident is open")


class Talk:
    """Lines said, and messages seen, on the platform."""

    def __init__(self, people: Onlookers, stage: Stage, backend: Backend) -> None:
        """By text alone until it is said otherwise."""
        self.people = people
        self.stage = stage
        self.with_buttons = False
        self.room = ""
        self._able = backend.chat.capabilities

    def say(self, who: str, room: str, line: str) -> None:
        """Say a line as a person."""
        self.people.say(who, room, line)

    def do(self, who: str, room: str, label: str, line: str, **values: str) -> None:
        """Press a button as a person and fill in its form, or type the line."""
        able = self.has("buttons") and (not values or self.has("forms"))
        if not (self.with_buttons and able):
            self.say(who, room, line)
            return
        self._until(lambda: self._offers(who, room, label), who, room, f"a button {label!r}")
        self.people.press(who, room, label)
        if values:
            self._until(lambda: bool(self.people.form(who, room)), who, room, f"form of {label!r}")
            fields = self.people.form(who, room)
            assert set(values) <= set(fields), f"the form of {label!r} asks {fields}"
            self.people.submit(who, room, values)

    def shows(self, who: str, room: str, *words: str) -> None:
        """Wait until a person sees a message that contains these words.

        Raises:
            AssertionError: They do not; the sentence tells what they see.
        """
        self._until(lambda: self._seen(who, room, words) is not None, who, room, repr(words))

    def answers(self, who: str, room: str, *words: str) -> None:
        """Wait until a person sees a message for them alone, in the room or directly.

        Raises:
            AssertionError: As `shows` does.
        """
        places = (room, "")
        self._until(
            lambda: any(self._seen(who, place, words) for place in places), who, room, repr(words)
        )

    def has(self, what: ChatCapability) -> bool:
        """Return whether the platform has the capability."""
        return what in self._able

    def pins(self, who: str, room: str, words: str) -> None:
        """Assert that a person sees one pinned message with these words."""

        def pinned() -> bool:
            found = [seen.text for seen in self.people.sees(who, room) if seen.pinned]
            return len(found) == 1 and words in found[0]

        self._until(pinned, who, room, f"one pinned message with {words!r}")

    def has_seen(self, who: str, room: str, *words: str) -> bool:
        """Return whether a person sees a message of the bot's with these words."""
        return self._seen(who, room, words) is not None

    def finds_room(self, who: str) -> str:
        """Return the room of the announcement, once something was posted in it."""

        def named() -> str:
            texts = "\n".join(seen.text for seen in self.people.sees(who, ANNOUNCE))
            found = _ROOM.search(texts)
            return found[0] if found else ""

        self._until(lambda: bool(named()), who, ANNOUNCE, "the name of the room")
        room = named()
        self._until(lambda: bool(self.people.sees(who, room)), who, room, "the room")
        return room

    def _offers(self, who: str, room: str, label: str) -> bool:
        return any(label in seen.buttons for seen in self.people.sees(who, room))

    def _seen(self, who: str, room: str, words: tuple[str, ...]) -> Seen | None:
        told = (seen for seen in self.people.sees(who, room) if seen.ours)
        return next((seen for seen in told if all(word in seen.text for word in words)), None)

    def _until(self, happened: Callable[[], bool], who: str, room: str, what: str) -> None:
        def missed() -> str:
            seen = (f"- {seen.text} {list(seen.buttons)}" for seen in self.people.sees(who, room))
            where = room or "their own messages"
            return "\n".join((f"{who} does not see {what} in {where}, but:", *seen))

        self.stage.until(happened, missed)


def _hold(talk: Talk) -> None:
    """From the declaration to what is learnt of it."""
    for act in (_opens, _takes_roles, _updates, _mitigates, _pages, _ends, _learns):
        act(talk)


def _opens(talk: Talk) -> None:
    talk.say("ana", ANNOUNCE, f"!incident declare {TITLE}")
    talk.shows("ana", ANNOUNCE, KEY)
    talk.do(
        "ana",
        ANNOUNCE,
        "Triage",
        f"!incident {KEY} triage many | nobody can pay | no | no",
        customers="many",
        broken="nobody can pay",
        data="no",
        security="no",
    )
    talk.shows("ana", ANNOUNCE, "P1")
    talk.do("ana", ANNOUNCE, "Accept", f"!incident {KEY} accept")
    talk.room = talk.finds_room("ana")
    talk.shows("ana", "", KEY)
    talk.do("ana", "", "Acknowledge", f"!incident {KEY} ack")
    talk.shows("ana", talk.room, "Ana Lima", "acknowledged")


def _takes_roles(talk: Talk) -> None:
    talk.do("bo", talk.room, "Take a role", "!incident take tl", role="tl")
    talk.shows("bo", talk.room, "Technical Lead", "Bo Olsen")
    talk.say("cy", talk.room, "!incident take comms")
    talk.shows("cy", talk.room, "Communications Lead", "Cy Chen")


def _updates(talk: Talk) -> None:
    talk.do(
        "cy",
        talk.room,
        "Update",
        "!incident update investigating | nobody can pay | reading logs | 15m",
        status="investigating",
        impact="nobody can pay",
        action="reading logs",
        eta="15m",
    )
    talk.shows("ana", talk.room, "nobody can pay", "reading logs")


def _mitigates(talk: Talk) -> None:
    talk.say("bo", talk.room, "!incident mitigate rollback release 41")
    talk.shows("ana", talk.room, "rollback", "release 41")
    talk.do("ana", talk.room, "Approve change 1", "!incident approve 1")
    talk.shows("bo", talk.room, "approved")
    talk.do("bo", talk.room, "Change 1 is made", "!incident done 1")
    talk.shows("ana", talk.room, "Change 1 is made")
    talk.do("ana", talk.room, "The impact is stopped", "!incident mitigated")
    talk.shows("bo", talk.room, "30 stable minutes")


def _pages(talk: Talk) -> None:
    talk.say("ana", talk.room, "!incident page dana please look at the database")
    talk.shows("dana", "", "look at the database")
    talk.do("dana", "", "Acknowledge", f"!incident {KEY} ack")
    talk.shows("ana", talk.room, "Dana Diaz", "answered")


def _ends(talk: Talk) -> None:
    talk.stage.wait(minutes=31)
    talk.shows("ana", talk.room, "Issue fixed")
    talk.do("bo", talk.room, "Checklist", "!incident check 1", n="1")
    talk.shows("ana", talk.room, "Bo Olsen ticked")
    for number in (2, 3, 5):
        talk.say("ana", talk.room, f"!incident check {number}")
    talk.shows("ana", talk.room, "All 5 are done")
    talk.do("ana", talk.room, "Resolve", "!incident resolve")
    talk.shows("bo", talk.room, "Incident closed")
    talk.shows("bo", ANNOUNCE, KEY)


def _learns(talk: Talk) -> None:
    talk.say("ana", talk.room, "!incident postmortem draft")
    talk.shows("bo", talk.room, "Ana Lima", "post-mortem draft")
    talk.say("bo", talk.room, "!incident postmortem cause a pipeline let release 41 through")
    talk.shows("bo", talk.room, "section cause")
    talk.say("ana", talk.room, "!incident action add test releases before @bo 5d")
    talk.say("cy", talk.room, "!incident postmortem review clear")
    talk.shows("bo", talk.room, "Cy Chen reviewed")
    talk.say("ana", talk.room, "!incident postmortem publish")
    talk.shows("bo", talk.room, "published the post-mortem")
