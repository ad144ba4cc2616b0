"""Nothing that somebody else wrote does anything in Slack, in whatever span it stands.

Messages are read by another reading of Slack's documents, in `tests.counterparts.slack`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counterparts.slack.blocks import checked
from tests.counterparts.slack.mrkdwn import Names, Shown, shown
from tests.counterparts.slack.seen import buttons, drawn
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
from tocsin_slack.blocks import command_of, drawn_card, message
from tocsin_slack.rendering import inert, mrkdwn

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
NAMES = Names(people={"U0ANA": "ana"}, channels={"C0ROOM": "incidents"})
PIECES = (
    "*", "_", "~", "`", "```\n", "\n```", "<@U0ANA>", "<!here>", "<!channel>", "<!everyone>",
    "<#C0ROOM>", "<!subteam^S1>", "@here", "@ana", "#incidents", "<https://evil.example|pay>",
    "https://evil.example", "www.evil.example", "mailto:a@evil.example", ">", "> ", ">>> ", "\n> ",
    "&", "&lt;", "&gt; ", "&amp;lt;", "|", "^", ":fire:", ":", "<!date^1^{date}|x>", "\n", "\u200b",
    "a", "ana", " ", "\x00", "\u202e",
)  # fmt: skip
FOREIGN = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
)
KINDS: dict[str, Callable[[str], Span]] = {
    "": Plain,
    "code": Code,
    "strong": Strong,
    "mention": lambda words: Mention("ana", words, "U0ANA"),
    "link": lambda words: Link("https://tocsin.example/a?b=1&c=2", words),
    "moment": lambda words: Moment(AT, words),
    "room": lambda words: Room(words, "C0ROOM"),
    "block": lambda words: Block(tuple(words.split("\n"))),
    "everyone": lambda words: Everyone(),
}
ACTIONS = st.lists(
    st.builds(
        Action,
        label=st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=40),
        command=st.just("incident INC-4 ack"),
        form=st.sampled_from(("", "update")),
        style=st.sampled_from(("plain", "main", "danger")),
    ),
    max_size=30,
).map(tuple)


def read(told: Text) -> Shown:
    return drawn(message(told), NAMES)


def notified(told: Text) -> Shown:
    return shown(mrkdwn(told), NAMES, verbatim=True)  # `parse` is "none"


READERS = pytest.mark.parametrize("reader", [read, notified])


@READERS
@given(before=FOREIGN, kind=st.sampled_from(sorted(KINDS)), words=FOREIGN)
def test_foreign_text_adds_nothing_in_any_span(
    reader: Callable[[Text], Shown], before: str, kind: str, words: str
) -> None:
    told = reader(Text((Plain(before), KINDS[kind](words), Plain(before))))
    assert set(told.does) <= {kind}
    assert len(told.does) <= 1


@given(FOREIGN)
def test_plain_words_are_shown_as_they_stand(words: str) -> None:
    kept = "".join(one for one in words if one in "\n\t" or one.isprintable())
    found = read(Text((Plain(words),)))
    assert found.does == ()
    assert "".join(one for one in found.text if one in "\n\t" or one.isprintable()) == kept


@given(FOREIGN)
def test_a_notification_keeps_letters_and_digits_together(words: str) -> None:
    told = notified(Text((Plain(words),))).text
    assert [one for one in told if one.isalnum()] == [one for one in words if one.isalnum()]


@READERS
@given(address=FOREIGN)
def test_an_address_that_is_none_is_no_link(reader: Callable[[Text], Shown], address: str) -> None:
    found = reader(Text((Link(address, "look here"),)))
    assert set(found.does) <= {"link"}
    if not address.startswith(("https://", "http://")):
        assert found.does == ()


@READERS
def test_spans_do_what_they_are_for(reader: Callable[[Text], Shown]) -> None:
    told = text(
        "IC ", Mention("ana", "Ana", "U0ANA"), " in ", Room("incidents", "C0ROOM"), ": ",
        Link("https://tocsin.example/x?a=1&b=2", "runbook"), ", ", Strong("P1"), ", ",
        Code("!incident ack"), ", ", Moment(AT, "10:30 UTC"), Everyone(), Block(("a", "<b>")),
    )  # fmt: skip
    found = reader(told)
    drawn_only = {"strong", "code", "block"} if reader is read else set()
    everywhere = {"mention", "room", "link", "moment", "everyone"}
    assert sorted(found.does) == sorted(everywhere | drawn_only)
    assert "@ana" in found.text
    assert "<b>" in found.text


def test_a_person_without_an_account_of_slack_is_named_and_not_mentioned() -> None:
    for account in ("", "ana", "U0ANA><!here", "everyone"):
        assert read(text(Mention("ana", "Ana", account))) == Shown("Ana")
        assert mrkdwn(text(Mention("ana", "Ana", account))) == "Ana"


def test_only_what_slack_documents_is_escaped() -> None:
    assert inert("a & b < c > \"d\" 'e'") == "a &amp; b &lt; c &gt; \"d\" 'e'"


@given(
    heading=FOREIGN,
    lines=st.lists(FOREIGN, max_size=6),
    size=st.sampled_from((1, 5, 90)),
    actions=ACTIONS,
)
def test_any_card_is_within_the_limits_of_slack(
    heading: str, lines: list[str], size: int, actions: tuple[Action, ...]
) -> None:
    card = Card(
        heading=text(heading, Moment(AT, heading), Everyone(), "x"),
        lines=tuple(text(Strong(one * size), Code(one)) for one in lines),
        actions=actions,
    )
    drawn_of_it = drawn_card(card)
    checked(drawn_of_it["blocks"], "message")
    assert len(drawn_of_it["text"]) <= 40_000
    assert len(buttons(drawn_of_it)) == min(len(actions), 25)


@given(FOREIGN, ACTIONS)
def test_any_message_is_within_the_limits_of_slack(words: str, actions: tuple[Action, ...]) -> None:
    found = message(text(words), actions)
    if found["blocks"]:
        checked(found["blocks"], "message")


@pytest.mark.parametrize("filling", ["x", "<", "*", "&", "\n", "x "])
def test_a_text_of_any_length_is_within_the_limits_of_slack(filling: str) -> None:
    found = message(text("begin", filling * 50_000, Block((filling * 50_000,))))
    checked(found["blocks"], "message")
    assert len(found["text"]) <= 40_000
    assert "begin" in drawn(found, NAMES).text


def test_a_button_carries_its_command_and_the_form_that_is_opened_first() -> None:
    actions = (
        Action(label="Ack", command="incident INC-4 ack", style="main"),
        Action(label="Update", command="incident INC-4 update", form="update"),
    )
    (found,) = message(text("x"), actions)["blocks"][1:]
    assert [command_of(one) for one in found["elements"]] == [
        ("incident INC-4 ack", ""),
        ("incident INC-4 update", "update"),
    ]
    assert [one.get("style") for one in found["elements"]] == ["primary", None]


def test_the_heading_of_a_card_stands_out_and_its_lines_do_not() -> None:
    card = Card(heading=text("P1 · INC-4"), lines=(text("IC nobody"),))
    (section,) = drawn_card(card)["blocks"][0]["elements"]
    bold = [one["text"] for one in section["elements"] if one.get("style") == {"bold": True}]
    assert bold == ["P1 · INC-4"]
