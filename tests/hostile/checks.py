"""What must hold of everything that is said, whatever others wrote."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from tests.hostile.given import Told, World
from tests.hostile.words import COMMAND, MARK, TEAM_MARK
from tocsin.chat import Code, Everyone, Link, Mention, Moment, Room, Span, Strong, Text
from tocsin.wording.clean import UNSEEN

THEIRS: Final = (MARK, TEAM_MARK)
HIDES: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
JOINER: Final = "\u200d"


def faults(told: Told, world: World) -> Iterator[str]:
    """What is wrong with something that was said, a sentence each."""
    for span in told.words.spans:
        yield from _of_span(span, world)
    if _commands(told.words):
        yield f"a message that is a command: {told.words.as_plain()[:80]!r}"
    for action in told.actions:
        for words in (action.label, action.command):
            yield from _hidden(words)
        if MARK in action.label or action.command.split()[0] not in ("incident", "oncall"):
            yield f"a button {action.label!r} that says {action.command!r}"


def _of_span(span: Span, world: World) -> Iterator[str]:
    words = span.as_plain()
    yield from _hidden(words)
    judge = _JUDGES.get(type(span))
    if judge is not None and (judge(span, world) or _is_told(span, words)):
        yield f"{type(span).__name__} of somebody else's words: {words!r}"


def _is_told(span: Span, words: str) -> bool:
    return MARK in words and not isinstance(span, Code | Room)


def _is_no_command(code: Code, _world: World) -> bool:
    foreign = any(mark in code.words for mark in THEIRS) and not code.words.startswith("!")
    return foreign or code.words.endswith(COMMAND)


def _is_no_room(room: Room, world: World) -> bool:
    return room.name.removeprefix("#") not in {*world.chat.rooms, "incidents"}


# What others wrote may stand in plain words and in blocks.
_JUDGES: Final[Mapping[type[Span], Callable[..., bool]]] = {
    Code: _is_no_command,
    Room: _is_no_room,
    Mention: lambda mention, world: mention.person not in world.system.teams.people,
    Link: lambda link, _: MARK in link.url or "evil" in link.url,
    Strong: lambda *_: False,
    Moment: lambda *_: False,
    Everyone: lambda *_: False,
}


def _commands(text: Text) -> bool:
    """Whether it begins as what is typed does, with words of others."""
    first = text.rows()[0].as_plain()
    return MARK in first and first.startswith(("!", "/"))


def _hidden(words: str) -> Iterator[str]:
    found = {
        one
        for one in words
        if one != "\n" and (unicodedata.category(one) in HIDES or one in UNSEEN)
    }
    if found:
        yield f"what cannot be seen: {sorted(found)!r} in {words[:80]!r}"


def rung(told: Iterable[Told]) -> list[str]:
    """Where everybody was called, in order."""
    return [one.where for one in told for span in one.words.spans if isinstance(span, Everyone)]
