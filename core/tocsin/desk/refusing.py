"""What was asked for where it was refused, for the log: never the words."""

from __future__ import annotations

from tocsin.chat import Words
from tocsin.desk.aim import aim
from tocsin.desk.grammar import Line, read_line
from tocsin.desk.reply import Refused
from tocsin.desk.verbs import VERBS
from tocsin.desk.which import room_incident
from tocsin.engine.spoken import Spoken
from tocsin.errors import InvalidValue, RejectedCommand
from tocsin.store.contract import ReadTx
from tocsin.wording.parts import as_plain


class Worded(RejectedCommand):
    """A refusal whose words have structure, such as other people's and a command in one."""

    def __init__(self, words: Words, *, kind: str = "RejectedCommand") -> None:
        """`kind` is what the log calls it."""
        super().__init__(as_plain(words))
        self.words = words
        self.kind = kind


def refused_of(tx: ReadTx, said: Spoken, prefix: str, error: Exception, key: str = "") -> Refused:
    """The verb and the incident: the one that was worked on, else the named one, else the room's.

    Args:
        key: The incident that was worked on, "" where it did not come to that.
    """
    why = error.kind if isinstance(error, Worded) else type(error).__name__
    try:
        line = _aimed(read_line(said.text, prefix))
    except InvalidValue:
        return Refused(why=why, verb="", incident=key)
    here = room_incident(tx, said)
    room = here.key if here is not None else ""
    named = f"INC-{line.number}" if line.number is not None else room
    verb = "oncall" if line.noun == "oncall" else line.verb if line.verb in VERBS else ""
    return Refused(why=why, verb=verb, incident=key or named)


def _aimed(line: Line) -> Line:
    verb = VERBS.get(line.verb) if line.noun == "incident" else None
    return aim(line, verb.takes) if verb is not None and (verb.of_incident or verb.asks) else line
