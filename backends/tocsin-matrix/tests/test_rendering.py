"""Nothing that somebody else wrote does anything in Matrix, in whatever span it stands.

Messages are read by another reading of what clients do, in `tests.counterparts.matrix`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counterparts.matrix.markup import Shown, offers, shown
from tocsin.chat import (
    Action,
    Block,
    Card,
    Code,
    Everyone,
    Link,
    Mention,
    Moment,
    Plain,
    Room,
    Span,
    Strong,
    Text,
    text,
)
from tocsin_matrix.rendering import (
    ACTIONS,
    EMOJIS,
    edit,
    emoji_of,
    in_thread,
    inert,
    message,
)

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
ANA = "@ana:localhost"
PIECES = (
    "<b>", "</b>", "<script>", "<a href='https://evil.example'>", "<mx-reply>", "&", "&lt;",
    "@room", "@ana:localhost", "@ana:evil.example", "#incidents:localhost", "!x:localhost", "@",
    "#", "&amp;",
    "https://matrix.to/#/@ana:localhost", "matrix.to/#/@ana:localhost", "https://evil.example",
    "www.evil.example", "mailto:a@evil.example", "a@evil.example", "ftp://evil.example", ":", "//",
    "matrix:u/ana:localhost", "*", "_", "`", "```\n", "~~", "||", "> ", "\n", "<font color=red>",
    "<span data-mx-spoiler>", "<img src='mxc://x/y'>", "\u200b", "a", "ana", " ", "\x00", "\u202e",
)  # fmt: skip
FOREIGN = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
)
KINDS: dict[str, Callable[[str], Span]] = {
    "": Plain,
    "code": Code,
    "strong": Strong,
    "mention": lambda words: Mention("ana", words, ANA),
    "link": lambda words: Link("https://tocsin.example/a?b=1&c=2", words),
    "moment": lambda words: Moment(AT, words),
    "room": lambda words: Room(words, "!abc"),
    "block": lambda words: Block(tuple(words.split("\n"))),
    "everyone": lambda words: Everyone(),
}


def drawn(told: Text) -> Shown:
    return shown(message(told, server="localhost"), ("ana",))


def plainly(told: Text) -> Shown:
    """As a notification shows it, and who draws no HTML."""
    return shown({**message(told, server="localhost"), "format": ""}, ("ana",))


READERS = pytest.mark.parametrize("reader", [drawn, plainly])


@READERS
@given(before=FOREIGN, kind=st.sampled_from(sorted(KINDS)), words=FOREIGN)
def test_foreign_text_adds_nothing_in_any_span(
    reader: Callable[[Text], Shown], before: str, kind: str, words: str
) -> None:
    told = reader(Text((Plain(before), KINDS[kind](words), Plain(before))))
    assert set(told.does) <= {kind}
    assert len(told.does) <= 1


@READERS
@given(FOREIGN)
def test_letters_and_digits_of_plain_words_stay_as_they_are(
    reader: Callable[[Text], Shown], words: str
) -> None:
    told = reader(Text((Plain(words),)))
    assert told.does == ()
    assert [one for one in told.text if one.isalnum()] == [one for one in words if one.isalnum()]


@given(FOREIGN)
def test_what_is_to_be_copied_is_shown_whole(words: str) -> None:
    """In code and blocks nothing is linked, so nothing is broken."""
    for span in (Code(words), Block(tuple(words.split("\n")))):
        wanted = "".join(one for one in words if one.isprintable() and not one.isspace())
        found = drawn(Text((span,))).text
        assert "".join(one for one in found if one.isprintable() and not one.isspace()) == wanted


@READERS
@given(address=FOREIGN)
def test_an_address_that_is_none_is_no_link(reader: Callable[[Text], Shown], address: str) -> None:
    found = reader(Text((Link(address, "look here"),)))
    assert set(found.does) <= {"link"}
    if not address.startswith(("https://", "http://")):
        assert found.does == ()


def test_spans_do_what_they_are_for() -> None:
    told = text(
        "IC ", Mention("ana", "Ana", ANA), " in ", Room("#incidents", "!abc"), ": ",
        Link("https://tocsin.example/x?a=1&b=2", "runbook"), ", ", Strong("P1"), ", ",
        Code("!incident ack"), ", ", Moment(AT, "10:30 UTC"), Everyone(), Block(("a", "<b>")),
    )  # fmt: skip
    found = drawn(told)
    wanted = {"mention", "room", "link", "strong", "code", "everyone", "block"}
    assert sorted(found.does) == sorted(wanted)
    assert "10:30 UTC" in found.text
    assert "<b>" in found.text


def test_who_is_told_is_said_always() -> None:
    """Where it is left out, whoever is named by the words would be told."""
    assert message(text("ana, @room"))["m.mentions"] == {}
    named = message(text(Mention("ana", "Ana", ANA), Mention("ana", "Ana", ANA)))
    assert named["m.mentions"] == {"user_ids": [ANA]}
    assert message(text(Everyone()))["m.mentions"] == {"room": True}


@pytest.mark.parametrize("account", ["", "ana", "@ana", "@a b:x", '@ana:x"><b>', "@room"])
def test_a_person_without_an_account_of_matrix_is_named_and_not_mentioned(account: str) -> None:
    assert drawn(text(Mention("ana", "Ana", account))) == Shown("Ana")
    assert message(text(Mention("ana", "Ana", account)))["m.mentions"] == {}


def test_what_calls_somebody_makes_a_sound_and_the_rest_does_not() -> None:
    """Clients are silent about a notice, whomever it mentions."""
    assert message(text("hello"))["msgtype"] == "m.notice"
    assert message(text("hello"), loud=True)["msgtype"] == "m.text"
    assert message(text(Mention("ana", "Ana", ANA)))["msgtype"] == "m.text"
    assert message(text(Everyone()))["msgtype"] == "m.text"


def test_the_heading_of_a_card_stands_out_and_its_lines_do_not() -> None:
    card = Card(heading=text("P1 · INC-4"), lines=(text("IC nobody"), text("Next: update")))
    told = message(card.drawn())["formatted_body"]
    assert told == "<strong>P1 · INC-4</strong><br>IC nobody<br>Next: update"


def test_an_edit_shows_the_whole_anew_and_calls_nobody_again() -> None:
    content = message(text(Mention("ana", "Ana", ANA), " takes over"))
    found = edit(content, "$1")
    assert found["m.mentions"] == {}
    assert found["m.new_content"] == content
    assert found["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$1"}


def test_what_is_said_in_a_thread_is_a_reply_where_there_are_none() -> None:
    found = in_thread("$1")["m.relates_to"]
    assert (found["rel_type"], found["event_id"]) == ("m.thread", "$1")
    assert found["m.in_reply_to"] == {"event_id": "$1"}
    assert found["is_falling_back"] is True


# ------------------------------------------------------------------------------- reactions


def act(label: str, words: str) -> Action:
    return Action(label=label, command=f"incident INC-4 {words}")


def test_actions_are_named_by_an_emoji_and_by_what_can_be_typed() -> None:
    told = message(text("P1"), (act("Acknowledge", "ack"), act("Take IC", "take ic")), prefix="?")
    assert told["body"] == (
        "P1\nReact or type: ✅ Acknowledge `?incident INC-4 ack` · "
        "🚩 Take IC `?incident INC-4 take ic`"
    )
    assert told[ACTIONS] == {"✅": "incident INC-4 ack", "🚩": "incident INC-4 take ic"}
    assert offers(told) == {"Acknowledge": "✅", "Take IC": "🚩"}


def test_an_emoji_says_the_same_wherever_it_stands() -> None:
    """A card may be edited while somebody reacts to it."""
    one, other = act("Approve change 1", "approve 1"), act("Reject change 1", "reject 1")
    for actions in ((one, other), (other, one), (one,)):
        assert message(text("x"), actions)[ACTIONS][emoji_of(one)] == "incident INC-4 approve 1"


def test_what_has_the_emoji_of_another_can_only_be_typed() -> None:
    actions = (act("Task 1 is done", "task done 1"), act("Task 2 is done", "task done 2"))
    told = message(text("x"), actions)
    assert told[ACTIONS] == {"📋": "incident INC-4 task done 1"}
    assert "Task 2 is done `!incident INC-4 task done 2`" in told["body"]


@pytest.mark.parametrize(
    ("words", "emoji"),
    [("take", "🙋"), ("take ic", "🚩"), ("update no change", "🔁"), ("update", "📝"),
     ("status-page publish", "📢"), ("postmortem review", "🔬"), ("status-page", ""),
     ("check 3", "3\ufe0f\u20e3"), ("check 12", ""), ("yes 7f", "📨"), ("dance", ""),
     ("acknowledge", "")],
)  # fmt: skip
def test_a_verb_has_its_own_emoji_or_none(words: str, emoji: str) -> None:
    assert emoji_of(act("x", words)) == emoji


def test_no_emoji_means_two_things() -> None:
    kept = {"📌", "⭐"}  # a note, and a task
    assert len(set(EMOJIS.values()) | kept) == len(EMOJIS) + len(kept)


@given(
    st.lists(st.builds(act, st.text("ab<&*`·\u202e", min_size=1, max_size=40), FOREIGN.map(
        lambda words: " ".join(words.split())[:60] or "x").filter(lambda words: "\n" not in words)),
        max_size=6),
)  # fmt: skip
def test_whatever_an_action_is_called_it_is_words(actions: list[Action]) -> None:
    found = drawn_with(tuple(actions))
    assert set(found.does) <= {"code"}


def drawn_with(actions: tuple[Action, ...]) -> Shown:
    return shown(message(text("x"), actions), ("ana",))


@pytest.mark.parametrize("filling", ["x", "<", "&", "\n", '"', "😀", "@a "])
def test_a_message_as_long_as_it_may_be_is_one_event(filling: str) -> None:
    """An event has 65,536 bytes, encrypted a third less; an edit holds all of it once."""
    words = (filling * 4000)[:4000]
    for told in (message(text(words)), edit(message(text(words)), "$1")):
        assert len(json.dumps(told, ensure_ascii=False).encode()) < 45_000


def test_only_what_clients_make_a_link_of_is_broken() -> None:
    assert inert("10:30, a/b, 5 % #1 db-1.prod.internal") == "10:30, a/b, 5 % #1 db-1.prod.internal"
