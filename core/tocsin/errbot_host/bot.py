"""Errbot's bot class for every chat platform: synchronous, without threads of its own."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Final

from errbot.backends.base import ONLINE, Card, Message
from errbot.core import ErrBot

from tocsin.chat import Account, Chat, Ears, EventResult, Said, text
from tocsin.deadlines import Calls
from tocsin.desk.grammar import after_prefix
from tocsin.desk.reply import Reply
from tocsin.domain.people import GUEST, Person
from tocsin.engine.accounts import account_of
from tocsin.engine.rate_limited_chat import wait_for_turn
from tocsin.errbot_host.commands import FIRST_WORDS
from tocsin.errbot_host.first_word import command_of, recalls
from tocsin.errbot_host.identities import AccountHolder, ChatOccupant, ChatPerson, ChatRoom
from tocsin.errbot_host.person_lines import (
    HeardCommand,
    PersonActions,
    card_as_text,
    spoken_by,
    thread_of,
)
from tocsin.error_location import error_location
from tocsin.errors import StoreUnavailable, TocsinError
from tocsin.providers import IncidentView
from tocsin.wording.internal_error import FAILED, broke

log = logging.getLogger(__name__)

HEARING: Final = "hearing"
"""The key of a message's `extras` that holds what becomes of it, as `HeardCommand`."""
BOT_NAME: Final = "tocsin"
IN_STEP_S: Final = 5.0
OURS: Final = frozenset(FIRST_WORDS.values())
_UNKNOWN_WORDS_KEPT: Final = 2


