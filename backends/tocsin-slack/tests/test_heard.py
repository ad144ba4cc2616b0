"""What Slack tells of becomes what the core hears, whatever else stands in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from tocsin.chat import (
    MALFORMED,
    Account,
    Edited,
    MessageRef,
    Moved,
    Pressed,
    Reacted,
    RoomRef,
    Said,
    Submitted,
)
from tocsin_slack.api import Identity
from tocsin_slack.gap import Channels
from tocsin_slack.heard import Reader


class Known(Channels):
    """What is known of the workspace without asking."""

    NAMES: ClassVar = {"C123ABC456": "incidents", "C2": "checkout"}

    def __init__(self) -> None:
        """It asks nobody."""

    def name(self, id: str) -> str:
        return self.NAMES.get(id, id)

    def inside(self, id: str) -> str:
        return id

    def team(self, id: str, label: str) -> str:
        return label.removeprefix("@") or f"@{id}"


ME = Identity(team="T1", user="U0BOT", bot="B0BOT", scopes=frozenset())
READER = Reader(platform="slack", prefix="!", me=ME, known=Known())
INCIDENTS = RoomRef(platform="slack", id="C123ABC456", name="#incidents")
AT = datetime.fromtimestamp(1355517523.000005, UTC)


def ana() -> Account:
    return Account(platform="slack", id="U123ABC456")


def message(**more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "channel": "C123ABC456",
        "user": "U123ABC456",
        "text": "!incident list",
        "ts": "1355517523.000005",
        "channel_type": "channel",
        **more,
    }


def said(**more: Any) -> Said | None:
    found = READER.event(message(**more))
    assert found is None or isinstance(found, Said)
    return found


def text_of(text: str) -> str:
    found = said(text=text)
    assert found is not None
    return found.text


def test_a_message_is_said_by_an_account_in_a_room() -> None:
    assert said() == Said(
        event_id="C123ABC456:1355517523.000005",
        account=ana(),
        room=INCIDENTS,
        sent_at=AT,
        text="!incident list",
    )


def test_a_direct_message_is_in_no_room() -> None:
    found = said(channel="D9", channel_type="im")
    assert found is not None
    assert found.room is None


def test_an_answer_in_a_thread_knows_the_message_above_it() -> None:
    found = said(thread_ts="1355517500.000001", subtype="thread_broadcast")
    assert found is not None
    assert found.thread == MessageRef(platform="slack", room="C123ABC456", id="1355517500.000001")
    parent = said(thread_ts="1355517523.000005")
    assert parent is not None
    assert parent.thread is None


def test_a_mention_of_the_bot_and_the_message_it_stands_in_are_one_thing() -> None:
    words = "<@U0BOT> declare checkout is down"
    one, two = READER.event(message(type="app_mention", text=words)), said(text=words)
    assert one == two
    assert one is not None
    assert isinstance(one, Said)
    assert one.text == "!declare checkout is down"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("<@U0BOT> !incident list", "!incident list"),
        ("  <@U0BOT>: list", "!list"),
        ("<@U0BOT|tocsin>, ack", "!ack"),
        ("ask <@U0BOT> about it", "ask @U0BOT about it"),
        ("!incident page <@U0BO> now", "!incident page @U0BO now"),
        ("!incident page <@U0BO|bo> now", "!incident page @U0BO now"),
        ("see <#C2|checkout> or <#C2>", "see #checkout or #checkout"),
        ("!incident page <!subteam^S1|@shop>", "!incident page shop"),
        ("!incident page <!subteam^S1>", "!incident page @S1"),
        ("<!here> <!channel|@channel>", "@here @channel"),
        ("at <!date^1392734382^{time}|06:39>", "at 06:39"),
        ("<https://shop.example|shop.example> is down", "shop.example is down"),
        ("<https://shop.example/a?b=1&amp;c>", "https://shop.example/a?b=1&c"),
        ("<https://evil.example|look here>", "look here (https://evil.example)"),
        ("<mailto:bo@shop.example|bo@shop.example>", "bo@shop.example"),
        ("p99 &gt; 3 s &amp; rising &lt;here&gt;", "p99 > 3 s & rising <here>"),
        ("&amp;lt;", "&lt;"),
        ("a < b | c > d", "a < b | c > d"),
    ],
)
def test_what_slack_made_of_a_line_is_read_as_it_was_typed(typed: str, meant: str) -> None:
    assert text_of(typed) == meant


@pytest.mark.parametrize(
    "event",
    [
        message(user="U0BOT"),
        message(bot_id="B0BOT", subtype="bot_message"),
        message(subtype="channel_join"),
        message(subtype="channel_topic"),
        message(subtype="message_deleted", deleted_ts="1355517523.000005"),
        {"type": "member_joined_channel", "user": "U0BOT", "channel": "C2", "event_ts": "1.2"},
        {"type": "team_join", "user": {"id": "U5"}},
        {"type": "reaction_added", "user": "U1", "reaction": "eyes", "event_ts": "1.2",
         "item": {"type": "file", "file": "F1"}},
    ],
)  # fmt: skip
def test_own_echoes_and_what_nobody_said_are_not_heard(event: dict[str, Any]) -> None:
    assert READER.event(event) is None


def test_another_bot_speaks_as_itself_and_never_as_whose_token_it_posts_with() -> None:
    found = said(user="U0ANA", bot_id="B7", text="!incident INC-1 close")
    assert found is not None
    assert found.account.id == "B7"
    old = READER.event({**message(subtype="bot_message", bot_id="B7"), "user": None})
    assert old is not None
    assert old.account.id == "B7"
    changed = READER.event(edit("!incident INC-1 close", "x", user="U0ANA", bot_id="B7"))
    assert changed is not None
    assert changed.account.id == "B7"


def edit(text: str, before: str, **more: Any) -> dict[str, Any]:
    new = {"type": "message", "user": "U123ABC456", "text": text, "ts": "1355517523.000005"}
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "C123ABC456",
        "ts": "1358878755.000001",
        "message": {**new, "edited": {"user": "U123ABC456", "ts": "1358878755.000001"}, **more},
        "previous_message": {**new, "text": before},
    }


def test_an_edit_names_the_message_and_says_its_words() -> None:
    found = READER.event(edit("!incident list all", "!incident list"))
    assert isinstance(found, Edited)
    assert found.event_id == "C123ABC456:1355517523.000005:1358878755.000001"
    assert found.message.id == "1355517523.000005"
    assert (found.text, found.account, found.room) == ("!incident list all", ana(), INCIDENTS)


def test_a_link_that_slack_shows_is_no_edit_nor_is_one_of_our_own() -> None:
    assert READER.event(edit("see https://x", "see https://x", attachments=[{}])) is None
    assert READER.event(edit("new card", "card", user="U0BOT", bot_id="B0BOT")) is None


@pytest.mark.parametrize(("kind", "added"), [("reaction_added", True), ("reaction_removed", False)])
def test_a_reaction_tells_whose_message_it_is_under(kind: str, added: bool) -> None:
    event = {
        "type": kind,
        "user": "U123ABC456",
        "reaction": "pushpin",
        "item_user": "U222222222",
        "item": {"type": "message", "channel": "C123ABC456", "ts": "1355517523.000005"},
        "event_ts": "1360782804.083113",
    }
    found = READER.event(event)
    assert isinstance(found, Reacted)
    assert (found.emoji, found.added, found.keeps) == ("pushpin", added, added)
    assert found.author == Account(platform="slack", id="U222222222")
    assert found.written_at == AT
    assert found.message.id == "1355517523.000005"
    assert kind.removeprefix("reaction_") in found.event_id


@pytest.mark.parametrize(
    ("kind", "joined"), [("member_joined_channel", True), ("member_left_channel", False)]
)
def test_who_comes_and_goes(kind: str, joined: bool) -> None:
    event = {
        "type": kind,
        "user": "U123ABC456",
        "channel": "C123ABC456",
        "channel_type": "C",
        "team": "T024BE7LD",
        "event_ts": "1360782804.083113",
    }
    found = READER.event(event)
    assert isinstance(found, Moved)
    assert (found.joined, found.room, found.account) == (joined, INCIDENTS, ana())


def slash(**more: Any) -> dict[str, Any]:
    return {
        "team_id": "T0001",
        "channel_id": "C123ABC456",
        "channel_name": "incidents",
        "user_id": "U123ABC456",
        "user_name": "ana",
        "command": "/incident",
        "text": "INC-4 assign ic <@U0BO|bo>",
        "response_url": "https://hooks.slack.com/commands/1234/5678",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        **more,
    }


def commanded(**more: str) -> Said:
    found = READER.event(slash(**more))
    assert isinstance(found, Said)
    return found


def test_a_slash_command_is_the_line_it_stands_for() -> None:
    found = commanded()
    assert found.text == "!incident INC-4 assign ic @U0BO"
    assert found.event_id == "13345224609.738474920.8088930838d88f008e0"
    assert (found.account, found.room) == (ana(), INCIDENTS)
    assert commanded(command="/oncall", text="").text == "!oncall"
    assert commanded(command="/tocsin", text="list").text == "!incident list"


def press(**more: Any) -> dict[str, Any]:
    action = {
        "type": "button",
        "action_id": "say:0",
        "block_id": "b",
        "value": "incident INC-4 ack",
        "action_ts": "1548426417.840180",
    }
    return {
        "type": "block_actions",
        "user": {"id": "U123ABC456", "username": "ana", "team_id": "T0001"},
        "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
        "container": {
            "type": "message",
            "message_ts": "1548261231.000200",
            "channel_id": "C123ABC456",
            "is_ephemeral": False,
        },
        "channel": {"id": "C123ABC456", "name": "privategroup"},
        "actions": [action],
        **more,
    }


def test_a_press_says_the_command_of_its_button() -> None:
    found = READER.event(press())
    assert isinstance(found, Pressed)
    assert found.command == "incident INC-4 ack"
    assert found.event_id == "1548261231.000200:1548426417.840180:U123ABC456"
    assert found.message == MessageRef(platform="slack", room="C123ABC456", id="1548261231.000200")
    assert (found.account, found.room) == (ana(), INCIDENTS)


def test_a_press_on_app_home_is_in_no_room() -> None:
    found = READER.event(press(container={"type": "view", "view_id": "V1"}, channel=None))
    assert isinstance(found, Pressed)
    assert (found.room, found.message) == (None, None)


def test_a_button_that_only_opens_an_address_says_nothing() -> None:
    link = {"type": "button", "action_id": "x", "url": "https://x", "action_ts": "1.2"}
    assert READER.event(press(actions=[link])) is None


def test_a_form_sent_twice_is_one_and_other_words_are_another() -> None:
    hidden = {"command": "incident INC-4 update {status}", "room": "C123ABC456"}

    def sent(status: str, refusals: int = 0) -> Submitted:
        filled = {"values": {"status": {"filled": {"type": "plain_text_input", "value": status}}}}
        view = {"id": "V1", "private_metadata": json.dumps(hidden), "state": filled}
        who = {"type": "view_submission", "user": {"id": "U123ABC456", "username": "ana"}}
        found = READER.event({**who, "view": view, "refusals": refusals})
        assert isinstance(found, Submitted)
        return found

    one, two, other = sent("half"), sent("half"), sent("back")
    assert (one.command, one.values, one.room) == (hidden["command"], {"status": "half"}, INCIDENTS)
    assert one.event_id == two.event_id != other.event_id
    assert sent("half", refusals=1).event_id not in (one.event_id, other.event_id)


@pytest.mark.parametrize("drop", ["ts", "channel", "type"])
def test_what_is_not_as_slack_writes_it_is_refused_as_malformed(drop: str) -> None:
    event = message()
    del event[drop]
    with pytest.raises(MALFORMED):
        READER.event(event)
