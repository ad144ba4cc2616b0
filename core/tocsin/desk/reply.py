"""`Reply`, the desk's answer to one message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from tocsin.chat import Text
from tocsin.chat.forms import Action
from tocsin.desk.verb import Verb
from tocsin.engine.spoken_line import SpokenLine
from tocsin.wording.chat_event_replies import answered_privately
from tocsin.wording.feed import LONGEST, height


@dataclass(frozen=True)
class RefusedLine:
    """A refused command for the log, in no word of whoever typed it.

    Attributes:
        why: the kind of refusal, such as `Forbidden`.
        verb: the verb, "" when it is none of ours.
        incident: the `INC-` number that was meant, "" when none was.
    """

    why: str
    verb: str
    incident: str


@dataclass(frozen=True)
class Reply:
    """The answer to one message, shown to people exactly as it stands.

    Attributes:
        text: the words, with what of them is ours to mark up; empty when nothing is to be said.
        accepted: False when the command was refused and nothing changed.
        refused: Why and what, for the log, when it was refused.
        only_you: Whether it is for who asked alone, wherever it was typed.
        aside: Whether only who asked need read it; where the platform tells nobody alone in a
            room, the room reads it.
        instead: What the room reads where the platform tells nobody alone in it, "" = nothing.
        actions: What can be done next, as buttons where the platform has them.
    """

    text: Text
    accepted: bool = True
    refused: RefusedLine | None = None
    only_you: bool = False
    aside: bool = False
    instead: str = ""
    actions: tuple[Action, ...] = ()


# What is read by whoever asks; what all of a room may act on (`show`, `next`, forms) stays there.
FOR_WHO_ASKED: Final = frozenset({"timeline", "catchup", "policy", "export", "postmortem", "help"})
ALWAYS: Final = frozenset({"catchup"})  # "for you alone", says what offers it


def addressed_to(said: SpokenLine, verb: Verb, reply: Reply) -> Reply:
    """The answer to what only asks: for the speaker alone where it would push a room away."""
    short = verb.name not in ALWAYS and height(reply.text) <= LONGEST
    if not said.room or verb.name not in FOR_WHO_ASKED or short:
        return reply
    return replace(reply, only_you=True, instead=answered_privately(verb.name))
