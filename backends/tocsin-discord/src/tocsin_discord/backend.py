"""Discord as a chat of Tocsin: what is heard is kept first, and counts as heard then.

The thread that listens handles frames in Discord's order. What could not be kept is told again: the
session is resumed behind the last frame that was, and channels are read back. Commands, presses and
forms are told once only, so whoever sent them is told to try again.

Forms and what may be typed do not wait in that line: they must be there within 3 seconds, and
change nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from tocsin import chat
from tocsin.chat import MALFORMED, NOT_KEPT, Answer, Finding
from tocsin.errors import StoreUnavailable
from tocsin_discord import commands, doctor, modals
from tocsin_discord.api import DiscordApi, Me
from tocsin_discord.chat import DiscordChat, messages
from tocsin_discord.config import DiscordConfig
from tocsin_discord.gap import Channels
from tocsin_discord.gateway import Frame, Gateway
from tocsin_discord.heard import COMPLETE, Reader
from tocsin_discord.interactions import NOTHING, Answers, choices, told

AT_ONCE: Final = 32
DID: Final = "INTERACTION_CREATE"
BROKE: Final = chat.text("That was not understood: ", chat.Code("/incident help"), " says more.")
OUT: Final = "The bot is not in the server: open the README's invite link."
OUTAGE: Final = "Discord has an outage that the server is part of: see discordstatus.com."


class DiscordBackend(chat.ConnectedBackend[Frame, Answer, Answer]):
    """The platform; `chat` may be used without listening."""

    def __init__(self, config: DiscordConfig, context: chat.ChatContext) -> None:
        self._config = config
        self._api = DiscordApi(config.token, config.base_url)
        self.chat = DiscordChat(context.name, self._api, config, context.clock)
        self._channels = Channels(self._api, config.server, config.roles)
        self._answers = Answers(self._api, self.chat)
        self._gateway = Gateway(self._api, config.token, self._at_once, context.clock)
        self._behind = False
        super().__init__(self._gateway, self._channels, context, at_once=AT_ONCE)

    def doctor(self) -> tuple[Finding, ...]:
        """What the README asks for, looked at."""
        return doctor.findings(self._config, self._api, commands.drawn(self._context.commands))

    def _reader(self) -> Reader:
        return Reader(platform=self.chat.platform, prefix=self._context.prefix, me=self._api.me.id,
                      server=self._config.server, known=self._channels,
                      commands=self._context.commands)  # fmt: skip

    def _at_once(self, frame: Frame, is_new: bool) -> bool:
        """Whether it is a form to show or a line to complete, which is begun at once.

        So is what is old: whoever did it saw that nothing came of it, and did it again.
        """
        if frame.kind == "READY":
            me, app = frame.data["user"], frame.data["application"]
            self._api.me = Me(me["id"] + "", app["id"] + "", str(me["username"]))
        if frame.kind != DID or not is_new:
            return frame.kind == DID
        data, reader, asked = frame.data, self._reader(), None
        with suppress(*MALFORMED):  # what it says to that is its answer
            asked = reader.asked(data)
        if asked is None and data["type"] != COMPLETE:
            self._aside.do(self._answers.follow, data, reader.who(data), frame.answer)
            return False
        self._aside.do(*((self._complete, data) if asked is None else (self._open, asked, data)))
        return True

    def _is_done(self, frame: Frame) -> bool:
        return frame.kind == DID

    def _where(self, frame: Frame) -> str:
        return (frame.data.get("channel_id") or "") + ""

    def _answer(self, frame: Frame, error: StoreUnavailable | None) -> Answer:
        return told(NOT_KEPT if error else BROKE)

    def _acknowledge(self, frame: Frame, answer: Answer, *, is_kept: bool) -> None:
        """Of an event that was not kept, and all behind it, Discord hears nothing: it resumes."""
        if frame.kind == DID:
            frame.answer.set_result(answer)
        elif not is_kept:
            self._behind = True
            if frame.kind == "MESSAGE_CREATE":
                self._gap.missed(frame.data["channel_id"])
        if not self._behind:
            self._gateway.handled(frame)

    def _hear(self, heard: chat.Heard) -> chat.EventResult:
        """Have it kept. The first that is, after some that were not, has those told again."""
        result = super()._hear(heard)
        if self._behind:
            self._behind = False
            while (waits := self._gateway.waiting.next(0)) is not None:
                waits.answer.set_result(told(NOT_KEPT))  # what was done is not told again
            self._gateway.close()
        return result

    def _as_told(self, room: str, message: Answer) -> Frame:
        where = self._channels.place(room)
        return Frame(kind="MESSAGE_CREATE", data={**message, **where}, seq=0, id="")

    def _event(self, frame: Frame) -> None:
        kind, data = frame.kind, frame.data
        if kind == "READY":
            self._aside.do(commands.sync, self._api, self._api.me.application, self._config.server,
                           commands.drawn(self._context.commands))  # fmt: skip
            if self._config.server not in [one["id"] for one in data["guilds"]]:
                self._gateway.pulse.trouble(OUT)
        super()._event(frame)
        if data.get("id") == self._config.server:
            if kind == "GUILD_DELETE":
                self._gateway.pulse.trouble(OUTAGE if data.get("unavailable") else OUT)
            elif kind == "GUILD_CREATE":  # what was said before it is to be read
                self._gateway.pulse.well()
                self._gap.begin()

    def _read(self, frame: Frame) -> tuple[chat.Heard, ...]:
        every = self._reader().event(frame.kind, frame.data, frame.id)
        self._channels.learn(frame.kind, frame.data)
        return every

    def _quoted(self, message: chat.MessageRef) -> tuple[str, chat.Account | None]:
        under, reader = self._api.call("GET", messages(message.room, message.id)), self._reader()
        return reader.typed(under["content"]), reader.who(under)

    def _done(self, frame: Frame) -> Answer:
        data, heard, found = frame.data, self._reader().done(frame.data), chat.GONE
        if isinstance(heard, chat.Submitted):
            name, incident, _ = modals.named(data["data"]["custom_id"])
            found = self._answers.drafts.sent(self._ears, self._hear, heard, name, incident)
        elif heard is not None:
            found = chat.shown(heard, self._hear(heard))
        silent = found.elsewhere and "message" in data
        return {"type": NOTHING} if silent else told(found.words, *found.actions)

    def _open(self, asked: chat.FormRequest, data: Answer) -> None:
        """Show the form to whoever asks for it, and to nobody else."""
        self._answers.show(data, asked, chat.asked_for(self._ears, asked))

    def _complete(self, data: Answer) -> None:
        """Show what may be typed next."""
        reader = self._reader()
        given, who = reader.given(data), reader.who(data)
        lines = given.completed(self._ears, who, reader.room(data))
        self._answers.say(data, who, choices(lines))
