"""What the chat port does in Matrix when things are not as they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.counterparts.matrix import Person, Synapse
from tests.counterparts.matrix.client import Client
from tests.counterparts.matrix.seen import Message, messages
from tests.counterparts.matrix.wire import Refused
from tocsin.chat import Account, Card, File, MessageRef, RoomRef, text
from tocsin.errors import ProviderError
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.rooms import MARK, _own

pytestmark = pytest.mark.e2e
ANA = Account(platform="matrix", id="@ana:localhost", name="Ana")
BO = Account(platform="matrix", id="@bo:localhost", name="Bo")
CARD = Card(heading=text("P1 · INC-4"), lines=(text("IC nobody"),))
LATER = Card(heading=text("P1 · INC-4"), lines=(text("IC Ana"),))
CHART = File(name="times.png", media_type="image/png", content=b"\x89PNG", alt="Times")
Process = Callable[..., MatrixChat]
Reads = Callable[[str], list[Message]]


@pytest.fixture
def chat(process: Process) -> MatrixChat:
    return process()


@pytest.fixture
def room(chat: MatrixChat) -> RoomRef:
    return chat.open_room("incident-4", "uuid-4", private=False)


@pytest.fixture
def ana(synapse: Synapse) -> Person:
    return synapse.person("ana")


@pytest.fixture
def reads(synapse: Synapse, ana: Person) -> Iterator[Reads]:
    """What Ana's client shows in a room; "" = what the bot and she write to each other."""
    client = Client(synapse, ana)

    def found(room: str) -> list[Message]:
        client.look()
        place = client.place(room) if room else None
        places = [place] if place else client.directs()
        return [one for each in places for one in messages(client, each)]

    yield found
    client.close()


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


