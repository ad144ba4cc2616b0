"""What a client makes of markup, by Slack's page on formatting text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counterparts.slack.mrkdwn import Names, shown
from tests.counterparts.slack.seen import buttons, drawn

NAMES = Names(
    people={"U1": "ana", "ana": "ana"}, channels={"C1": "incidents"}, groups={"S1": "shop"}
)
AT = 1_795_000_000


@pytest.mark.parametrize(
    ("text", "read", "does"),
    [
        ("hello", "hello", ()),
        ("a &lt;b&gt; &amp; c", "a <b> & c", ()),
        ("&amp;lt; &#42;x&#42;", "&lt; &#42;x&#42;", ()),
        ("*bold* _it_ ~out~", "bold it out", ("strong", "italic", "strike")),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name", ()),
        ("* not bold* and *not\nbold*", "* not bold* and *not\nbold*", ()),
        ("**bold**", "**bold**", ()),
        ("*\u200bnot*\u200b bold", "*\u200bnot*\u200b bold", ()),
        ("`!incident *x*`", "!incident *x*", ("code",)),
        ("```\nlog <@U1>\n```", "log <@U1>", ("block",)),
        ("<@U1> and <@U9>", "@ana and @U9", ("mention", "mention")),
        ("<@ana>", "@ana", ("mention",)),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone", ("everyone",) * 3),
        ("<!subteam^S1>", "@shop", ("group",)),
        ("<#C1>", "#incidents", ("room",)),
        ("<https://w.example|the wiki>", "the wiki", ("link",)),
        ("<https://w.example>", "https://w.example", ("link",)),
        (f"<!date^{AT}^{{date_num}} {{time}}|then>", "2026-11-18 11:06 AM", ("moment",)),
        ("<!date^soon^{date}|then>", "then", ("moment",)),
        ("look at https://w.example", "look at https://w.example", ("link",)),
        ("@here", "@here", ("everyone",)),
        ("&gt; quoted", "quoted", ("quote",)),
        ("- item\n1. item", "- item\n1. item", ()),
        ("*<https://w.example|wiki>*", "wiki", ("strong", "link")),
    ],
)
def test_markup_is_shown_and_does_what_slack_says(text: str, read: str, does: Any) -> None:
    found = shown(text, NAMES)
    assert (found.text, found.does) == (read, does)


def test_what_is_verbatim_links_nothing_by_itself() -> None:
    found = shown("https://w.example @here *bold* <@U1>", NAMES, verbatim=True)
    assert found.does == ("strong", "mention")


def section(kind: str, words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": words}}


def test_blocks_are_shown_in_place_of_the_text() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "*P1* <@U1>"}},
        section("mrkdwn", "*IC*: <@U1>"),
        {"type": "context", "elements": [{"type": "plain_text", "text": "https://w.example"}]},
        {"type": "actions", "elements": [button]},
    ]
    message = {"text": "unseen", "blocks": blocks}
    found = drawn(message, NAMES)
    assert found.text == "*P1* <@U1>\nIC: @ana\nhttps://w.example"
    assert found.does == ("strong", "mention")
    assert buttons(message) == ("Go",)


def test_rich_text_is_never_parsed() -> None:
    spans = [
        {"type": "text", "text": "*P1* <@U1> "},
        {"type": "text", "text": "IC", "style": {"bold": True}},
        {"type": "user", "user_id": "U1"},
        {"type": "link", "url": "https://w.example", "text": "wiki"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": AT, "format": "{date_num}", "fallback": "then"},
    ]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": spans}]}
    found = drawn({"blocks": [block]}, NAMES)
    assert found.text == "*P1* <@U1> IC@anawiki@here2026-11-18"
    assert found.does == ("strong", "mention", "link", "everyone", "moment")
