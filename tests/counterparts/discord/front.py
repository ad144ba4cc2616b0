"""The front: an HTTP server in a thread, as an app sees discord.com; simcord's routes behind."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import traceback
from collections.abc import Coroutine
from concurrent.futures import Future
from io import BytesIO
from types import SimpleNamespace
from typing import Any, Final, TypeVar
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from simcord.backend.errors import BackendError
from simcord.http import routes as _every  # noqa: F401 - importing it registers each route
from simcord.http.router import RouteNotImplemented, UnsupportedField, dispatch

from tests.counterparts.discord import routes
from tests.counterparts.discord.faults import Faults, limited
from tests.counterparts.discord.gateway import Gateway
from tests.counterparts.discord.judge import Judge
from tests.counterparts.discord.limits import Limits
from tests.counterparts.discord.named import open_to_all, route_of
from tests.counterparts.discord.replies import refusal, reply
from tests.counterparts.discord.shaped import whole
from tests.counterparts.discord.world import Call, Json, World

T = TypeVar("T")
API: Final = "/api/v10"
PATIENCE_S: Final = 60.0
MADE: Final = frozenset({"POST /guilds/{id}/channels", "POST /channels/{id}/threads"})
"""Routes whose answer is 201, with that of a thread on a message."""


class Front:
    """Serves from the moment it is made until `close`."""

    def __init__(self, world: World, judge: Judge | None = None) -> None:
        self.world = world
        self._judge = judge
        self.faults = Faults()
        self.limits = Limits()
        self.gateway = Gateway(world)
        self.down = False
        self._ready: Future[int] = Future()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="discord-front", daemon=True)
        self._ended = asyncio.Event()
        self._thread.start()
        self.port = self._ready.result(PATIENCE_S)

    @property
    def url(self) -> str:
        """Where REST is."""
        return f"http://127.0.0.1:{self.port}{API}"

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in its loop, from another thread; its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def close(self) -> None:
        """End the serving."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_route("*", API + "/{rest:.*}", self._api)
        app.router.add_get("/", self.gateway.serve)
        runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        self.gateway.url = f"ws://127.0.0.1:{port}"
        self._ready.set_result(port)
        await self._ended.wait()
        self.gateway.cut()
        await runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(API)
        route = route_of(request.method, path)
        self.world.calls[route] += 1
        if self.down or (self.gateway.away and path.startswith(("/guilds/", "/channels/"))):
            return self._note(request, route, web.Response(status=503, text="<html>away</html>"))
        body, files = await _read(request)

        async def work() -> web.Response:
            return self._answered(request, route, path, body, files)

        answered = await self.faults.around(route, request, work)
        return self._note(request, route, answered, body)

    def _note(
        self, request: web.Request, route: str, answered: web.StreamResponse, body: Any = None
    ) -> web.StreamResponse:
        code = 0
        if answered.status >= 400 and isinstance(answered, web.Response):
            with_code = answered.content_type == "application/json" and answered.body
            code = int(json.loads(str(answered.text)).get("code", 0)) if with_code else 0
        path = request.path.removeprefix(API)
        self.world.asked.append(Call(time.monotonic(), route, path, answered.status, code, body))
        return answered

    def _answered(
        self, request: web.Request, route: str, path: str, body: Any, files: list[Any]
    ) -> web.Response:
        if not open_to_all(route):
            if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
                return reply(refusal(40333), 403)
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            if kind != "Bot" or token.strip() != self.world.token:
                return reply(refusal(0), 401)
        told, headers = self.limits.check(route, path, body)
        if told is not None:
            answered = limited(told.seconds, told.scope)
            answered.headers.update(headers)
            return answered
        answered = self._acted(request, route, path, body, files)
        answered.headers.update(headers)
        return answered

    def _acted(
        self, request: web.Request, route: str, path: str, body: Any, files: list[Any]
    ) -> web.Response:
        asked = routes.Asked(
            self.world, self.gateway, request.method, route, path, dict(request.query), body, files,
            unquote(request.headers.get("X-Audit-Log-Reason", "")),
        )  # fmt: skip
        wrong = self._judge.asked(route, body) if self._judge else ""
        if wrong:
            self.world.wrong.append(f"{route} {wrong}")
            return reply({**refusal(50035), "errors": {"_errors": [{"message": wrong}]}}, 400)
        try:
            found = whole(routes.answer(asked, lambda: self._simcord(asked)))
        except (RouteNotImplemented, UnsupportedField) as gap:
            self.world.gaps.append(str(gap))
            return reply({"message": str(gap), "code": 0}, 501)
        except BackendError as refused:
            return reply(refused.to_json(), refused.status)
        except Exception:  # noqa: BLE001 - what simcord stumbles over is a gap, and is told
            self.world.gaps.append(f"{route}: {traceback.format_exc()}")
            return reply({"message": "500: Internal Server Error", "code": 0}, 500)
        if found is None:
            return web.Response(status=204)
        made = route in MADE or route.endswith("/messages/{id}/threads")
        return self._judged(route, 201 if made else 200, found)

    def _judged(self, route: str, status: int, found: Any) -> web.Response:
        wrong = self._judge.answered(route, status, found) if self._judge else ""
        if wrong:
            self.world.gaps.append(f"{route} is answered with {wrong}")
        return reply(found, status)

    def _simcord(self, asked: routes.Asked) -> Any:
        return dispatch(
            self.world.backend,
            asked.method,
            asked.path,
            json=asked.body,
            params=asked.query,
            files=asked.files,
            reason=asked.reason or None,
            message_content_access="message_content" in self.world.allowed,
        )


async def _read(request: web.Request) -> tuple[Any, list[Any]]:
    """The body in JSON, and the files beside it."""
    if request.content_type == "multipart/form-data":
        return await _read_parts(request)
    text = await request.read()
    try:
        return (json.loads(text) if text else None), []
    except ValueError:
        return None, []


async def _read_parts(request: web.Request) -> tuple[Any, list[Any]]:
    body: Json = {}
    found: list[tuple[int, str, bytes]] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read(decode=True))
        name = str(part.name or "")
        if name == "payload_json":
            body = json.loads(data)
        elif name.startswith("files["):
            found.append((int(name[6:-1]), part.filename or "file", data))
    told = {
        int(one["id"]): one for one in body.get("attachments") or [] if str(one["id"]).isdigit()
    }
    files = [
        SimpleNamespace(
            fp=BytesIO(data),
            filename=told.get(number, {}).get("filename", name),
            description=told.get(number, {}).get("description"),
        )
        for number, name, data in sorted(found)
    ]
    return body, files
