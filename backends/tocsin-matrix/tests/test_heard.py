"""Each thing that Matrix tells becomes one value, or nothing, and no event ends the listening."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from tocsin.chat import (
    MALFORMED,
    Account,
    Answer,
    Edited,
    MessageRef,
    Pressed,
    Reacted,
    RoomRef,
    Said,
)
from tocsin_matrix.heard import Reader, typed
from tocsin_matrix.rendering import ACTIONS

ME: Final = "@tocsin:example.org"
ANA: Final = "@ana:example.org"
ROOM: Final = RoomRef(platform="matrix", id="!Ojf-dX", name="#incidents")
DIRECT: Final = "!direct:example.org"
AT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TS: Final = int(AT.timestamp() * 1000)
NOW: Final = AT + timedelta(seconds=2)


def reader(**quoted: Answer) -> Reader:
    """Messages can be looked up by their ids, without `$`."""
    return Reader(
        platform="matrix",
        prefix="!",
        me=ME,
        room=lambda id: ROOM if id == ROOM.id else None,
        quoted=lambda room, id: quoted.get(id.removeprefix("$"), {}),
        now=lambda: NOW,
    )


def event(type: str, content: Answer, sender: str = ANA, **more: Any) -> Answer:
    return {"type": type, "event_id": "$e1", "sender": sender, "origin_server_ts": TS,
            "content": content, **more}  # fmt: skip


def said(body: str, more: Answer | None = None, *, sender: str = ANA) -> Answer:
    return event("m.room.message", {"msgtype": "m.text", "body": body, **(more or {})}, sender)


def relating(relates: Any) -> Answer:
    """Words that stand in some relation."""
    return event("m.room.message", {"msgtype": "m.text", "body": "x", "m.relates_to": relates})


def pill(id: str, words: str = "Somebody") -> str:
    return f'<a href="https://matrix.to/#/{id}">{words}</a>'


def html(told: str, body: str = "-") -> Answer:
    return said(body, {"format": "org.matrix.custom.html", "formatted_body": told})


def reaction(emoji: str, under: str = "$m1") -> Answer:
    relates = {"rel_type": "m.annotation", "event_id": under, "key": emoji}
    return event("m.reaction", {"m.relates_to": relates})


def member(user: str, now: str, before: str | None = None, **more: Any) -> Answer:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    told = event("m.room.member", {"membership": now, **more}, state_key=user, unsigned=unsigned)
    return {**told, "sender": user}


def heard(told: Answer, where: str = ROOM.id, **quoted: Answer) -> Any:
    return reader(**quoted).event(where, told)


def test_what_somebody_says_in_a_room() -> None:
    assert heard(said("!incident list")) == Said(
        event_id="$e1", account=Account(platform="matrix", id=ANA), room=ROOM, sent_at=AT,
        text="!incident list",
    )  # fmt: skip


def test_what_somebody_says_to_the_bot_alone() -> None:
    assert heard(said("!incident list"), DIRECT).room is None


def test_what_is_said_in_a_thread_belongs_to_its_first_message() -> None:
    told = said("on it", {"m.relates_to": {"rel_type": "m.thread", "event_id": "$root",
                "is_falling_back": True, "m.in_reply_to": {"event_id": "$last"}}})  # fmt: skip
    assert heard(told).thread == MessageRef(platform="matrix", room=ROOM.id, id="$root")


@pytest.mark.parametrize("msgtype", ["m.notice", "m.emote", "m.image", "m.file", "org.example", 7])
def test_only_words_of_people_are_heard(msgtype: Any) -> None:
    assert heard(event("m.room.message", {"msgtype": msgtype, "body": "!incident list"})) is None


def test_the_bot_does_not_hear_itself() -> None:
    assert heard(said("!incident list", sender=ME)) is None
    assert heard(member(ME, "join")) is None


@pytest.mark.parametrize("kind", ["m.room.topic", "m.room.redaction", "m.sticker", "org.example"])
def test_what_is_not_for_us_is_nothing(kind: str) -> None:
    assert heard(event(kind, {"body": "!incident list"})) is None


def test_a_message_that_was_taken_back_says_nothing() -> None:
    assert heard(event("m.room.message", {})) is None


@pytest.mark.parametrize("body", [
    f"{ME} declare it is down", f"{ME}: declare it is down", f" {ME}, !declare it is down",
])  # fmt: skip
def test_a_mention_of_the_bot_at_the_beginning_is_the_prefix(body: str) -> None:
    assert heard(said(body)).text == "!declare it is down"


@pytest.mark.parametrize("told", [
    f"{pill(ME, 'Tocsin')}: declare it is &lt;b&gt; down",
    f"{pill(ME.replace('@', '%40').replace(':', '%3A'))} declare it is &lt;b&gt; down",
    f"{pill(ME + '?via=example.org')} <em>declare</em> it is &lt;b&gt; down",
    "<a href='matrix:u/tocsin:example.org'>Tocsin</a> declare it is &lt;b&gt; down",
])  # fmt: skip
def test_a_pill_of_the_bot_is_a_mention_of_it(told: str) -> None:
    assert heard(html(told)).text == "!declare it is <b> down"


@pytest.mark.parametrize("body", [f"thanks {ME}", "@tocsin:example.org.uk list", "tocsin: list"])
def test_any_other_mention_is_none(body: str) -> None:
    assert heard(said(body)).text == body


def test_who_is_mentioned_is_their_id_whatever_the_pill_says() -> None:
    told = html(f"!incident page {pill('@bo:example.org', 'Ana Lima')} p99 &gt; 3 s<br>now")
    assert heard(told).text == "!incident page @bo:example.org p99 > 3 s\nnow"


def test_a_pill_of_a_room_is_its_name_and_one_of_a_message_its_words() -> None:
    told = html(f"see {pill('#incidents:example.org')} {pill('!r:example.org/$e', 'there')} "
                f"{pill('@bo:x')}")  # fmt: skip
    assert heard(told).text == "see #incidents there @bo:x"


def test_without_a_pill_it_is_heard_as_it_was_typed() -> None:
    assert heard(html("<p>!incident note <em>x</em></p>", body="!incident note *x*")).text == (
        "!incident note *x*"
    )


def test_the_message_that_is_answered_is_no_part_of_the_answer() -> None:
    to = {"m.relates_to": {"m.in_reply_to": {"event_id": "$m1"}}}
    quote = "> <@bo:example.org> !incident close\n> more\n\n!incident list"
    assert heard(said(quote, to)).text == "!incident list"
    told = f"<mx-reply><blockquote>{pill('@bo:x')} no</blockquote></mx-reply>{pill(ME)} list"
    assert heard(said(quote, {"formatted_body": told, **to})).text == "!list"


def test_an_edit_tells_of_the_message_and_is_no_command() -> None:
    new = {"msgtype": "m.text", "body": "!incident close"}
    told = said("* !incident close", {"m.new_content": new,
                "m.relates_to": {"rel_type": "m.replace", "event_id": "$m1"}})  # fmt: skip
    found = heard(told)
    assert isinstance(found, Edited)
    assert (found.event_id, found.message.id, found.text) == ("$e1", "$m1", "!incident close")


CARD: Final = {
    "sender": ME, "origin_server_ts": TS - 60_000,
    "content": {"body": "INC-1 P1", ACTIONS: {"✅": "incident INC-1 ack", "🔄": "incident next"}},
}  # fmt: skip


@pytest.mark.parametrize("emoji", ["✅", "✅\ufe0f"])
def test_an_emoji_that_a_message_of_ours_names_is_its_action(emoji: str) -> None:
    found = heard(reaction(emoji), m1=CARD)
    assert isinstance(found, Pressed)
    assert (found.command, found.account.id) == ("incident INC-1 ack", ANA)
    assert found.message == MessageRef(platform="matrix", room=ROOM.id, id="$m1")


@pytest.mark.parametrize("emoji", ["📌", "👀"])
def test_any_other_emoji_is_heard_with_the_words_it_stands_under(emoji: str) -> None:
    found = heard(reaction(emoji), m1=CARD)
    assert isinstance(found, Reacted)
    assert (found.emoji, found.text, found.added) == (emoji, "INC-1 P1", True)
    assert found.author == Account(platform="matrix", id=ME)
    assert found.written_at == AT - timedelta(minutes=1)


def test_what_somebody_else_writes_names_no_action() -> None:
    assert isinstance(heard(reaction("✅"), m1={**CARD, "sender": "@eve:example.org"}), Reacted)


def test_an_emoji_under_what_cannot_be_read_is_heard_without_words() -> None:
    found = heard(reaction("📌"))
    assert (found.text, found.author, found.written_at) == ("", None, None)


@pytest.mark.parametrize(("now", "before", "joined"), [
    ("join", None, True), ("join", "invite", True), ("join", "leave", True),
    ("leave", "join", False), ("ban", "join", False), ("join", "join", None),
    ("invite", None, None), ("leave", "invite", None), ("knock", None, None),
])  # fmt: skip
def test_who_comes_and_goes(now: str, before: str | None, joined: bool | None) -> None:
    found = heard(member("@bo:example.org", now, before))
    assert (found.joined if found else None) is joined
    assert found is None or found.account.id == "@bo:example.org"


def test_nothing_was_said_in_the_future_whatever_its_server_says() -> None:
    assert heard({**said("!incident list"), "origin_server_ts": TS + 10**9}).sent_at == NOW
    assert heard({**said("!incident list"), "origin_server_ts": 0}).sent_at.year == 1970


BROKEN: Final[list[Answer]] = [
    {}, {"type": "m.room.message"}, said(""), {**said("x"), "event_id": None},
    {**said("x"), "origin_server_ts": "soon"}, {**said("x"), "origin_server_ts": 10**30},
    {**said("x"), "content": None}, {**said("x"), "content": []}, {**said("x"), "sender": 7},
    event("m.room.message", {"msgtype": "m.text", "body": {"a": 1}}),
    event("m.room.message", {"msgtype": "m.text", "body": None, "formatted_body": []}),
    relating([]), relating("m.replace"), relating({"rel_type": "m.replace"}),
    relating({"rel_type": "m.thread", "event_id": 3}),
    event("m.reaction", {}), event("m.reaction", {"m.relates_to": {"key": []}}), reaction(""),
    event("m.room.member", {}, state_key="@bo:x"), event("m.room.member", {"membership": "join"}),
]  # fmt: skip


@pytest.mark.parametrize("told", BROKEN, ids=repr)
def test_what_no_server_should_tell_is_refused_and_nothing_else(told: Answer) -> None:
    for under in ({}, CARD, {**CARD, "content": {ACTIONS: [7]}}, {**CARD, "content": []}):
        with suppress(*MALFORMED):
            heard(told, m1=under)


@pytest.mark.parametrize("piece", ["<a ", "<a href='https://matrix.to/#/@x", "<", "&", "<mx-reply>",
    "> x\n", pill("@bo:x"), "<a href='https://matrix.to/#/@x'>"])  # fmt: skip
def test_however_it_is_made_reading_it_takes_no_time(piece: str) -> None:
    whole = piece * (60_000 // len(piece))
    began = time.process_time()
    typed({"body": whole, "formatted_body": whole + pill("@bo:x"),
           "m.relates_to": {"m.in_reply_to": {}}})  # fmt: skip
    assert time.process_time() - began < 1.0
