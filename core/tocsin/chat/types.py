"""What a chat backend adds: its name, the model of its settings, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from tocsin.chat.port import Chat
from tocsin.providers.base import ProviderConfig


@dataclass(frozen=True, kw_only=True)
class ChatContext:
    """What a factory gets besides its config.

    Args:
        name: The platform's name in `TOCSIN_CHATS`.
        data_dir: The deployment's data folder; files in it are named for the platform.
        clock: Returns the present moment, aware, UTC.
        write_line: Shows one line, without its end, to whoever started the bot.
        interactive: Whether somebody types at a prompt there.
    """

    name: str
    data_dir: Path
    clock: Callable[[], datetime]
    write_line: Callable[[str], None]
    interactive: bool = False


C = TypeVar("C", bound=ProviderConfig)


@dataclass(frozen=True, kw_only=True)
class ChatType(Generic[C]):
    """A chat platform a plugin adds.

    Args:
        name: The key in `TOCSIN_CHATS` of `config.py`, and the `platform` of its values.
        factory: Called once at start; opens no connection yet.
    """

    name: str
    summary: str
    config: type[C]
    factory: Callable[[C, ChatContext], Chat]
