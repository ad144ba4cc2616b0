"""Text with structure: what is ours to mark up is a span, what others wrote is plain, always.

A sentence is made of parts with `text(…)`. A `str` among them becomes `Plain` and is shown as it
stands on every platform: none of its characters is markup, a mention, a link or a command there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tocsin.errors import InvalidValue


class NoString:
    """Base of texts and spans: they never turn into a `str` unless `as_plain()` is called."""

    __slots__ = ()

    def __str__(self) -> str:
        """Refused: what becomes a `str` by accident has lost its structure.

        Raises:
            TypeError: Always.
        """
        raise TypeError(f"a {type(self).__name__} is no str; say as_plain() for its words alone")

    def __format__(self, spec: str) -> str:
        """Refused, as `str()` is.

        Raises:
            TypeError: Always.
        """
        return str(self)


@dataclass(frozen=True, slots=True)
class Plain(NoString):
    """Words, shown as they stand; a line break in them is a line break."""

    words: str

    def as_plain(self) -> str:
        """The words."""
        return self.words


@dataclass(frozen=True, slots=True)
class Code(NoString):
    """Something to type or to copy, on one line: `!incident ack`."""

    words: str

    def as_plain(self) -> str:
        """In backticks."""
        return f"`{self.words}`"


@dataclass(frozen=True, slots=True)
class Strong(NoString):
    """Words shown in bold."""

    words: str

    def as_plain(self) -> str:
        """Between two asterisks on each side."""
        return f"**{self.words}**"


@dataclass(frozen=True, slots=True)
class Mention(NoString):
    """A person who must act: the platform tells them.

    Args:
        person: Their id in the team files.
        account: The platform's own id of them. A chat port is always given one; before a text is
            on its way to a platform it is "".
    """

    person: str
    name: str
    account: str = ""

    def as_plain(self) -> str:
        """The name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Everyone(NoString):
    """A mention of everybody in the room; only where the policy says so."""

    def as_plain(self) -> str:
        """`@here`."""
        return "@here"


@dataclass(frozen=True, slots=True)
class Link(NoString):
    """A web address, and the words it is shown by; "" = the address itself."""

    url: str
    words: str = ""

    def as_plain(self) -> str:
        """The address, behind its words."""
        return f"{self.words}: {self.url}" if self.words else self.url


@dataclass(frozen=True, slots=True)
class Moment(NoString):
    """An instant. A platform that knows the reader's time zone may show it in that one.

    Args:
        at: Aware.
        words: How it is said where the platform has no such thing: `14:30 CET (in 5 min)`.
    """

    at: datetime
    words: str

    def as_plain(self) -> str:
        """The words."""
        return self.words


@dataclass(frozen=True, slots=True)
class Room(NoString):
    """A room, by the name people see, with `#`; `id` "" = not known on this platform."""

    name: str
    id: str = ""

    def as_plain(self) -> str:
        """The name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Block(NoString):
    """Rows of somebody else's, such as of a log, shown in a block as they stand."""

    rows: tuple[str, ...]

    def as_plain(self) -> str:
        """Between two fences."""
        return "\n".join(("```", *self.rows, "```"))


Span = Plain | Code | Strong | Mention | Everyone | Link | Moment | Room | Block


@dataclass(frozen=True, slots=True)
class Text(NoString):
    """Spans in order. It is no `str` and does not become one by itself: say `as_plain()`."""

    spans: tuple[Span, ...] = ()

    def as_plain(self) -> str:
        """The text without any platform's markup: what a console shows and exports hold."""
        return "".join(span.as_plain() for span in self.spans)

    def __add__(self, other: Words) -> Text:
        """Both, one behind the other."""
        return text(self, other)

    def __radd__(self, other: Words) -> Text:
        """The same, where a `str` stands first."""
        return text(other, self)

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return any(span.as_plain() for span in self.spans)

    def __len__(self) -> int:
        """Characters of the plain form."""
        return len(self.as_plain())

    def rows(self) -> tuple[Text, ...]:
        """Its lines, without the breaks between them. A block stays in one piece."""
        rows: list[list[Span]] = [[]]
        for span in self.spans:
            first, *more = span.words.split("\n") if isinstance(span, Plain) else (span,)
            rows[-1].append(_span(first))
            rows += [[_span(words)] for words in more]
        return tuple(text(*row) for row in rows)


