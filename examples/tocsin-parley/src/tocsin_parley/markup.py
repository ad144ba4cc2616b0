"""Parley's little markup: how its own clients show it, and how spans are written in it.

    *strong*  `code`  ```block```  <@id>  <#room id>  <!all>  <https://… words>  <t:unix words>

What people type is markup as well: `@id`, `@all`, `#room` and a bare address do something, and a
message that begins with `/` is a command. `&#42;` is the character 42 and nothing else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Final

from pydantic import JsonValue

from tocsin import chat

_MARKS: Final = re.compile(
    r"```\n(?P<block>.*?)\n```|`(?P<code>[^`\n]+)`|\*(?P<strong>[^*\n]+)\*"
    r"|<@(?P<mention>[^<>]+)>|<#(?P<room>[^<> ]*) (?P<called>[^<>]*)>|<!(?P<everyone>all)>"
    r"|<t:\d+ (?P<moment>[^<>]*)>|<(?P<link>https?://[^<> ]+)(?: (?P<words>[^<>]*))?>"
    r"|(?<![\w&])(?P<typed>@\w+|#\w+|https?://\S+)|\A(?P<command>/\w+)",
    re.DOTALL,
)
_MEANS_SOMETHING: Final = re.compile(r"[&<>*`@#:/]")


def drawn(written: str, names: Mapping[str, str]) -> dict[str, JsonValue]:
    """What a client makes of a message.

    `shown` is what people read, code between backticks and people by their names; `marks` is what
    is more than words: [name of a group above, its text] of each.
    """
    marks, shown, end = list[JsonValue](), "", 0
    for found in _MARKS.finditer(written):
        kind = next(name for name, value in found.groupdict().items() if value is not None)
        marks.append([kind, html.unescape(found[kind])])
        shown += written[end : found.start()] + _shown(kind, found, names)
        end = found.end()
    return {"shown": html.unescape(shown + written[end:]), "marks": marks}


def _shown(kind: str, found: re.Match[str], names: Mapping[str, str]) -> str:
    named = {"mention": names.get(found[kind], found[kind]), "everyone": "@here"}
    if found["words"]:
        return f"{found['words']}: {found['link']}"
    plain = kind in ("strong", "moment", "link")
    return named.get(kind) or found["called"] or (found[kind] if plain else found[0])


def written(text: chat.Text) -> str:
    """A text in Parley's markup. Whatever stands in it, only its spans mean something."""
    return "".join(_WRITTEN[type(span)](span) for span in text.spans)


def inert(words: str) -> str:
    """Words that mean nothing."""
    return _MEANS_SOMETHING.sub(lambda one: f"&#{ord(one[0])};", words)


def _link(span: chat.Link) -> str:
    if not re.fullmatch(r"https?://[^\s<>&*`]+", span.url):
        return inert(span.as_plain())
    return f"<{span.url} {inert(span.words)}>" if span.words else f"<{span.url}>"


_WRITTEN: Final[Mapping[type[chat.Span], Callable[..., str]]] = {
    chat.Plain: lambda span: inert(span.words),
    chat.Code: lambda span: f"`{inert(span.words)}`",
    chat.Strong: lambda span: f"*{inert(span.words)}*",
    chat.Mention: lambda span: f"<@{inert(span.account)}>",
    chat.Everyone: lambda span: "<!all>",
    chat.Link: _link,
    chat.Moment: lambda span: f"<t:{span.at.timestamp():.0f} {inert(span.words)}>",
    chat.Room: lambda span: f"<#{inert(span.id)} {inert(span.name)}>",
    chat.Block: lambda span: "```\n" + "\n".join(map(inert, span.rows)) + "\n```",
}
