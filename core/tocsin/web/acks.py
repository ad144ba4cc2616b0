"""`/ack/<token>`: shows and uses the acknowledge link of a page; only POST acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import Request
from starlette.responses import HTMLResponse

from tocsin.engine.acks import AckLink
from tocsin.errors import StoreUnavailable
from tocsin.web.error_guard import RETRY_AFTER, note_failure
from tocsin.web.pages import Pages
from tocsin.web.services import Services
from tocsin.web.thread_pools import ThreadPool

STATUS: Final = {"ready": 200, "gone": 410, "unknown": 404}


class AckRoute:
    """Shows the page of an acknowledge link, and acknowledges once."""

    def __init__(self, services: Services, pages: Pages, workers: ThreadPool) -> None:
        """The threads are not the webhooks' ones: an answer must not wait behind a storm."""
        self._services = services
        self._pages = pages
        self._workers = workers

    async def answer(self, request: Request) -> HTMLResponse:
        """Answer GET and HEAD with the button, since previewers fetch links; POST acknowledges."""
        token: str = request.path_params["token"]
        if request.method == "POST":
            return await self._page(self._services.acks.use, token, "acknowledged")
        return await self._page(self._services.acks.look, token, "ack")

    async def _page(self, ask: Callable[[str], AckLink], token: str, ready: str) -> HTMLResponse:
        try:
            link = await self._workers.run(ask, token)
        except StoreUnavailable:
            return self._unavailable("")
        except Exception as error:  # noqa: BLE001  # a person waits: they get a page, not JSON
            return self._unavailable(note_failure(error, self._services.reference))
        name = ready if link.state == "ready" else link.state
        return self._pages.page(
            name,
            STATUS[link.state],
            incident=link.incident,
            title=link.title,
            person=link.person,
        )

    def _unavailable(self, reference: str) -> HTMLResponse:
        page = self._pages.page("unavailable", 503, reference=reference)
        page.headers.update(RETRY_AFTER)
        return page
