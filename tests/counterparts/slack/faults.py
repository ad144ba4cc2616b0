"""What goes wrong on the way: refusals, silence of the server, lines that are cut."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

Work = Callable[[], Awaitable[web.Response]]


@dataclass(kw_only=True)
class Fault:
    """What happens to the next calls of a method.

    Args:
        error: Slack's code; "" = none.
        status: Of HTTP; 0 = the line is cut without an answer.
        acts: Whether the call is done all the same, and only its answer is lost.
        left: How often; it is gone at 0.
        seconds: How long nothing comes before it does.
    """

    error: str = ""
    status: int = 200
    retry_after: int | None = None
    acts: bool = False
    left: int = 1
    seconds: float = 0.0

    @property
    def is_slow_alone(self) -> bool:
        """Whether the call comes through all the same, late."""
        return not self.error and self.status == 200 and self.seconds > 0


class Faults:
    """Those that are to come, by method; `*` stands for every one."""

    def __init__(self) -> None:
        self._next: dict[str, list[Fault]] = {}

    def add(self, method: str, fault: Fault) -> None:
        """Have it happen."""
        self._next.setdefault(method, []).append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._next.clear()

    async def around(self, method: str, request: web.Request, work: Work) -> web.StreamResponse:
        """The answer to a call, or what happens instead."""
        fault = self._take(method)
        if fault is None:
            return await work()
        await asyncio.sleep(fault.seconds)
        if fault.is_slow_alone:
            return await work()
        if fault.acts:
            await work()
        if not fault.status:
            return _cut(request)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if fault.status >= 500:
            return web.Response(status=fault.status, text="<html>oops</html>", headers=headers)
        said = {"ok": False, "error": fault.error}
        return web.json_response(said, status=fault.status, headers=headers)

    def _take(self, method: str) -> Fault | None:
        for name in (method, "*"):
            waiting = self._next.get(name, [])
            if waiting:
                waiting[0].left -= 1
                return waiting.pop(0) if waiting[0].left <= 0 else waiting[0]
        return None


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
