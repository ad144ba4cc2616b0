"""The ears of a running system: what a chat platform hears becomes a line for the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tocsin.chat import Account, Chat, Form, Heard, Heeded, RoomRef, Said, text
from tocsin.desk.reply import Reply
from tocsin.domain.people import GUEST, Person
from tocsin.engine.spoken import Spoken


class DeskEars:
    """Hands what is said to the desk and posts its reply."""

    def __init__(
        self,
        say: Callable[[Spoken], Reply],
        chats: Mapping[str, Chat],
        people: Callable[[], Mapping[str, Person]],
    ) -> None:
        """`say` answers a line."""
        self._say = say
        self._chats = chats
        self._people = people

    def hear(self, heard: Heard) -> Heeded:
        """Take it in; see `Ears.hear`."""
        if not isinstance(heard, Said):
            return Heeded(taken=False)
        reply = self._say(self._spoken(heard))
        words, key = text(reply.text), f"reply:{heard.platform}:{heard.event_id}"
        chat = self._chats[heard.platform]
        if "person-ids" not in chat.capabilities and reply.text:
            if heard.room is None:
                chat.direct(heard.account, words, key=key)
            else:
                chat.post(heard.room, words, key=key, thread=heard.thread)
        return Heeded(accepted=reply.accepted, reply=words, key=key)

    def _spoken(self, said: Said) -> Spoken:
        return Spoken(
            platform=said.platform,
            message_id=said.event_id,
            speaker=self._speaker(said.account),
            room=said.room.name if said.room else "",
            text=said.text,
            room_id=said.room.id if said.room else "",
            account=said.account.id,
            thread=said.thread.id if said.thread else "",
        )

    def _speaker(self, account: Account) -> str:
        people, chat = self._people(), self._chats[account.platform]
        if "person-ids" in chat.capabilities and account.id in people:
            return account.id
        for person in people.values():
            if person.accounts.get(account.platform) == account.id:
                return person.id
        return account.id if account.id.startswith(GUEST) else f"{GUEST}{account.id}"

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        """There is none."""
        return None

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        """Nothing is known."""
        return ()
