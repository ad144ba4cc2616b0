"""What is sent to a `response_url`, and what a slash command is acknowledged with."""

from __future__ import annotations

import time

from aiohttp import web

from tests.counterparts.slack import history, methods
from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.persons import BOT
from tests.counterparts.slack.workspace import LASTS_S, USES, Refused, Reply, Workspace


async def answered(space: Workspace, name: str, what: Json) -> web.Response:
    """The answer of a `response_url`: five times in half an hour."""
    found = space.replies.get(name)
    if found is None:
        return web.Response(status=404, text="no_such_url")
    expired = time.monotonic() - found.made > LASTS_S
    if expired or found.used >= USES:
        return web.json_response(
            {"ok": False, "error": "used_url" if found.used else "expired_url"}
        )
    found.used += 1
    try:
        await said(space, found, what)
    except Refused as refused:
        return web.json_response(refused.answer)
    return web.json_response({"ok": True})


async def said(space: Workspace, reply: Reply, what: Json) -> None:
    """Say it: to one person, or in the channel; or in place of what was acted on.

    Raises:
        Refused: It cannot be said.
    """
    sent = methods.content(what)
    if what.get("delete_original") or what.get("replace_original"):
        await _original(space, reply, sent, gone=bool(what.get("delete_original")))
    elif what.get("response_type") == "in_channel":
        await methods.answer(space, BOT, "chat.postMessage", {**sent, "channel": reply.channel})
    else:
        methods.keep_whisper(space, reply.channel, reply.user, {**sent, "ts": history.now()})


async def _original(space: Workspace, reply: Reply, sent: Json, *, gone: bool) -> None:
    if reply.whisper:
        space.whispers = [one for one in space.whispers if one.message["ts"] != reply.ts]
        if not gone:
            methods.keep_whisper(space, reply.channel, reply.user, {**sent, "ts": reply.ts})
        return
    meant = {"channel": reply.channel, "ts": reply.ts}
    method = "chat.delete" if gone else "chat.update"
    await methods.answer(space, BOT, method, meant if gone else {**sent, **meant})
