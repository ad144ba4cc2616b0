"""Whatever people wrote, and wherever it is cut, a renderer makes no more of it than its spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final
from unicodedata import bidirectional, category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat.texts import TEXTS
from tests.counterparts.discord.markup import Names as DiscordNames
from tests.counterparts.discord.seen import drawn as drawn_by_discord
from tests.counterparts.matrix.markup import shown as shown_by_matrix
from tests.counterparts.slack.mrkdwn import Names
from tests.counterparts.slack.seen import drawn as drawn_by_slack
from tocsin.builtin.console_output import printable_text
from tocsin.chat import (
    EMPTY,
    Block,
    Card,
    Code,
    Everyone,
    Link,
    Mention,
    Moment,
    Room,
    Span,
    Strong,
    Text,
    split,
)
from tocsin_discord.components import drawn_card
from tocsin_discord.components import message as discord_message
from tocsin_matrix.rendering import message as matrix_message
from tocsin_parley.markup import drawn, written
from tocsin_slack.blocks import message

TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
KINDS: dict[type[Span], str] = {
    Code: "code",
    Strong: "strong",
    Mention: "mention",
    Everyone: "everyone",
    Link: "link",
    Moment: "moment",
    Room: "room",
    Block: "block",
}


def done(text: Text) -> list[str]:
    """What the example platform does with it besides showing words."""
    marks = drawn(written(text), {})["marks"]
    assert isinstance(marks, list)
    return [str(one[0]) for one in marks if isinstance(one, list)]


def meant(text: Text) -> list[str]:
    """What its spans are for."""
    return [KINDS[type(span)] for span in text.spans if type(span) in KINDS]


def is_part(some: list[str], of: list[str]) -> bool:
    return Counter(some) <= Counter(of)


def in_slack(text: Text) -> list[str]:
    """What Slack's clients do with its blocks."""
    return list(drawn_by_slack(message(text), NAMES).does)


def in_a_notice_of_slack(text: Text) -> list[str]:
    """What they do with its words where no blocks are shown; nothing is to be linked by itself."""
    return list(drawn_by_slack({"text": message(text)["text"], "parse": "none"}, NAMES).does)


def in_matrix(text: Text) -> list[str]:
    """What Matrix's clients do with its HTML."""
    return list(shown_by_matrix(matrix_message(text, server="localhost"), ("ana",)).does)


def in_plain_matrix(text: Text) -> list[str]:
    """What clients do with its words that draw no HTML, and notifications."""
    told = matrix_message(text, server="localhost")
    return list(shown_by_matrix({**told, "format": ""}, ("ana",)).does)


def in_discord(text: Text) -> list[str]:
    """What Discord's clients do with it as a message; a moment stands there as two."""
    return _once_a_moment(drawn_by_discord(discord_message(text), DiscordNames()).does)


def on_a_card_of_discord(text: Text) -> list[str]:
    """What they do with it on a card, where nothing rings."""
    card = Card(heading=EMPTY, lines=(text,))
    return _once_a_moment(drawn_by_discord(drawn_card(card), DiscordNames()).does)


def _once_a_moment(does: tuple[str, ...]) -> list[str]:
    moments = does.count("moment")
    assert moments % 2 == 0
    return [*(one for one in does if one != "moment"), *["moment"] * (moments // 2)]


NAMES: Final = Names()
RENDERERS: Final[dict[str, Callable[[Text], list[str]]]] = {
    "discord": in_discord,
    "discord's cards": on_a_card_of_discord,
    "matrix": in_matrix,
    "matrix without HTML": in_plain_matrix,
    "parley": done,
    "slack": in_slack,
    "slack's notices": in_a_notice_of_slack,
}
"""Every renderer of the tree: what a text does on its platform besides being read."""


@pytest.mark.parametrize("renderer", sorted(RENDERERS))
@given(whole=TEXTS, most=st.integers(1, 80))
def test_a_platform_does_what_spans_say_and_no_more(renderer: str, whole: Text, most: int) -> None:
    for piece in split(whole, most):
        assert is_part(RENDERERS[renderer](piece), meant(piece))


@given(TEXTS, st.integers(1, 80))
def test_a_console_is_steered_by_nothing(whole: Text, most: int) -> None:
    for piece in split(whole, most):
        shown = printable_text(piece.as_plain())
        steers = {one for one in shown if category(one) == "Cc" or bidirectional(one) in TURNS}
        assert steers <= {"\n"}
