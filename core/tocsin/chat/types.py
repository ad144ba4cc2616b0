"""`ChatType`: the name, the settings model and the factory of a chat backend."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from tocsin.chat.backend import Backend
from tocsin.chat.slash_commands import Command
from tocsin.providers.base import ProviderConfig


@dataclass(frozen=True, kw_only=True)
class Seat:
    """The terminal, or the pipe, that the bot was started from.

    Args:
        read: Returns the next line, without its end, after showing a prompt. Raises EOFError when
            there will be no more, or the bot is to end.
        pause: Lets so much time pass; shorter when the bot is to end.
        complain: Says of a line what is wrong with it, apart from what is said in the chat.
        speaker: The person who speaks when a line does not say who.
        room: The room, with `#`, where it does not say where.
        people: The ids of everybody in a team file, as of now.
        room_of: `INC-4` -> the name of its room on this platform, with `#`; None = it has none.
    """

    read: Callable[[str], str]
    pause: Callable[[timedelta], None]
    complain: Callable[[str], None]
    speaker: str
    room: str
    people: Callable[[], Container[str]]
    room_of: Callable[[str], str | None]


@dataclass(frozen=True, kw_only=True)
class ChatContext:
    """The arguments a backend's factory gets besides its config.

    Args:
        name: The platform's name in `TOCSIN_CHATS`.
        data_dir: The deployment's data folder; files in it are named for the platform.
        clock: Returns the present moment, aware, UTC.
        write_line: Shows one line, without its end, to whoever started the bot.
        interactive: Whether somebody types at a prompt there.
        prefix: What a command begins with.
        seat: Where a platform that is `seated` reads what it hears; None = nobody is there.
        commands: The verbs, for a platform that has commands of its own.
    """

    name: str
    data_dir: Path
    clock: Callable[[], datetime]
    write_line: Callable[[str], None]
    interactive: bool = False
    prefix: str = "!"
    seat: Seat | None = None
    commands: tuple[Command, ...] = ()


C = TypeVar("C", bound=ProviderConfig)


@dataclass(frozen=True, kw_only=True)
class ChatType(Generic[C]):
    """A chat platform a plugin adds.

    Args:
        name: The key in `TOCSIN_CHATS` of `config.py`, and the `platform` of its values.
        factory: Called once at start; opens no connection yet.
        seated: It hears who sits where the bot was started from, and nobody else. The bot ends
            when there is nothing more to hear there.
    """

    name: str
    summary: str
    config: type[C]
    factory: Callable[[C, ChatContext], Backend]
    seated: bool = False
