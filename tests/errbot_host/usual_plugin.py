"""An Errbot plugin of the usual sort, as somebody wrote it for another bot years ago."""

# Errbot has no types, so a subclass of its plugin and its decorators look like Any.
# mypy: disable-error-code="misc, untyped-decorator, no-untyped-def, no-untyped-call"

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

from errbot import BotPlugin, arg_botcmd, botcmd, re_botcmd
from errbot.backends.base import Message

from tocsin.errbot_host import as_person
from tocsin.errors import RejectedCommand


class Usual(BotPlugin):
    """Deploys, counts, and minds what people say."""

    def activate(self) -> None:
        super().activate()
        self.heard: list[str] = []
        self.polled = Event()
        self.start_poller(0.02, self.poll, times=1)

    def poll(self) -> None:
        self.send(self.build_identifier("#incidents"), "the poller was here")
        self.polled.set()

    @botcmd
    def deploy(self, msg: Message, args: str) -> str:
        """Deploy something."""
        return f"deployed {args} for {msg.frm.person}"

    @botcmd
    def count_up(self, msg: Message, args: str) -> Iterator[str]:
        """Count to two, in two messages."""
        yield "one"
        yield "two"

    @arg_botcmd("--to", dest="place", default="staging")
    @arg_botcmd("what", type=str)
    def ship(self, msg: Message, what: str, place: str) -> str:
        """Ship something to a place."""
        return f"shipped {what} to {place}"

    @re_botcmd(pattern=r"(^|\s)brb($|\s)", prefixed=False)
    def away(self, msg: Message, match: object) -> str:
        """Mind who leaves."""
        return f"{msg.frm.person} is away"

    @botcmd(admin_only=True)
    def drop_tables(self, msg: Message, args: str) -> str:
        """Something for admins."""
        return "dropped"

    @botcmd
    def whisper_me(self, msg: Message, args: str) -> None:
        """Say something to who asks, directly."""
        self.send(self.build_identifier(str(msg.frm)), "psst")

    @botcmd
    def show_card(self, msg: Message, args: str) -> None:
        """Show a card."""
        self.send_card(
            title="Build 7", body="all <green>", link="https://ci.example/7",
            fields=(("took", "3 min"),), in_reply_to=msg,
        )  # fmt: skip

    @botcmd
    def oops(self, msg: Message, args: str) -> str:
        """Declare an incident and acknowledge it."""
        somebody = as_person(self, msg)
        declared = somebody.say(f"incident declare {args} p1")
        if not declared.accepted:
            return declared.text
        number = somebody.incidents()[0].number
        return f"{declared.text}\n{somebody.say(f'incident {number} ack').text}"

    @botcmd
    def as_boss(self, msg: Message, args: str) -> str:
        """Try to be somebody who has said nothing."""
        forged = Message(body="", frm=self.build_identifier("@eva"), to=msg.to)
        try:
            return as_person(self, forged).say("incident INC-1 close").text
        except RejectedCommand as error:
            return str(error)

    @botcmd
    def open_ones(self, msg: Message, args: str) -> str:
        """List what is open."""
        return " ".join(one.number for one in as_person(self, msg).incidents()) or "nothing"

    def callback_message(self, msg: Message) -> None:
        self.heard.append(msg.body)
