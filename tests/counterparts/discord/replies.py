"""Answers as Discord writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

MEANS: Final = {
    0: "401: Unauthorized",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10008: "Unknown Message",
    10062: "Unknown interaction",
    10015: "Unknown Webhook",
    20016: "This action cannot be performed due to slowmode rate limit",
    30003: "Maximum number of pins reached for the channel (250)",
    30010: "Maximum number of reactions reached (20)",
    30013: "Maximum number of server channels reached (500)",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later.",
    40001: "Unauthorized. Provide a valid token and try again",
    40060: "Interaction has already been acknowledged.",
    40333: "internal network error",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50013: "Missing Permissions",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
}


def reply(what: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer in JSON, its type written as Discord writes it."""
    body = json.dumps(what).encode()
    told = {"Via": "1.1 google", **(headers or {})}
    return web.Response(body=body, status=status, headers=told, content_type="application/json")


def refusal(code: int, message: str = "") -> dict[str, Any]:
    """A refusal by its code."""
    return {"message": message or MEANS.get(code, "Bad Request"), "code": code}
