"""Reads a request's body with a limit of size and time."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from tocsin.errors import TocsinError


class BodyTooLarge(TocsinError):
    """The body is larger than this address takes."""


class BodyTooSlow(TocsinError):
    """The body did not arrive in time."""


class TooManyWebhooks(TocsinError):
    """As many webhooks are under way as may be; the sender must try again."""


async def read_body(request: Request, *, most: int, seconds: float) -> bytes:
    """Return the raw body.

    Args:
        most: The most bytes it may have.
        seconds: The time all of it may take.

    Raises:
        TooLarge: As soon as that is known: from Content-Length, else from the bytes that came.
        TooSlow: The deadline passed first.
        starlette.requests.ClientDisconnect: The sender left before the end.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise _too_large(most)
    try:
        async with asyncio.timeout(seconds):
            return await _collect(request, most)
    except TimeoutError:
        raise BodyTooSlow(f"The body did not arrive within {seconds:g} seconds.") from None


async def _collect(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than {most} bytes.")
