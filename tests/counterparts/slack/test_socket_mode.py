"""Socket Mode, as slack_sdk's own client lives with it."""

from __future__ import annotations

import threading
from typing import Any

from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

from tests.counterparts.slack import Slack
from tests.counterparts.slack.conftest import App


def test_what_is_said_reaches_the_app_and_is_acknowledged(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.say(ana, room, "checkout <b>returns</b> *500s* & more")
    slack.until(lambda: bool(app.texts()))
    slack.until(lambda: not slack.unacknowledged())
    (said,) = [one for one in app.events("message") if "subtype" not in one]
    assert said["text"] == "checkout &lt;b&gt;returns&lt;/b&gt; *500s* &amp; more"
    assert (said["user"], said["channel"], said["channel_type"]) == (ana.id, room, "channel")


def test_names_and_addresses_that_are_typed_become_markup(slack: Slack, app: App) -> None:
    ana, bo = slack.person("ana"), slack.person("bo")
    room = slack.room("incidents", ana, bo)
    slack.say(ana, room, "@bo look at #incidents and https://w.example/x?a=1 @here @nobody")
    slack.until(lambda: bool(app.texts()))
    wanted = f"<@{bo.id}> look at <#{room}|incidents> and <https://w.example/x?a=1> <!here> @nobody"
    assert app.texts() == [wanted]


def test_a_mention_of_the_bot_is_told_twice(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.say(ana, room, f"@{slack.bot.name} list")
    slack.until(lambda: bool(app.events("app_mention") and app.texts()))
    twins = [one for one in app.heard if one.payload["event"].get("text", "").endswith("list")]
    assert len({one.payload["event"]["ts"] for one in twins}) == 1
    assert len({one.payload["event_id"] for one in twins}) == 2


def test_the_app_hears_nothing_where_it_is_not(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    elsewhere = slack.room("elsewhere", ana, with_bot=False)
    here = slack.room("incidents", ana)
    slack.say(ana, elsewhere, "unheard")
    slack.say(ana, here, "heard")
    slack.until(lambda: bool(app.texts()))
    assert app.texts() == ["heard"]


def test_the_app_hears_only_what_it_subscribed_to_with_its_scope(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.manifest.events.discard("reaction_added")
    slack.scopes.discard("im:history")
    ts = slack.say(ana, room, "one")
    slack.react(ana, room, ts, "📌")
    slack.say(ana, "", "to you alone")
    slack.say(ana, room, "two")
    slack.until(lambda: "two" in app.texts())
    assert app.texts() == ["one", "two"]
    assert not app.events("reaction_added")


def said(app: App) -> list[dict[str, Any]]:
    """What the app said itself, as it is told of it."""
    return [one for one in app.events("message") if one.get("bot_id")]


def changes(app: App) -> list[dict[str, Any]]:
    """The edits of messages it is told of."""
    return [one for one in app.events("message") if one.get("subtype") == "message_changed"]


def test_its_own_words_and_edits_come_back_to_it(slack: Slack, app: App, web: WebClient) -> None:
    room = slack.room("incidents", slack.person("ana"))
    ts = web.chat_postMessage(channel=room, text="P1")["ts"]
    web.chat_update(channel=room, ts=ts, text="P2")
    slack.until(lambda: bool(changes(app) and said(app)))  # its client hands them on in any order
    own, (changed,) = said(app), changes(app)
    assert [one["text"] for one in own] == ["P1"]
    assert changed["message"]["bot_id"] == own[0]["bot_id"]
    assert changed["previous_message"]["text"] == "P1"


def test_what_people_do_with_messages_is_told(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    ts = slack.say(ana, room, "teh disk")
    slack.edit(ana, room, ts, "the disk")
    slack.react(ana, room, ts, "📌")
    slack.react(ana, room, ts, "pushpin", added=False)
    answer = slack.say(ana, room, "indeed", thread=ts)
    slack.delete(ana, room, answer)
    slack.until(lambda: bool(app.events("reaction_removed")))
    slack.until(lambda: app.events()[-1].get("subtype") == "message_deleted")
    kinds = [one.get("subtype", one["type"]) for one in app.events()]
    assert {"message_changed", "message_deleted", "reaction_added", "reaction_removed"} <= set(
        kinds
    )
    (added,) = app.events("reaction_added")
    assert (added["reaction"], added["item"]["ts"], added["item_user"]) == ("pushpin", ts, ana.id)
    threaded = [one for one in app.events("message") if one.get("text") == "indeed"]
    assert threaded[0]["thread_ts"] == ts


def test_coming_and_going_is_told(slack: Slack, app: App) -> None:
    ana, bo = slack.person("ana"), slack.person("bo")
    room = slack.room("incidents", ana)
    slack.join(bo, room)
    slack.leave(bo, room)
    slack.rename_channel(room, "outage")
    slack.archive(room, ana)
    slack.until(lambda: bool(app.events("channel_archive")))
    joined = [one["user"] for one in app.events("member_joined_channel")]
    assert joined[-1] == bo.id
    assert [one["user"] for one in app.events("member_left_channel")] == [bo.id]
    assert app.events("channel_rename")[0]["channel"]["name"] == "outage"


def test_a_shared_channel_and_its_strangers_are_marked(slack: Slack, app: App) -> None:
    ana, sam = slack.person("ana"), slack.person("sam", stranger=True)
    room = slack.room("shared", ana, sam)
    slack.say(sam, room, "hello")
    slack.until(lambda: bool(app.texts()))
    (told,) = [one for one in app.heard if one.payload["event"].get("text") == "hello"]
    assert told.payload["is_ext_shared_channel"]
    assert told.payload["event"]["user_team"] == sam.team != told.payload["team_id"]


def test_an_event_that_is_not_acknowledged_comes_again_three_times(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.until(lambda: not slack.unacknowledged())
    app.deaf = True
    slack.say(ana, room, "hello")
    slack.until(lambda: bool(app.texts()))
    for attempt in (1, 2, 3):
        (again,) = slack.redeliver()
        assert again.retry == attempt
    assert not slack.redeliver()
    slack.until(lambda: len(app.texts()) == 4)
    told = [one for one in app.heard if one.payload["event"].get("text") == "hello"]
    assert {one.payload["event_id"] for one in told} == {told[0].payload["event_id"]}
    assert [one.retry_attempt for one in told] == [0, 1, 2, 3]
    assert told[1].retry_reason == "timeout"


def test_what_happens_while_no_socket_is_open_comes_later(slack: Slack) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.say(ana, room, "hello")
    late = App(slack)
    slack.redeliver()
    slack.until(lambda: late.texts() == ["hello"])
    late.close()


def test_each_event_goes_to_one_socket(slack: Slack, app: App) -> None:
    other = App(slack)
    slack.until(lambda: slack.sockets() == 2)
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    for number in range(6):
        slack.say(ana, room, f"n{number}")
    slack.until(lambda: len(app.texts() + other.texts()) == 6)
    assert app.texts()
    assert other.texts()
    other.close()


def test_a_client_that_is_asked_to_come_again_does(slack: Slack, app: App) -> None:
    slack.disconnect("refresh_requested")
    slack.until(lambda: slack.sockets() == 1 and not slack.leaving())
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.say(ana, room, "still here")
    slack.until(lambda: "still here" in app.texts())


def test_a_line_that_is_cut_is_opened_again(slack: Slack, app: App) -> None:
    slack.drop()
    slack.until(lambda: slack.calls["apps.connections.open"] >= 2 and slack.sockets() == 1)


def test_a_silent_socket_looks_open_and_brings_nothing(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.until(lambda: bool(app.heard_at()) and not slack.unacknowledged())
    slack.silence()
    slack.say(ana, room, "unheard")
    heard_at = app.heard_at()
    threading.Event().wait(0.5)
    assert app.heard_at() == heard_at
    assert slack.sockets() == 1
    assert "unheard" not in app.texts()
    (missed,) = slack.unacknowledged()
    assert missed.payload["event"]["text"] == "unheard"


def test_an_address_of_a_socket_is_of_use_once(slack: Slack) -> None:
    line = WebClient(slack.app_token, base_url=slack.url)
    first, second = (line.api_call("apps.connections.open")["url"] for _ in range(2))
    assert first != second
    assert first.startswith("ws://127.0.0.1:")


def test_the_eleventh_socket_is_sent_away(slack: Slack) -> None:
    apps = [App(slack) for _ in range(10)]
    slack.until(lambda: slack.sockets() == 10)
    late = WebClient(slack.app_token, base_url=slack.url)
    client = SocketModeClient(slack.app_token, web_client=late, auto_reconnect_enabled=False)
    told: list[str] = []
    client.on_message_listeners.append(told.append)
    client.connect()
    slack.until(lambda: any("too_many_websockets" in one for one in told))
    assert slack.sockets() == 10
    for one in apps:
        one.client.auto_reconnect_enabled = False
    for one in apps:
        one.close()
    client.close()
