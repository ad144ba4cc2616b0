"""Messages as Matrix has them: words, the same as HTML, and who is told of them.

Whatever people wrote is escaped, and so broken by spaces without width that no client makes a link
or a name of it by itself; in code and in blocks it stands whole, as nothing is linked there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Final
from urllib.parse import quote

from tocsin import chat
from tocsin.chat import Answer, seen

ACTIONS: Final = "org.tocsin.actions"
"""In a message: the emoji that stands before an action -> the line that it says."""
ACCOUNT: Final = re.compile(r"@[^\s:@<>\"&?#\x00-\x1f\x7f]{1,200}:[A-Za-z0-9.:\[\]-]{1,200}")
ROOM: Final = re.compile(r"[!#][^\s<>\"\x00-\x1f\x7f]{1,254}")
ADDRESS: Final = re.compile(r"https?://[^\s<>\"`\x00-\x1f\x7f\ud800-\udfff]{1,2000}")
EMOJIS: Final[Mapping[str, str]] = chat.table_of(__package__, "emojis.toml")
"""What a command says behind the incident -> the emoji that says it as a reaction."""
_LINKS: Final = re.compile(
    r"(?<=:)(?=//)|(?<=\bmailto)(?=:)|(?<=\bwww)(?=\.)|(?<=@)(?=\w)|(?<=#)(?=[^\s:]+:)"
)
"""Where a space without width goes."""
_TO: Final = "https://matrix.to/#/"


def message(text: chat.Text, actions: Iterable[chat.Action] = (), *, prefix: str = "!",
            server: str = "", loud: bool = False) -> Answer:  # fmt: skip
    """The content of an `m.room.message`.

    Args:
        server: The bot's own; a link to a room says that it is found there.
        loud: Whether it is for one person, or somebody is called. Clients make no sound of a
            notice, whomever it names.
    """
    row, says = _choices(actions, prefix)
    spans = chat.text(text, *(("\n", row) if row else ())).spans
    drawn = [_DRAWN[type(span)](span, server) for span in spans]
    named = {one.account for one in spans if isinstance(one, chat.Mention)}
    called = sorted(filter(ACCOUNT.fullmatch, named))
    everyone = any(isinstance(one, chat.Everyone) for one in spans)
    told: Answer = {"user_ids": called} if called else {}
    return {
        "msgtype": "m.text" if loud or called or everyone else "m.notice",
        "body": "".join(words for words, _ in drawn),
        "format": "org.matrix.custom.html",
        "formatted_body": "".join(html for _, html in drawn),
        "m.mentions": told | ({"room": True} if everyone else {}),
        **({ACTIONS: says} if says else {}),
    }


def edit(content: Answer, event_id: str) -> Answer:
    """What replaces a message of ours; it tells nobody anew."""
    return {
        "msgtype": content["msgtype"],
        "body": "* " + content["body"][:200],
        "m.mentions": {},
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


def in_thread(root: str) -> Answer:
    """What a message in the thread under another has besides."""
    reply = {"is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    return {"m.relates_to": {"rel_type": "m.thread", "event_id": root, **reply}}


def inert(words: str) -> str:
    """Words of which no client makes a link, a room, or somebody who is called."""
    return _LINKS.sub("\u200b", seen(words))


def emoji_of(action: chat.Action) -> str:
    """The reaction that says it, "" = it is typed."""
    said = re.sub(r"^incident (INC-\d+ )?", "", action.command)
    if tick := re.fullmatch(r"check ([1-9])", said):
        return f"{tick[1]}\ufe0f\u20e3"
    known = [one for one in EMOJIS if f"{said} ".startswith(f"{one} ")]
    return EMOJIS[max(known, key=len)] if known else ""


def _choices(actions: Iterable[chat.Action], prefix: str) -> tuple[chat.Text, Mapping[str, str]]:
    """The row that names actions, and what each emoji in it says."""
    says: dict[str, str] = {}
    named = []
    for one in actions:
        emoji = emoji_of(one)
        if emoji and says.setdefault(emoji, one.command) != one.command:
            emoji = ""
        label = " ".join(seen(one.label).split())
        named.append(chat.text(f"{emoji} {label} ".lstrip(), chat.Code(prefix + one.command)))
    row = chat.joined(" · ", named)
    return (chat.text("React or type: ", row) if named else row), says


Drawn = tuple[str, str]
"""Words, and HTML."""


def _plain(words: str) -> Drawn:
    safe = inert(words)
    return safe, escape(safe, quote=False).replace("\n", "<br>")


def _code(span: chat.Code, _: str) -> Drawn:
    words = " ".join(seen(span.words).split())
    return f"`{inert(words)}`", f"<code>{escape(words, quote=False)}</code>" if words else ""


def _block(span: chat.Block, _: str) -> Drawn:
    words = "\n".join(map(seen, span.rows))
    code = f"<pre><code>{escape(words, quote=False)}\n</code></pre>"
    return f"\n{inert(words)}\n", code if words.strip() else ""


def _strong(span: chat.Strong, _: str) -> Drawn:
    words, html = _plain(span.words)
    return words, f"<strong>{html}</strong>" if words.strip() else html


def _anchor(href: str, words: str) -> Drawn:
    words = " ".join(seen(words).split())
    return inert(words), f'<a href="{escape(href)}">{escape(words, quote=False)}</a>'


def _mention(span: chat.Mention, _: str) -> Drawn:
    if not ACCOUNT.fullmatch(span.account):
        return _plain(span.name)
    return _anchor(_TO + quote(span.account, safe="@:"), span.name or span.account)


def _room(span: chat.Room, server: str) -> Drawn:
    if not ROOM.fullmatch(span.id):
        return _plain(span.name)
    via = f"?via={server}" if server else ""
    return _anchor(_TO + quote(span.id, safe="!#:") + via, span.name)


def _link(span: chat.Link, _: str) -> Drawn:
    if not ADDRESS.fullmatch(span.url):
        return _plain(span.as_plain())
    words, html = _anchor(span.url, span.words or span.url)
    return (f"{words}: {span.url}" if span.words else span.url), html


_DRAWN: Final[Mapping[type[chat.Span], Callable[..., Drawn]]] = {
    chat.Plain: lambda span, _: _plain(span.words),
    chat.Moment: lambda span, _: _plain(span.words),
    chat.Everyone: lambda span, _: ("@here", "@here"),
    chat.Code: _code, chat.Block: _block, chat.Strong: _strong, chat.Link: _link,
    chat.Mention: _mention, chat.Room: _room,
}  # fmt: skip
