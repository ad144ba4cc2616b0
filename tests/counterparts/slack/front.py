"""The front: an HTTP server in a thread, in front of `emulate`, as an app sees slack.com."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import partial
from typing import Any, Final, TypeVar

import aiohttp
from aiohttp import web

from tests.counterparts.slack import replies
from tests.counterparts.slack.emulator import Emulator, Json
from tests.counterparts.slack.faults import Faults
from tests.counterparts.slack.limits import Tiers
from tests.counterparts.slack.manifest import Manifest
from tests.counterparts.slack.methods import answer
from tests.counterparts.slack.persons import BOT
from tests.counterparts.slack.scopes import missing
from tests.counterparts.slack.workspace import Call, Refused, Workspace

T = TypeVar("T")
OPEN: Final = "apps.connections.open"
PATIENCE_S: Final = 60.0


class Front:
    """Serves from the moment it is made until `close`."""

    def __init__(self, emulator: Emulator, app_token: str, manifest: Manifest) -> None:
        self.faults = Faults()
        self.tiers = Tiers()
        self.app_token = app_token
        self.revoked = ""
        self._emulator = emulator
        self._ready: Future[int] = Future()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="slack-front", daemon=True)
        self._ended = asyncio.Event()
        self._manifest = manifest
        self._thread.start()
        self.port = self._ready.result(PATIENCE_S)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

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
        async with aiohttp.ClientSession() as line:
            app = web.Application(client_max_size=32 * 1024 * 1024)
            app.router.add_route("*", "/api/{method}", self._api)
            app.router.add_get("/link/", self._link)
            app.router.add_post("/upload/{rest:.*}", self._upload)
            app.router.add_post("/response/{id}", self._response)
            runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.5)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            self.space = Workspace(self._emulator, line, f"http://127.0.0.1:{port}", self._manifest)
            self._ready.set_result(port)
            await self._ended.wait()
            await self.space.sockets.close()
            await runner.cleanup()

    async def _link(self, request: web.Request) -> web.StreamResponse:
        return await self.space.sockets.serve(request)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.space.calls[method] += 1
        what = await _read(request)
        return await self.faults.around(
            method, request, lambda: self._answered(method, request, what)
        )

    async def _answered(self, method: str, request: web.Request, what: Json) -> web.Response:
        token = _token(request, what)
        headers = {}
        try:
            self._admitted(method, token)
            if method != OPEN:
                headers = {"x-oauth-scopes": ",".join(sorted(self.space.scopes))}
            found = await self._acted(method, what)
        except Refused as refused:
            found = refused.answer
        self._note(method, str(what.get("channel") or ""), str(found.get("error") or ""))
        if found.get("error") == "ratelimited":
            headers["Retry-After"] = str(found.pop("retry_after"))
            return web.json_response(found, status=429, headers=headers)
        return web.json_response(found, headers=headers)

    def _note(self, method: str, channel: str, error: str) -> None:
        called = Call(at=time.monotonic(), method=method, channel=channel, error=error)
        self.space.asked.append(called)

    def _admitted(self, method: str, token: str) -> None:
        """Let in who has the token this method is called with.

        Raises:
            Refused: It is none, or that of something else.
        """
        if not token:
            raise Refused("not_authed")
        if token not in (self.app_token, BOT.token):
            raise Refused("invalid_auth")
        if self.revoked:
            raise Refused(self.revoked)
        if (method == OPEN) != (token == self.app_token):
            raise Refused("not_allowed_token_type")

    async def _acted(self, method: str, what: Json) -> Json:
        if method == OPEN:
            ticket = self.space.sockets.ticket()
            return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/link/?ticket={ticket}"}
        if method == "views.generateTriggerId":
            raise Refused("unknown_method")
        self.tiers.check(method, str(what.get("channel") or ""))
        await self._permitted(method, what)
        return self._ours(await answer(self.space, BOT, method, what))

    async def _permitted(self, method: str, what: Json) -> None:
        named = str(what.get("channel") or what.get("channel_id") or "")
        try:
            channel = await self.space.channel(named) if named[:1] in ("C", "D", "G") else None
        except Refused:
            channel = None
        lacking = missing(method, what, channel, self.space.scopes)
        if lacking:
            granted = ",".join(sorted(self.space.scopes))
            raise Refused("missing_scope", needed=lacking, provided=granted)

    def _ours(self, found: Json) -> Json:
        """What is uploaded goes through here as well."""
        if "upload_url" in found:
            path = str(found["upload_url"]).partition("/upload/")[2]
            return {**found, "upload_url": f"{self.url}/upload/{path}"}
        return found

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self.space.calls["upload"] += 1
        return await self.faults.around("upload", request, lambda: self._passed_on(request))

    async def _passed_on(self, request: web.Request) -> web.Response:
        url = f"{self._emulator.url}/upload/{request.match_info['rest']}"
        kept = {"Content-Type": request.headers.get("Content-Type", "application/octet-stream")}
        body = await request.read()
        async with self.space.line.post(url, data=body, headers=kept) as answered:
            return web.Response(status=answered.status, body=await answered.read())

    async def _response(self, request: web.Request) -> web.StreamResponse:
        self.space.calls["response_url"] += 1
        what = await _read(request)
        name = request.match_info["id"]
        work = partial(replies.answered, self.space, name, what)
        return await self.faults.around("response_url", request, work)


async def _read(request: web.Request) -> Json:
    """The arguments of a call, from wherever they may stand."""
    what: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            found = await request.json()
        except json.JSONDecodeError:
            found = {}
        return what | (found if isinstance(found, dict) else {})
    return what | dict(await request.post())


def _token(request: web.Request, what: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(what.pop("token", ""))
