"""Texts in Slack's own markup, `mrkdwn`: what a notification shows, and who sees no blocks.

Escaping is all that Slack's documents know: `&`, `<` and `>`. For `*`, `_`, `~` and `:` there is no
escape; one that a space without width follows begins nothing. A backtick becomes a mark like it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from tocsin import chat

ACCOUNT: Final = re.compile(r"[UW][A-Z0-9]{2,30}")
CHANNEL: Final = re.compile(r"[CGD][A-Z0-9]{2,30}")
ADDRESS: Final = re.compile(r"https?://[^\s<>|\"`\x00-\x1f]{1,2900}")
WHEN: Final = "{date_short_pretty} {time}"
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BEGINS: Final = re.compile(r"([*_~:@#])")
_QUOTES: Final = re.compile(r"^([^\S\n]*)(?=&gt;)", re.MULTILINE)


def mrkdwn(text: chat.Text) -> str:
    """The text in Slack's markup. Whatever stands in it, only its spans mean something."""
    return "".join(_WRITTEN[type(span)](span) for span in text.spans)


def inert(words: str) -> str:
    """Words that mean nothing, in any place that Slack reads as markup."""
    told = seen(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    told = _BEGINS.sub("\\1\u200b", told.replace("`", "\u2035"))
    return _QUOTES.sub("\\1\u200b", told)


def seen(words: str) -> str:
    """Without what has no look, turns the direction of reading, or is no character."""
    return _UNSEEN.sub("", words)


def _line(words: str) -> str:
    return inert(" ".join(words.split("\n")))


def _link(span: chat.Link) -> str:
    if not ADDRESS.fullmatch(span.url):
        return inert(span.as_plain())
    url = span.url.replace("&", "&amp;")
    return f"<{url}|{_line(span.words)}>" if span.words.strip() else f"<{url}>"


def _mention(span: chat.Mention) -> str:
    return f"<@{span.account}>" if ACCOUNT.fullmatch(span.account) else inert(span.as_plain())


def _room(span: chat.Room) -> str:
    return f"<#{span.id}>" if CHANNEL.fullmatch(span.id) else inert(span.as_plain())


_WRITTEN: Final[Mapping[type[chat.Span], Callable[..., str]]] = {
    chat.Plain: lambda span: inert(span.words),
    chat.Code: lambda span: f"`{_line(span.words)}`",
    chat.Strong: lambda span: f"*{_line(span.words)}*",
    chat.Mention: _mention,
    chat.Everyone: lambda span: "<!here>",
    chat.Link: _link,
    chat.Moment: lambda span: f"<!date^{span.at.timestamp():.0f}^{WHEN}|{_line(span.words)}>",
    chat.Room: _room,
    chat.Block: lambda span: "```\n" + "\n".join(map(inert, span.rows)) + "\n```",
}
