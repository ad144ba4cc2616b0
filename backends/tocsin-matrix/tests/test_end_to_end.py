"""What is said in an encrypted room, on a real homeserver, with people of two other libraries."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from nio.api import Api

from tests.counterparts.matrix import Person, Synapse
from tests.counterparts.matrix.client import Client
from tests.counterparts.matrix.libraries import LIBRARIES
from tests.counterparts.matrix.sealing import STORE_KEY, Bots, Opens, SealingBot, reads
from tests.counterparts.matrix.wire import part
from tocsin.errors import ProviderError
from tocsin_matrix.client import V3, room_path
from tocsin_matrix.encryption import Encryption
from tocsin_matrix.encryption.cross_signing import CrossSigning

pytestmark = pytest.mark.e2e

UNREADABLE = ["(it cannot be decrypted)"]
HIDDEN = {"type": "m.room.history_visibility", "content": {"history_visibility": "joined"}}
SEALED = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("version", ["10", "12"])
def test_the_bot_and_people_read_each_other_and_the_homeserver_reads_neither(
    synapse: Synapse, bots: Bots, opens: Opens, library: str, version: str
) -> None:
    bot, ana = bots(), opens("ana", library)
    room = bot.room(ana.who, room_version=version)
    bot.says(room, "checkout hippopotamus")
    assert reads(ana, room) == ["checkout hippopotamus"]
    ana.say(room, "!status giraffe")
    assert bot.hears() == ["!status giraffe"]
    assert synapse.database_words("hippopotamus", "giraffe") == ()


@pytest.mark.parametrize("library", LIBRARIES)
def test_who_comes_late_reads_what_the_bot_wrote_before_and_what_follows(
    bots: Bots, opens: Opens, library: str
) -> None:
    bot, ana, bo = bots(), opens("ana"), opens("bo", library)
    room = bot.room(ana.who)
    card = bot.says(room, "the card")
    bot.invites(room, bo.who)
    bo.look()
    bot.hears()
    assert reads(bo, room) == ["the card"]
    edit = {"rel_type": "m.replace", "event_id": card}
    new = {"msgtype": "m.notice", "body": "newer"}
    bot.says(room, "* newer", **{"m.new_content": new, "m.relates_to": edit})
    assert reads(bo, room) == reads(ana, room) == ["newer"]


def test_who_comes_late_reads_what_follows_in_a_room_that_hides_its_past(
    bots: Bots, opens: Opens
) -> None:
    bot, ana, bo = bots(), opens("ana"), opens("bo")
    room = bot.room(ana.who, initial_state=[SEALED, HIDDEN])
    ana.look()
    bot.says(room, "before")
    bot.invites(room, bo.who)
    bo.look()
    bot.hears()
    bot.says(room, "after")
    assert reads(bo, room) == ["after"]
    assert reads(ana, room) == ["before", "after"]


def test_a_new_device_of_somebody_reads_it_all_as_soon_as_the_bot_hears_of_it(
    bots: Bots, opens: Opens
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    bot.says(room, "the card")
    bot.hears()
    phone = opens("ana", "mautrix")
    bot.hears()
    assert reads(phone, room) == ["the card"]
    bot.says(room, "more")
    assert reads(phone, room) == reads(ana, room) == ["the card", "more"]


def test_what_is_said_after_somebody_left_is_under_a_key_they_do_not_have(
    synapse: Synapse, bots: Bots, opens: Opens
) -> None:
    bot, ana, bo = bots(), opens("ana"), opens("bo")
    room = bot.room(ana.who, bo.who)
    ana.look()
    bo.look()
    key = {}
    for words in ("with bo", "still with bo", "without bo"):
        if words == "without bo":
            synapse.leave(bo.who, room)
            bot.hears()
        event = bot.says(room, words)
        ana.look()
        key[words] = ana.places[room].events[event]["content"]["session_id"]
    assert key["with bo"] == key["still with bo"] != key["without bo"]
    assert reads(ana, room) == ["with bo", "still with bo", "without bo"]


def test_a_restart_loses_no_key(synapse: Synapse, bots: Bots, opens: Opens) -> None:
    bot, ana, bo = bots(), opens("ana"), opens("bo")
    room = bot.room(ana.who)
    bot.says(room, "before")
    ana.look()
    ana.say(room, "!one")
    assert bot.hears() == ["!one"]
    ana.say(room, "!two")  # by the key that came before
    bot.restart()
    assert bot.hears() == ["!two"]
    bot.invites(room, bo.who)
    bo.look()
    bot.says(room, "after")
    assert reads_new(bo, room) == ["before", *UNREADABLE * 2, "after"]  # what people wrote
    assert {one.stat().st_mode & 0o777 for one in bot.folder.iterdir()} == {0o600}
    assert bot.folder.stat().st_mode & 0o777 == 0o700


def test_what_was_sealed_and_nests_without_end_holds_up_nothing_behind_it(
    bots: Bots, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The homeserver, which refuses such events, does not see what is in this one."""
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    ana.say(room, "one")
    with monkeypatch.context() as hostile:
        plain = Api.to_json
        hostile.setattr(
            Api, "to_json", lambda one: "[" * 20_000 if "room_id" in one else plain(one)
        )
        ana.say(room, "two")
    ana.say(room, "three")
    assert bot.hears() == ["one", "three"]


