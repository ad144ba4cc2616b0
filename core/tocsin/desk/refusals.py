"""Refusals as replies, and what the log keeps of them: never the words."""

from __future__ import annotations

import re
from typing import Final

from tocsin.chat import Code, Text, Words
from tocsin.desk.grammar import NOUNS, CommandLine, key_number, read_line
from tocsin.desk.incident_lookup import room_incident
from tocsin.desk.incident_reference import extract_reference
from tocsin.desk.message_context import ReadContext
from tocsin.desk.privacy import NotHere
from tocsin.desk.reply import RefusedLine, Reply
from tocsin.desk.request import FormattedRefusal
from tocsin.desk.verbs import VERBS
from tocsin.domain.incident import Incident
from tocsin.domain.people import GUEST
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import Forbidden, InvalidValue, NotFound
from tocsin.store.contract import ReadTx
from tocsin.wording.clean import clean
from tocsin.wording.composing import say
from tocsin.wording.truncation import one_message

LONGEST_REFUSAL: Final = 1500


def refused_of(
    tx: ReadTx, said: SpokenLine, prefix: str, error: Exception, key: str = ""
) -> RefusedLine:
    """The verb and the incident: the one that was worked on, else the named one, else the room's.

    Args:
        key: The incident that was worked on, "" where it did not come to that.
    """
    why = error.kind if isinstance(error, FormattedRefusal) else type(error).__name__
    try:
        line = _aimed(read_line(said.text, prefix))
    except InvalidValue:
        return RefusedLine(why=why, verb="", incident=key)
    here = room_incident(tx, said)
    room = here.key if here is not None else ""
    named = f"INC-{line.number}" if line.number is not None else room
    verb = "oncall" if line.noun == "oncall" else line.verb if line.verb in VERBS else ""
    return RefusedLine(why=why, verb=verb, incident=key or named)


def _aimed(line: CommandLine) -> CommandLine:
    verb = VERBS.get(line.verb) if line.noun == "incident" else None
    return (
        extract_reference(line, verb.takes)
        if verb is not None and (verb.of_incident or verb.asks)
        else line
    )


def refused(message: ReadContext, error: Exception, incident: Incident | None = None) -> Reply:
    """The sentence why not; what it names to type can be pasted as it stands.

    What is not there for somebody, or is told elsewhere alone, is said to who asked and to nobody
    besides: so nobody learns from it what is there. A slip of the keyboard is theirs too.

    Args:
        incident: The one that was worked on; None = it did not come to that.
    """
    key = incident.key if incident is not None else ""
    what = refused_of(message.tx, message.said, message.prefix, error, key)
    words = error.words if isinstance(error, FormattedRefusal) else _sentence(message, error, key)
    private = incident is not None and not message.may_show(incident)
    hidden = private or isinstance(error, NotFound | NotHere)
    slip = what.why == InvalidValue.__name__
    return Reply(text=one_message(words), accepted=False, refused=what, only_you=hidden, aside=slip)


def _hint(message: ReadContext, error: Exception) -> str:
    """How somebody in a team file, whose account is not known, becomes known."""
    account, speaker = message.said.account, message.said.speaker
    if not isinstance(error, Forbidden) or not account or not speaker.startswith(GUEST):
        return ""
    if message.links.platforms.get(message.said.platform, True):
        return ""
    return " In the team file already? Link this account: `link-me`."


def _sentence(message: ReadContext, error: Exception, key: str) -> Words:
    sentence = clean(f"{error}{_hint(message, error)}", LONGEST_REFUSAL)
    return pasteable(sentence, message.prefix, key)


ANY_KEY: Final = "INC-n"
_MARKED: Final = re.compile(r"`([^`\n]+)`")


def pasteable(sentence: str, prefix: str, key: str = "") -> Text:
    """The sentence with every command in backticks as it can be typed anywhere.

    A refusal of the domain is one `str`, in which backticks stand around what is ours to type;
    whoever puts somebody else's words into one takes theirs out (`domain/quoting`).

    Args:
        sentence: `take ic` in backticks is a command, `pip install` is none.
        prefix: What a command begins with.
        key: The incident it is about, as `INC-7`; "" where there is none.
    """
    parts = _MARKED.split(sentence)
    return say(
        *(Code(_whole(part, prefix, key)) if n % 2 else part for n, part in enumerate(parts))
    )


def _whole(words: str, prefix: str, key: str) -> str:
    first, *more = words.split()
    if NOUNS.get(first) == "incident" and more:
        return _whole(" ".join(more), prefix, key)
    if NOUNS.get(first) == "oncall":
        return f"{prefix}{words}"
    if first in VERBS:
        if VERBS[first].asks and not key:
            return f"{prefix}{words}"
        about_one = VERBS[first].of_incident or VERBS[first].asks
        named = f"{key} " if key and about_one else ""
        return f"{prefix}incident {named}{words}"
    is_key = key_number(first) is not None or first == ANY_KEY
    return f"{prefix}incident {words}" if is_key else words