Words = str | Span | Text
EMPTY: Final = Text()


def text(*parts: Words) -> Text:
    """The parts as one text; plain ones that touch become one span, empty ones go."""
    spans: list[Span] = []
    for span in _spans(parts):
        last = spans[-1] if spans else None
        if not isinstance(span, Plain):
            spans.append(span)
        elif isinstance(last, Plain):
            spans[-1] = Plain(last.words + span.words)
        elif span.words:
            spans.append(span)
    return Text(tuple(spans))


def joined(between: str, parts: Iterable[Words]) -> Text:
    """The parts with the same words between each two, as `str.join` does."""
    found: list[Words] = []
    for part in parts:
        found += [between, part] if found else [part]
    return text(*found)


def seen(words: str) -> str:
    """Without what has no look, turns the direction of reading, or is no character."""
    return _UNSEEN.sub("", words)


def packed(whole: Text) -> list[object]:
    """The text as plain data that JSON can hold: `["type ", ["code", "!incident ack"]]`."""
    return [_packed(span) for span in whole.spans]


def unpacked(kept: object) -> Text:
    """The text that `packed` made this of; a `str` alone is plain words.

    Raises:
        InvalidValue: It is no text.
    """
    if isinstance(kept, str):
        return text(kept)
    if not isinstance(kept, list):
        raise InvalidValue(f"a text is kept as words or a list of spans, not as {_kind(kept)}")
    return text(*map(_unpacked, kept))


def _packed(span: Span) -> str | list[object]:
    match span:
        case Plain():
            return span.words
        case Code() | Strong():
            return [_NAMES[type(span)], span.words]
        case Mention():
            return ["mention", span.person, span.name]
        case Link():
            return ["link", span.url, span.words]
        case Moment():
            return ["moment", span.at.isoformat(), span.words]
        case Room():
            return ["room", span.name, span.id]
        case Block():
            return ["block", list(span.rows)]
        case Everyone():
            return ["everyone"]


def _unpacked(kept: object) -> Span:
    match kept:
        case str():
            return Plain(kept)
        case ["moment", str(at), str(words)]:
            return Moment(_aware(at), words)
        case ["block", [*rows]]:
            return Block(_strings(rows))
        case [str(kind), *fields] if kind in _KINDS:
            return _made(kind, _strings(fields))
    raise InvalidValue(f"no span of a text: {_kind(kept)}")


def _made(kind: str, fields: tuple[str, ...]) -> Span:
    made, most = _KINDS[kind]
    if len(fields) != most:
        raise InvalidValue(f"a {kind} of a text has {most} fields, not {len(fields)}")
    return made(*fields)


def _aware(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise InvalidValue(_NO_MOMENT) from None
    if at.tzinfo is None:
        raise InvalidValue(_NO_MOMENT)
    return at


def _strings(kept: list[object]) -> tuple[str, ...]:
    found = tuple(word for word in kept if isinstance(word, str))
    if len(found) != len(kept):
        raise InvalidValue("what a span of a text holds is words")
    return found


def _kind(kept: object) -> str:
    """What it is, and nothing of what it holds."""
    return type(kept).__name__


_NO_MOMENT: Final = "a moment of a text is a time with its offset, as in ISO 8601"
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NAMES: Final[dict[type[Span], str]] = {Code: "code", Strong: "strong"}
_KINDS: Final[dict[str, tuple[Callable[..., Span], int]]] = {
    "code": (Code, 1),
    "strong": (Strong, 1),
    "mention": (Mention, 2),
    "everyone": (Everyone, 0),
    "link": (Link, 2),
    "room": (Room, 2),
}


def _spans(parts: Iterable[Words]) -> Iterator[Span]:
    for part in parts:
        if isinstance(part, Text):
            yield from part.spans
        else:
            yield _span(part)


def _span(one: str | Span) -> Span:
    return Plain(one) if isinstance(one, str) else one
