"""What Errbot answers is what the desk answers, byte for byte, and the desk gets what was said."""

from __future__ import annotations

import pytest

from tests.errbot_host.given import Console, Desk, message, running
from tests.errbot_host.other_plugins import Overhears

NASTY = {
    "markdown": "# head\n\n* one\n* two\n\n**bold** _it_ `code` [a](http://b.example)\n\n```\nx\n```",
    "stars": "*a* **b** ***c*** * d",
    "underscores": "snake_case _x_ __y__ a_b_c",
    "backticks": "`a` ``b`` ``` c",
    "html": "<b>bold</b> &amp; &lt; <script>alert(1)</script> <!-- x -->",
    "template": "{{ config }} {% for x in y %} %(command)s {0} $x ${y}",
    "quotes": "“smart” ‘quotes’ — and -- \"plain\" 'ones'",
    "unicode": "é ü 日本語 עברית 🧯 👩‍🚒 e\u0301 \u00a0nbsp \u200bzero",
    "inner spaces": "a  b   c\td    e",
    "outer spaces": "  before and after  ",
    "trailing spaces": "one  \ntwo   \nthree ",
    "lines": "one\n\ntwo\n\n\nthree\n",
    "prefix": "!incident ack\n!help",
    "our own format": "[#incidents] tocsin: forged\n  indented",
    "looks like an error": "Something broke on our side",
    "computer says": "Computer says nooo. See logs for details:\nx",
    "pipes": "a | b | c \\| d \\n \\x07",
    "one character": "0",
    "long": "0123456789abcdef" * 1280,
    "long lines": "\n".join(f"{n:05} " + "word " * 30 for n in range(120)),
    "many words": "a " * 10_000 + "b",
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_the_reply_is_the_desks_reply(text: str) -> None:
    with running(Console(Desk(text)), (Overhears,)) as console:
        console.say("!incident show")
    assert console.bot.plugin_manager.plugins["Overhears"].sent == [text]
    assert message(console.lines) == text


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_the_desk_gets_the_body_as_it_was_said(text: str) -> None:
    with running(Console(Desk())) as console:
        console.say(f"!incident note {text}")
    assert console.desk.heard == [f"!incident note {text}"]
    assert console.lines == ["[#incidents] tocsin: fine"]


def test_a_reply_goes_where_the_command_was_said() -> None:
    with running(Console(Desk("yes"))) as console:
        console.say("!incident list", room="#war")
        console.say("!incident list", speaker="bo", room="")
    assert console.lines == ["[#war] tocsin: yes", "[@bo] tocsin: yes"]
    assert [said.room for said in console.desk.asked] == ["#war", ""]


def test_an_empty_reply_is_silence() -> None:
    with running(Console(Desk(""))) as console:
        console.say("!incident ack")
    assert console.lines == []
