"""Completes a line that is being typed: verbs, incidents, and the arguments of each verb.

Only words that the desk would take at that place, and of private incidents nothing to who may not
see them message. Reads only, and little: it is asked with every key that is pressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from tocsin.chat.slash_commands import KEY
from tocsin.desk.completion_candidates import (
    OF_OPTION,
    Candidates,
    CompletionContext,
    open_ones,
    these,
)
from tocsin.desk.declare import OPTIONS
from tocsin.desk.grammar import NOUNS, after_prefix, as_number
from tocsin.desk.message_context import ReadContext
from tocsin.desk.options import Shape
from tocsin.desk.verb import Verb
from tocsin.desk.verbs import VERBS
from tocsin.domain.incident import Incident
from tocsin.domain.obligations import obligations
from tocsin.domain.severity import SEVERITIES
from tocsin.errors import TocsinError
from tocsin.wording.buttons import card_buttons
from tocsin.wording.obligations import command_text

MOST: Final = 20
LONGEST: Final = 400
_FIRST: Final = ("incident", "oncall", "logs", "graph", "alerts", "changes")
_HOLE: Final = re.compile(rf"(?:@|{KEY})?{{([a-z_]+):word}}")
"""A hole for one word, which may stand behind what is there already."""


def complete(message: ReadContext, typed_so_far: str) -> tuple[str, ...]:
    """Whole lines that begin with what is typed, the likeliest first; at most `MOST`.

    What is typed may begin with the bot's prefix or not; the lines do likewise.
    """
    if len(typed_so_far) > LONGEST or "\n" in typed_so_far:
        return ()
    said = after_prefix(typed_so_far, message.prefix) if message.prefix else typed_so_far
    said = typed_so_far.lstrip() if said is None else said
    *words, last = said.split(" ")
    before = typed_so_far[: len(typed_so_far) - len(last)]
    fits = (word for word in _next(message, [w for w in words if w]) if _begins(word, last))
    return tuple(f"{before}{word}" for word in islice(dict.fromkeys(fits), MOST))


def _begins(word: str, typed_so_far: str) -> bool:
    return word.lower().startswith(typed_so_far.lower()) and word != typed_so_far


def _next(message: ReadContext, words: list[str]) -> Iterator[str]:
    """The words that may stand behind these."""
    if not words:
        yield from _FIRST
        return
    if NOUNS.get(words[0].lower()) == "oncall":
        yield from ("override", *message.teams)
        return
    words = words[1:] if NOUNS.get(words[0].lower()) == "incident" else words
    number = as_number(words[0]) if words else None
    incident = _meant(message, number)
    if number is not None and incident is None:
        return
    words = words[1:] if number is not None else words
    typing = CompletionContext(message=message, incident=incident)
    yield from _behind(typing, words) if words else _verbs(typing, named=number is not None)


def _verbs(typing: CompletionContext, *, named: bool) -> Iterator[str]:
    """First what the incident needs now, then its other verbs; ids where none is named yet."""
    if typing.incident is not None:
        yield from _needed(typing.incident, typing.message)
    if not named:
        yield from ("declare", *(incident.key for incident in open_ones(typing.message)))
    yield from (name for name, verb in VERBS.items() if verb.of_incident or not named)


def _needed(incident: Incident, message: ReadContext) -> Iterator[str]:
    for action in card_buttons(incident, message.execute.now()):
        yield action.command.split()[2]
    for duty in obligations(incident):
        yield command_text(duty.name, incident).split()[0]


def _behind(typing: CompletionContext, words: list[str]) -> Iterable[str]:
    """What may stand behind a verb and the words behind it already."""
    verb, *said = (word.lower() for word in words)
    if verb == "declare":
        return (*(f"--{name}" for name in OPTIONS), *(severity.lower() for severity in SEVERITIES))
    places = _places(VERBS[verb]) if verb in VERBS else ()
    return places[len(said)](typing) if len(said) < len(places) else ()


def _places(verb: Verb) -> tuple[Candidates, ...]:
    """What may stand at each place behind a verb, as its row says."""
    return verb.completes if verb.completes is not None else tuple(_of_holes(verb.commands[0]))


def _of_holes(shape: Shape) -> Iterator[Candidates]:
    """What fills the holes for one word each in front."""
    options = {option.name: option for option in shape.options}
    for word in shape.rest.split():
        hole = _HOLE.fullmatch(word)
        if hole is None:
            return
        choices = options[hole[1]].choices
        yield these(*choices) if choices else OF_OPTION.get(hole[1], these())


def _meant(message: ReadContext, number: int | None) -> Incident | None:
    """The incident that is named, or that of the room; no other is guessed."""
    try:
        found = (
            message.which(number)
            if number is not None
            else message.of_room() or message.which(None)
        )
    except TocsinError:
        return None
    return found if message.may_show(found) else None
