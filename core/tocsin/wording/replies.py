"""What is answered when a command was done, and asked before one that cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.flags.decide import ClearFlag
from tocsin.wording.flags import to_clear
from tocsin.wording.nouns import REPLIES
from tocsin.wording.parts import marked, together
from tocsin.wording.scene import Scene
from tocsin.wording.told import Told


def reply_to(told: Told, command: Command) -> Words:
    """The answer to a command that was done."""
    answer = REPLIES.get(type(command), _generic)
    said = together(" ", (answer(told, command), told.remark))
    return marked(said, told.incident)


def question_of(scene: Scene, command: Command) -> Words:
    """What is asked before something that cannot be taken back is done."""
    asks = QUESTIONS[type(command)]
    return marked(asks(scene, command), scene.incident)


def _clears(scene: Scene, command: ClearFlag) -> Words:
    return to_clear(scene, command.flag, command.reason)


def _generic(told: Told, _command: Command) -> str:
    return f"{told.key}: done."


# An entry takes the one command type its key names, which a table cannot say to a checker.
QUESTIONS: Final[dict[type[Command], Callable[[Scene, Any], Words]]] = {ClearFlag: _clears}
