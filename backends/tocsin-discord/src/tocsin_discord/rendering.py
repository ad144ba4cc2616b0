"""Texts in Discord's markdown, in which whatever people wrote means nothing.

Discord takes a backslash before any mark as that mark itself. A space without width parts what
clients make a link or a call of by themselves; whom a message calls says its `allowed_mentions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin import chat

Json = dict[str, Any]
"""Any: a message, or a part of one, as JSON has it."""
ID: Final = re.compile(r"[0-9]{15,20}")
ADDRESS: Final = re.compile(r"https?://[^\s<>\"`\x00-\x1f\x7f\ud800-\udfff]{1,1500}")
_MARKS: Final = re.compile(r"([\\*_~`|<\[]|:(?=\w+:))")
_AT_START: Final = re.compile(r"^([^\S\n]*)([#>+-])|^([^\S\n]*[0-9]+)(?=\.)", re.MULTILINE)
_BY_ITSELF: Final = re.compile(
    r"(?<=@)|(?<=:)(?=//)|(?<=discord\.gg)(?=/)|(?<=\.com)(?=/invite)", re.I
)
_TOUCHING: Final = ("`", "*")
"""Of these the end of a span and the beginning of the next would be one longer mark."""
_IN_ADDRESS: Final = str.maketrans({"(": "%28", ")": "%29", "\\": "%5C", "*": "%2A", "|": "%7C"})


def markdown(text: chat.Text) -> str:
    """The text in Discord's markdown. Whatever stands in it, only its spans mean something."""
    told = ""
    for span in text.spans:
        one = _DRAWN[type(span)](span)
        told += f"\u200b{one}" if one[:1] in _TOUCHING and told.endswith(one[:1]) else one
    return told


def inert(words: str) -> str:
    """Words that mean nothing, at most twice as long."""
    told = _MARKS.sub(r"\\\1", chat.seen(words))
    told = _AT_START.sub(lambda one: f"{one[1]}\\{one[2]}" if one[2] else f"{one[3]}\\", told)
    return _BY_ITSELF.sub("\u200b", told)


def is_id(id: str) -> bool:
    """Whether it is what Discord calls a snowflake."""
    return bool(ID.fullmatch(id))


def _code(span: chat.Code) -> str:
    words = " ".join(chat.seen(span.words).replace("`", "\u2035").split())
    return f"`{words}`" if words else ""


def _strong(span: chat.Strong) -> str:
    words = inert(span.words)
    return f"**{words}**" if words.strip() else words


def _block(span: chat.Block) -> str:
    words = re.sub("`(?=`)", "`\u200b", "\n".join(map(chat.seen, span.rows)))
    return f"```\n{words}\n```" if words.strip() else ""


def _link(span: chat.Link) -> str:
    if not ADDRESS.fullmatch(span.url):
        return inert(span.as_plain())
    words, url = " ".join(span.words.split()), f"<{span.url.translate(_IN_ADDRESS)}>"
    words = inert(words.replace("[", "(").replace("]", ")"))
    return f"[{words}]({url})" if words else url


def _moment(span: chat.Moment) -> str:
    at = int(span.at.timestamp())
    return f"<t:{at}:t> (<t:{at}:R>)"


_DRAWN: Final[Mapping[type[chat.Span], Callable[..., str]]] = {
    chat.Plain: lambda span: inert(span.words),
    chat.Mention: lambda one: f"<@{one.account}>" if is_id(one.account) else inert(one.name),
    chat.Room: lambda one: f"<#{one.id}>" if is_id(one.id) else inert(one.as_plain()),
    chat.Everyone: lambda span: "@here",
    chat.Code: _code, chat.Strong: _strong, chat.Block: _block,
    chat.Link: _link, chat.Moment: _moment,
}  # fmt: skip
