"""What goes wrong on the way: refusals, silence of the server, lines that are cut."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from tests.counterparts.discord.replies import refusal, reply

Work = Callable[[], Awaitable[web.Response]]


@dataclass(kw_only=True)
class Fault:
    """What happens to the next calls of a route.

    Args:
        code: Discord's; 0 = none.
        status: Of HTTP; 0 = the line is cut without an answer.
        acts: Whether the call is done all the same, and only its answer is lost.
        left: How often; it is gone at 0.
        seconds: How long nothing comes before it does.
        scope: Of a 429: `user`, `global` or `shared`.
        within: A piece of the path, where only that is meant: a channel's id.
    """

    code: int = 0
    status: int = 200
    message: str = ""
    retry_after: float | None = None
    scope: str = "user"
    acts: bool = False
    left: int = 1
    seconds: float = 0.0
    within: str = ""

    @property
    def is_slow_alone(self) -> bool:
        """Whether the call comes through all the same, late."""
        return not self.code and self.status == 200

    def answer(self) -> web.Response:
        """What comes instead."""
        if self.status == 429:
            return limited(1.0 if self.retry_after is None else self.retry_after, self.scope)
        if self.status >= 500:
            return web.Response(status=self.status, text="<html>upstream connect error</html>")
        return reply(refusal(self.code, self.message), self.status)


class Faults:
    """Those that are to come, by route; `*` stands for every one."""

    def __init__(self) -> None:
        self._next: list[tuple[str, Fault]] = []

    def add(self, route: str, fault: Fault) -> None:
        """Have it happen."""
        self._next.append((route, fault))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._next.clear()

    async def around(self, route: str, request: web.Request, work: Work) -> web.StreamResponse:
        """The answer to a call, or what happens instead."""
        fault = self._take(route, request.path)
        if fault is None:
            return await work()
        await asyncio.sleep(fault.seconds)
        if fault.is_slow_alone:
            return await work()
        if fault.acts:
            await work()
        return fault.answer() if fault.status else cut(request)

    def _take(self, route: str, path: str) -> Fault | None:
        for index, (named, fault) in enumerate(self._next):
            if named in (route, "*") and fault.within in path:
                fault.left -= 1
                if fault.left <= 0:
                    del self._next[index]
                return fault
        return None


def limited(seconds: float, scope: str) -> web.Response:
    """Too many calls: come again after so many seconds."""
    told = {"message": "You are being rate limited.", "retry_after": seconds}
    headers = {"Retry-After": str(max(1, round(seconds + 0.5))), "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return reply({**told, "global": scope == "global"}, 429, headers)


def cut(request: web.Request) -> web.StreamResponse:
    """No answer at all."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
