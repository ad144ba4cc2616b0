"""`POST /hooks/<team>/<instance>`: what monitoring systems and paging tools tell us."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from tocsin.providers import Door, RawRequest
from tocsin.web.body import read_body
from tocsin.web.budget import Budget, Share
from tocsin.web.limits import Limits
from tocsin.web.services import Services
from tocsin.web.workers import Workers


class HookRoute:
    """Takes the raw body and hands it on; answers once it is durable."""

    def __init__(
        self, services: Services, limits: Limits, workers: Workers, *, doormen: Workers
    ) -> None:
        """The threads are the webhooks' own; `doormen` look at heads and wait for no store."""
        self._services = services
        self._limits = limits
        self._workers = workers
        self._doormen = doormen
        self._places = Budget(limits.busy, "places for webhooks")
        self._memory = Budget(limits.large_bytes, "bytes for large webhooks")

    async def post(self, request: Request) -> JSONResponse:
        """201 or 202 with `{"incident": "INC-1"}` or null; errors are the guard's to answer."""
        door = await self._admitted(request)
        with self._memory.share() as memory, self._places.share() as place:
            body = await self._body(request, memory, door)
            place.grow_to(1)
            return await self._handled(request, body)

    async def _admitted(self, request: Request) -> Door:
        """Let nobody send a body who is not known by what came before it, where that can tell."""
        team, instance = request.path_params["team"], request.path_params["instance"]
        door = self._services.door(team, instance)
        if door.token_only:
            with self._places.share() as place:
                place.grow_to(1)
                head = self._raw(request, b"")
                await self._doormen.run(self._services.admit, team, instance, head)
        return door

    async def _body(self, request: Request, memory: Share, door: Door) -> bytes:
        limits, most = self._limits, min(self._limits.hook_bytes, door.most_bytes)

        def grown(size: int) -> None:
            memory.grow_to(size - limits.small_bytes)

        return await read_body(request, most=most, seconds=limits.body_s, grown=grown)

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
