"""What the chat port does in Slack when things are not as they should be."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import tocsin_slack
from tests.counterparts.slack import Slack
from tests.counterparts.slack.scopes import missing
from tests.counterparts.slack.seen import SYSTEM
from tocsin.chat import Account, Action, Block, Card, File, Link, MessageRef, RoomRef, text
from tocsin.errors import ProviderError
from tocsin_slack.chat import SlackChat

ANA = Account(platform="slack", id="ana", name="Ana")
CARD = Card(heading=text("P1 · INC-4"), lines=(text("IC nobody"),))
LATER = Card(heading=text("P1 · INC-4"), lines=(text("IC Ana"),))
CHART = File(name="times.png", media_type="image/png", content=b"\x89PNG", alt="Times")
Process = Callable[..., SlackChat]
Said = list[dict[str, Any]]


@pytest.fixture
def chat(process: Process) -> SlackChat:
    return process()


@pytest.fixture
def room(chat: SlackChat) -> RoomRef:
    return chat.open_room("inc-4", "uuid-4", private=False)


@pytest.fixture
def said(slack: Slack) -> Callable[[str], Said]:
    """What somebody who is in a channel reads there; "" = what is written to Ana."""

    def found(channel: str) -> Said:
        place = channel or slack.direct(slack.somebody("ana"))
        every = slack.messages(slack.bot if channel else slack.somebody("ana"), place)
        return [one for one in every if one.get("subtype") not in SYSTEM]

    return found


def refused(work: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        work()
    return caught.value


# ------------------------------------------------------------------------------ sent once
WAYS: dict[str, Callable[[SlackChat, RoomRef, bool], object]] = {
    "post": lambda chat, room, again: chat.post(room, text("Paging."), key="k1", again=again),
    "card": lambda chat, room, again: chat.put_card(room, CARD, None, key="k1", again=again),
    "file": lambda chat, room, again: chat.upload(room, CHART, key="k1", again=again),
    "direct": lambda chat, room, again: chat.direct(ANA, text("Page."), key="k1", again=again),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("status", "acts"), [(0, True), (503, True), (0, False)])
def test_what_was_sent_and_not_answered_is_found_by_another_process(
    slack: Slack, process: Process, room: RoomRef, said: Callable[[str], Said],
    way: str, status: int, acts: bool,
) -> None:  # fmt: skip
    work = WAYS[way]
    method = "files.completeUploadExternal" if way == "file" else "chat.postMessage"
    slack.fail(method, "fatal_error", status=status, acts=acts)
    error = refused(lambda: work(process(), room, False))
    assert error.ambiguous
    assert error.retryable
    for _ in range(2):
        work(process(), room, True)
    assert len(said("" if way == "direct" else room.id)) == 1


def test_nothing_is_looked_for_before_a_first_try(
    slack: Slack, chat: SlackChat, room: RoomRef
) -> None:
    chat.post(room, text("Paging."), key="k1")
    chat.direct(ANA, text("Page."), key="k1")
    assert not [
        one for one in slack.calls if one in ("conversations.history", "conversations.replies")
    ]


def test_an_answer_in_a_thread_is_found_there(
    process: Process, room: RoomRef, said: Callable[[str], Said]
) -> None:
    root = process().post(room, text("Update."), key="k0")
    refs = {process().post(room, text("More."), key="k1", thread=root, again=True) for _ in "ab"}
    assert len(refs) == 1
    assert [one.get("thread_ts") for one in said(room.id)][1:] == [root.id]


def test_the_same_key_of_somebody_else_is_not_ours(
    slack: Slack, chat: SlackChat, room: RoomRef, said: Callable[[str], Said]
) -> None:
    cy = slack.person("cy")
    slack.join(cy, room.id)
    forged = {"event_type": "tocsin", "event_payload": {"key": "k1"}}
    slack._call(cy, "chat.postMessage", channel=room.id, text="x", metadata=forged)
    chat.post(room, text("Paging."), key="k1", again=True)
    assert len(said(room.id)) == 2


# ------------------------------------------------------------------------------- messages
def test_blocks_that_slack_does_not_take_are_left_out_and_the_words_are_said(
    slack: Slack, chat: SlackChat, room: RoomRef, said: Callable[[str], Said]
) -> None:
    for error in ("invalid_blocks", "msg_blocks_too_long", "msg_too_long"):
        slack.fail("chat.postMessage", error)
        words = text("Paging Ana. ", Block(("x" * 5000,)))
        chat.post(room, words, key=error, actions=(Action(label="Ack", command="incident ack"),))
    found = said(room.id)
    assert [one["text"][:11] for one in found] == ["Paging Ana."] * 3
    assert not any(one.get("blocks") for one in found)


def test_a_thread_that_is_gone_does_not_lose_what_is_said(
    slack: Slack, chat: SlackChat, room: RoomRef, said: Callable[[str], Said]
) -> None:
    slack.fail("chat.postMessage", "thread_not_found")
    gone = MessageRef(platform="slack", room=room.id, id="1.2")
    chat.post(room, text("Update."), key="k1", thread=gone)
    assert len(said(room.id)) == 1


def test_nothing_is_unfurled_and_nothing_parsed(
    slack: Slack, chat: SlackChat, room: RoomRef, said: Callable[[str], Said]
) -> None:
    chat.post(room, text("https://evil.example @here"), key="k1")
    (found,) = said(room.id)
    assert "https://" not in found["text"]
    assert "@here" not in found["text"]


def test_who_was_thrown_out_of_a_public_channel_comes_back(
    slack: Slack, chat: SlackChat, room: RoomRef, said: Callable[[str], Said]
) -> None:
    slack.join(slack.person("cy"), room.id)
    slack.leave(slack.bot, room.id)
    chat.post(room, text("Still here."), key="k1")
    assert len(said(room.id)) == 1


def test_what_cannot_be_whispered_is_said_directly(
    slack: Slack, chat: SlackChat, room: RoomRef, said: Callable[[str], Said]
) -> None:
    for _ in "ab":
        chat.whisper(room, ANA, text("only you"), key="k1")
    assert len(said("")) == 1
    assert not said(room.id)


def test_a_card_that_was_deleted_is_told_as_gone_and_posted_anew(
    slack: Slack, chat: SlackChat, room: RoomRef
) -> None:
    ref = chat.put_card(room, CARD, None, key="k1")
    slack.delete(slack.bot, room.id, ref.id)
    assert refused(lambda: chat.put_card(room, LATER, ref, key="k1")).code == "not_found"
    assert chat.put_card(room, LATER, None, key="k2") != ref


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.create", "pins.add"])
def test_slack_asks_for_a_pause_and_how_long_is_told(
    slack: Slack, chat: SlackChat, room: RoomRef, method: str
) -> None:
    slack.fail(method, "ratelimited", status=429, retry_after=7)
    works: dict[str, Callable[[], object]] = {
        "chat.postMessage": lambda: chat.post(room, text("x"), key="k1"),
        "conversations.create": lambda: chat.open_room("inc-5", "uuid-5", private=False),
        "pins.add": lambda: chat.pin(MessageRef(platform="slack", room=room.id, id="1.2")),
    }
    error = refused(works[method])
    assert (error.code, error.retry_after, error.ambiguous) == ("rate_limited", 7.0, False)


# ------------------------------------------------------------------------------- channels
def test_a_channel_whose_making_was_cut_off_is_taken_up_again(
    slack: Slack, process: Process
) -> None:
    for method in ("conversations.create", "conversations.setPurpose"):
        name = f"inc-{method[-3:].lower()}"
        slack.fail(method, status=0, acts=method.endswith("create"))
        refused(lambda n=name: process().open_room(n, f"uuid-{n}", private=False))  # type: ignore[misc]  # a lambda's default has no type
        assert process().open_room(name, f"uuid-{name}", private=False).name == f"#{name}"


def test_a_channel_of_a_renamed_incident_is_found_by_a_new_process(
    process: Process, room: RoomRef
) -> None:
    process().rename(room, "inc-4-shop")
    assert process().open_room("inc-4", "uuid-4", private=False).id == room.id


def test_an_archived_channel_keeps_its_name_and_a_new_one_gets_another(
    slack: Slack, chat: SlackChat, room: RoomRef
) -> None:
    slack.archive(room.id)
    assert refused(lambda: chat.post(room, text("x"), key="k1")).code == "not_found"
    assert chat.open_room("inc-4", "uuid-4", private=False).name == "#inc-4-2"


def test_nobody_can_pass_their_channel_off_as_that_of_an_incident(
    slack: Slack, chat: SlackChat, room: RoomRef
) -> None:
    """Not with the same purpose, and not in another of our channels."""
    mark = slack.about(room.id)["purpose"]["value"]
    slack.delete_channel(room.id)
    cy = slack.person("cy")
    theirs = slack.room("inc-4", cy)
    slack._call(cy, "conversations.setPurpose", channel=theirs, purpose=mark)
    other = chat.open_room("inc-9", "uuid-9", private=False)
    slack.join(cy, other.id)
    slack._call(cy, "conversations.setPurpose", channel=other.id, purpose=mark)
    found = chat.open_room("inc-4", "uuid-4", private=False)
    assert found.id not in (theirs, other.id)


def test_an_incident_that_is_private_now_never_goes_on_in_its_public_channel(
    slack: Slack, chat: SlackChat, room: RoomRef
) -> None:
    private = chat.open_room("inc-4", "uuid-4", private=True)
    assert private.id != room.id
    assert slack.about(private.id)["is_private"]
    assert chat.open_room("inc-4", "uuid-4", private=True).id == private.id


def test_names_are_as_slack_takes_them(chat: SlackChat) -> None:
    wanted = (("Ä ö/ü", "a-o-u"), ("#", "incident"), ("a\nb", "a-b"), ("x" * 99, "x" * 80))
    for number, (name, found) in enumerate(wanted):
        opened = chat.open_room(name, f"uuid-{number}", private=False)
        assert opened.name == f"#{found}"


def test_the_announce_channel_is_found_by_name_or_id_and_joined(
    slack: Slack, process: Process, chat: SlackChat
) -> None:
    id = slack.room("incidents", slack.person("cy"), with_bot=False)
    assert process().find_room("#incidents") == chat.find_room(id)
    assert slack.bot.id in slack.about(id)["members"]
    calls = sum(slack.calls.values())
    assert chat.find_room(id).id == id
    assert sum(slack.calls.values()) == calls


def test_a_channel_whose_name_is_another_s_id_is_not_met_for_it(
    slack: Slack, process: Callable[..., SlackChat]
) -> None:
    real = slack.room("real", slack.person("cy"), with_bot=False)
    named = slack.room(real.lower(), slack.person("cy"))
    assert process().find_room(real).id == real
    assert process().find_room(f"#{real.lower()}").id == named


def test_an_announce_channel_that_is_not_there_says_what_to_do(chat: SlackChat) -> None:
    error = refused(lambda: chat.find_room("#nowhere"))
    assert error.code == "not_found"
    assert "#nowhere" in str(error)
    assert "/invite" in str(error)


def test_whoever_can_be_invited_is_also_when_somebody_cannot(
    slack: Slack, chat: SlackChat, room: RoomRef
) -> None:
    nobody = Account(platform="slack", id="U0NOBODY")
    chat.invite(room, (nobody, ANA))
    assert chat.members(room) == {"ana"}
    error = refused(lambda: chat.invite(room, (nobody,)))
    assert error.code == "invalid"
    assert "team file" in str(error)


def test_a_topic_is_short_and_its_words_mean_nothing(
    slack: Slack, chat: SlackChat, room: RoomRef
) -> None:
    chat.set_topic(room, text("<!here> :fire: ", "&" * 300))
    found = slack.about(room.id)["topic"]["value"]
    assert len(found) <= 250
    assert "<" not in found
    assert ":fire:" not in found
    assert found.endswith("&amp;")


def test_bookmarks_that_people_put_there_stay(slack: Slack, chat: SlackChat, room: RoomRef) -> None:
    cy = slack.person("cy")
    slack.join(cy, room.id)
    theirs = {"title": "Runbook", "type": "link", "link": "https://wiki.example/x"}
    slack._call(cy, "bookmarks.add", channel_id=room.id, **theirs)
    chat.set_links(room, (Link("https://status.example", "Status page"),))
    chat.set_links(room, ())
    assert slack.bookmarks(room.id) == (("Runbook", "https://wiki.example/x"),)


# ---------------------------------------------------------------------------- people, scopes
def test_an_account_is_found_by_its_e_mail_address(slack: Slack, chat: SlackChat) -> None:
    eve = slack.person("eve", email="eve@example.org")
    found = chat.account_of("eve@example.org")
    assert found is not None
    assert (found.platform, found.id) == ("slack", eve.id)
    assert chat.account_of("nobody@example.org") is None


def test_every_method_has_its_scope_in_the_manifest() -> None:
    """`missing` is another reading of Slack's pages of the methods."""
    told = Path(tocsin_slack.__file__).with_name("manifest.json").read_text()
    granted = set(json.loads(told)["oauth_config"]["scopes"]["bot"])
    channel = {"is_im": False, "is_private": False}
    methods: Sequence[str] = (
        "bookmarks.add", "bookmarks.edit", "bookmarks.list", "bookmarks.remove",
        "chat.postEphemeral", "chat.postMessage", "chat.update", "conversations.create",
        "conversations.history", "conversations.info", "conversations.invite",
        "conversations.join", "conversations.kick", "conversations.list", "conversations.members",
        "conversations.open", "conversations.rename", "conversations.replies",
        "conversations.setPurpose", "conversations.setTopic", "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "pins.add", "users.conversations", "users.lookupByEmail",
    )  # fmt: skip
    for private in (False, True):
        kind = {**channel, "is_private": private}
        lacking = {one: missing(one, {"is_private": private}, kind, granted) for one in methods}
        assert not {one: scope for one, scope in lacking.items() if scope}


def test_a_scope_that_is_missing_is_named(slack: Slack, chat: SlackChat, room: RoomRef) -> None:
    slack.scopes.discard("pins:write")
    error = refused(lambda: chat.pin(MessageRef(platform="slack", room=room.id, id="1.2")))
    assert error.code == "forbidden"
    assert "`pins:write`" in str(error)
