"""The chat type `console`: rooms and several people in a terminal, or in a pipe."""

from __future__ import annotations

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat import ChatContext, ChatType
from tocsin.providers import ProviderConfig


class ConsoleConfig(ProviderConfig):
    """It has no settings."""


def _make(_config: ConsoleConfig, context: ChatContext) -> ConsoleChat:
    return ConsoleChat(
        context.write_line,
        path=context.data_dir / "console-rooms.json",
        files=context.data_dir / "files",
        interactive=context.interactive,
    )


CONSOLE = ChatType(
    name=ConsoleChat.platform,
    summary="rooms and several people in this terminal",
    config=ConsoleConfig,
    factory=_make,
)
