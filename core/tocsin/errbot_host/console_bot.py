"""The console as an Errbot backend: what is said goes in, replies come out as lines."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import SimpleNamespace

from errbot.backends.base import ONLINE, Message

from tocsin.builtin.console_chat import BOT_NAME, ConsoleChat
from tocsin.desk.reply import Reply
from tocsin.domain.people import GUEST, Person
from tocsin.engine.spoken import Spoken
from tocsin.errbot_host.bot import SAID, TocsinBot
from tocsin.errbot_host.identities import ConsoleOccupant, ConsolePerson, ConsoleRoom
from tocsin.errors import ProviderError

log = logging.getLogger(__name__)


class ConsoleBot(TocsinBot):
    """Hears people at the console, and replies where they spoke.

    Args:
        settings: from `errbot_settings`.
        chat: where replies are printed.
        people: everybody of a team file, by id, as of now.
        handle: the desk.
        new_id: makes an id for a message, never the same twice, not even after a restart.
        new_ref: makes a reference for what failed.
    """

    def __init__(
        self,
        settings: SimpleNamespace,
        *,
        chat: ConsoleChat,
        people: Callable[[], Mapping[str, Person]],
        handle: Callable[[Spoken], Reply],
        new_id: Callable[[], str],
        new_ref: Callable[[], str],
    ) -> None:
        super().__init__(settings, handle=handle, new_ref=new_ref)
        self._chat = chat
        self._people = people
        self._new_id = new_id
        self.bot_identifier = ConsolePerson(BOT_NAME)

    def hear(self, speaker: str, room: str, text: str) -> None:
        """Take in one message; returns when it is answered. Chatter gets no reply.

        Args:
            speaker: a person id; somebody in no team file becomes `guest-<name>`.
            room: the room's name with `#`; "" for a direct message to the bot.
            text: the message, as it was typed.
        """
        said = Spoken(
            platform=self._chat.platform,
            message_id=self._new_id(),
            speaker=self._speaker(speaker),
            room=room,
            text=text,
        )
        self.callback_message(self._message(said))

    def said(self, msg: Message) -> Spoken:
        """What a plugin lets a person say, where the message goes."""
        return Spoken(
            platform=self._chat.platform,
            message_id=self._new_id(),
            speaker=self._speaker(msg.frm.person),
            room="" if msg.is_direct else str(msg.to),
            text=msg.body,
        )

    def send_message(self, msg: Message) -> None:
        """Print a message of the bot; a console that is gone stops nothing else."""
        super().send_message(msg)
        try:
            self._chat.say(str(msg.to), BOT_NAME, msg.body)
        except ProviderError as error:
            log.warning("a reply was not shown: %s", error)

    def build_reply(
        self,
        msg: Message,
        text: str | None = None,
        private: bool = False,
        threaded: bool = False,
    ) -> Message:
        """A reply to where the message was said, or to its speaker alone."""
        alone = private or msg.is_direct
        to = ConsolePerson(msg.frm.person, msg.frm.fullname) if alone else msg.to
        return Message(body=text or "", frm=self.bot_identifier, to=to, parent=msg)

    def build_identifier(self, text_representation: str) -> ConsolePerson | ConsoleRoom:
        """`#room` is a room; `@ana` and `ana` are a person."""
        if text_representation.startswith("#"):
            return ConsoleRoom(self._chat, text_representation)
        return self._person(text_representation.removeprefix("@"))

    def query_room(self, room: str) -> ConsoleRoom:
        return ConsoleRoom(self._chat, room)

    def rooms(self) -> list[ConsoleRoom]:
        return [ConsoleRoom(self._chat, room.name) for room in self._chat.rooms()]

    def is_from_self(self, msg: Message) -> bool:
        """Whether the bot said it; a person who is called like the bot is not the bot."""
        return msg.frm is self.bot_identifier

    def prefix_groupchat_reply(self, message: Message, identifier: ConsolePerson) -> None:
        """Leave a reply as it is: at a console everybody reads along."""

    def change_presence(self, status: str = ONLINE, message: str = "") -> None:
        """Tell nobody: a console shows no presence."""

    @property
    def mode(self) -> str:
        return self._chat.platform

    def _message(self, said: Spoken) -> Message:
        who = self._person(said.speaker)
        extras = {SAID: said}
        if not said.room:
            return Message(body=said.text, frm=who, to=self.bot_identifier, extras=extras)
        room = ConsoleRoom(self._chat, said.room)
        frm = ConsoleOccupant(room, who.person, who.fullname, who.email)
        return Message(body=said.text, frm=frm, to=room, extras=extras)

    def _speaker(self, name: str) -> str:
        known = name in self._people() or name.startswith(GUEST)
        return name if known else f"{GUEST}{name}"

    def _person(self, id: str) -> ConsolePerson:
        person = self._people().get(id)
        return ConsolePerson(id, person.name, person.email) if person else ConsolePerson(id)
