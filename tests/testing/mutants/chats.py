"""Chats as they should be, and with one fault each: the example platform, in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, ClassVar

import pytest

from tocsin.chat import Account, Card, Chat, Link, MessageRef, RoomRef, Text
from tocsin.errors import ProviderError, ProviderFault
from tocsin.testing import ChatContract, Seen, Sees
from tocsin_parley.chat import ParleyChat
from tocsin_parley.place import BOT, Place, Refused
from tocsin_parley.server import REQUESTS

NUMBERS = count()


@dataclass
class Answer:
    value: dict[str, Any]

    def object(self) -> dict[str, Any]:
        return self.value


@dataclass
class Line:
    """Asks the platform without HTTP; `text` is what becomes of the words on the way."""

    place: Place
    text: Callable[[str], str] = lambda words: words

    def post(self, path: str, *, deadline: float, json: dict[str, Any]) -> Answer:
        what = {**json, "text": self.text(json["text"])} if "text" in json else json
        try:
            with self.place.lock:
                return Answer(REQUESTS[path.lstrip("/")](self.place, **what) or {})
        except (Refused, ValueError) as error:
            code: ProviderFault = "not_found" if isinstance(error, Refused) else "invalid"
            raise ProviderError(code, "It does not take this.") from None


class Sound(ParleyChat):
    """Nothing is wrong with it. It knows people's addresses too, and links."""

    spoils: ClassVar[dict[str, str]] = {}

    def __init__(self, platform: str, line: Any) -> None:
        super().__init__(platform, line)
        self.beside: dict[str, tuple[Link, ...]] = {}

    def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
        self.beside[room.id] = links

    capabilities = ParleyChat.capabilities | {"emails", "links"}

    def account_of(self, email: str) -> Account | None:
        found = {"ana@example.org": "ana", "bo@example.org": "bo"}.get(email)
        return Account(platform=self.platform, id=found) if found else None


class ChatSuite(ChatContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Sound]] = Sound
    exceptions: ClassVar[dict[str, str]] = {"down": "what is not there is proved elsewhere"}

    @pytest.fixture
    def place(self) -> Place:
        return Place()

    @pytest.fixture
    def chat(self, place: Place) -> Chat:
        def spoilt(words: str) -> str:
            for old, new in self.Kind.spoils.items():
                words = words.replace(old, new)
            return words

        line: Any = Line(place, spoilt)
        return self.Kind("parley", line)

    @pytest.fixture
    def sees(self, place: Place) -> Sees:
        def messages(room: RoomRef | None, account: Account) -> Sequence[Seen]:
            try:
                read: Any = place.read(account.id, room.id if room else f"@{account.id}")
            except Refused:
                return []
            return [
                Seen(
                    text=one["shown"],
                    does=tuple(kind for kind, _ in one["marks"]),
                    buttons=tuple(button["label"] for button in one["buttons"]),
                    pinned=one["pinned"],
                )
                for one in read["messages"]
            ]

        return messages

    @pytest.fixture
    def stranger(self, place: Place) -> Callable[[str], str]:
        return lambda name: str(place.make("eve", name)["id"])

    @pytest.fixture
    def deleted(self, place: Place) -> Callable[[RoomRef], object]:
        def gone(room: RoomRef) -> None:
            place.delete("eve", room.id)

        return gone

    @pytest.fixture
    def linked(self, chat: Sound) -> Callable[[RoomRef], Sequence[Link]]:
        return lambda room: chat.beside.get(room.id, ())


class TestAddsLinksAndTakesNoneAway(ChatSuite):
    class Kind(Sound):
        def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
            kept = self.beside.get(room.id, ())
            self.beside[room.id] = (*kept, *(one for one in links if one not in kept))


class TestAddsTheSameLinksTwice(ChatSuite):
    class Kind(Sound):
        def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
            kept = self.beside.get(room.id, ())
            self.beside[room.id] = (*(one for one in kept if one in links), *links)


class TestHasNoLinksAndSwallowsThem(ChatSuite):
    class Kind(Sound):
        capabilities = Sound.capabilities - {"links"}


class TestRightChat(ChatSuite):
    """Nothing is wrong with it."""


