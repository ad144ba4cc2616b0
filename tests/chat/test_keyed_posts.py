"""What goes out by a key is posted once, on a platform that is made of five things."""

from __future__ import annotations

import pytest

from tocsin import chat
from tocsin.chat import (
    Account,
    Action,
    Answer,
    Card,
    File,
    KeyedChat,
    MessageRef,
    RoomRef,
    Text,
    text,
)
from tocsin.errors import ProviderError

ROOM = RoomRef(platform="paper", id="7", name="#inc-1")
ANA = Account(platform="paper", id="ana")
CARD = Card(heading=text("INC-1"), lines=(text("open"),))


class Paper(KeyedChat):
    """Sheets: a message is (place, thread, key, words), and its id its number among all."""

    def __init__(self) -> None:
        super().__init__("paper")
        self.sheets: list[tuple[str, str, str, str]] = []
        self.looked: list[str] = []
        self.asked: list[str] = []
        self.files: list[str] = []

    def _drawn(self, text: Text, actions: tuple[Action, ...]) -> Answer:
        return {"words": text.as_plain() + "".join(f" [{one.label}]" for one in actions)}

    def _begin_talk(self, account: Account) -> str:
        self.asked.append(account.id)
        return f"@{account.id}"

    def _find(self, name: str) -> RoomRef:
        self.asked.append(name)
        return ROOM

    def _look_for_file(self, place: str, name: str) -> str:
        return str(self.files.index(name)) if name in self.files else ""

    def _send_file(self, place: str, name: str, file: File) -> str:
        self.files.append(name)
        return str(len(self.files) - 1)

    def _look(self, place: str, key: str, thread: MessageRef | None) -> str:
        self.looked.append(key)
        there = (str(n) for n, (at, _, by, _) in enumerate(self.sheets) if (at, by) == (place, key))
        return next(there, "")

    def _send(self, place: str, drawn: Answer, key: str, thread: MessageRef | None) -> str:
        self.sheets.append((place, thread.id if thread else "", key, drawn["words"]))
        return str(len(self.sheets) - 1)

    def _edit(self, ref: MessageRef, drawn: Answer, key: str) -> None:
        place, thread, by, _ = self.sheets[int(ref.id)]
        self.sheets[int(ref.id)] = place, thread, by, drawn["words"]

    def pin(self, ref: MessageRef) -> None:
        raise ProviderError("not_found", "There is no such sheet.")


def test_nobody_looks_for_a_message_that_nobody_tried_to_post() -> None:
    paper = Paper()
    ref = paper.post(ROOM, text("a"), key="k", actions=(Action(label="Ack", command="ack"),))
    assert (ref, paper.looked) == (MessageRef(platform="paper", room="7", id="0"), [])
    assert paper.sheets == [("7", "", "k", "a [Ack]")]


def test_one_that_is_out_already_is_not_posted_again() -> None:
    paper = Paper()
    first = paper.post(ROOM, text("a"), key="k", again=True)
    assert paper.post(ROOM, text("a"), key="k", again=True) == first
    assert len(paper.sheets) == 1


def test_an_answer_goes_into_its_thread() -> None:
    paper = Paper()
    above = paper.post(ROOM, text("a"), key="k")
    paper.post(ROOM, text("b"), key="l", thread=above)
    assert paper.sheets[-1] == ("7", "0", "l", "b")


def test_a_card_is_posted_once_and_shows_what_is_from_then_on() -> None:
    paper = Paper()
    ref = paper.put_card(ROOM, CARD, None, key="card")
    later = Card(heading=text("INC-1"), lines=(text("mitigated"),))
    assert paper.put_card(ROOM, later, ref, key="card:2") == ref
    assert paper.put_card(ROOM, CARD, None, key="card", again=True) == ref
    assert [words for *_, words in paper.sheets] == ["**INC-1**\nopen"]


def test_rooms_and_talks_are_asked_for_once_until_something_is_gone() -> None:
    paper = Paper()
    for _ in range(2):
        paper.find_room("#incidents")
        paper.direct(ANA, text("psst"), key="k")
    assert paper.asked == ["#incidents", "ana"]
    with pytest.raises(ProviderError):
        paper.pin(MessageRef(platform="paper", room="7", id="99"))
    paper.find_room("#incidents")
    paper.direct(ANA, text("psst"), key="l")
    assert paper.asked == ["#incidents", "ana"] * 2


def test_a_file_is_posted_once_under_a_name_of_its_key() -> None:
    paper, file = Paper(), File(name="a.png", media_type="image/png", content=b"1", alt="a line")
    first = paper.upload(ROOM, file, key="k")
    assert paper.upload(ROOM, file, key="k", again=True) == first
    assert paper.upload(ROOM, file, key="l", again=True) != first
    assert [name[8:] for name in paper.files] == ["-a.png", "-a.png"]


def test_what_is_for_one_person_goes_to_their_place() -> None:
    paper = Paper()
    paper.direct(ANA, text("psst"), key="k", again=True)
    paper.direct(ANA, text("psst"), key="k", again=True)
    assert paper.sheets == [("@ana", "", "k", "psst")]


def test_an_id_that_is_no_text_is_a_failure_of_the_platform() -> None:
    class Torn(Paper):
        def _send(self, place: str, drawn: Answer, key: str, thread: MessageRef | None) -> str:
            return dict[str, str]()["id"]

    with pytest.raises(ProviderError) as caught:
        Torn().post(ROOM, text("a"), key="k")
    assert (caught.value.code, caught.value.ambiguous) == ("unavailable", True)


def test_one_by_one_who_is_refused_keeps_nobody_else_out() -> None:
    let_in: list[str] = []

    def invite(account: Account) -> None:
        if account.id == "bob":
            raise ProviderError("forbidden", "bob takes no invitations")
        let_in.append(account.id)

    three = [Account(platform="paper", id=id) for id in ("ana", "bob", "cleo")]
    with pytest.raises(ProviderError, match="bob takes no invitations"):
        chat.one_by_one(three, invite)
    assert let_in == ["ana", "cleo"]


def test_one_by_one_an_outage_ends_it_at_once() -> None:
    tried: list[str] = []

    def invite(account: Account) -> None:
        tried.append(account.id)
        raise ProviderError("unavailable", "down")

    with pytest.raises(ProviderError, match="down"):
        chat.one_by_one([ANA, ANA], invite)
    assert tried == ["ana"]


def test_a_platform_that_lacks_one_of_the_five_says_so_when_it_is_made() -> None:
    class Half(KeyedChat):
        """One that draws, sends and edits nothing."""

    with pytest.raises(TypeError, match="_drawn"):
        Half("half")  # type: ignore[abstract]  # what is tried here
