"""Errbot's bot as every chat of ours uses it: in step, without threads, without surprises."""

from __future__ import annotations

import atexit
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Final

from errbot.backends.base import Message
from errbot.core import ErrBot

from tocsin.desk.first_words import is_for_desk, takes_help
from tocsin.desk.grammar import after_prefix
from tocsin.desk.plain import bare
from tocsin.desk.reply import Reply
from tocsin.engine.spoken import Spoken
from tocsin.errbot_host.commands import FIRST_WORDS, INCIDENT
from tocsin.errors import RejectedCommand, TocsinError

log = logging.getLogger(__name__)

SAID: Final = "said"
"""The key of a message's `extras` that holds what was said, as `Spoken`."""

FAILED: Final = "Something broke on our side"
_UNKNOWN_WORDS_KEPT: Final = 2


class TocsinBot(ErrBot):
    """The base of our backends. `tocsin.errbot_host.host` brings it to life.

    What it changes about Errbot: the text of an exception never reaches a chat; a message runs
    to its end on the thread that brings it in; there is no history to repeat commands from; the
    desk gets each message as it was said; a long message is not searched word by word.

    Args:
        settings: from `errbot_settings`.
        handle: the desk. What it raises on purpose is answered with its sentence, anything else
            with a reference that stands in the log.
        new_ref: makes such a reference, a few letters and digits.
    """

    MSG_ERROR_OCCURRED = FAILED

    def __init__(
        self,
        settings: SimpleNamespace,
        *,
        handle: Callable[[Spoken], Reply],
        new_ref: Callable[[], str],
    ) -> None:
        super().__init__(settings)
        self._handle = handle
        self._new_ref = new_ref
        self.cmd_history: Mapping[str, deque[object]] = defaultdict(lambda: deque(maxlen=0))
        self._end_flow_threads()

    def set_message_size_limit(self, limit: int = 0, hard_limit: int = 0) -> None:
        """Keep the limit of our settings, which is none."""

    def is_command(self, text: str) -> bool:
        """Whether a message is a command, known or not, rather than chatter."""
        return after_prefix(text, self.prefix) is not None

    def answer(self, msg: Message) -> str:
        """What the desk answers to a message of ours, or a sentence that says it could not."""
        try:
            return self._handle(msg.extras.get(SAID) or self.said(msg)).text
        except TocsinError as error:
            return str(error)
        except Exception:  # noqa: BLE001 - the last fence before a chat
            return self._failed()

    def said(self, msg: Message) -> Spoken:
        """What a message says that did not come from the chat: a plugin of somebody else made it.

        Raises:
            RejectedCommand: This bot takes none.
        """
        raise RejectedCommand("A plugin cannot type commands of Tocsin here.")

    def process_message(self, msg: Message) -> bool:
        """Run the command a message begins with; what is none gets Errbot's own reply."""
        text = after_prefix(msg.body, self.prefix)
        if msg.delayed or self.is_from_self(msg) or text is None:
            return bool(super().process_message(msg))
        command, arguments = self._command(text)
        if command:
            self._process_command(msg, command, arguments, match=None)
        elif _recalls(text, self.prefix):
            self.send_simple_reply(msg, self.unknown_command(msg, text.split()[0], ""))
        else:
            super().process_message(self._typed(msg, text))
        return True

    def send_simple_reply(
        self, msg: Message, text: str, private: bool = False, threaded: bool = False
    ) -> None:
        """Reply, without the text of an exception that a plugin of somebody else raised."""
        if text.startswith(f"{FAILED}:\n"):
            text = self._failed()
        super().send_simple_reply(msg, text, private, threaded)

    def _failed(self) -> str:
        """Log the exception being handled under a new reference, and tell that reference."""
        ref = self._new_ref()
        log.exception("a command failed; people were given the reference %s", ref)
        return (
            f"{FAILED} (ref {ref}); nothing of yours was lost. "
            "Try again, or tell your admin this reference."
        )

    def _command(self, text: str) -> tuple[str, str]:
        """The command a text begins with, and what follows it; "" when there is none.

        `incident` and the other nouns are ours whatever follows; else the longest command wins,
        as with Errbot, which however tries as many words as the message has. What no plugin
        takes and begins with a verb is an incident's: `ack`, `take ic`.
        """
        most = 1 + max((name.count("_") for name in self.commands), default=0)
        words = text.split(maxsplit=most)
        first = FIRST_WORDS.get(bare(words[0]).lower()) if words else None
        if first is not None:
            return first, _after(text, 1)
        if takes_help(text):
            return INCIDENT, text
        for count in range(min(most, len(words)), 0, -1):
            name = "_".join(words[:count])
            if name in self.commands:
                return name, _after(text, count)
        return (INCIDENT, text) if is_for_desk(text) else ("", "")

    def _typed(self, msg: Message, text: str) -> Message:
        """A message that is none of these, as Errbot takes it: what its reply mentions is kept."""
        copy = msg.clone()
        kept = text if self.re_commands else " ".join(text.split()[:_UNKNOWN_WORDS_KEPT])
        copy.body = self.prefix + kept
        return copy

    def _end_flow_threads(self) -> None:
        """End the eight threads Errbot starts for its flows; we load none."""
        pool = self.flow_executor._pool
        atexit.unregister(pool.close)
        pool.terminate()
        pool.join()


def _after(text: str, count: int) -> str:
    """What follows the first `count` words, as it was typed."""
    return "".join(text.split(maxsplit=count)[count:])


def _recalls(text: str, prefix: str) -> bool:
    """Whether Errbot would run an earlier command for this text, or stumble: `!!`, `!3`, `!0`."""
    words = text.split(maxsplit=1)
    return bool(words) and (words[0] == prefix or words[0].isdigit())
