"""Says what a tool answered where it was asked: in the room, or to the person who asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from tocsin.chat.port import Account, Chat, File, RoomRef
from tocsin.chat.text import Text, text
from tocsin.desk.desk import Desk
from tocsin.domain.people import Person
from tocsin.engine.accounts import account_of
from tocsin.engine.query import Query, QueryAnswer
from tocsin.engine.rate_limited_chat import wait_for_turn
from tocsin.engine.room_ids import room_of
from tocsin.engine.spoken_line import SpokenLine
from tocsin.error_location import error_location
from tocsin.store.contract import Store
from tocsin.wording.privacy import elsewhere
from tocsin.wording.queries import for_whom

log = logging.getLogger(__name__)
# An answer that comes right behind the reply "it comes" must not overtake it; a chat that is away
# for a moment is tried again, and then left: who asked asks again.
PAUSES_S: Final = (0.2, 2.0, 5.0)


class QueryPosts:
    """Posts what tools answered, and the files of it, where the question was asked."""

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        chats: Mapping[str, Chat],
        people: Mapping[str, Person],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """It is told in the room it was asked in."""
        self._store = store
        self._desk = desk
        self._chats = chats
        self._people = people
        self._pause = pause

    def made(self, said: SpokenLine, query: Query, answer: QueryAnswer) -> Text:
        """Return the words of an answer, its file posted; none of it where others may now read it.

        Raises:
            StoreUnavailable: The database cannot be read.
        """
        if not self._store.read(lambda tx: self._desk.hears(tx, said, query)):
            return text(elsewhere(query.key))
        if answer.file is None:
            return text(answer.text)
        posted = self._uploaded(said, query, answer.file)
        return text(answer.text if posted else answer.instead)

    def _uploaded(self, said: SpokenLine, query: Query, file: File) -> bool:
        chat = self._chats.get(said.platform)
        if chat is None or not said.room or "upload" not in chat.capabilities:
            return False

        def upload() -> None:
            room = self._room(chat, said)
            chat.upload(room, file, key=f"query:{query.id}:file")

        return self._tried(said.platform, upload, "upload")

    def say(self, said: SpokenLine, query: Query, words: Text) -> None:
        """Say it late. Never raises."""
        chat = self._chats.get(said.platform)
        if chat is None:
            return
        told = for_whom(said.speaker, self._people, words) if said.room else words

        def post(*, again: bool) -> None:
            key = f"query:{query.id}:answer"
            if said.room:
                chat.post(self._room(chat, said), told, key=key, again=again)
            elif said.account:
                account = Account(platform=chat.platform, id=said.account)
                chat.direct(account, told, key=key, again=again)
            elif said.speaker in self._people:
                account = account_of(chat, self._people[said.speaker])
                chat.direct(account, told, key=key, again=again)

        for number, pause in enumerate(PAUSES_S):
            self._pause(pause)
            if self._tried(said.platform, partial(post, again=number > 0), "post"):
                return
        log.error("an answer could not be said on %s; who asked may ask again", said.platform)

    def _room(self, chat: Chat, said: SpokenLine) -> RoomRef:
        """Where it was asked: by the platform's own id of the room, where that is known."""
        return self._store.read(lambda tx: room_of(tx, chat, said.room, said.room_id))

    def _tried(self, platform: str, work: Callable[[], None], what: str) -> bool:
        try:
            wait_for_turn(work, self._pause)
        except Exception as error:  # noqa: BLE001 - a chat may raise anything
            log.warning(
                "chat.%s: %s of an answer failed: %s", platform, what, error_location(error)
            )
            return False
        return True
