"""Discord's markdown, read as its client reads it: what is shown, and what it does.

By the help page "Markdown Text 101" and "Message Formatting" of the reference; the order of the
rules, and what opens and closes a mark, is that of the simple-markdown family the client builds on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

UNSEEN: Final = re.compile("[\u200b-\u200d\u2060\u2061-\u2064\ufeff]")
_BLOCK: Final = re.compile(r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```", re.I)
_CODE: Final = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
_ESCAPE: Final = re.compile(r"\\([^0-9A-Za-z\s])")
_ANGLE: Final = re.compile(
    r"<(?:(?P<sign>@!?|@&|#)(?P<id>\d+)|/(?P<command>[^:>\n]+):\d+|t:(?P<at>-?\d{1,13})(?::(?P<way>[tTdDfFR]))?"
    r"|a?:(?P<emoji>\w{2,}):\d+|id:(?P<page>\w+)|(?P<url>https?://[^ <>\n]+))>"
)
_MASKED: Final = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:https?|discord)://(?:\([^)]*\)|[^\s\\]|\\.)*?)>?"
    r"(?:\s+['\"]([\s\S]*?)['\"])?\s*\)"
)
_URL: Final = re.compile(r"(?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s)]", re.I)
_INVITE: Final = re.compile(r"(?:discord\.gg|discord(?:app)?\.com/invite)/[\w-]+", re.I)
_ALL: Final = re.compile(r"@(?:everyone|here)\b")
_EMOJI: Final = re.compile(r":(\w{2,}):")
_STYLES: Final = (
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("struck", re.compile(r"~~(?=\S)((?:\\[\s\S]|[^\\])+?)~~(?!_)")),
    ("spoiler", re.compile(r"\|\|((?:\\[\s\S]|[^\\])+?)\|\|")),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)")),
    ("italic", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)")),
)
_AT_START: Final = (
    ("heading", re.compile(r"#{1,3} +(?=\S)")),
    ("subtext", re.compile(r"-# +(?=\S)")),
    ("quote", re.compile(r"\s*>(?:>>)? ")),
    ("list", re.compile(r" *(?:[*-]|\d+\.) +(?=\S)")),
)
_WAYS: Final = {
    "t": "%H:%M", "T": "%H:%M:%S", "d": "%d/%m/%Y", "D": "%d %B %Y", "f": "%d %B %Y %H:%M",
    "F": "%A, %d %B %Y %H:%M",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Names:
    """How ids are shown, and whom the message rings for.

    Args:
        rings: Ids of people and roles; None = in an embed, where nothing rings.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    rings: frozenset[str] | None = None
    everybody: bool = False


@dataclass(frozen=True)
class Shown:
    """What is read, and what it does besides."""

    text: str
    does: tuple[str, ...] = ()

    def __add__(self, other: Shown) -> Shown:
        return Shown(self.text + other.text, self.does + other.does)


def shown(text: str, names: Names) -> Shown:
    """Markdown as it is shown."""
    found = _read(text, names, at_start=True)
    return Shown(UNSEEN.sub("", found.text), found.does)


def plain(text: str) -> Shown:
    """What stands on buttons and in footers: no mark in it is one."""
    return Shown(UNSEEN.sub("", text))


def _read(text: str, names: Names, *, at_start: bool = False) -> Shown:
    told: list[Shown] = []
    at = 0
    while at < len(text):
        start = at_start if not at else text[at - 1] == "\n"
        piece, end = _piece(text, at, names, start=start)
        told.append(piece)
        at = end
    words = "".join(one.text for one in told)
    return Shown(words, tuple(what for one in told for what in one.does))


def _piece(text: str, at: int, names: Names, *, start: bool) -> tuple[Shown, int]:
    """What begins there, and where it ends."""
    if start:
        for name, rule in _AT_START:
            found = rule.match(text, at)
            if found and found.end() > at:
                return Shown("", (name,)), found.end()
    for pattern, work in _RULES:
        found = pattern.match(text, at)
        if found:
            return work(found, names), found.end()
    for name, rule in _STYLES:
        found = rule.match(text, at)
        if found and not (name == "italic" and found[0][0] == "_" and _in_word(text, at)):
            inside = _read(found[1], names)
            return Shown(inside.text, (name, *inside.does)), found.end()
    return Shown(text[at]), at + 1


def _in_word(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalnum()


def _angle(found: re.Match[str], names: Names) -> Shown:
    if found["sign"]:
        return _named(found["sign"], found["id"], names)
    if found["command"]:
        return Shown(f"/{found['command']}", ("command",))
    if found["at"]:
        return Shown(_moment(int(found["at"]), found["way"] or "f"), ("moment",))
    if found["emoji"]:
        return Shown(f":{found['emoji']}:", ("emoji",))
    if found["page"]:
        return Shown(found["page"], ("room",))
    return Shown(found["url"], ("link",))


def _named(sign: str, id: str, names: Names) -> Shown:
    if sign == "#":
        return Shown(f"#{names.channels.get(id, 'unknown')}", ("room",))
    known = names.roles if sign == "@&" else names.people
    rings = names.rings is not None and id in names.rings
    kind = "group" if sign == "@&" else "mention"
    return Shown(f"@{known.get(id, 'unknown-user')}", (kind if rings else "named",))


def _moment(at: int, way: str) -> str:
    """A time, in the time zone of somebody in UTC; how long it is since, by no clock."""
    if way == "R":
        return "(relative)"
    try:
        return datetime.fromtimestamp(at, UTC).strftime(_WAYS[way])
    except (OverflowError, ValueError, OSError):
        return "Invalid Date"


def _masked(found: re.Match[str], names: Names) -> Shown:
    inside = _read(found[1], names)
    if _URL.search(inside.text):  # a label that is an address itself stays as it stands
        return Shown(found[0], ("link", "link"))
    return Shown(inside.text, ("link", *inside.does))


def _all(found: re.Match[str], names: Names) -> Shown:
    return Shown(found[0], ("everyone",) if names.everybody else ())


_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Names], Shown]], ...]] = (
    (_ESCAPE, lambda found, names: Shown(found[1])),
    (_BLOCK, lambda found, names: Shown(found[1].strip("\n"), ("block",))),
    (_CODE, lambda found, names: Shown(found[2].strip(" "), ("code",))),
    (_ANGLE, _angle),
    (_MASKED, _masked),
    (_URL, lambda found, names: Shown(found[0], ("link", "unfurl"))),
    (_INVITE, lambda found, names: Shown(found[0], ("invite",))),
    (_ALL, _all),
    (_EMOJI, lambda found, names: Shown(found[0], ("emoji",))),
)
