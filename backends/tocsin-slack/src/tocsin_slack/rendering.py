"""Texts in Slack's structure (`rich_text`, in which no words are markup), and in its own markup.

The markup is what a notification shows, and who sees no blocks. Of it Slack's documents escape
`&`, `<` and `>` alone. For `*`, `_`, `~` and `:` there is no escape; one that a space without width
follows begins nothing. A backtick becomes a mark like it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin import chat

Json = dict[str, Any]
"""Any: a block as JSON has it."""
ADDRESS: Final = re.compile(r"https?://[^\s<>|\"`\x00-\x1f]{1,2900}")
WHEN: Final = "{date_short_pretty} {time}"
_QUOTES: Final = re.compile(r"^([^\S\n]*)(?=&gt;)", re.MULTILINE)


def element(span: chat.Span) -> Json:
    """The span as `rich_text` has it."""
    found = _ELEMENTS[type(span)](span)
    style = {"bold": isinstance(span, chat.Strong), "code": isinstance(span, chat.Code)}
    if any(style.values()) and found["type"] in ("text", "link"):
        found["style"] = {name: True for name, one in style.items() if one}
    return found


def mrkdwn(text: chat.Text) -> str:
    """The text in Slack's markup. Whatever stands in it, only its spans mean something."""
    return "".join(map(_marked, text.spans))


def inert(words: str) -> str:
    """Words that mean nothing, in any place that Slack reads as markup."""
    told = chat.seen(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    told = re.sub(r"([*_~:@#])", "\\1\u200b", told.replace("`", "\u2035"))
    return _QUOTES.sub("\\1\u200b", told)


def _marked(span: chat.Span) -> str:
    one = element(span)
    url = one.get("url", "").replace("&", "&amp;")
    words = inert(one.get("text") or one.get("fallback", "")) or url
    return _MARKUP[one["type"]].format(**{**one, "words": words, "url": url})


def _words(words: str) -> Json:
    return {"type": "text", "text": chat.seen(words)}


def _known(span: chat.Mention | chat.Room, id: str, kind: str, initials: str) -> Json:
    known = {"type": kind, f"{kind}_id": id}
    is_id = re.fullmatch(f"[{initials}][A-Z0-9]{{2,30}}", id)
    return known if is_id else _words(span.as_plain())


def _link(span: chat.Link) -> Json:
    if not ADDRESS.fullmatch(span.url):
        return _words(span.as_plain())
    words = " ".join(chat.seen(span.words).split())
    return {"type": "link", "url": span.url, **({"text": words} if words else {})}


_ELEMENTS: Final[Mapping[type[chat.Span], Callable[..., Json]]] = {
    **dict.fromkeys((chat.Plain, chat.Code, chat.Strong), lambda span: _words(span.words)),
    chat.Mention: lambda span: _known(span, span.account, "user", "UW"),
    chat.Room: lambda span: _known(span, span.id, "channel", "CGD"),
    chat.Everyone: lambda span: {"type": "broadcast", "range": "here"},
    chat.Link: _link,
    chat.Moment: lambda span: {"type": "date", "timestamp": int(span.at.timestamp()),
        "format": WHEN, "fallback": " ".join(chat.seen(span.words).split()) or "?"},
    chat.Block: lambda span: _words("\n".join(span.rows)),
}  # fmt: skip
_MARKUP: Final = {
    "text": "{words}", "user": "<@{user_id}>", "channel": "<#{channel_id}>",
    "broadcast": "<!{range}>", "link": "<{url}|{words}>",
    "date": "<!date^{timestamp}^{format}|{words}>",
}  # fmt: skip
