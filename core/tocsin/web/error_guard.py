"""The outermost layer: turns what was raised into an answer that tells a stranger nothing."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tocsin.errors import (
    BadPayload,
    NotFound,
    ProviderError,
    StoreUnavailable,
    TocsinError,
    Unauthorised,
)
from tocsin.web.request_body import BodyTooLarge, BodyTooSlow, TooManyWebhooks

log = logging.getLogger(__name__)

RETRY_AFTER: Final = {"Retry-After": "5"}


@dataclass(frozen=True, kw_only=True)
class ErrorAnswer:
    """How one kind of error is answered; an empty sentence means the error's own."""

    status: int
    sentence: str = ""
    headers: tuple[tuple[str, str], ...] = ()


REFUSALS: Final[tuple[tuple[type[TocsinError], ErrorAnswer], ...]] = (
    (
        Unauthorised,
        ErrorAnswer(
            status=401,
            sentence="The token or signature is missing or wrong.",
            headers=(("WWW-Authenticate", "Bearer"),),
        ),
    ),
    (BadPayload, ErrorAnswer(status=400)),
    (NotFound, ErrorAnswer(status=404)),
    (BodyTooSlow, ErrorAnswer(status=408)),
    (BodyTooLarge, ErrorAnswer(status=413)),
    (
        ProviderError,
        ErrorAnswer(
            status=503,
            sentence="Nothing was kept: what reads this does not answer. Send it again.",
            headers=tuple(RETRY_AFTER.items()),
        ),
    ),
    (TooManyWebhooks, ErrorAnswer(status=503, headers=tuple(RETRY_AFTER.items()))),
    (
        StoreUnavailable,
        ErrorAnswer(
            status=503,
            sentence="Nothing was kept: the store cannot be reached. Send it again.",
            headers=tuple(RETRY_AFTER.items()),
        ),
    ),
)


class ErrorGuard:
    """ASGI middleware: answers what the routes raise, and drains a body left unread."""

    def __init__(self, app: ASGIApp, reference: Callable[[], str], drain_s: float) -> None:
        """Wrap the application.

        Args:
            app: What is wrapped.
            reference: Makes the id that joins an answer to its log line.
            drain_s: See `Limits.drain_s`.
        """
        self._app = app
        self._reference = reference
        self._drain_s = drain_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._drain_s)
        try:
            _one_framing(scope)
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            log.info("a sender left before the end of its body")
        except Exception as error:  # noqa: BLE001  # the boundary: nothing may leak or be lost
            answer = self._refusal(error)
            if not exchange.answered:
                await answer(scope, exchange.receive, exchange.send)

    def _refusal(self, error: Exception) -> JSONResponse:
        for kind, refusal in REFUSALS:
            if isinstance(error, kind):
                sentence = (refusal.sentence or str(error)).encode(errors="replace").decode()
                body = {"error": sentence}
                return JSONResponse(body, refusal.status, dict(refusal.headers))
        reference = note_failure(error, self._reference)
        body = {"error": f"Something failed here. The log names it as {reference}."}
        return JSONResponse(body, 503, RETRY_AFTER)


def _one_framing(scope: Scope) -> None:
    """A proxy that goes by the other one would see other requests on this connection.

    Raises:
        BadPayload: The request says twice where it ends.
    """
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in scope["headers"]}:
        raise BadPayload("Send either Content-Length or Transfer-Encoding, not both.")


def note_failure(error: Exception, reference: Callable[[], str]) -> str:
    """Log where it failed under a new reference and return that.

    The error's own text stays out of the log: it may quote a request.
    """
    name = reference()
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("request %s failed with %s\n%s", name, type(error).__name__, where)
    return name


class _Exchange:
    """One request: whether its body was read to the end, and whether an answer has begun."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, drain_s: float) -> None:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        self._unread = length != b"0" or b"transfer-encoding" in headers
        self._asks_first = b"expect" in headers  # its body comes when we ask for it
        self._receive = receive
        self._send = send
        self._drain_s = drain_s
        self.answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._unread = False
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answered = True
            if self._unread:
                message["headers"] = [*message["headers"], (b"connection", b"close")]
        elif self._unread and not self._asks_first and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._drain()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _drain(self) -> None:
        """Read the rest of the body and drop it: to close on unread bytes would lose the answer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._drain_s):
                while self._unread:
                    await self.receive()