class TestKnowsEveryAddress(ChatSuite):
    """Somebody is found for whatever address."""

    class Kind(Sound):
        def account_of(self, email: str) -> Account | None:
            return super().account_of(email) or super().account_of("ana@example.org")


class TestTakesOneAddressForAnother(ChatSuite):
    class Kind(Sound):
        def account_of(self, email: str) -> Account | None:
            return super().account_of(email.replace("ana@", "bo@"))


class TestKnowsAddressesUnsaid(ChatSuite):
    """It can, and does not say that it can."""

    class Kind(Sound):
        capabilities = Sound.capabilities - {"emails"}


class TestPostsTwice(ChatSuite):
    """Two messages for one key."""

    class Kind(Sound):
        def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
            return super().post(room, text, key=f"{key}{next(NUMBERS)}", **more)


class Forgetful(Sound):
    """A platform that knows no keys: what was said is found only where it is looked for."""

    def post(
        self, room: RoomRef, text: Text, *, key: str, again: bool = False, **more: Any
    ) -> MessageRef:
        own = key if again else self.anew(key)
        return super().post(room, text, key=self.last(own), **more)

    def direct(
        self, account: Account, text: Text, *, key: str, again: bool = False, **more: Any
    ) -> None:
        own = key if again else self.anew(key)
        super().direct(account, text, key=self.last(own), **more)

    def put_card(
        self, room: RoomRef, card: Card, ref: Any, *, key: str, again: bool = False
    ) -> MessageRef:
        own = key if again or ref else self.anew(key)
        return super().put_card(room, card, ref, key=self.last(own))

    def __init__(self, platform: str, line: Any) -> None:
        super().__init__(platform, line)
        self.counts: dict[str, int] = {}

    def anew(self, key: str) -> str:
        self.counts[key] = next(NUMBERS)
        return key

    def last(self, key: str) -> str:
        return f"{key}/{self.counts.get(key, 0)}"


class TestLooksWhereItIsTold(ChatSuite):
    """Nothing is wrong with it."""

    Kind = Forgetful


class TestLooksForNothing(ChatSuite):
    class Kind(Forgetful):
        def last(self, key: str) -> str:
            return super().last(self.anew(key))


class TestTakesWhatIsLookedForAsFound(ChatSuite):
    class Kind(Sound):
        def post(
            self, room: RoomRef, text: Text, *, key: str, again: bool = False, **more: Any
        ) -> MessageRef:
            if again:
                return MessageRef(platform=self.platform, room=room.id, id=key)
            return super().post(room, text, key=key, **more)


class TestTakesNoWordOfAgain(ChatSuite):
    class Kind(Sound):
        def direct(self, account: Account, text: Text, *, key: str, actions: Any = ()) -> None:  # type: ignore[override]  # it is the fault
            super().direct(account, text, key=key, actions=actions)


class TestWritesToAPersonTwice(ChatSuite):
    class Kind(Sound):
        def direct(self, account: Account, text: Text, *, key: str, **more: Any) -> None:
            super().direct(account, text, key=f"{key}{next(NUMBERS)}", **more)


class TestNeverPosts(ChatSuite):
    class Kind(Sound):
        def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
            return MessageRef(platform=self.platform, room=room.id, id=key)


class TestSameWordsOnce(ChatSuite):
    """What was said before is not said again, under whatever key."""

    class Kind(Sound):
        def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
            return super().post(room, text, key=str(hash(text)), **more)


class TestAllMessagesAlike(ChatSuite):
    class Kind(Sound):
        def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
            return replace(super().post(room, text, key=key, **more), id="m2")


class TestOneRoomForAll(ChatSuite):
    class Kind(Sound):
        def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
            return super().open_room(name, "one", private=private)


class TestANewRoomEachTime(ChatSuite):
    class Kind(Sound):
        def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
            return super().open_room(name, f"{incident}{next(NUMBERS)}", private=private)


class TestAdoptsWhatIsCalledLikeIt(ChatSuite):
    class Kind(Sound):
        def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
            return self.find_room(name)


class TestEveryRoomIsPublic(ChatSuite):
    class Kind(Sound):
        def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
            return super().open_room(name, incident, private=False)


class TestAdoptsAnOpenRoom(ChatSuite):
    class Kind(Sound):
        def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
            opened: set[str] = self.__dict__.setdefault("opened", set())
            opened |= set() if private else {incident}
            return super().open_room(name, incident, private=private and incident not in opened)


