"""Makes the chat platforms that `config.py` names."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from tocsin.chat import Chat, ChatContext
from tocsin.deadlines import run_once
from tocsin.engine.trouble import where
from tocsin.plugin_manager import Plugins
from tocsin.providers import ProviderConfig

log = logging.getLogger(__name__)
MAKING_S: Final = 10.0


def make_chats(
    settings: Mapping[str, ProviderConfig],
    plugins: Plugins,
    *,
    data_dir: Path,
    clock: Callable[[], datetime],
    write_line: Callable[[str], None],
    interactive: bool,
) -> tuple[dict[str, Chat], tuple[str, ...]]:
    """Platform -> its chat, and a sentence for each that could not be made.

    A factory that fails is a fault, never the end: people are paged without that platform.
    """
    chats: dict[str, Chat] = {}
    faults: list[str] = []
    for name, config in settings.items():
        context = ChatContext(
            name=name,
            data_dir=data_dir,
            clock=clock,
            write_line=write_line,
            interactive=interactive,
        )
        try:
            chats[name] = run_once(
                partial(plugins.chats[name].factory, config, context), MAKING_S, name
            )
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            log.error("chat.%s cannot be made: %s", name, where(error))
            faults.append(f"chat.{name} cannot be made: {type(error).__name__}; the log says where")
    return chats, tuple(faults)
