"""Rules where a private incident may be spoken of: in its own room and in direct messages only."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.domain.command import Command
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.incident import Incident
from tocsin.domain.titles import was_left
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import Forbidden
from tocsin.store.contract import ReadTx
from tocsin.wording.privacy import OVERHEARD, elsewhere

VisibilityRule = Callable[[Incident], bool]


def only_members_read(incident: Incident, said: SpokenLine, tx: ReadTx) -> bool:
    """Whether nobody else reads what is answered here: all of a private one may be told.

    Who is in the room is not asked: it may be somebody the incident does not exist for.
    """
    if "private" not in incident.flags or not said.room:
        return True
    if not said.room_id or was_left(incident, said.platform, said.room_id):
        return False
    return tx.id_of_room(said.platform, said.room_id) == incident.id


def overheard_notice(incident: Incident, said: SpokenLine, tx: ReadTx) -> str:
    """The notice added where somebody has just told everybody of something private, or ""."""
    if said.unseen or only_members_read(incident, said, tx):
        return ""
    return OVERHEARD


def reveals_nothing(command: Command) -> bool:
    """Whether the answer holds no word of the incident, so that it may be read by anybody."""
    return isinstance(command, SetFlag) and command.flag == "private"


class NotHere(Forbidden):
    """Refusal to tell or do something private where others read; only who asked is told."""

    def __init__(self, key: str, *, done: bool | None = None) -> None:
        """As `elsewhere` says it."""
        super().__init__(elsewhere(key, done=done))
