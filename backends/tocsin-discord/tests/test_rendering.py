"""Texts in Discord's markdown, and words that mean nothing there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tocsin.chat import Block, Code, Everyone, Link, Mention, Moment, Room, Strong, text
from tocsin_discord.rendering import inert, markdown

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
ID = "613425648685547541"

DRAWN = [
    (Mention("ana", "Ana", ID), f"<@{ID}>"),
    (Mention("ana", "*Ana*", "ana"), "\\*Ana\\*"),
    (Room("#incident-1", ID), f"<#{ID}>"),
    (Room("#incident-1"), "#incident-1".replace("#", "\\#")),
    (Everyone(), "@here"),
    (Code("!incident `ack`"), "`!incident \u2035ack\u2035`"),
    (Code("  "), ""),
    (Strong("P1 *now*"), "**P1 \\*now\\***"),
    (Moment(AT, "10:30"), "<t:1795429800:t> (<t:1795429800:R>)"),
    (Link("https://a.example/x(1)", "Run [book]"), "[Run (book)](<https://a.example/x%281%29>)"),
    (Link("https://a.example/x"), "<https://a.example/x>"),
    (Link("javascript:alert(1)", "x"), "x: javascript:alert(1)"),
    (Block(("a", "```", "b")), "```\na\n`\u200b`\u200b`\nb\n```"),
]


@pytest.mark.parametrize(("span", "drawn"), DRAWN, ids=[f"{n}" for n in range(len(DRAWN))])
def test_a_span_is_drawn_as_discord_has_it(span: Code, drawn: str) -> None:
    assert markdown(text(span)) == drawn


FOREIGN = {
    "@everyone <@1> <@&2> <#3>": "@\u200beveryone \\<@\u200b1> \\<@\u200b&2> \\<#3>",
    "[pay](https://evil.example)": "\\[pay](https:\u200b//evil.example)",
    "# h\n> q\n- l\n1. n\n-# s": "\\# h\n\\> q\n\\- l\n1\\. n\n\\-# s",
    "||x|| ~~y~~ __z__ `c`": "\\|\\|x\\|\\| \\~\\~y\\~\\~ \\_\\_z\\_\\_ \\`c\\`",
    ":fire: 10:30 <:a:1> <t:1:R>": "\\:fire: 10:30 \\<\\:a:1> \\<t\\:1:R>",
    "discord.gg/abc": "discord.gg\u200b/abc",
    "\\*": "\\\\\\*",
}


@pytest.mark.parametrize("words", FOREIGN)
def test_what_people_wrote_means_nothing(words: str) -> None:
    assert inert(words) == FOREIGN[words]


@pytest.mark.parametrize("words", ["*" * 50, "@@@@", "://" * 20, "#\n#\n#", "1.\n22.\n", ":a:b:c:"])
def test_inert_words_are_at_most_twice_as_long(words: str) -> None:
    assert len(inert(words)) <= 2 * len(words)


def test_two_spans_that_touch_are_two() -> None:
    assert markdown(text(Code("a"), Code("b"))) == "`a`\u200b`b`"
    assert markdown(text(Strong("a"), Strong("b"))) == "**a**\u200b**b**"
