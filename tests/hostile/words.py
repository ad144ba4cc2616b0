"""Words of people, alerts and tools that want to ring, link, command or hide something."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Final

MARK: Final = "zqx"
"""Stands in whatever a person, an alert or a tool wrote."""
TEAM_MARK: Final = "wvk"
"""Stands in the names of the team file: they may be a mention's, and are hostile all the same."""
COMMAND: Final = "note zqx zqx"
"""What would be code if somebody else's backticks were ours."""
PIECES: Final = (
    "`zqx`",
    "*zqx* _zqx_ ~zqx~",
    "**zqx** __zqx__ ||zqx||",
    "```zqx```",
    "```\nzqx\n```",
    "`!incident INC-1 note zqx zqx` zqx",
    "zqx `note zqx zqx`",
    "zqx\n!incident INC-1 note zqx zqx",
    "zqx\r\n/topic zqx\u2028# zqx\n> zqx\n- zqx",
    "@here zqx @channel @everyone @room",
    "<!channel> <!here> <!everyone> zqx <!subteam^S1>",
    "<@U1> <@!zqx> <@&zqx> <#C1> <#zqx> zqx",
    "[zqx](http://zqx.evil.example) ![zqx](http://zqx.evil.example/x.png)",
    "http://zqx.evil.example <https://zqx.evil.example|zqx> www.zqx.example zqx@evil.example",
    "<t:0:R> <!date^0^zqx|zqx> <t:1 zqx> :zqx:",
    "zqx\u202ezqx\u202c \u2066zqx\u2069 zq\u200bx z\u200dqx \ufeffzqx",
    "<a href='http://zqx.evil.example'>zqx</a> &lt;zqx&gt; &#42;zqx&#42; &amp;zqx",
    "\x1b[31mzqx\x1b[0m \x07zqx \x00zqx",
    "\\*zqx\\* \\`zqx\\` \\",
)
HARMLESS: Final = "zqx plain"
Words = Callable[[], str]


def turns(first: int) -> Words:
    """One piece after the other, from the one of that number on."""
    numbers = count(first)
    return lambda: PIECES[next(numbers) % len(PIECES)]


def harmless() -> str:
    """Words that nobody need fear."""
    return HARMLESS
