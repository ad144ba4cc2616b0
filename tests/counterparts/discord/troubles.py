"""What goes wrong: refusals, limits, lines that are cut, and what an administrator does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tests.counterparts.discord.faults import Fault
from tests.counterparts.discord.front import Front
from tests.counterparts.discord.world import NONCES_S, World

T = TypeVar("T")


class Troubles:
    """That of `Discord` which tests of a bad day take."""

    def __init__(self, world: World, front: Front) -> None:
        self._world = world
        self._front = front
        self.gateway = front.gateway
        self.bot = world.bot
        self.guild_id = str(world.guild.id)

    def fail(
        self,
        route: str,
        code: int = 0,
        *,
        status: int = 0,
        times: int = 1,
        acts: bool = False,
        seconds: float = 0.0,
        retry_after: float | None = None,
        scope: str = "user",
        cut: bool = False,
        within: str = "",
        message: str = "",
    ) -> None:
        """The next calls of a route (`POST /channels/{id}/messages`; `*`: of any) fail.

        Args:
            code: Discord's: 50013, 10003 … with a status of 400 where none is given.
            status: Of HTTP: 429, 503 …
            acts: The call is done, and only its answer is lost or refused.
            seconds: Nothing comes for so long; alone: it comes through then.
            scope: Of a 429: `user`, `global`, `shared`.
            within: A piece of the path, where only that is meant: a channel's id.
        """
        fault = Fault(
            code=code,
            status=0 if cut else status or (400 if code else 200),
            message=message,
            retry_after=retry_after,
            scope=scope,
            acts=acts,
            left=times,
            seconds=seconds,
            within=within,
        )
        self._do(lambda: self._front.faults.add(route, fault))

    def mend(self) -> None:
        """Whatever was to fail does not."""
        self._do(self._front.faults.clear)

    def limit(self, *, on: bool = True) -> None:
        """Keep to the rate limits."""
        self._do(self._front.limits.clear)
        self._front.limits.on = on

    def down(self) -> None:
        """REST answers 503, and every socket is cut; none comes through."""
        self._front.down = self.gateway.down = True
        self.cut()

    def up(self) -> None:
        """All of it is there again."""
        self._front.down = self.gateway.down = False

    def revoke(self) -> None:
        """The token is of no use from now on: REST answers 401, sockets are closed by 4004."""
        self._world.token = "revoked"
        self.close_sockets(4004)

    def disallow(self, *intents: str) -> None:
        """The portal takes privileged intents (`members`, `message_content`) from the app."""
        self._world.allowed -= set(intents)

    def allow(self, *intents: str) -> None:
        """The portal gives them to it."""
        self._world.allowed |= set(intents)

    def kick_bot(self) -> None:
        """Somebody throws the bot out: what is in the guild is none of its business any more."""

        def kick() -> None:
            guild = self._world.guild
            self._world.refuses = frozenset({guild.id, *guild.channel_ids, *guild.thread_ids})
            guild.members.pop(self.bot.number)
            self._world.backend.emit("GUILD_DELETE", {"id": str(guild.id)})

        self._do(kick)

    def outage(self, *, on: bool = True) -> None:
        """The guild is away, or there again; REST of it answers 503 meanwhile."""

        def change() -> None:
            self.gateway.away = on
            if on:
                told = {"id": self.guild_id, "unavailable": True}
                self._world.backend.emit("GUILD_DELETE", told)
                return
            for one in tuple(self.gateway.sessions.values()):
                self.gateway.send_guild(one)

        self._do(change)

    def fill(self, number: int, category: str = "") -> None:
        """There are so many channels more, in a category or in none."""
        make, parent = self._world.backend.create_channel, int(category) if category else None

        def add() -> None:
            for one in range(number):
                make(self._world.guild.id, f"old-{one}", parent_id=parent)

        self._do(add)

    def silence(self, *, on: bool = True) -> None:
        """Sockets stay open and nothing comes through: a zombie."""
        self.gateway.silent = on

    def deaden(self) -> None:
        """The sockets there are stay open and nothing comes through; new ones are as ever."""

        def now() -> None:
            for one in self.gateway.lines:
                one.dead = True

        self._do(now)

    def close_sockets(self, code: int) -> None:
        """Every socket is closed with a code."""
        self._do(lambda: self.gateway.close_all(code))

    def cut(self) -> None:
        """Every socket is cut."""
        self._do(self.gateway.cut)

    def reconnect(self) -> None:
        """Every socket is asked to come again."""
        self._do(lambda: self.gateway.ask_all(7))

    def forget_sessions(self) -> None:
        """What was told is gone: nothing can be resumed."""
        self._do(self.gateway.sessions.clear)

    def sockets(self) -> int:
        """How many are open with a session."""
        return sum(one.session is not None for one in self.gateway.lines)

    def later(self, seconds: float) -> None:
        """So much time passes for interactions, nonces and new ids."""

        def pass_by() -> None:
            self._world.backend.advance_clock(seconds)
            if seconds >= NONCES_S:
                self._world.forget_nonces()

        self._do(pass_by)

    def permit(self, *, role: int) -> None:
        """The bot's role gives it these permissions, and no others."""

        def change() -> None:
            found = self._world.bot_role()
            self._world.backend.edit_role(self._world.guild.id, found.id, {"permissions": role})

        self._do(change)

    def _do(self, work: Callable[[], T]) -> T:
        """Do something in the loop of the front."""

        async def now() -> T:
            return work()

        return self._front.do(now())
