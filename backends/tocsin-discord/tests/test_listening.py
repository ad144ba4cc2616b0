"""What happens on Discord is told in its order, and counts as heard only when it was kept."""

from __future__ import annotations

from typing import Final

import pytest

from tests.counterparts.discord import Discord, Person
from tests.counterparts.discord.listening import FakeEars, Start, only, ref
from tocsin.chat import NOT_KEPT, Account, Action, Edited, Moved, Pressed, Reacted, Said, text
from tocsin_discord.backend import DiscordBackend


def stop(discord: Discord, backend: DiscordBackend) -> None:
    backend.stop(2)
    discord.until(lambda: discord.sockets() == 0)


def whispers(discord: Discord, who: Person, room: str) -> list[str]:
    """What only they see there."""
    return [one["content"] for one in discord.messages(who, room) if one["flags"] & 64]


ACK: Final = Action(label="Acknowledge", command="incident INC-1 ack")
EDIT: Final = Action(label="Update", command="incident INC-1 update", form="update")


def test_everything_people_do_is_heard_in_its_order(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start()
    bo, room = discord.person("bo"), discord.room("incidents", ana)
    told = backend.chat.post(ref(room), text("You are paged."), key="k1", actions=(ACK,))
    said = discord.say(ana, room, "@tocsin declare checkout is down")
    discord.edit(ana, room, said, "on it!")
    discord.press(ana, room, told.id, "Acknowledge")
    discord.react(bo, room, told.id, "📌")
    discord.say(bo, "", "!incident list")
    discord.slash(ana, room, "incident do", line="INC-1 ack")
    discord.until(lambda: len(ears.heard) == 6)
    one, two, three, four, five, six = ears.heard
    assert isinstance(one, Said)
    assert (one.text, one.room, one.event_id) == ("!declare checkout is down", ref(room), said)
    assert one.account == Account(platform="discord", id=ana.id)
    assert one.sent_at is not None
    assert isinstance(two, Edited)
    assert (two.text, two.message.id) == ("on it!", said)
    assert isinstance(three, Pressed)
    assert (three.command, three.message) == (ACK.command, told)
    assert isinstance(four, Reacted)
    assert four.emoji == "📌"
    assert four.text.startswith("You are paged.")
    assert four.author is not None
    assert isinstance(five, Said)
    assert five.room is None
    assert isinstance(six, Said)
    assert (six.text, six.room) == ("!incident INC-1 ack", ref(room))


def test_a_thread_is_heard_in_the_room_it_is_in(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start()
    room = discord.room("threads", ana)
    thread = discord.thread(ana, room, "aside", discord.say(ana, room, "look here"))
    discord.say(ana, thread, "aside")
    discord.until(lambda: "aside" in ears.said())
    heard = ears.heard[-1]
    assert isinstance(heard, Said)
    assert heard.room == ref(room, "#threads")
    assert heard.thread is not None
    assert (heard.thread.room, heard.thread.id) == (room, thread)


def test_who_gets_into_a_private_room_and_who_leaves_the_server_is_told(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start()
    bo = discord.person("bo")
    room = backend.chat.open_room("incident-secret", "INC-1", private=True)
    backend.chat.invite(room, (Account(platform="discord", id=ana.id),))
    discord.until(lambda: bool(moves(ears)))
    discord.leave(bo)
    discord.until(lambda: len(moves(ears)) > 1)
    assert moves(ears) == [(ana.id, room.id, True), (bo.id, room.id, False)]
    discord.come(bo)


def moves(ears: FakeEars) -> list[tuple[str, str, bool]]:
    found = [one for one in ears.heard if isinstance(one, Moved)]
    return [(one.account.id, one.room.id if one.room else "", one.joined) for one in found]


def test_bots_and_webhooks_are_guests_and_the_bot_does_not_hear_itself(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start()
    robot, room = discord.person("robot", bot=True), discord.room("robots", ana)
    backend.chat.post(ref(room), text("!incident list"), key="k2")
    discord.say(robot, room, "!incident declare robots p1")
    discord.until(lambda: bool(ears.heard))
    assert only(ears.heard).account.id == f"bot:{robot.id}"


@pytest.mark.parametrize("what", ["cut", "reconnect", "closed"])
def test_a_lost_connection_loses_nothing(
    discord: Discord, ana: Person, start: Start, what: str
) -> None:
    _, ears = start()
    room, resumed = discord.room(f"lost-{what}", ana), discord.gateway.resumed
    discord.say(ana, room, "one")
    discord.until(lambda: ears.said() == ["one"])
    if what == "closed":
        discord.close_sockets(4000)
    else:
        getattr(discord, what)()
    discord.say(ana, room, "two")
    discord.until(lambda: "two" in ears.said())
    assert ears.said() == ["one", "two"]
    assert discord.gateway.resumed == resumed + 1


def test_where_the_session_is_gone_the_channels_are_read(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start()
    room = discord.room("anew", ana)
    for place in (room, ""):
        discord.say(ana, place, "one anew")
    discord.until(lambda: ears.said().count("one anew") == 2)
    discord.forget_sessions()
    discord.cut()
    for place in (room, ""):
        discord.say(ana, place, "two anew")
    discord.until(lambda: ears.said().count("two anew") == 2)
    discord.say(ana, room, "three anew")
    discord.until(lambda: "three anew" in ears.said())
    assert ears.said(room)[-2:] == ["two anew", "three anew"]
    ours = {one for one in ears.said() if one.endswith("anew")}  # what is older is read as well
    assert ours == {"one anew", "two anew", "three anew"}


def test_what_was_said_while_nobody_listened_is_heard_by_the_next(
    discord: Discord, ana: Person, start: Start
) -> None:
    first, ears = start()
    room = discord.room("restart", ana)
    discord.say(ana, room, "one")
    discord.until(lambda: ears.said(room) == ["one"])
    stop(discord, first)
    discord.say(ana, room, "two")
    discord.say(ana, room, "three")
    _, later = start()
    discord.until(lambda: "three" in later.said(room))
    discord.say(ana, room, "four")
    discord.until(lambda: "four" in later.said(room))
    assert later.said(room) == ["one", "two", "three", "four"]  # the core knows the first


def test_what_was_not_kept_is_told_again_with_all_that_came_after_it(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start()
    room = discord.room("outage", ana)
    said = discord.say(ana, room, "nought")
    discord.until(lambda: ears.said() == ["nought"])
    ears.away = True
    discord.react(ana, room, said, "👀")
    discord.say(ana, room, "one")
    ears.away = False
    discord.say(ana, room, "two")
    discord.until(lambda: "two" in ears.said() and any(isinstance(x, Reacted) for x in ears.heard))
    discord.say(ana, room, "three")
    discord.until(lambda: "three" in ears.said())
    assert ears.said() == ["nought", "one", "two", "three"]


def test_what_was_done_and_not_kept_is_told_to_whoever_did_it_and_not_done_later(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start()
    room = discord.room("presses", ana)
    told = backend.chat.post(ref(room), text("Paged."), key="k3", actions=(ACK,))
    ears.away = True
    discord.press(ana, room, told.id, "Acknowledge")
    discord.slash(ana, room, "incident do", line="list")
    discord.until(lambda: whispers(discord, ana, room) == [NOT_KEPT] * 2)
    discord.say(ana, room, "one")
    ears.away = False
    discord.until(lambda: ears.said() == ["one"])
    assert not [one for one in ears.heard if isinstance(one, Pressed)]