def test_keys_that_are_told_twice_do_no_harm(bots: Bots, opens: Opens) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    ana.say(room, "!one")
    answer = bot.told()
    assert bot.hears(answer) == bot.hears(answer) == ["!one"]
    bot.restart()
    assert bot.hears(answer) == ["!one"]
    ana.say(room, "!two")
    assert bot.hears() == ["!two"]


def test_what_came_before_its_key_is_read_when_the_key_comes(bots: Bots, opens: Opens) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    ana.say(room, "!one")
    answer = bot.told()
    assert bot.hears({**answer, "to_device": {}}) == []
    assert bot.hears({"to_device": answer["to_device"]}) == ["!one"]


def test_whose_key_does_not_come_is_asked_for_it_and_told_once(
    synapse: Synapse, bots: Bots, opens: Opens
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    ana.say(room, "!one")
    ana.say(room, "!two")
    assert bot.hears({**bot.told(), "to_device": {}}) == []
    asked = synapse.ask(ana.who, "GET", "/sync", timeout=0)["to_device"]["events"]
    assert [one["type"] for one in asked] == ["m.room_key_request", "m.room_key_request"]
    bot.later = timedelta(minutes=1)
    assert bot.hears() == bot.hears() == []
    (told,) = reads_new(ana, room)
    assert told.startswith(f"{ana.who.id}: what you wrote at ")
    assert "Please write it again." in told


def reads_new(client: Client, room: str) -> list[str]:
    return [one for one in reads(client, room) if not one.startswith("!")]


def test_devices_that_nobody_vouches_for_get_no_key_and_are_not_listened_to_where_that_is_asked(
    synapse: Synapse, bots: Bots, opens: Opens
) -> None:
    bot, ana = bots(unverified="refuse"), opens("ana-careful")
    room = bot.room(ana.who)
    bot.says(room, "for verified devices")
    bot.says(room, "for them alone")
    (why,) = synapse.ask(ana.who, "GET", "/sync", timeout=0)["to_device"]["events"]
    assert (why["type"], why["content"]["code"]) == ("m.room_key.withheld", "m.unverified")
    assert "verify this one" in why["content"]["reason"]
    assert reads(ana, room) == UNREADABLE * 2
    ana.say(room, "!ack")
    assert bot.hears() == []
    verify(synapse, ana.who)
    bot.hears()
    ana.look()
    *_, told = reads_new(ana, room)
    assert "your device is not verified. Verify it" in told
    ana.say(room, "!ack again")
    assert bot.hears() == ["!ack again"]


def verify(synapse: Synapse, who: Person) -> None:
    """Somebody vouches for their device, as their client does at its first start."""
    theirs = CrossSigning(who.id, STORE_KEY)
    synapse.ask(who, "POST", "/keys/device_signing/upload", theirs.published())
    told = synapse.ask(who, "POST", "/keys/query", {"device_keys": {who.id: []}})
    keys = told["device_keys"][who.id][who.device]
    bare = {key: one for key, one in keys.items() if key not in ("signatures", "unsigned")}
    signed = {who.id: {who.device: theirs.sign_device(bare)}}
    assert not synapse.ask(who, "POST", "/keys/signatures/upload", signed)["failures"]


def test_a_relation_says_what_it_is_about_and_no_word_more(bots: Bots, opens: Opens) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    root = bot.says(room, "root")
    relation = {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "note": "hippopotamus",
    }
    event = bot.says(room, "in the thread", **{"m.relates_to": relation})
    ana.look()
    del relation["note"]
    assert ana.places[room].events[event]["content"]["m.relates_to"] == relation
    assert reads(ana, room) == ["root", "in the thread"]


HOSTILE: list[dict[str, Any]] = [
    {"ciphertext": "AA"},
    {"ciphertext": 7},
    {"algorithm": "m.rot13"},
    {"algorithm": None},
    {"session_id": ["x"]},
    {"session_id": None, "sender_key": {}},
]


@pytest.mark.parametrize("change", HOSTILE)
def test_what_is_not_as_it_should_be_is_nothing(
    synapse: Synapse, bots: Bots, opens: Opens, change: dict[str, Any]
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    id = ana.say(room, "!one")
    assert bot.hears() == ["!one"]
    event = synapse.ask(ana.who, "GET", f"/rooms/{part(room)}/event/{part(id)}")
    assert bot.encryption.decrypt(room, {**event, "content": event["content"] | change}) is None
    for devices in ([{"type": "m.room.encrypted", "content": change, "sender": ana.who.id}],
                    [{"type": "m.room.encrypted"}, {}]):  # fmt: skip
        assert bot.hears({"to_device": {"events": devices}}) == []


def test_a_sealed_event_is_taken_once_where_it_was_said_from_who_said_it_and_is_no_state(
    synapse: Synapse, bots: Bots, opens: Opens
) -> None:
    bot, ana, bo = bots(), opens("ana"), opens("bo")
    room = bot.room(ana.who, bo.who)
    ana.look()
    bo.look()
    id = ana.say(room, "!one")
    assert bot.hears() == ["!one"]
    event = synapse.ask(ana.who, "GET", f"/rooms/{part(room)}/event/{part(id)}")
    assert bot.encryption.decrypt(room, event) is not None
    assert bot.encryption.decrypt(room, {**event, "event_id": "$another"}) is None
    assert bot.encryption.decrypt("!elsewhere", event) is None
    assert bot.encryption.decrypt(room, {**event, "sender": bo.who.id}) is None
    assert bot.encryption.decrypt(room, {**event, "sender": bot.who.id}) is None
    assert bot.encryption.decrypt(room, {**event, "state_key": ""}) is None


def test_an_event_that_lacks_something_holds_nothing_up(bots: Bots, opens: Opens) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    id = ana.say(room, "!one")
    assert bot.hears() == ["!one"]
    for lost in ("algorithm", "ciphertext", "session_id"):
        event = bot.client.call("GET", room_path(room, "event", id))
        del event["content"][lost]
        assert bot.encryption.decrypt(room, event) is None
    for lost in ("content", "sender", "event_id"):
        event = bot.client.call("GET", room_path(room, "event", id))
        del event[lost]
        assert bot.encryption.decrypt(room, event) is None


def test_a_bot_that_encrypts_nothing_says_nothing_in_a_room_that_is_encrypted(
    synapse: Synapse, bots: Bots, opens: Opens
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    bot.client.encryption = Encryption(bot.client)
    with pytest.raises(ProviderError, match="set encryption to private"):
        bot.says(room, "hippopotamus")
    assert synapse.database_words("hippopotamus") == ()
    clear = bot.room(ana.who, initial_state=[])
    bot.says(clear, "horse")
    assert synapse.database_words("horse") != ()
    bot.client.call("PUT", f"{V3}/rooms/{clear}/state/m.room.encryption/", SEALED["content"])
    bot.client.encryption.receive(bot.told())
    with pytest.raises(ProviderError, match="NOT_ENCRYPTED"):
        bot.says(clear, "hippopotamus")


class Killed(BaseException):
    """What nothing catches."""


def dies(bot: SealingBot, at: str, *, done: bool) -> None:
    """The process ends at its next request of that kind, before it is sent or its answer came."""
    ask = bot.client.call

    def asked(method: str, path: str, *args: Any, **more: Any) -> Any:
        if at in path:
            if done:
                ask(method, path, *args, **more)
            raise Killed
        return ask(method, path, *args, **more)

    setattr(bot.client, "call", asked)  # noqa: B010  # mypy lets nobody assign a method


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "at", ["keys/upload", "signatures/upload", "keys/claim", "sendToDevice", "/send/"]
)
def test_a_process_that_ends_between_any_two_requests_is_followed_by_one_that_goes_on(
    bots: Bots, opens: Opens, at: str, done: bool
) -> None:
    bot, ana = bots(starts=False), opens("ana")
    room = bot.room(ana.who)
    dies(bot, at, done=done)
    with suppress(Killed):
        bot.hears()
        bot.says(room, "first")
        pytest.fail(f"it asked for no {at}")
    bot.restart()
    bot.hears()
    ana.look()
    ana.say(room, "!ack")  # by a way that she opens, with a key that was published
    assert bot.hears() == ["!ack"]
    bot.says(room, "second")
    assert bot.encryption.fault == ""
    told = reads_new(ana, room)
    assert told in (["second"], ["first", "second"])  # nothing that cannot be read
