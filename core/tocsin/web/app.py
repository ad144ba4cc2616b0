"""Makes the web application of its routes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from tocsin.web.acks import AckRoute
from tocsin.web.error_guard import ErrorGuard
from tocsin.web.limits import WebLimits
from tocsin.web.pages import Pages
from tocsin.web.probes import ProbeRoutes
from tocsin.web.say import SayRoute
from tocsin.web.services import Services
from tocsin.web.status import StatusRoutes
from tocsin.web.thread_pools import ThreadPool
from tocsin.web.webhooks import HookRoute

_PLAIN_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def create_app(services: Services, limits: WebLimits | None = None) -> FastAPI:
    """Return the web application; a server starts it.

    Args:
        services: What the routes call.
        limits: Bounds for senders; the defaults if None.
    """
    bounds = limits if limits is not None else WebLimits()
    hooks = ThreadPool("tocsin-hook", bounds.hook_threads)
    doormen = ThreadPool("tocsin-door", bounds.door_threads)
    desk = ThreadPool("tocsin-web", bounds.desk_threads)
    say = ThreadPool("tocsin-say", bounds.say_threads)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        for workers in (hooks, doormen, desk, say):
            workers.stop(bounds.stop_s)

    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        exception_handlers={HTTPException: _no_such_page},
    )
    app.add_middleware(ErrorGuard, reference=services.reference, drain_s=bounds.drain_s)
    hook = HookRoute(services, bounds, hooks, doormen=doormen)
    _add_routes(app, services, hook, SayRoute(services, bounds, say), desk)
    return app


def _add_routes(
    app: FastAPI, services: Services, hook: HookRoute, say: SayRoute, desk: ThreadPool
) -> None:
    pages = Pages()
    ack = AckRoute(services, pages, desk)
    status = StatusRoutes(services, pages, desk)
    probe = ProbeRoutes(services, desk)
    look, post = ["GET", "HEAD"], ["POST"]
    for path, endpoint, methods in (
        ("/hooks/{team}/{instance}", hook.post, post),
        ("/ack/{token}", ack.answer, look + post),
        ("/say", say.post, post),
        ("/healthz", probe.health, look),
        ("/readyz", probe.ready, look),
        ("/metrics", probe.metrics, look),
        ("/status", status.html, look),
        ("/status/", status.without_slash, look),
        ("/status/feed.atom", status.atom, look),
        ("/status/api/v2/{name}.json", status.json, look),
    ):
        for below in dict.fromkeys(("", _public_path(services.public_url))):
            app.add_api_route(f"{below}{path}", endpoint, methods=methods, response_model=None)


def _public_path(public_url: str) -> str:
    """The path of the public address, for a proxy that hands it on; "" for none, or an odd one."""
    path = urlsplit(public_url).path.rstrip("/")
    return path if _PLAIN_PATH.fullmatch(path) else ""


async def _no_such_page(_: Request, error: Exception) -> JSONResponse:
    """404 for an address that does not exist, 405 for a method it does not take."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        return JSONResponse({"error": "This address takes other methods."}, 405, error.headers)
    return JSONResponse({"error": "There is nothing at this address."}, 404)
