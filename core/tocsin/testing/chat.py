"""The contract of chat platforms."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest

from tocsin.chat.port import Account, Card, Chat, ChatCapability, File, MessageRef, RoomRef
from tocsin.chat.text import text
from tocsin.testing.chat_base import Sees, able
from tocsin.testing.chat_rooms import ChatRoomsContract
from tocsin.testing.chat_words import ChatWordsContract
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, chain, refusal, together
from tocsin.testing.values import ANA

CARD = Card(
    heading=text("P1 · INC-42 checkout returns 500s"),
    lines=(text("IC Ana"), text("Next: update 10:30")),
)
CHART = File(
    name="shop-2026-Q4-times.png",
    media_type="image/png",
    content=bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
        "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
    ),
    alt="Shop, 2026-Q4, mean times: MTTR 1h",
)
"""A picture of one dot."""
LATER = Card(
    heading=text("P1 · INC-42 checkout returns 500s · monitoring"), lines=(text("IC Ana"),)
)


class ChatContract(ChatRoomsContract, ChatWordsContract):
    """Inherit in a class named `Test…` and override the fixtures.

    `chat`, `down` (one that cannot be reached), `sees` (what people see at the far end), `stranger`
    and `deleted` (what others do there).
    """

    def test_it_has_a_name_and_capabilities_of_the_closed_set(self, subject: Chat) -> None:
        unknown = set(subject.capabilities) - set(get_args(ChatCapability))
        assert subject.platform == subject.platform.lower() != ""
        assert isinstance(subject.capabilities, frozenset)
        assert not unknown, f"no such capability: {sorted(unknown)}"

    def test_a_post_is_a_message_of_its_room(self, subject: Chat, room: RoomRef) -> None:
        ref = subject.post(room, text("Paging Ana.\nThen Bo."), key="k1")
        assert isinstance(ref, MessageRef)
        assert (ref.platform, ref.room) == (subject.platform, room.id)
        assert ref.id

    def test_every_call_of_the_port_is_taken(self, chat: Chat) -> None:
        """The core hands over every argument, whether or not the platform makes use of it."""
        methods = inspect.getmembers(Chat, inspect.isfunction)
        for name, own in (method for method in methods if not method[0].startswith("_")):
            positional, named = _arguments(own)
            try:
                inspect.signature(getattr(chat, name)).bind(*positional, **named)
            except TypeError as error:
                pytest.fail(f"{name}() is called as in tocsin.chat: {error}")

    def test_a_repeat_of_a_post_is_taken(self, subject: Chat, room: RoomRef) -> None:
        subject.post(room, text("Paging Ana."), key="k1")
        assert subject.post(room, text("Paging Ana."), key="k1", again=True).room == room.id

    def test_a_message_is_there_once_for_its_key(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        """A repeat after an answer that was lost says nothing; the same words of later are new."""
        ana = self.account(subject, ANA)
        for key, again in (("k1", False), ("k1", True), ("k2", False)):
            subject.post(room, text("Paging Ana."), key=key, again=again)
            subject.direct(ana, text("You are paged."), key=f"d.{key}", again=again)
        for place, words in ((room, "Paging Ana."), (None, "You are paged.")):
            found = [seen.text for seen in sees(place, self.account(subject, ANA))]
            assert found == [words, words], f"{words!r} of two keys is there {len(found)} times"

    def test_what_is_looked_for_and_is_not_there_is_said(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        """A try whose end nobody saw may have done nothing."""
        ana = self.account(subject, ANA)
        subject.post(room, text("Paging Ana."), key="k0")
        subject.post(room, text("Paging Bo."), key="k1", again=True)
        subject.direct(ana, text("You are paged."), key="k2", again=True)
        subject.put_card(room, CARD, None, key="k3", again=True)
        assert [seen.text for seen in sees(room, ana)][:2] == ["Paging Ana.", "Paging Bo."]
        assert [seen.text for seen in sees(None, ana)] == ["You are paged."]
        assert len(sees(room, ana)) == 3, "the card is not there"

    def test_a_card_is_put_once_and_then_edited(self, subject: Chat, room: RoomRef) -> None:
        first = subject.put_card(room, CARD, None, key="k0")
        assert first.room == room.id
        if "edit" in subject.capabilities:
            assert subject.put_card(room, LATER, first, key="k0") == first
            assert subject.put_card(room, LATER, first, key="k0") == first

    def test_a_message_that_was_posted_can_be_edited_as_a_card_can(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        """As the announcement of an incident is, while it goes on."""
        if "edit" in subject.capabilities:
            ref = subject.post(room, text("Incident declared: checkout"), key="k1")
            assert subject.put_card(room, CARD, ref, key="k2") == ref
            (seen,) = sees(room, self.account(subject, ANA))
            assert "IC Ana" in seen.text
            assert "declared" not in seen.text

    def test_a_person_is_written_to(self, subject: Chat) -> None:
        subject.direct(self.account(subject, ANA), text("You are paged."), key="k1")
        subject.direct(self.account(subject, ANA), text("You are paged."), key="k1", again=True)

    def test_an_account_is_found_by_its_persons_address(self, subject: Chat) -> None:
        """Ana of the values has her address there; nobody has the other one."""
        if able(subject, "emails", lambda: subject.account_of(ANA.email)):
            found = subject.account_of(ANA.email)
            assert found is not None, f"nobody is found by {ANA.email}"
            assert (found.platform, found.id) == (subject.platform, self.account(subject, ANA).id)
            assert subject.account_of("nobody@example.org") is None

    def test_a_file_is_a_message_of_its_room(self, subject: Chat, room: RoomRef) -> None:
        if "upload" in subject.capabilities:
            ref = subject.upload(room, CHART, key="k1")
            assert isinstance(ref, MessageRef)
            assert (ref.platform, ref.room) == (subject.platform, room.id)
            assert ref.id

    def test_a_repeat_of_a_file_is_taken(self, subject: Chat, room: RoomRef) -> None:
        if "upload" in subject.capabilities:
            subject.upload(room, CHART, key="k1")
            assert subject.upload(room, CHART, key="k1", again=True).room == room.id

    def test_a_file_is_there_once_for_its_key(
        self, subject: Chat, room: RoomRef, sees: Sees
    ) -> None:
        if "upload" in subject.capabilities:
            for key, again in (("k1", False), ("k1", True), ("k2", False)):
                subject.upload(room, CHART, key=key, again=again)
            found = len(sees(room, self.account(subject, ANA)))
            assert found == 2, f"a file of two keys is there {found} times"

    def test_a_file_for_a_chat_that_takes_none_is_refused(
        self, subject: Chat, room: RoomRef
    ) -> None:
        if "upload" not in subject.capabilities:
            error = refusal(lambda: subject.upload(room, CHART, key="k1"))
            assert error.code == "unsupported"

    @pytest.mark.parametrize("words", HOSTILE_TEXTS)
    def test_any_text_is_said_or_refused_as_a_provider_error(
        self, subject: Chat, room: RoomRef, words: str
    ) -> None:
        card = Card(heading=text(words), lines=(text(words),))
        for work in _calls(subject, room, self.account(subject, ANA), words, card):
            allowed(work)

    def test_many_threads_may_speak_at_once(self, subject: Chat, room: RoomRef) -> None:
        refs = together(lambda n: subject.post(room, text(f"message {n}"), key=f"k{n}"))
        assert len({ref.id for ref in refs}) == len(refs), "two messages share one id"

    def test_a_failure_is_a_provider_error_without_secrets(self, down: Chat) -> None:
        down = self.kept(down)
        room = RoomRef(platform=down.platform, id="r1", name="#r1")
        uploads = [lambda: down.upload(room, CHART, key="k9")]
        tried = uploads if "upload" in down.capabilities else []
        calls = _calls(down, room, self.account(down, ANA), "hello", CARD)[:2]
        for work in (*calls, *tried):
            assert_hidden(self.secrets, *chain(refusal(work)))

    def test_no_secret_is_shown_or_logged(
        self, subject: Chat, room: RoomRef, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = subject.post(room, text("hello"), key="k1")
        assert_hidden(self.secrets, subject, ref, caplog.text)


def _arguments(own: Callable[..., object]) -> tuple[list[str], dict[str, str]]:
    """A name for each argument of a method of the port, as the core gives it: by place or name."""
    _self, *given = inspect.signature(own).parameters.values()
    by_name = {
        parameter.name: parameter.name
        for parameter in given
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    return [parameter.name for parameter in given if parameter.name not in by_name], by_name


def _calls(
    chat: Chat, room: RoomRef, ana: Account, words: str, card: Card
) -> list[Callable[[], object]]:
    """Saying something in a room and to a person, then whatever else the platform can do."""
    more: list[Callable[[], object]] = [lambda: chat.put_card(room, card, None, key="k9c")]
    if "topic" in chat.capabilities:
        more.append(lambda: chat.set_topic(room, text(words)))
    if "upload" in chat.capabilities:
        more.append(lambda: chat.upload(room, replace(CHART, alt=words), key="k9f"))
    return [
        lambda: chat.post(room, text(words), key="k9"),
        lambda: chat.direct(ana, text(words), key="k9"),
        *more,
    ]
