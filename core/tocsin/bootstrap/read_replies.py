"""Answers to what only asks: said where it was asked, with no row in the database.

Each platform has a line of its own, and one for guests, so that one that is slow keeps nobody else
waiting, and whoever tells us what a chat heard waits for none of them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from tocsin.chat.events import Event
from tocsin.chat.port import Chat
from tocsin.chat.text import Words
from tocsin.engine.guests import is_guest_key
from tocsin.engine.rate_limited_chat import wait_for_turn
from tocsin.engine.replies import QueuedReply, answer_to, post_reply
from tocsin.error_location import error_location
from tocsin.errors import TocsinError
from tocsin.wording.internal_error import NOT_ANSWERED

log = logging.getLogger(__name__)
Make = Callable[[], Words | QueuedReply | None]
PAUSES_S: Final = (0.0, 0.5, 2.0, 5.0)
MOST_WAITING: Final = 200
MOST_ASKING: Final = 16


class ReadReplies:
    """Says answers: in threads of its own once it is started, before that in the caller's."""

    def __init__(
        self, chats: Mapping[str, Chat], pause: Callable[[float], None] = time.sleep
    ) -> None:
        """Nothing waits yet. `pause` lets so many seconds pass."""
        self._chats = chats
        self.pause = pause
        self._apart = self._ended = False
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, bool], deque[QueuedReply]] = {}
        self._asking = 0

    def start(self) -> None:
        """Say replies in threads of their own: from now on nobody waits for a chat."""
        self._apart = True

    def stop(self) -> None:
        """Leave what is not said by now: who asked asks again."""
        self._ended = True

    @property
    def waiting(self) -> int:
        """How many answers are not said yet."""
        with self._lock:
            return self._asking + sum(len(line) for line in self._lines.values())

    def whispers(self, platform: str) -> bool:
        """Return whether somebody can be told alone in a room there."""
        chat = self._chats.get(platform)
        return chat is not None and "whisper" in chat.capabilities

    def say(self, answer: QueuedReply) -> None:
        """Say it behind what waits already on its platform. Never raises."""
        if not self._apart:
            self._said(answer)
            return
        platform = answer.account.platform
        with self._lock:
            line = self._lines.setdefault((platform, is_guest_key(answer.key)), deque())
            if len(line) >= MOST_WAITING:
                log.error("chat.%s: too many answers wait; one is not said", platform)
                return
            line.append(answer)
            if len(line) > 1:
                return
        self._thread(platform, lambda: self._work(line))

    def later(self, heard: Event, speaker: str, make: Make) -> threading.Event:
        """Say what `make` returns, which may take a moment, unless it is nothing. Never raises.

        What is returned is set when `make` has ended and its answer waits for nothing but the chat.
        """
        over = threading.Event()
        with self._lock:
            apart = self._apart and self._asking < MOST_ASKING
            self._asking += apart
        if apart:
            self._thread(heard.platform, lambda: self._make_apart(heard, speaker, make, over))
        else:
            self._make(heard, speaker, make)
            over.set()
        return over

    def _make_apart(
        self,
        heard: Event,
        speaker: str,
        make: Make,
        over: threading.Event,
    ) -> None:
        self._make(heard, speaker, make)
        with self._lock:
            self._asking -= 1
        over.set()

    def _make(self, heard: Event, speaker: str, make: Make) -> None:
        try:
            words: Words | QueuedReply | None = make()
        except TocsinError as error:
            words = str(error)
        except Exception as error:  # noqa: BLE001 - nobody else would say that it broke
            log.error("a question could not be answered: %s", error_location(error))
            words = NOT_ANSWERED
        if words:
            self.say(words if isinstance(words, QueuedReply) else answer_to(heard, words, speaker))

    def _thread(self, platform: str, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name=f"tocsin-answers-{platform}", daemon=True).start()

    def _work(self, line: deque[QueuedReply]) -> None:
        """What is being said stays in the line until it is, so that it counts as waiting."""
        more = True
        while more:
            self._said(line[0])
            with self._lock:
                line.popleft()
                more = bool(line)

    def _said(self, answer: QueuedReply) -> None:
        platform = answer.account.platform
        chat = self._chats.get(platform)
        for pause in PAUSES_S:
            if self._ended or chat is None:
                return
            self.pause(pause)
            if self._is_said(chat, answer):
                return
        log.error("an answer could not be said on %s; who asked may ask again", platform)

    def _is_said(self, chat: Chat, answer: QueuedReply) -> bool:
        try:
            wait_for_turn(partial(post_reply, chat, answer), self.pause)
        except Exception as error:  # noqa: BLE001 - a chat may raise anything
            log.warning(
                "chat.%s: an answer is not said yet: %s", chat.platform, error_location(error)
            )
            return False
        return True
