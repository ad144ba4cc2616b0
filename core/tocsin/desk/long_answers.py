"""Long answers that one person asked for: in a room they are for that person alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tocsin.desk.reply import Reply
from tocsin.desk.verb import Verb
from tocsin.engine.spoken import Spoken
from tocsin.wording.feed import LONGEST, height
from tocsin.wording.heard import aside

# What is read by whoever asks; what all of a room may act on (`show`, `next`, forms) stays there.
FOR_WHO_ASKED: Final = frozenset({"timeline", "catchup", "policy", "export", "postmortem", "help"})
ALWAYS: Final = frozenset({"catchup"})  # "for you alone", says what offers it


def for_whom(said: Spoken, verb: Verb, reply: Reply) -> Reply:
    """The answer to what only asks: for the speaker alone where it would push a room away."""
    short = verb.name not in ALWAYS and height(reply.text) <= LONGEST
    if not said.room or verb.name not in FOR_WHO_ASKED or short:
        return reply
    return replace(reply, only_you=True, instead=aside(verb.name))
