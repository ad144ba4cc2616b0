"""The verbs as commands with options, made from their rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.chat.slash_commands import INCIDENT, KEY, Command, Option
from tocsin.desk.options import Shape
from tocsin.desk.verb import Verb
from tocsin.desk.verbs import VERBS

_OF: Final = Option(name=INCIDENT, about="INC-7; empty = that of the room", completed=True)


def _commands() -> Iterator[Command]:
    for verb in VERBS.values():
        yield _command(verb, verb.commands[0])
    for verb in VERBS.values():
        yield from (_command(verb, more) for more in verb.commands[1:])


def _command(verb: Verb, shape: Shape) -> Command:
    named = verb.of_incident or verb.any_incident
    which = f"{KEY}{{{INCIDENT}:word}}" if named else ""
    return Command(
        name=shape.name or verb.name,
        about=shape.about or verb.help[:1].upper() + verb.help[1:],
        group=verb.group,
        line=" ".join(filter(None, ("incident", which, verb.name, shape.rest))),
        options=(*shape.options, *((_OF,) if named else ())),
        form=shape.form,
    )


COMMANDS: Final[tuple[Command, ...]] = tuple(_commands())
"""Every verb, in the order of help; behind them those that say a part of one."""