class TestRoomsWithoutAHash(ChatSuite):
    class Kind(Sound):
        def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
            room = super().open_room(name, incident, private=private)
            return replace(room, name=room.name.removeprefix("#"))


class TestLoudName(ChatSuite):
    class Kind(Sound):
        def __init__(self, platform: str, line: Any) -> None:
            super().__init__("Parley", line)


class TestCountsItself(ChatSuite):
    class Kind(Sound):
        def members(self, room: RoomRef) -> frozenset[str]:
            return super().members(room) | {BOT}


class TestInvitesNobody(ChatSuite):
    class Kind(Sound):
        def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
            """It says that it did."""


class TestShowsOutNobody(ChatSuite):
    class Kind(Sound):
        def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
            """It says that it did."""


class TestMovesToAnotherRoom(ChatSuite):
    """A new name is a new room."""

    class Kind(Sound):
        def rename(self, room: RoomRef, name: str) -> RoomRef:
            return super().open_room(name, f"{room.id}{next(NUMBERS)}", private=False)


class TestSwallowsWhatIsGone(ChatSuite):
    class Kind(Sound):
        def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
            try:
                return super().post(room, text, key=key, **more)
            except ProviderError:
                return MessageRef(platform=self.platform, room=room.id, id=key)


class TestWaitsForWhatIsGone(ChatSuite):
    """As if it came back some day."""

    class Kind(Sound):
        def put_card(
            self, room: RoomRef, card: Card, ref: Any, *, key: str, **more: Any
        ) -> MessageRef:
            try:
                return super().put_card(room, card, ref, key=key, **more)
            except ProviderError:
                raise ProviderError("unavailable", "It is away.") from None


class TestWhispersAloud(ChatSuite):
    class Kind(Sound):
        def whisper(self, room: RoomRef, account: Account, text: Text, **more: Any) -> None:
            self.post(room, text, **more)


class TestLosesButtons(ChatSuite):
    class Kind(Sound):
        def post(self, room: RoomRef, text: Text, *, key: str, **_more: Any) -> MessageRef:
            return super().post(room, text, key=key)


class TestTwoCards(ChatSuite):
    class Kind(Sound):
        def put_card(
            self, room: RoomRef, card: Card, ref: Any, *, key: str, **more: Any
        ) -> MessageRef:
            return super().put_card(
                room, card, ref, key=key if ref else f"{key}{next(NUMBERS)}", **more
            )


class TestFoundCardStaysOld(ChatSuite):
    class Kind(Sound):
        def put_card(
            self, room: RoomRef, card: Card, ref: Any, *, key: str, **more: Any
        ) -> MessageRef:
            if ref is None:
                return self.post(room, card.heading, key=key, actions=card.actions)
            return super().put_card(room, card, ref, key=key, **more)


class TestPinsNothing(ChatSuite):
    class Kind(Sound):
        def pin(self, ref: MessageRef) -> None:
            """It says that it did."""


class TestPinsWithoutSayingSo(ChatSuite):
    class Kind(Sound):
        capabilities = Sound.capabilities - {"pin"}


class TestStars(ChatSuite):
    """Whoever writes a star is loud."""

    class Kind(Sound):
        spoils: ClassVar[dict[str, str]] = {"&#42;": "*"}


class TestCallsEveryone(ChatSuite):
    class Kind(Sound):
        spoils: ClassVar[dict[str, str]] = {"&#64;": "@"}


class TestLinksAddresses(ChatSuite):
    class Kind(Sound):
        spoils: ClassVar[dict[str, str]] = {"&#58;&#47;&#47;": "://"}


class TestObeys(ChatSuite):
    """Words that begin with a slash are a command there."""

    class Kind(Sound):
        spoils: ClassVar[dict[str, str]] = {"&#47;topic": "/topic"}


class TestEndsABlock(ChatSuite):
    class Kind(Sound):
        spoils: ClassVar[dict[str, str]] = {"&#96;": "`"}


class TestCutsShort(ChatSuite):
    class Kind(Sound):
        def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
            cut = Text(tuple(one for one in text.spans if len(one.as_plain()) < 1900))
            return super().post(room, cut, key=key, **more)