# ------------------------------------------------------------------------------ sent once
WAYS: dict[str, Callable[[MatrixChat, RoomRef, bool], object]] = {
    "post": lambda chat, room, again: chat.post(room, text("Paging."), key="k1", again=again),
    "card": lambda chat, room, again: chat.put_card(room, CARD, None, key="k1", again=again),
    "file": lambda chat, room, again: chat.upload(room, CHART, key="k1", again=again),
    "direct": lambda chat, room, again: chat.direct(ANA, text("Page."), key="k1", again=again),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("looks", [False, True])
def test_what_was_sent_is_not_sent_again_by_another_process(
    synapse: Synapse, process: Process, room: RoomRef, reads: Reads, way: str, looks: bool
) -> None:
    """The homeserver knows its transaction id for a day."""
    for again in (False, looks):
        WAYS[way](process(), room, again)
    assert len(reads("" if way == "direct" else room.id)) == 1


@pytest.mark.parametrize("way", WAYS)
def test_what_was_sent_is_found_by_another_device(
    synapse: Synapse, process: Process, room: RoomRef, reads: Reads, way: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """One that logged in anew, or a day later: its transaction ids are others."""
    WAYS[way](process(), room, False)
    monkeypatch.setenv("MATRIX_TEST_TOKEN", synapse.session(synapse.bot).token)
    WAYS[way](process(), room, True)
    assert len(reads("" if way == "direct" else room.id)) == 1


def test_a_card_shows_again_what_it_showed_before(
    chat: MatrixChat, room: RoomRef, reads: Reads
) -> None:
    ref = chat.put_card(room, CARD, None, key="k1")
    for card in (LATER, CARD):
        chat.put_card(room, card, ref, key="k1")
    (seen,) = reads(room.id)
    assert "IC nobody" in seen.content["body"]


def test_a_card_that_somebody_deleted_is_not_there(
    synapse: Synapse, chat: MatrixChat, room: RoomRef, reads: Reads
) -> None:
    """The core posts another then."""
    ref = chat.put_card(room, CARD, None, key="k1")
    synapse.ask(synapse.bot, "PUT", f"/rooms/{room.id}/redact/{ref.id}/t1", {})
    assert refused(lambda: chat.put_card(room, LATER, ref, key="k1")).code == "not_found"
    chat.put_card(room, LATER, None, key="k1-2")
    assert len(reads(room.id)) == 1


def test_an_answer_stands_in_its_thread(chat: MatrixChat, room: RoomRef, reads: Reads) -> None:
    root = chat.post(room, text("What is known?"), key="k1")
    chat.post(room, text("Nothing."), key="k2", thread=root)
    assert [one.thread for one in reads(room.id)] == ["", root.id]


def test_a_page_makes_a_sound_and_the_talk_of_the_bot_none(
    chat: MatrixChat, room: RoomRef, reads: Reads
) -> None:
    chat.post(room, text("Declared."), key="k1")
    chat.direct(ANA, text("You are paged."), key="k2")
    assert [one.content["msgtype"] for one in (*reads(room.id), *reads(""))] == [
        "m.notice",
        "m.text",
    ]


# ------------------------------------------------------------------------- whose a room is
def test_a_room_whose_making_was_cut_off_is_found_and_named(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, made = process(), list[str]()

    def killed(id: str, *_: object) -> None:
        made.append(id)
        raise ProviderError("unavailable", "the process was killed here")

    monkeypatch.setattr(first, "_call", killed)
    refused(lambda: first.open_room("incident-4", "uuid-4", private=False))
    found = process().open_room("incident-4", "uuid-4", private=False)
    assert (found.id, found.name) == (made[0], "#incident-4")


def test_a_mark_that_somebody_else_set_makes_no_room_ours(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    """Not even behind the alias that a room of ours is made with."""
    marked = {"type": MARK, "content": {"incident": "uuid-9"}}
    theirs = [
        synapse.room(_own("uuid-9", private), ana, synapse.bot, initial_state=[marked])
        for private in (True, False)
    ]
    opened = process().open_room("incident-9", "uuid-9", private=False)
    assert opened.id not in theirs
    assert process().open_room("incident-9", "uuid-9", private=False) == opened


@pytest.mark.parametrize("of", ["", "..", "!nowhere:localhost", 7])
def test_a_room_that_claims_to_replace_ours_is_not_ours(
    synapse: Synapse, process: Process, ana: Person, room: RoomRef, of: object
) -> None:
    """Where the room that it names says nothing of it."""
    theirs = synapse.room(_own("uuid-4", True), ana, synapse.bot, version="10",
        creation_content={"predecessor": {"room_id": of or room.id, "event_id": "$e"}},
        power_level_content_override={"users": {ana.id: 100, synapse.bot.id: 100}},
    )  # fmt: skip
    opened = [process().open_room("incident-4", "uuid-4", private=one) for one in (True, False)]
    assert theirs not in [one.id for one in opened]


def test_a_room_of_an_open_incident_is_not_its_private_one(process: Process, room: RoomRef) -> None:
    private = process().open_room("incident-4", "uuid-4", private=True)
    assert private.id != room.id
    assert process().open_room("incident-4", "uuid-4", private=True) == private
    assert process().open_room("incident-4", "uuid-4", private=False) == private


def test_nobody_comes_into_a_private_room_uninvited(
    synapse: Synapse, chat: MatrixChat, ana: Person
) -> None:
    room = chat.open_room("incident-5", "uuid-5", private=True)
    with pytest.raises(Refused):
        synapse.join(ana, room.id)
    chat.invite(room, (ANA,))
    synapse.join(ana, room.id)
    with pytest.raises(Refused):
        synapse.invite(ana, room.id, synapse.person("bo"))


@pytest.mark.parametrize(("encryption", "sealed"), [("never", 0), ("private", 1), ("always", 2)])
def test_rooms_are_encrypted_as_the_settings_say(
    synapse: Synapse, process: Process, encryption: str, sealed: int
) -> None:
    chat = process(encryption=encryption, store_key={"env": "MATRIX_TEST_TOKEN"})
    rooms = [chat.open_room("incident-6", f"uuid-{one}", private=one) for one in (True, False)]
    found = [synapse.state(one.id, "m.room.encryption") for one in rooms]
    assert len([one for one in found if one]) == sealed


# ------------------------------------------------------------------------------ the space
def test_who_is_in_the_space_comes_into_its_rooms_and_nobody_else(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    space = synapse.room("hub", ana, synapse.bot, creation_content={"type": "m.space"})
    synapse.ask(
        ana, "PUT", f"/rooms/{space}/state/m.room.power_levels",
        {"users": {synapse.bot.id: 50}, "events": {}, "state_default": 50},
    )  # fmt: skip
    chat = process(space="#hub")
    room = chat.open_room("incident-7", "uuid-7", private=False)
    private = chat.open_room("incident-8", "uuid-8", private=True)
    synapse.join(ana, room.id)
    with pytest.raises(Refused):
        synapse.join(synapse.person("bo"), room.id)
    assert synapse.state(space, "m.space.child", room.id)
    assert not synapse.state(space, "m.space.child", private.id)
    assert chat.in_space(ana.id)
    assert not chat.in_space("@bo:localhost")


def test_a_space_that_the_bot_may_not_fill_holds_up_no_incident(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    synapse.room("hub", ana, synapse.bot, creation_content={"type": "m.space"})
    assert process(space="#hub:localhost").open_room("incident-7", "uuid-7", private=False).id


# ------------------------------------------------------------------------ rooms that change
@pytest.mark.parametrize(("old", "new"), [("10", "12"), ("12", "12")])
def test_a_room_that_was_upgraded_goes_on_in_the_newer_one(
    synapse: Synapse, process: Process, reads: Reads, old: str, new: str
) -> None:
    chat = process(room_version=old)
    room = chat.open_room("incident-4", "uuid-4", private=False)
    chat.post(room, text("before"), key="k1")
    newer = synapse.upgrade(synapse.bot, room.id, new)
    chat.moved(room.id)
    for one in (chat, process()):
        assert refused(lambda chat=one: chat.post(room, text("x"), key="k2")).code == "not_found"  # type: ignore[misc]  # a lambda's default has no type
        found = one.open_room("incident-4", "uuid-4", private=False)
        assert (found.id, found.name) == (newer, "#incident-4")
    chat.post(found, text("after"), key="k3")
    assert [one.content["body"] for one in reads(newer)] == ["after"]


def test_a_room_that_a_person_upgraded_is_entered(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    chat = process(room_version="10")
    room = chat.open_room("incident-4", "uuid-4", private=False)
    synapse.join(ana, room.id)
    levels = {"users": {synapse.bot.id: 100, ana.id: 100}}
    synapse.ask(synapse.bot, "PUT", f"/rooms/{room.id}/state/m.room.power_levels", levels)
    newer = synapse.upgrade(ana, room.id, "12")
    found = process().open_room("incident-4", "uuid-4", private=False)
    assert found.id == newer
    assert chat.post(found, text("after"), key="k1").room == newer


def test_an_announce_room_that_was_upgraded_is_found(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    old = synapse.room("incidents", ana, synapse.bot)
    chat = process()
    assert chat.find_room("#incidents").id == old
    newer = synapse.upgrade(ana, old, "12")
    chat.moved(old)
    assert chat.find_room("#incidents").id == newer
    assert process().find_room(old).id == newer


def test_a_room_of_several_names_goes_by_the_one_that_the_team_file_says(
    synapse: Synapse, chat: MatrixChat, ana: Person
) -> None:
    room = synapse.room("war-room", ana, synapse.bot)
    place = "/directory/room/%23incidents%3Alocalhost"
    synapse.ask(ana, "PUT", place, {"room_id": room})
    found = chat.find_room("#incidents")
    assert (found.id, found.name) == (room, "#incidents")
    assert chat.known_as(room) == found


def test_a_room_the_bot_was_put_out_of_is_replaced(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    chat = process(room_version="10")
    room = chat.open_room("incident-4", "uuid-4", private=False)
    synapse.join(ana, room.id)
    levels = {"users": {synapse.bot.id: 50, ana.id: 100}}
    synapse.ask(synapse.bot, "PUT", f"/rooms/{room.id}/state/m.room.power_levels", levels)
    synapse.ask(ana, "POST", f"/rooms/{room.id}/ban", {"user_id": synapse.bot.id})
    error = refused(lambda: chat.post(room, text("x"), key="k1"))
    assert error.code == "not_found"
    assert "invite" in str(error)
    new = chat.open_room("incident-4", "uuid-4", private=False)
    assert new.id != room.id
    assert process().open_room("incident-4", "uuid-4", private=False).id == new.id


def test_a_room_in_which_the_bot_may_not_speak_says_what_to_do(
    synapse: Synapse, chat: MatrixChat, ana: Person
) -> None:
    synapse.room("incidents", ana, power_level_content_override={"events_default": 50})
    error = refused(lambda: chat.post(chat.find_room("#incidents"), text("x"), key="k1"))
    assert error.code == "forbidden"
    assert "power level" in str(error)


def test_a_room_that_is_not_there_says_whom_to_invite(chat: MatrixChat, synapse: Synapse) -> None:
    synapse.room("secret", synapse.person("cy"), preset="private_chat")
    for name in ("#nowhere", "#secret", "!" + "a" * 43, "!nowhere:localhost"):
        error = refused(lambda name=name: chat.find_room(name))  # type: ignore[misc]  # a lambda's default has no type
        assert (error.code, "invite @tocsin:localhost" in str(error)) == ("not_found", True)


# ---------------------------------------------------------------------------------- people
def test_who_is_refused_keeps_nobody_else_out(
    synapse: Synapse, chat: MatrixChat, room: RoomRef
) -> None:
    strange = Account(platform="matrix", id="@eve:elsewhere.example")
    error = refused(lambda: chat.invite(room, (strange, ANA, BO)))
    assert error.code == "forbidden"
    assert "allow_servers" in str(error)
    assert chat.members(room) == {ANA.id, BO.id}


@pytest.mark.parametrize("id", ["ana", "@ana", "@ana:", "ana:localhost", "", "@a b:localhost"])
def test_an_account_that_is_none_says_how_one_is_written(chat: MatrixChat, id: str) -> None:
    error = refused(lambda: chat.direct(Account(platform="matrix", id=id), text("x"), key="k1"))
    assert error.code == "invalid"
    assert "@ana:example.org" in str(error)


def test_who_left_the_direct_room_is_asked_back(
    synapse: Synapse, process: Process, ana: Person, reads: Reads
) -> None:
    chat = process()
    chat.direct(ANA, text("one"), key="k1")
    assert len(reads("")) == 1
    (place,) = synapse.ask(ana, "GET", "/joined_rooms")["joined_rooms"]
    synapse.leave(ana, place)
    for one in (chat, process()):
        one.direct(ANA, text("two"), key="k2", again=True)
    assert [one.content["body"] for one in reads("")][-1] == "two"


def test_a_room_somebody_wrote_to_the_bot_in_is_the_direct_one(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    theirs = synapse.room("dm", ana, synapse.bot)
    synapse.join(synapse.bot, theirs)
    process().took_direct(theirs, ana.id)
    chat = process()
    assert chat.known_as(theirs) is None
    assert chat._direct(ana.id) == theirs


def test_a_direct_room_into_which_another_came_is_not_the_direct_one_any_more(
    synapse: Synapse, process: Process, ana: Person
) -> None:
    """What is for one person is read by nobody else."""
    chat = process()
    chat.direct(ANA, text("one"), key="k1")
    (place,) = (one for one in chat._client.joined())
    synapse.join(ana, place)
    assert chat._direct(ana.id) == place
    synapse.invite(synapse.bot, place, synapse.person("eve"))
    fresh = chat._direct(ana.id)
    assert fresh != place
    assert chat.members(RoomRef(platform="matrix", id=fresh, name="#")) == {ana.id}


def test_a_pin_leaves_those_of_people(synapse: Synapse, chat: MatrixChat, room: RoomRef) -> None:
    theirs = {"pinned": ["$theirs"]}
    synapse.ask(synapse.bot, "PUT", f"/rooms/{room.id}/state/m.room.pinned_events", theirs)
    chat.pin(MessageRef(platform="matrix", room=room.id, id="$card"))
    found = synapse.state(room.id, "m.room.pinned_events")
    assert found == {"pinned": ["$theirs", "$card"]}
