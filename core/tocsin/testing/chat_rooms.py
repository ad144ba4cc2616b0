"""The contract of a chat platform's rooms: identity, members, names, deletion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tocsin.chat.port import Card, Chat, RoomRef
from tocsin.chat.text import Link, text
from tocsin.testing.chat_base import NAME, ChatFixtures, Sees, able
from tocsin.testing.checks import allowed, refusal, together
from tocsin.testing.values import ANA, BO

LINKS = (
    Link("https://status.example/shop", "Status page"),
    Link("https://wiki.example/checkout", "Runbook checkout <!here> & *all*"),
    *(Link(f"https://tracker.example/{n}?a=b&c=d", "Ticket OPS-" + str(n) * 29) for n in range(6)),
)
"""As many, and with words as long, as the core hands over at most."""
GONE = Card(heading=text("P1"), lines=())


class ChatRoomsContract(ChatFixtures):
    """Rooms of a chat platform."""

    def test_a_room_is_named_with_a_hash(self, subject: Chat, room: RoomRef) -> None:
        assert room.platform == subject.platform
        assert room.id
        assert room.name.startswith("#")

    def test_a_room_is_opened_once_for_an_incident(self, subject: Chat, room: RoomRef) -> None:
        assert subject.open_room(NAME, "uuid-42", private=False) == room

    def test_a_room_of_another_incident_is_not_adopted(self, subject: Chat, room: RoomRef) -> None:
        other = subject.open_room(NAME, "uuid-43", private=False)
        assert other.id != room.id
        assert other.name != room.name

    def test_a_room_that_somebody_else_named_like_ours_is_not_adopted(
        self, subject: Chat, stranger: Callable[[str], str]
    ) -> None:
        theirs = stranger(NAME)
        assert subject.open_room(NAME, "uuid-42", private=True).id != theirs

    def test_a_room_can_be_private(self, subject: Chat) -> None:
        assert subject.open_room(NAME, "uuid-44", private=True).id

    def test_an_open_room_is_not_adopted_where_a_private_one_is_asked_for(
        self, subject: Chat, room: RoomRef
    ) -> None:
        private = subject.open_room(NAME, "uuid-42", private=True)
        assert private.id != room.id
        assert subject.open_room(NAME, "uuid-42", private=True) == private

    def test_a_room_outside_incidents_is_found_again(self, subject: Chat) -> None:
        assert subject.find_room("#incidents") == subject.find_room("#incidents")

    def test_many_threads_that_open_one_room_get_one(self, subject: Chat) -> None:
        rooms = together(lambda _: subject.open_room(NAME, "uuid-46", private=False))
        assert len(set(rooms)) == 1

    def test_people_are_invited_and_invited_again(self, subject: Chat, room: RoomRef) -> None:
        if able(subject, "invite", lambda: subject.invite(room, (self.account(subject, ANA),))):
            subject.invite(room, (self.account(subject, ANA), self.account(subject, BO)))
            subject.invite(room, (self.account(subject, BO),))
            subject.invite(room, ())

    def test_who_is_in_a_room_is_told(self, subject: Chat, room: RoomRef) -> None:
        """The bot itself is left out."""
        if able(subject, "members", lambda: subject.members(room)):
            assert subject.members(room) == frozenset()
            if "invite" in subject.capabilities:
                ana, bo = self.account(subject, ANA), self.account(subject, BO)
                subject.invite(room, (ana, bo))
                assert subject.members(room) == {ana.id, bo.id}

    def test_who_is_shown_out_is_out(self, subject: Chat, room: RoomRef) -> None:
        ana, bo = self.account(subject, ANA), self.account(subject, BO)
        if able(subject, "remove", lambda: subject.remove(room, (ana,))):
            subject.invite(room, (ana, bo))
            subject.remove(room, (ana,))
            subject.remove(room, (ana,))
            subject.remove(room, ())
            if "members" in subject.capabilities:
                assert subject.members(room) == {bo.id}

    def test_a_room_is_given_another_name(self, subject: Chat, room: RoomRef) -> None:
        """It stays the same room; a name that is taken comes back with something behind it."""
        if able(subject, "rename", lambda: subject.rename(room, "incident-inc-42")):
            renamed = subject.rename(room, "incident-inc-42")
            assert (renamed.id, renamed.name) == (room.id, "#incident-inc-42")
            assert subject.open_room(NAME, "uuid-42", private=False).id == room.id
            other = subject.open_room(NAME, "uuid-43", private=False)
            assert subject.rename(other, "incident-inc-42").name != renamed.name

    def test_a_topic_is_set_and_set_again(self, subject: Chat, room: RoomRef) -> None:
        if able(subject, "topic", lambda: subject.set_topic(room, text("P1"))):
            subject.set_topic(room, text("P1 · INC-42"))
            subject.set_topic(room, text("P1 · INC-42"))
            subject.set_topic(room, text("x" * subject.limits.topic))

    def test_these_links_of_ours_stand_beside_a_room(
        self, subject: Chat, room: RoomRef, request: pytest.FixtureRequest
    ) -> None:
        """What stands there already stays once, what is left out goes, and so do all in the end."""
        if not able(subject, "links", lambda: subject.set_links(room, LINKS)):
            return
        linked: Callable[[RoomRef], Sequence[Link]] = request.getfixturevalue("linked")
        moved = (replace(LINKS[0], url=f"{LINKS[0].url}/2"), *LINKS[1:])
        for wanted in (LINKS, LINKS, LINKS[1:], moved, ()):
            subject.set_links(room, wanted)
            found = sorted((link.words, link.url) for link in linked(room))
            assert found == sorted((link.words, link.url) for link in wanted)

    def test_a_room_that_was_taken_away_is_not_found(
        self, subject: Chat, room: RoomRef, deleted: Callable[[RoomRef], object]
    ) -> None:
        """And the incident can be given a new one."""
        deleted(room)
        for work in (
            lambda: subject.post(room, text("hello"), key="k1"),
            lambda: subject.put_card(room, GONE, None, key="k2"),
        ):
            assert refusal(work).code == "not_found"
        new = subject.open_room(NAME, "uuid-42", private=False)
        assert new.id != room.id
        assert subject.post(new, text("hello"), key="k1").room == new.id

    def test_whatever_a_room_is_called_is_taken_or_refused_as_a_provider_error(
        self, subject: Chat
    ) -> None:
        for number, name in enumerate(("", "#", "-", "x" * 300, "Ä ö/ü", "..", "a\nb")):
            opened = f"uuid-{50 + number}"
            allowed(lambda n=name, i=opened: subject.open_room(n, i, private=False))  # type: ignore[misc]  # a lambda's default has no type

    def test_nobody_outside_a_private_room_sees_what_is_said_in_it(
        self, subject: Chat, sees: Sees
    ) -> None:
        room = subject.open_room(NAME, "uuid-44", private=True)
        if {"invite", "members"} <= subject.capabilities:
            subject.invite(room, (self.account(subject, ANA),))
            subject.post(room, text("the keys are out"), key="k1")
            assert [seen.text for seen in sees(room, self.account(subject, ANA))] == [
                "the keys are out"
            ]
            assert not list(sees(room, self.account(subject, BO)))
