"""The routes of `/status`, cached for many readers at once.

The store is asked every few seconds at most, whoever asks us; while it cannot be read, what was
read last is shown.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from fastapi import Request
from starlette.responses import Response

from tocsin.errors import NotFound, StoreUnavailable
from tocsin.web.pages import Pages
from tocsin.web.services import Services
from tocsin.web.status_feed import atom_feed
from tocsin.web.status_html import status_page_html
from tocsin.web.status_json import DOCUMENTS, document
from tocsin.web.status_view import StatusView, status_view
from tocsin.web.thread_pools import ThreadPool

log = logging.getLogger(__name__)

FRESH: Final = timedelta(seconds=5)
HEADERS: Final = MappingProxyType(
    {
        "Cache-Control": "public, max-age=15, stale-while-revalidate=30, stale-if-error=600",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
)
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
OPEN_TO_ALL: Final = ("Access-Control-Allow-Origin", "*")


@dataclass(frozen=True, kw_only=True)
class CachedPage:
    """The page as it was last read, and when."""

    view: StatusView
    at: datetime


class StatusRoutes:
    """The status page as HTML, JSON and Atom feed."""

    def __init__(self, services: Services, pages: Pages, workers: ThreadPool) -> None:
        """The store is read in a thread of the workers."""
        self._services = services
        self._pages = pages
        self._workers = workers
        self._lock = asyncio.Lock()
        self._read: CachedPage | None = None
        self._made: dict[str, bytes] = {}

    async def html(self, request: Request) -> Response:
        """Answer with the HTML page."""
        body = await self._body("html", lambda shown: status_page_html(self._pages, shown))
        extra = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        return _answer(request, body, extra)

    async def without_slash(self, _request: Request) -> Response:
        """Redirect to the page, below whatever path a proxy shows it."""
        return Response(status_code=308, headers={"Location": "../status"})

    async def json(self, request: Request) -> Response:
        """Answer with `summary.json` and its parts.

        Raises:
            NotFound: There is no such document.
        """
        name: str = request.path_params["name"]
        if name not in DOCUMENTS:
            raise NotFound("There is nothing at this address.")
        url = self._url(request)
        body = await self._body(f"{name} {url}", lambda shown: document(name, shown, url))
        extra = {"Content-Type": "application/json; charset=utf-8", OPEN_TO_ALL[0]: OPEN_TO_ALL[1]}
        return _answer(request, body, extra)

    async def atom(self, request: Request) -> Response:
        """Answer with the feed."""
        url = self._url(request)
        body = await self._body(f"atom {url}", lambda shown: atom_feed(shown, url))
        extra = {"Content-Type": "application/atom+xml; charset=utf-8"}
        return _answer(request, body, extra)

    def _url(self, _request: Request) -> str:
        """Where the page is: the address that is configured, never one a stranger sent."""
        return f"{self._services.public_url.rstrip('/')}/status"

    async def _body(self, name: str, make: Callable[[StatusView], bytes]) -> bytes:
        """The bytes of one form of the page, made once for each time it was read."""
        async with self._lock:
            shown = await self._view(self._services.clock())
            if name not in self._made:
                self._made[name] = await self._workers.run(make, shown)
            return self._made[name]

    async def _view(self, now: datetime) -> StatusView:
        known = self._read
        if known is not None and timedelta() <= now - known.at < FRESH:
            return known.view
        try:
            shown = await self._workers.run(lambda: status_view(self._services.status(), now))
        except StoreUnavailable:
            if known is None:
                raise
            log.warning("the status page shows what was read last: the store cannot be read")
            shown = known.view
        else:
            self._made = {}
        self._read = CachedPage(view=shown, at=now)
        return shown


def _answer(request: Request, body: bytes, extra: Mapping[str, str]) -> Response:
    """200, or 304 for who has it already."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**HEADERS, **extra, "ETag": tag}
    known = request.headers.get("if-none-match", "")
    if tag.removeprefix("W/") in known.replace("W/", "").replace(" ", "").split(","):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers)
