"""`POST /hooks/<team>/<instance>`: webhooks of monitoring systems and paging tools."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from tocsin.providers import Door, RawRequest
from tocsin.web.limits import WebLimits
from tocsin.web.request_body import TooManyWebhooks, read_body
from tocsin.web.services import Services
from tocsin.web.thread_pools import ThreadPool

log = logging.getLogger(__name__)


class HookRoute:
    """Takes the raw body and hands it on; answers once what it says is committed."""

    def __init__(
        self, services: Services, limits: WebLimits, workers: ThreadPool, *, doormen: ThreadPool
    ) -> None:
        """The threads are the webhooks' own; `doormen` check heads and wait for no store."""
        self._services = services
        self._limits = limits
        self._workers = workers
        self._doormen = doormen
        self._under_way = 0
        self._said_busy = False

    async def post(self, request: Request) -> JSONResponse:
        """Answer 201 or 202 with `{"incident": "INC-1"}` or null; `ErrorGuard` answers errors.

        Raises:
            TooBusy: `WebLimits.busy` webhooks are under way.
        """
        with self._counted():
            door = await self._admitted(request)
            most = min(self._limits.hook_bytes, door.most_bytes)
            body = await read_body(request, most=most, seconds=self._limits.body_s)
            return await self._handled(request, body)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Count this webhook among those under way; the log has one line each time it gets full."""
        busy = self._limits.busy
        if self._under_way >= busy:
            if not self._said_busy:
                log.warning("webhooks are refused with 503: %d are under way", busy)
            self._said_busy = True
            raise TooManyWebhooks("Too much comes in at this moment. Send it again.")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._said_busy = self._said_busy and self._under_way > busy // 2

    async def _admitted(self, request: Request) -> Door:
        """Return the door; where a token alone proves the sender, check it before the body.

        Raises:
            NotFound: There is no such instance.
            Unauthorised: The token is missing or wrong.
        """
        team, instance = request.path_params["team"], request.path_params["instance"]
        door = self._services.door(team, instance)
        if door.token_only:
            head = self._raw(request, b"")
            await self._doormen.run(self._services.admit, team, instance, head)
        return door

    async def _handled(self, request: Request, body: bytes) -> JSONResponse:
        raw, where = self._raw(request, body), request.path_params
        answer = await self._workers.run(self._services.hook, where["team"], where["instance"], raw)
        return JSONResponse({"incident": answer.incident}, answer.status)

    def _raw(self, request: Request, body: bytes) -> RawRequest:
        return RawRequest(
            method=request.method,
            path=_path(request),
            headers=_joined(request.headers),
            body=body,
            received=self._services.clock(),
        )


def _path(request: Request) -> str:
    """As it stood in the request line, with the query, which some senders sign."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    return (raw + b"?" + query if query else raw).decode("latin-1")


def _joined(headers: Headers) -> dict[str, str]:
    """Names in lower case; the values of a repeated one joined by a comma, as HTTP reads them."""
    return {name: ", ".join(headers.getlist(name)) for name in headers}
