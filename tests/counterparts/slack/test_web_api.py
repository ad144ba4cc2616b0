"""The Web API of the front, asked by slack_sdk: what `emulate` alone gets wrong or lacks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient

from tests.counterparts.slack import Slack
from tests.counterparts.slack.people import seen_by

Refused = Callable[[Callable[[], object]], Any]
META = {"event_type": "tocsin", "event_payload": {"key": "k1"}}


@pytest.mark.parametrize(
    ("token", "error"),
    [("xoxb-wrong", "invalid_auth"), ("", "not_authed"), ("app", "not_allowed_token_type")],
)
def test_a_token_that_is_not_the_bots_is_refused(
    slack: Slack, refused: Refused, token: str, error: str
) -> None:
    web = WebClient(slack.app_token if token == "app" else token, base_url=slack.url)
    assert refused(web.auth_test)["error"] == error


def test_a_bot_token_opens_no_socket(web: WebClient, refused: Refused) -> None:
    answer = refused(lambda: web.api_call("apps.connections.open"))
    assert answer["error"] == "not_allowed_token_type"


def test_a_token_that_was_taken_back_opens_nothing(
    slack: Slack, web: WebClient, refused: Refused
) -> None:
    slack.revoke()
    assert refused(web.auth_test)["error"] == "token_revoked"
    slack.revoke("")
    assert web.auth_test()["user_id"] == slack.bot.id


@pytest.mark.parametrize(
    ("scope", "call"),
    [
        ("chat:write", lambda web, room: web.chat_postMessage(channel=room, text="a")),
        ("channels:manage", lambda web, room: web.conversations_create(name="new")),
        ("groups:write", lambda web, room: web.conversations_create(name="new", is_private=True)),
        ("channels:history", lambda web, room: web.conversations_history(channel=room)),
        ("channels:read", lambda web, room: web.conversations_list()),
        ("pins:write", lambda web, room: web.pins_add(channel=room, timestamp="1.1")),
        ("users:read.email", lambda web, room: web.users_lookupByEmail(email="a@b.example")),
        ("usergroups:read", lambda web, room: web.usergroups_list()),
    ],
)
def test_a_scope_that_is_missing_is_named(
    slack: Slack, web: WebClient, refused: Refused, scope: str, call: Callable[..., object]
) -> None:
    room = slack.room("incidents", slack.person("ana"))
    slack.scopes.discard(scope)
    answer = refused(lambda: call(web, room))
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert scope not in answer.headers["x-oauth-scopes"].split(",")


def test_a_message_keeps_its_metadata_and_gives_them_only_to_who_asks(
    slack: Slack, web: WebClient
) -> None:
    room = slack.room("incidents", slack.person("ana"))
    web.chat_postMessage(channel=room, text="hello", metadata=META)
    assert "metadata" not in web.conversations_history(channel=room)["messages"][0]
    (found, *_) = web.conversations_history(channel=room, include_all_metadata=True)["messages"]
    assert found["metadata"] == META


def test_history_is_read_in_spans_and_pages(slack: Slack, web: WebClient) -> None:
    room = slack.room("incidents", slack.person("ana"))
    ts = [web.chat_postMessage(channel=room, text=f"n{n}")["ts"] for n in range(6)]

    def texts(**span: object) -> list[str]:
        found = web.conversations_history(channel=room, **span)  # type: ignore[arg-type]  # a span
        return [one["text"] for one in found["messages"]]

    assert texts(latest=ts[5], oldest=ts[3]) == ["n4"]
    assert texts(latest=ts[5], oldest=ts[3], inclusive=True) == ["n5", "n4", "n3"]
    assert texts(oldest=ts[0], limit=2) == ["n2", "n1"], "the oldest of the span come first"
    page = web.conversations_history(channel=room, limit=4)
    assert page["has_more"]
    cursor = page["response_metadata"]["next_cursor"]
    assert texts(limit=2, cursor=cursor) == ["n1", "n0"]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "a", "blocks": [{"type": "paragraph"}]}, "invalid_blocks"),
        ({"text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"text": "a", "channel": "C0NOWHERE"}, "channel_not_found"),
        ({"text": "a", "channel": "U0NOBODY"}, "channel_not_found"),
        ({"text": ""}, "no_text"),
    ],
)
def test_a_message_that_slack_refuses_is_refused(
    slack: Slack, web: WebClient, refused: Refused, more: Mapping[str, Any], error: str
) -> None:
    room = slack.room("incidents", slack.person("ana"))
    asked = {"channel": room, **more}
    assert refused(lambda: web.api_call("chat.postMessage", json=asked))["error"] == error


def test_a_channel_that_is_none_of_the_bots_is_not_known_to_it(
    slack: Slack, web: WebClient, refused: Refused
) -> None:
    ana = slack.person("ana")
    hidden = slack.room("secret", ana, private=True, with_bot=False)
    public = slack.room("town", ana, with_bot=False)
    for work in (
        lambda: web.chat_postMessage(channel=hidden, text="a"),
        lambda: web.conversations_info(channel=hidden),
        lambda: web.conversations_history(channel=hidden),
    ):
        assert refused(work)["error"] == "channel_not_found"
    assert refused(lambda: web.conversations_history(channel=public))["error"] == "not_in_channel"
    assert web.chat_postMessage(channel=public, text="hello")["ok"]
    slack.scopes.discard("chat:write.public")
    answer = refused(lambda: web.chat_postMessage(channel=public, text="hello"))
    assert answer["error"] == "not_in_channel"


def test_a_name_that_is_taken_by_a_channel_nobody_sees_is_taken(
    slack: Slack, web: WebClient, refused: Refused
) -> None:
    slack.room("secret", slack.person("ana"), private=True, with_bot=False)
    assert refused(lambda: web.conversations_create(name="secret"))["error"] == "name_taken"
    for name in ("Ä", "UPPER", "a b", ""):
        answer = refused(lambda name=name: web.conversations_create(name=name))  # type: ignore[misc]  # a lambda's default has no type
        assert answer["error"].startswith("invalid_name")


def test_an_archived_channel_takes_nothing_and_a_deleted_one_is_gone(
    slack: Slack, web: WebClient, refused: Refused
) -> None:
    ana = slack.person("ana")
    old, gone = slack.room("old", ana), slack.room("gone", ana)
    card = web.chat_postMessage(channel=old, text="P1")["ts"]
    slack.archive(old)
    slack.delete_channel(gone)
    assert refused(lambda: web.chat_postMessage(channel=old, text="a"))["error"] == "is_archived"
    answer = refused(lambda: web.chat_update(channel=old, ts=card, text="a"))
    assert answer["error"] == "is_inactive"
    answer = refused(lambda: web.chat_postMessage(channel=gone, text="a"))
    assert answer["error"] == "channel_not_found"
    assert refused(lambda: web.conversations_create(name="old"))["error"] == "name_taken"
    assert web.conversations_create(name="gone")["ok"]


def test_an_update_with_text_alone_takes_the_blocks_away(slack: Slack, web: WebClient) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go"}
    blocks = [{"type": "actions", "elements": [button]}]
    ts = web.chat_postMessage(channel=room, text="P1", blocks=blocks)["ts"]
    assert seen_by(slack, ana, room)[0].buttons == ("Go",)
    web.chat_update(channel=room, ts=ts, text="P1 over")
    assert seen_by(slack, ana, room)[0].buttons == ()


def test_people_are_invited_all_or_none_unless_it_is_forced(
    slack: Slack, web: WebClient, refused: Refused
) -> None:
    ana, bo = slack.person("ana"), slack.person("bo")
    room = slack.room("incidents", ana)
    both = f"{ana.id},{bo.id}"
    answer = refused(lambda: web.conversations_invite(channel=room, users=both))
    assert (answer["error"], answer["errors"][0]["user"]) == ("already_in_channel", ana.id)
    web.conversations_invite(channel=room, users=f"{both},U0NOBODY", force=True)
    assert set(web.conversations_members(channel=room)["members"]) == {ana.id, bo.id, slack.bot.id}


def test_an_ephemeral_message_is_seen_by_one_and_is_in_no_history(
    slack: Slack, web: WebClient
) -> None:
    ana, bo = slack.person("ana"), slack.person("bo")
    room = slack.room("incidents", ana, bo)
    web.chat_postEphemeral(channel=room, user=ana.id, text="only you")
    assert [one.text for one in seen_by(slack, ana, room)] == ["only you"]
    assert not seen_by(slack, bo, room)
    texts = [one["text"] for one in web.conversations_history(channel=room)["messages"]]
    assert "only you" not in texts


def test_who_is_a_guest_and_who_a_stranger_is_told(
    slack: Slack, web: WebClient, refused: Refused
) -> None:
    guest = slack.person("gil", guest=True)
    stranger = slack.person("sam", stranger=True, email="sam@elsewhere.example")
    ana = slack.person("ana", email="ana@example.org")
    assert web.users_info(user=guest.id)["user"]["is_restricted"]
    told = web.users_info(user=stranger.id)["user"]
    assert told["is_stranger"]
    assert told["team_id"] != web.auth_test()["team_id"]
    assert web.users_lookupByEmail(email="Ana@example.org")["user"]["id"] == ana.id
    answer = refused(lambda: web.users_lookupByEmail(email=stranger.email))
    assert answer["error"] == "users_not_found"
    room = slack.room("town", ana)
    web.chat_postMessage(channel=room, text="hello")
    assert seen_by(slack, slack.person("bo"), room)
    assert not seen_by(slack, guest, room)


def test_user_groups_are_listed_with_their_people(slack: Slack, web: WebClient) -> None:
    ana = slack.person("ana")
    group = slack.user_group("shop", "Shop team", ana)
    (found,) = web.usergroups_list()["usergroups"]
    assert (found["handle"], "users" in found) == ("shop", False)
    assert web.usergroups_users_list(usergroup=group)["users"] == [ana.id]


def test_a_message_is_pinned_once(slack: Slack, web: WebClient, refused: Refused) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    ts = web.chat_postMessage(channel=room, text="P1")["ts"]
    web.pins_add(channel=room, timestamp=ts)
    again = refused(lambda: web.pins_add(channel=room, timestamp=ts))
    assert again["error"] == "already_pinned"
    assert seen_by(slack, ana, room)[0].pinned


def test_bookmarks_are_kept_in_their_order(slack: Slack, web: WebClient) -> None:
    room = slack.room("incidents", slack.person("ana"))
    for title in ("Status page", "Runbook"):
        web.bookmarks_add(channel_id=room, title=title, type="link", link="https://w.example")
    assert [title for title, _ in slack.bookmarks(room)] == ["Status page", "Runbook"]


def test_a_file_is_uploaded_in_three_steps_and_shared_a_little_later(
    slack: Slack, web: WebClient
) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    web.files_upload_v2(channel=room, content="a,b", filename="times.csv", title="Times")
    assert [one.text for one in seen_by(slack, ana, room)] == ["Times"]


@pytest.mark.parametrize("acts", [False, True])
def test_a_cut_line_leaves_the_call_done_or_not(slack: Slack, web: WebClient, acts: bool) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.fail("chat.postMessage", status=0, acts=acts)
    with pytest.raises((URLError, RemoteDisconnected, ConnectionError)):
        web.chat_postMessage(channel=room, text="hello")
    assert len(seen_by(slack, ana, room)) == int(acts)
    web.chat_postMessage(channel=room, text="again")
    assert len(seen_by(slack, ana, room)) == int(acts) + 1


def test_a_fault_is_told_as_slack_tells_it(slack: Slack, web: WebClient, refused: Refused) -> None:
    slack.fail("auth.test", "ratelimited", status=429, retry_after=7)
    answer = refused(web.auth_test)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    slack.fail("*", "fatal_error")
    assert refused(web.auth_test)["error"] == "fatal_error"
    slack.fail("auth.test", status=503)
    assert refused(web.auth_test).status_code == 503
    assert web.auth_test()["ok"]


def test_a_channel_takes_one_message_a_second(
    slack: Slack, web: WebClient, refused: Refused
) -> None:
    room = slack.room("incidents", slack.person("ana"))
    slack.limit()
    for number in range(4):
        web.chat_postMessage(channel=room, text=f"n{number}")
    answer = refused(lambda: web.chat_postMessage(channel=room, text="one too many"))
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["retry-after"] == "1"


def test_every_method_has_its_tier(slack: Slack, web: WebClient, refused: Refused) -> None:
    slack.limit()
    for number in range(20):
        web.conversations_create(name=f"room-{number}")
    answer = refused(lambda: web.conversations_create(name="room-20"))
    assert answer["error"] == "ratelimited"
    assert 1 <= int(answer.headers["retry-after"]) <= 3


def test_the_app_gets_what_its_manifest_asks_for(tmp_path: Path) -> None:
    written = tmp_path / "manifest.json"
    written.write_text(
        '{"oauth_config": {"scopes": {"bot": ["chat:write"]}},'
        ' "settings": {"socket_mode_enabled": true}}'
    )
    with Slack(manifest=written) as slack:
        web = WebClient(slack.bot_token, base_url=slack.url)
        assert web.auth_test().headers["x-oauth-scopes"] == "chat:write"


def test_a_method_that_there_is_not_is_told(web: WebClient, refused: Refused) -> None:
    assert refused(lambda: web.api_call("chat.shout"))["error"] == "unknown_method"


def test_calls_are_counted(slack: Slack, web: WebClient) -> None:
    web.auth_test()
    assert slack.calls == {"auth.test": 1}
    slack.clear_calls()
    assert not slack.calls


def test_a_ts_is_new_for_each_message(slack: Slack) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    began = time.time()
    ts = [slack.say(ana, room, "hello") for _ in range(3)]
    assert sorted(set(ts)) == ts
    assert float(ts[0]) >= began - 1


def test_an_answer_may_come_late(slack: Slack, web: WebClient) -> None:
    slack.fail("auth.test", seconds=0.2)
    began = time.monotonic()
    assert web.auth_test()["ok"]
    assert time.monotonic() - began >= 0.2
