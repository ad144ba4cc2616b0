"""Hands each typed line to the ears as a chat event, and prints the reply."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.chat import Account, Ears, EventResult, Said, text
from tocsin.desk.grammar import after_prefix
from tocsin.errors import ProviderError, StoreUnavailable

log = logging.getLogger(__name__)
REPLY: Final = "said:"
ANSWER_S: Final = 5.0


class ConsoleInput:
    """Handles typed lines, one after the other.

    Args:
        chat: shows the replies.
        ears: who is told.
        prefix: what a command begins with.
        clock: the present moment.
        new_id: makes an id for a message, never the same twice, not even after a restart.
    """

    def __init__(
        self,
        *,
        chat: ConsoleChat,
        ears: Ears,
        prefix: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.prefix = prefix
        self._chat = chat
        self._ears = ears
        self._clock = clock
        self._new_id = new_id

    def is_command(self, said: str) -> bool:
        """Return whether a line begins with the prefix, whatever follows it."""
        return after_prefix(said, self.prefix) is not None

    def hear(self, speaker: str, room: str, said: str) -> None:
        """Handle one line; returns when it is answered. Lines without prefix get no reply.

        Args:
            speaker: a person id, or `guest-<name>`.
            room: the room's name with `#`; "" for a direct message to the bot.
            said: the message, as it was typed.
        """
        heard = Said(
            event_id=self._new_id(),
            account=Account(platform=self._chat.platform, id=speaker),
            room=self._chat.ref(room) if room else None,
            sent_at=self._clock(),
            text=said,
        )
        try:
            result = self._ears.hear(heard)
        except StoreUnavailable as error:
            self._show(heard, EventResult(reply=text(str(error))))
        else:
            self._show(heard, result)
            if result.key and not result.reply.as_plain():
                self._chat.wait_for(
                    result.key, ANSWER_S
                )  # a tool was asked; it is said when it comes

    def _show(self, heard: Said, result: EventResult) -> None:
        """Show the reply to who may read it; with the key it is posted with, it is posted once."""
        reply = result.reply
        if not reply.as_plain():
            return
        once = result.key or f"{REPLY}{heard.event_id}"
        try:
            if heard.room is None or result.only_you:
                self._chat.direct(heard.account, reply, key=once)
            else:
                self._chat.post(heard.room, reply, key=once)
        except ProviderError as error:
            log.warning("a reply was not shown: %s", error)
