"""Slack's own markup, read as its clients read it: what is shown, and what it does.

`mrkdwn` by the page "Formatting text for app surfaces"; `plain_text` is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

_BLANK: Final = "\\s\u200b"
_PIECE: Final = re.compile(
    r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`|<(?P<angle>[^<>\n]+)>|(?P<plain>[^`<]+|[`<])",
    re.DOTALL,
)
# A mark opens behind what is no word and before what is no blank, and closes the other way round.
_STYLES: Final = tuple(
    (
        name,
        re.compile(
            rf"(?<![\w{mark}]){mark}(?![{_BLANK}{mark}])([^\n{mark}]*?)"
            rf"(?<![{_BLANK}]){mark}(?![\w{mark}\u200b])"
        ),
    )
    for name, mark in (("strong", r"\*"), ("italic", "_"), ("strike", "~"))
)
_QUOTE: Final = re.compile(r"^(?:&gt;|>)(?:&gt;|>){0,2} ?", re.MULTILINE)
_URL: Final = re.compile(r"(?<![\w@/.])(?:https?://|www\.|mailto:)[^\s<>|\u200b]+", re.IGNORECASE)
_BARE: Final = re.compile(r"(?<![\w@/.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|example)\b[^\s<>]*")
_LINKED: Final = re.compile(r"(?:https?|mailto|tel|slack):", re.IGNORECASE)
_EVERYBODY: Final = ("here", "channel", "everyone")
_AT: Final = re.compile(r"(?<![\w@.])@(here|channel|everyone)\b")
_IN_URL: Final = "\x00"


@dataclass(frozen=True, kw_only=True)
class Names:
    """How ids are shown: accounts, channels and user groups."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What is read, and what it does besides."""

    text: str
    does: tuple[str, ...] = ()

    def __add__(self, other: Shown) -> Shown:
        return Shown(self.text + other.text, self.does + other.does)


def shown(text: str, names: Names, *, verbatim: bool = False) -> Shown:
    """Markup as it is shown. `verbatim`: what looks like an address or a name is no link."""
    pieces = list(_pieces(text, names))
    # Styles go over the words between pieces of code; a link inside bold words is both.
    found: Shown = Shown("")
    kept: list[Shown] = []
    line = ""
    for piece in pieces:
        if isinstance(piece, Shown):
            line += f"{_IN_URL}{len(kept)}{_IN_URL}"
            kept.append(piece)
        else:
            line += piece
    styled, does = _styled(line, verbatim=verbatim)
    for number, part in enumerate(styled.split(_IN_URL)):
        found += kept[int(part)] if number % 2 else Shown(unescaped(part))
    return Shown(found.text, (*does, *found.does))


def plain(text: str) -> Shown:
    """Plain text as it is shown: no mark in it is one."""
    return Shown(unescaped(text))


def unescaped(text: str) -> str:
    """The three characters that Slack escapes, and no other."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _pieces(text: str, names: Names) -> Iterator[str | Shown]:
    for found in _PIECE.finditer(text.replace(_IN_URL, "")):
        block, code, angle, words = found.group("block", "code", "angle", "plain")
        if block is not None:
            yield Shown(unescaped(block).strip("\n"), ("block",))
        elif code is not None:
            yield Shown(unescaped(code), ("code",))
        elif angle is not None:
            yield _angle(angle, names)
        else:
            yield words


def _angle(inside: str, names: Names) -> Shown:
    """What stands between angle brackets."""
    head, _, label = inside.partition("|")
    read = unescaped(label or head)
    for sign, work in _SIGNS.items():
        if head.startswith(sign):
            return work(head[len(sign) :], unescaped(label), names)
    return Shown(read, ("link",))


def _person(head: str, label: str, names: Names) -> Shown:
    return Shown(f"@{names.people.get(head) or label or head}", ("mention",))


def _channel(head: str, label: str, names: Names) -> Shown:
    return Shown(f"#{names.channels.get(head) or label or head}", ("room",))


def _special(head: str, label: str, names: Names) -> Shown:
    command, _, rest = head.partition("^")
    if command in _EVERYBODY:
        return Shown(f"@{command}", ("everyone",))
    if command == "subteam":
        return Shown(f"@{names.groups.get(rest) or label.lstrip('@') or rest}", ("group",))
    if command == "date":
        stamp, _, form = rest.partition("^")
        form, _, link = form.partition("^")
        made = moment(stamp, form, label)
        return Shown(made, ("moment", "link") if link else ("moment",))
    return Shown(label or head, ("special",))


def moment(stamp: str, form: str, fallback: str) -> str:
    """A time, in the time zone of somebody in UTC."""
    if not stamp.isdigit() or "{" not in form:
        return fallback
    at = datetime.fromtimestamp(int(stamp), UTC)
    ways = {
        "{date_num}": "%Y-%m-%d", "{date}": "%B %-d, %Y", "{date_short}": "%b %-d, %Y",
        "{date_long}": "%A, %B %-d, %Y", "{date_pretty}": "%B %-d, %Y",
        "{date_short_pretty}": "%b %-d, %Y", "{date_long_pretty}": "%A, %B %-d, %Y",
        "{time}": "%-I:%M %p", "{time_secs}": "%-I:%M:%S %p",
    }  # fmt: skip
    for token, way in ways.items():
        form = form.replace(token, at.strftime(way))
    return fallback if "{" in form else form


_SIGNS: Final[Mapping[str, Callable[[str, str, Names], Shown]]] = {
    "@": _person,
    "#": _channel,
    "!": _special,
}


def _styled(line: str, *, verbatim: bool) -> tuple[str, list[str]]:
    """The words without their marks, and what the marks and bare addresses do."""
    does: list[str] = []
    if not verbatim:
        for pattern in (_URL, _BARE):
            does += ["link"] * len(pattern.findall(unescaped(line)))
        does += ["everyone"] * len(_AT.findall(line))
    quoted = _QUOTE.findall(line)
    does += ["quote"] * len(quoted)
    line = _QUOTE.sub("", line)
    for name, pattern in _STYLES:
        while pattern.search(line):
            line = pattern.sub(r"\1", line, count=1)
            does.append(name)
    return line, does