class TocsinBot(ErrBot):
    """One platform as Errbot sees it; `tocsin.errbot_host.start_stop` starts and stops it.

    What it changes about Errbot: the text of an exception never reaches a chat; a command of ours
    runs to its end on the thread that brings it in, and is run past no filter of anybody else;
    what is a plugin's runs in threads of its own; there is no history to repeat commands from;
    a long message is not searched word by word.

    Args:
        settings: from `errbot_settings`.
        chat: where plugins' replies are posted.
        ears: take in what is said to us. They post the reply themselves.
        whose: who has an account.
        people: everybody of a team file, by id, as of now.
        house: answers a line that a plugin has a person say, and tells what is open.
        calls: makes the calls to plugins of somebody else.
        new_id: makes an id, never the same twice, not even after a restart.
        new_ref: makes a reference for what failed, a few letters and digits.
        patience_s: how long a platform waits for a plugin, which then goes on by itself.
    """

    MSG_ERROR_OCCURRED = FAILED

    def __init__(
        self,
        settings: SimpleNamespace,
        *,
        chat: Chat,
        ears: Ears,
        whose: Callable[[Account], AccountHolder],
        people: Callable[[], Mapping[str, Person]],
        house: PersonActions,
        calls: Calls,
        new_id: Callable[[], str],
        new_ref: Callable[[], str],
        patience_s: float = IN_STEP_S,
    ) -> None:
        super().__init__(settings)
        self.chat = chat
        self.hosts_others = False
        self._ears = ears
        self._whose = whose
        self._people = people
        self._house = house
        self._calls = calls
        self._new_id = new_id
        self._new_ref = new_ref
        self._patience_s = patience_s
        self._here = threading.local()
        self.cmd_history: Mapping[str, deque[object]] = defaultdict(lambda: deque(maxlen=0))
        itself = Account(platform=chat.platform, id="", name=BOT_NAME)
        self.bot_identifier = ChatPerson(AccountHolder(id=BOT_NAME, account=itself))
        self._end_flow_threads()

    # --------------------------------------------------------------------- what people say

    def hear(self, said: Said) -> EventResult:
        """Handle one message; without prefix it goes to the plugins alone.

        Raises:
            StoreUnavailable: It is a command of ours, and nothing was kept.
        """
        words = after_prefix(said.text, self.prefix)
        if words is None and not self.hosts_others:
            return EventResult(taken=False)
        msg = self._message(said)
        if words is not None and self._command(words)[0] in OURS:
            return self._taken(msg, HeardCommand(said=said))
        self._apart(partial(self.callback_message, msg))
        return EventResult(taken=words is not None)

    def _taken(self, msg: Message, hearing: HeardCommand) -> EventResult:
        msg.extras[HEARING] = hearing
        self._here.hears = True
        try:
            self.process_message(msg)
        finally:
            self._here.hears = False
        if hearing.error is not None:
            raise hearing.error
        if self.hosts_others:
            self._apart(partial(self._tell_others, msg, hearing))
        return hearing.result or EventResult(accepted=False)

    def _tell_others(self, msg: Message, hearing: HeardCommand) -> None:
        """Plugins see our commands, and what we say to them."""
        reply = hearing.result.reply.as_plain() if hearing.result else ""
        if reply:
            self._dispatch_to_plugins("callback_botmessage", self.build_reply(msg, reply))
        self._dispatch_to_plugins("callback_message", msg)

    def _apart(self, work: Callable[[], object]) -> None:
        """Run what belongs to plugins; one that takes long goes on while we do too."""
        try:
            self._calls.call(work, self._patience_s, "plugin")
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            log.warning("a plugin for Errbot did not end in step: %s", error_location(error))

    def take(self, msg: Message) -> str:
        """Hand a command to the ears, which post the reply themselves.

        Returns the reply when a plugin let somebody say it, for then nobody else shows it.
        """
        hearing = msg.extras.get(HEARING)
        try:
            if not isinstance(hearing, HeardCommand):
                return self.say_as(msg.frm, msg.body, "message").text.as_plain()
            hearing.result = self._ears.hear(hearing.said)
        except StoreUnavailable as error:
            if not isinstance(hearing, HeardCommand):
                return str(error)
            hearing.error = error
        except TocsinError as error:
            return str(error)
        except Exception:  # noqa: BLE001 - the last fence before a chat
            return self._failed()
        return ""

    def say_as(self, who: ChatPerson, words: str, plugin: str) -> Reply:
        """Answer a line that a plugin says for somebody who has written there.

        Raises:
            RejectedCommand: They have not.
            StoreUnavailable: Nothing was kept.
        """
        count = who.speak()
        return self._house.said(spoken_by(who, words, f":{plugin}:{count}"))

    def incidents_of(self, who: ChatPerson) -> tuple[IncidentView, ...]:
        """Return the open incidents somebody may read where they have written."""
        return self._house.incidents(spoken_by(who, "", ""))

    # ------------------------------------------------------------------- which command it is

    def is_command(self, said: str) -> bool:
        """Return whether a message begins with the prefix, known command or not."""
        return after_prefix(said, self.prefix) is not None

    def process_message(self, msg: Message) -> bool:
        """Run the command a message begins with, or give Errbot's reply to unknown ones."""
        words = after_prefix(msg.body, self.prefix)
        if msg.delayed or self.is_from_self(msg) or words is None:
            return bool(super().process_message(msg))
        command, arguments = self._command(words)
        if command:
            self._process_command(msg, command, arguments, match=None)
        elif recalls(words, self.prefix):
            self.send_simple_reply(msg, self.unknown_command(msg, words.split()[0], ""))
        else:
            super().process_message(self._typed(msg, words))
        return True

    def _process_command_filters(
        self, msg: Message, cmd: str, args: object, dry_run: bool = False
    ) -> tuple[Message | None, str | None, object]:
        """Access rules hold for every command; a plugin's own filters, for plugins' commands."""
        every = self.command_filters
        if cmd not in OURS:
            found: tuple[Message | None, str | None, object] = super()._process_command_filters(
                msg, cmd, args, dry_run
            )
            return found
        for plugin in every:
            if type(plugin.__self__).__module__.startswith("errbot.core_plugins."):
                msg, cmd, args = plugin(msg, cmd, args, dry_run)
            if msg is None:
                return None, cmd, args
        return msg, cmd, args

    def _command(self, words: str) -> tuple[str, str]:
        return command_of(words, self.commands)

    def _typed(self, msg: Message, words: str) -> Message:
        """A message that is none of these, as Errbot takes it: what its reply mentions is kept."""
        copy = msg.clone()
        kept = words if self.re_commands else " ".join(words.split()[:_UNKNOWN_WORDS_KEPT])
        copy.body = self.prefix + kept
        return copy

    # ------------------------------------------------------------------------ what is said back

    def send_message(self, msg: Message) -> None:
        """Post what a plugin says; an unavailable chat is logged."""
        super().send_message(msg)
        try:
            self._post(msg)
        except Exception as error:  # noqa: BLE001 - a chat may raise anything
            log.warning("a reply was not shown: %s", error_location(error))

    def send_card(self, card: Card) -> None:
        """Post a card as plain text."""
        asked = card.parent
        to = asked.to if asked is not None and asked.is_group and card.to == asked.frm else card.to
        words = card_as_text(card)
        self.send_message(Message(body=words, frm=self.bot_identifier, to=to, parent=asked))

    def _post(self, msg: Message) -> None:
        """Post it in its turn; the thread that hears waits for no turn, and it is left out."""
        to, key, words = msg.to, f"errbot:{self._new_id()}", text(msg.body)

        def post() -> None:
            if isinstance(to, ChatRoom):
                self.chat.post(to.ref, words, key=key, thread=thread_of(msg))
            elif isinstance(to, ChatPerson):
                self.chat.direct(to.who.account, words, key=key)

        if getattr(self._here, "hears", False):
            post()
        else:
            wait_for_turn(post, time.sleep)

    def send_simple_reply(
        self, msg: Message, words: str, private: bool = False, threaded: bool = False
    ) -> None:
        """Reply, without the text of an exception that a plugin of somebody else raised."""
        if words.startswith(f"{FAILED}:\n"):
            words = self._failed()
        super().send_simple_reply(msg, words, private, threaded)

    def build_reply(
        self,
        msg: Message,
        text: str | None = None,
        private: bool = False,
        threaded: bool = False,
    ) -> Message:
        """Return a reply to where the message was said, or to its speaker alone."""
        alone = private or msg.is_direct
        to = ChatPerson(msg.frm.who) if alone else msg.to
        return Message(body=text or "", frm=self.bot_identifier, to=to, parent=msg)

    def _failed(self) -> str:
        """Log the exception being handled under a new reference, and tell that reference."""
        ref = self._new_ref()
        log.exception("a command failed; people were given the reference %s", ref)
        return broke(ref)

    # ------------------------------------------------------------------------ people and rooms

    def build_identifier(self, text_representation: str) -> ChatPerson | ChatRoom:
        """Return a room for `#room`, a person for `@ana` or `ana`.

        Raises:
            ProviderError: There is no such room, or the person has no account here.
        """
        if text_representation.startswith("#"):
            return self.query_room(text_representation)
        name = text_representation.removeprefix("@")
        person = self._people().get(name)
        if person is None:
            own = "person-ids" in self.chat.capabilities
            id = name if own else name.removeprefix(f"{GUEST}{self.chat.platform}:")
            return ChatPerson(self._whose(Account(platform=self.chat.platform, id=id)))
        return ChatPerson(self._whose(account_of(self.chat, person)))

    def query_room(self, room: str) -> ChatRoom:
        return ChatRoom(self.chat, self.chat.find_room(room), self._whose)

    def rooms(self) -> list[ChatRoom]:
        """Return (): a platform does not list its rooms."""
        return []

    def is_from_self(self, msg: Message) -> bool:
        """Return whether the bot said it, by account and not by name."""
        return msg.frm is self.bot_identifier

    def prefix_groupchat_reply(self, message: Message, identifier: ChatPerson) -> None:
        """Leave a reply as it is."""

    def change_presence(self, status: str = ONLINE, message: str = "") -> None:
        """Do nothing: the chat port has no presence."""

    @property
    def mode(self) -> str:
        return self.chat.platform

    def set_message_size_limit(self, limit: int = 0, hard_limit: int = 0) -> None:
        """Keep no limit: messages are split as they are posted."""

    def _message(self, said: Said) -> Message:
        who = self._whose(said.account)
        if said.room is None:
            return Message(body=said.text, frm=ChatPerson(who, said), to=self.bot_identifier)
        room = ChatRoom(self.chat, said.room, self._whose)
        return Message(body=said.text, frm=ChatOccupant(room, who, said), to=room)

    def _end_flow_threads(self) -> None:
        """End the eight threads Errbot starts for its flows; we load none."""
        pool = self.flow_executor._pool
        atexit.unregister(pool.close)
        pool.terminate()
        pool.join()
