"""What a chat tells is kept with what it caused and with its reply, once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, World, unavailable
from tocsin.chat import Account, Edited, Heard, MessageRef, Pressed, RoomRef, Said, Submitted
from tocsin.chat.events import Moved, Reacted
from tocsin.engine.spoken_line import line_of_facts
from tocsin.errors import InvalidValue, ProviderError, StoreUnavailable
from tocsin.store.chat_event_json import MOST_TEXT, decode_chat_event, encode_chat_event
from tocsin.store.contract import InboxRow

ROOM = RoomRef(platform="irc", id="C1", name="#incidents")
ANA = Account(platform="irc", id="U-ANA", name="Ana")
SHOP = TEAM.replace('phone = "+49 1"', 'phone = "+49 1"\naccounts = {irc = "U-ANA", mesh = "7"}')


def said(text: str = P1, *, event: str = "e1", by: Account = ANA, **more: object) -> Said:
    one = Said(event_id=event, account=by, room=ROOM, text=text)
    return replace(one, **more)  # type: ignore[arg-type]  # each test names fields of its own


@pytest.fixture
def world(tmp_path: Path) -> World:
    return accounts_only(World(tmp_path, teams={"shop": SHOP}, chats=("irc", "mesh")))


def accounts_only(world: World) -> World:
    """As on a platform whose ids are its own."""
    for chat in world.chats.values():
        chat.able -= {"person-ids"}
    world.restart()
    return world


def test_the_reply_is_posted_where_it_was_said(world: World) -> None:
    event_result = world.system.hear(said())
    world.system.settle_now()
    assert event_result.taken
    assert event_result.accepted
    assert [text for room, text in world.chat.posts if text == event_result.reply.as_plain()]
    assert event_result.key == "reply:irc:e1"


def test_the_reply_to_a_direct_message_goes_there(world: World) -> None:
    event_result = world.system.hear(said(room=None))
    world.system.settle_now()
    assert ("U-ANA", event_result.reply.as_plain()) in world.chat.directs


def test_the_same_event_twice_is_one_command_and_one_reply(world: World) -> None:
    first = world.system.hear(said())
    world.system.settle_now()
    world.restart()
    assert world.system.hear(said()) == first
    world.system.settle_now()
    assert world.count() == 1
    assert world.chat.heard().count(first.reply.as_plain()) == 1


def test_the_reply_survives_a_restart_and_a_chat_that_is_away(world: World) -> None:
    world.chat.down = unavailable(after=3.0)
    event_result = world.system.hear(said())
    world.system.settle_now()
    world.restart()
    world.run(minutes=3)
    assert event_result.reply.as_plain() not in world.chat.heard()
    world.chat.down = None
    world.run(minutes=3)
    assert world.chat.heard().count(event_result.reply.as_plain()) == 1


def test_a_store_that_is_away_reaches_the_backend(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object, **_named: object) -> None:
        raise StoreUnavailable("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(world.store, "write", away)
        with pytest.raises(StoreUnavailable):
            world.system.hear(said())
    assert world.system.hear(said()).accepted


def test_talk_among_people_is_not_taken(world: World) -> None:
    for text in ("hello", "declare it p1?", "", "!", "!echo hello", "x" * (MOST_TEXT + 1)):
        assert not world.system.hear(said(text, event=text[:9] or "none")).taken
    assert world.count() == 0


def test_a_button_says_its_line_as_whoever_presses_it(world: World) -> None:
    world.tell(P1)
    pressed = Pressed(event_id="p1", account=ANA, room=None, command="incident INC-1 ack")
    assert world.system.hear(pressed).accepted
    assert "ana" in world.incident().responders


def test_a_form_says_its_line_with_the_holes_filled(world: World) -> None:
    world.tell(P1)
    submitted = Submitted(
        event_id="f1",
        account=ANA,
        room=ROOM,
        command="incident INC-1 update {status} | {impact} | {action} | {eta}",
        values={
            "status": "investigating",
            "impact": "EU | US\nboth",
            "action": "rollback",
            "eta": "15m",
        },
    )
    assert world.system.hear(submitted).accepted
    assert world.incident().updates[-1].impact == "EU / US both"


@pytest.mark.parametrize(
    "account",
    [
        Account(platform="irc", id="U-MAL", name="ana"),
        Account(platform="irc", id="ana", name="Ana"),
        Account(platform="irc", id="7", name="Ana"),
        Account(platform="irc", id="guest-ana"),
        Account(platform="mesh", id="U-ANA"),
        Account(platform="irc", id="u-ana"),
        Account(platform="irc", id="U-ANA\u200b"),
        Account(platform="irc", id=" U-ANA"),
    ],
    ids=repr,
)
def test_nobody_is_a_person_but_by_their_account(world: World, account: Account) -> None:
    room = replace(ROOM, platform=account.platform)
    event_result = world.system.hear(said(by=account, room=room))
    assert not event_result.accepted
    assert world.count() == 0


def test_what_only_asks_is_answered_in_the_same_place_and_leaves_no_row(world: World) -> None:
    world.tell(P1)
    event_result = world.system.hear(said("!incident INC-1 show", event="q"))
    assert world.chat.posts[-1] == ("#incidents", event_result.reply.as_plain())
    assert world.store.read(lambda tx: tx.inbox("chat/irc", "q")) is None


def test_what_was_said_too_long_ago_is_answered_and_not_done(world: World) -> None:
    old = said(sent_at=world.clock() - timedelta(minutes=11))
    event_result = world.system.hear(old)
    world.system.settle_now()
    assert not event_result.accepted
    assert event_result.reply.as_plain() == (
        "That was typed 09:49 CET (11 min ago) and came in too late: nothing was done. "
        "Type it again."
    )
    assert world.chat.posts == [("#incidents", event_result.reply.as_plain())]
    assert world.count() == 0


def test_what_was_said_a_moment_ago_is_done(world: World) -> None:
    assert world.system.hear(said(sent_at=world.clock() - timedelta(minutes=9))).accepted


def test_a_line_too_long_is_refused_where_it_was_typed(world: World) -> None:
    event_result = world.system.hear(said(f"!incident declare {'x' * MOST_TEXT} p1"))
    assert not event_result.accepted
    assert "at most 40000 are taken" in world.chat.heard()
    assert world.count() == 0


def test_a_room_that_takes_nothing_is_no_reason_not_to_answer(world: World) -> None:
    world.chat.down = ProviderError("not_found", "no such room")
    event_result = world.system.hear(said())
    direct = type(world.chat).direct

    def reach(*given: object, **named: object) -> None:
        world.chat.down = None
        direct(world.chat, *given, **named)  # type: ignore[arg-type]  # hands on what it is given

    world.chat.direct = reach  # type: ignore[method-assign]  # a room is gone, people are not
    world.system.settle_now()
    assert ("U-ANA", event_result.reply.as_plain()) in world.chat.directs


# --------------------------------------------------------------------------- what is kept

OLD = {
    "platform": "irc",
    "message_id": "old",
    "speaker": "ana",
    "room": "#incidents",
    "text": P1,
}


def test_a_row_of_the_version_before_is_handled_at_the_next_start(world: World) -> None:
    row = InboxRow(
        source="chat/irc",
        message_id="old",
        body=json.dumps(OLD, ensure_ascii=False, sort_keys=True),
        received=world.clock(),
        attempts=1,
        error="Down",
    )
    world.store.write(lambda tx: tx.put_inbox(row))
    world.restart()
    assert world.incident().reporter == "ana"
    assert world.store.read(lambda tx: tx.unhandled(10)) == []


def test_a_result_of_the_version_before_is_what_a_repeat_gets(world: World) -> None:
    row = InboxRow(
        source="chat/irc",
        message_id="old",
        body=json.dumps(OLD),
        received=world.clock(),
        attempts=1,
        handled=world.clock(),
        result=json.dumps({"accepted": True, "text": "INC-7 · P1 · checkout", "touched": {}}),
    )
    world.store.write(lambda tx: tx.put_inbox(row))
    reply = world.system.said(line_of_facts(OLD))
    assert (reply.text.as_plain(), reply.accepted) == ("INC-7 · P1 · checkout", True)
    assert world.count() == 0


NO_ZONE = datetime(2026, 1, 1)  # noqa: DTZ001 - as a careless backend makes it
MESSAGE = MessageRef(platform="irc", room="C1", id="m9")
EVERY: tuple[Heard, ...] = (
    said(sent_at=None),
    said(thread=MESSAGE),
    Pressed(event_id="1", account=ANA, room=None, command="incident INC-1 ack", message=MESSAGE),
    Submitted(event_id="1", account=ANA, room=ROOM, command="x {a}", values={"a": "1|2\n3"}),
    Reacted(event_id="1", account=ANA, room=ROOM, emoji="📌", message=MESSAGE, author=ANA),
    Edited(event_id="1", account=ANA, room=ROOM, message=MESSAGE, text="later"),
    Moved(event_id="1", account=ANA, room=ROOM, joined=False),
)


@pytest.mark.parametrize("heard", EVERY, ids=lambda one: type(one).__name__)
def test_every_kind_is_kept_and_read_again(heard: Heard) -> None:
    assert decode_chat_event(json.loads(encode_chat_event(heard))) == heard


@pytest.mark.parametrize(
    "heard",
    [
        said(event=""),
        said(event="x" * 500),
        said(by=Account(platform="irc", id="")),
        said(by=Account(platform="irc", id="x" * 500)),
        said(by=Account(platform="irc", id=7)),  # type: ignore[arg-type]  # as plugins do
        said(sent_at=NO_ZONE),
        said(room=RoomRef(platform="irc", id="x" * 500, name="#x")),
        Submitted(
            event_id="1", account=ANA, room=ROOM, command="x", values={"a": "x" * (MOST_TEXT + 1)}
        ),
        Submitted(
            event_id="1",
            account=ANA,
            room=ROOM,
            command="x",
            values={str(n): "" for n in range(99)},
        ),
    ],
    ids=repr,
)
def test_what_no_chat_can_have_told_is_refused(heard: Heard) -> None:
    with pytest.raises(InvalidValue):
        encode_chat_event(heard)


def test_what_was_typed_in_a_thread_is_answered_there(world: World) -> None:
    world.chat.able |= {"threads"}
    seen: list[object] = []
    post = world.chat.post

    def posting(*given: object, **named: object) -> MessageRef:
        seen.append(named["thread"])
        return post(*given, **named)  # type: ignore[arg-type]  # hands on what it is given

    world.chat.post = posting  # type: ignore[method-assign]  # to see what it is given
    world.system.hear(said("!incident list", event="q", thread=MESSAGE))
    assert seen == [MESSAGE]


def test_what_is_typed_in_an_incidents_room_is_said_there_once_also_after_a_kill(
    world: World,
) -> None:
    world.system.hear(said())
    world.system.settle_now()
    own = world.incident().rooms["irc"]
    room = RoomRef(platform="irc", id=own.id, name=own.name)
    world.system.hear(said("!incident flag customer-impact", event="e2", room=room))
    world.restart()
    world.system.hear(said("!incident flag customer-impact", event="e2", room=room))
    world.system.settle_now()
    assert world.chat.heard(own.name).count("Flag customer-impact set by Ana") == 1


def test_guests_of_two_platforms_with_the_same_id_are_two(world: World) -> None:
    """As are two whose ids are longer than what is shown of them."""
    long = "U" * 300
    reported = [Account(platform="irc", id="U-9"), Account(platform="mesh", id="U-9")]
    reported += [Account(platform="irc", id=f"{long}{end}") for end in "ab"]
    for number, who in enumerate(reported):
        heard = said("!incident report it is slow", event=f"e{number}", by=who)
        assert world.system.hear(heard).accepted
    found = [world.incident(number).reporter for number in range(1, 5)]
    assert found[:2] == ["guest-irc:U-9", "guest-mesh:U-9"]
    assert len(set(found)) == 4
