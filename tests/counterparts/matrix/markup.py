"""A message as a client draws it: what is read, and what it does besides being read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

from tests.counterparts.matrix.wire import Json

HTML: Final = "org.matrix.custom.html"
TAGS: Final = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "u": "underline",
    "del": "struck", "s": "struck", "strike": "struck", "code": "code", "pre": "block",
    "blockquote": "quote", "ul": "list", "ol": "list", "table": "table", "img": "image",
    "hr": "rule", "details": "details", "sup": "raised", "sub": "lowered",
    **{f"h{number}": "heading" for number in range(1, 7)},
}  # fmt: skip
BREAKS: Final = ("br", "p", "div", "li", "pre", "blockquote", "tr", "h1", "h2", "h3", "h4")
DROPPED: Final = ("script", "style", "textarea", "option", "noscript", "mx-reply")
"""What a client takes away with everything in it."""
VERBATIM: Final = ("a", "code", "pre")
_TO: Final = re.compile(r"https://matrix\.to/#/([^?/]+)")
_LINKS: Final = re.compile(
    r"(?:https?|ftp)://[^\s<]|\bwww\.\w|\bmailto:\S|\b[\w.+-]+@[\w-]+\.\w{2,}|"
    r"(?<![\w/])[@#][\w.=/-]+:[\w-]+(?:\.[\w-]+|:\d+)"
)
"""What clients make a link of by themselves, outside of code: addresses, and ids of Matrix."""


OFFERS: Final = "React or type: "
_OFFER: Final = re.compile(
    r"(?: · )?(?:(?P<emoji>[^\w\s]\S*|\d\ufe0f?\u20e3) )?(?P<label>.*?) ?<code>.*"
)


@dataclass(frozen=True)
class Shown:
    """What is read, and what it does besides."""

    text: str
    does: tuple[str, ...] = ()


def shown(content: Json, names: tuple[str, ...] = ()) -> Shown:
    """The content of an `m.room.message`.

    Args:
        names: Of those in the room. Where `m.mentions` is left out, whoever is named by the words
            is told, as the rules from before it want it.
    """
    body = str(content.get("body", ""))
    mentions = content.get("m.mentions")
    told = _Drawn(_told(mentions))
    if content.get("format") == HTML:
        told.feed(str(content.get("formatted_body", "")))
        told.close()
    else:
        told.handle_data(body)
    does = [*told.does, *("mention" for _ in told.silent)]
    if mentions is None:
        does += ["mention" for one in names if re.search(rf"\b{re.escape(one)}\b", body, re.I)]
        does += ["everyone"] * ("@room" in body)
    elif isinstance(mentions, dict) and mentions.get("room"):
        does.append("everyone")
    return Shown("".join(told.text).strip("\n"), tuple(does))


def offers(content: Json) -> dict[str, str]:
    """What can be said by a reaction, by its label: the last row names each behind its emoji.

    What has no emoji there can only be typed.
    """
    *_, row = str(content.get("formatted_body", "")).rpartition(OFFERS)
    found = (_OFFER.fullmatch(one) for one in row.split("</code>"))
    return {unescape(one["label"]): one["emoji"] for one in found if one and one["emoji"]}


class _Drawn(HTMLParser):
    """The words of HTML, and what its tags and its words do."""

    def __init__(self, told: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.does: list[str] = []
        self.silent = set(told)
        """Who is told without being named by a pill, as of now."""
        self._told = told
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS and self.text and not self.text[-1].endswith("\n"):
            self.text.append("\n")
        if tag not in ("br", "hr", "img"):
            self._within.append(tag)
        given = dict(attrs)
        if tag == "a":
            self._link(given.get("href") or "")
        elif "data-mx-spoiler" in given:
            self.does.append("spoiler")
        elif tag in TAGS and not (tag == "code" and "pre" in self._within[:-1]):
            self.does.append(TAGS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                continue
        if tag in BREAKS and tag != "br" and self.text and not self.text[-1].endswith("\n"):
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if any(one in self._within for one in DROPPED):
            return
        self.text.append(data)
        if not any(one in self._within for one in VERBATIM):
            self.does += ["link" for _ in _LINKS.findall(data)]

    def _link(self, href: str) -> None:
        found = _TO.match(href)
        id = unquote(found[1]) if found else ""
        if id.startswith("@"):
            self.does.append("mention" if id in self._told else "link")
            self.silent.discard(id)
        elif id:
            self.does.append("room")
        elif re.match(r"(?:https?|ftp|mailto|magnet):", href):
            self.does.append("link")


def _told(mentions: object) -> frozenset[str]:
    ids = mentions.get("user_ids") if isinstance(mentions, dict) else None
    return frozenset(str(one) for one in ids or ())
