"""What can be read: messages of a span of time, people, user groups."""

from __future__ import annotations

import time
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Final

from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.persons import BOT, Person
from tests.counterparts.slack.workspace import Refused, Workspace

USUAL: Final = 100
MOST: Final = 999
TRUE: Final = (True, 1, "1", "true")
_NUMBERS: Final = count(1)


def now() -> str:
    """A `ts` that no other event has."""
    return f"{int(time.time())}.9{next(_NUMBERS):05d}"


async def history(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.history: the newest first, without what was said in threads."""
    channel = await _readable(space, who, what)
    every: list[Json] = []
    cursor = ""
    while cursor or not every:
        page = {"channel": channel["id"], "limit": 1000, "cursor": cursor}
        found = await space.ask(who, "conversations.history", page)
        every += found["messages"]
        cursor = found["response_metadata"]["next_cursor"]
        if not cursor:
            break
    every.sort(key=lambda one: Decimal(one["ts"]), reverse=True)
    return _page(every, what)


async def replies(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.replies: the oldest first, the message itself before its answers."""
    channel = await _readable(space, who, what)
    asked = {"channel": channel["id"], "ts": what.get("ts")}
    found = (await space.ask(who, "conversations.replies", asked))["messages"]
    if not found:
        raise Refused("thread_not_found")
    kept = [found[0], *(one for one in found[1:] if _within(one, what))]
    return {
        "ok": True,
        "messages": [_shown(one, what) for one in kept[: _limit(what)]],
        "has_more": len(kept) > _limit(what),
    }


async def user(space: Workspace, who: Person, what: Json) -> Json:
    """users.info."""
    found = space.people.get(str(what.get("user")))
    if found is None:
        raise Refused("user_not_found")
    return {"ok": True, "user": found.profile(email=_emails(space, who))}


async def users(space: Workspace, who: Person, what: Json) -> Json:
    """users.list, in pages."""
    every = list(space.people.values())
    try:
        start = int(str(what.get("cursor") or 0))
    except ValueError:
        raise Refused("invalid_cursor") from None
    end = start + int(str(what.get("limit") or 1000))
    return {
        "ok": True,
        "members": [one.profile(email=_emails(space, who)) for one in every[start:end]],
        "response_metadata": {"next_cursor": str(end) if end < len(every) else ""},
    }


async def by_email(space: Workspace, who: Person, what: Json) -> Json:
    """users.lookupByEmail."""
    wanted = str(what.get("email") or "").lower()
    for one in space.people.values():
        if wanted and one.email.lower() == wanted and not one.stranger:
            return {"ok": True, "user": one.profile(email=True)}
    raise Refused("users_not_found")


async def groups(space: Workspace, who: Person, what: Json) -> Json:
    """usergroups.list."""
    with_users = what.get("include_users") in TRUE
    kept = [
        {key: value for key, value in one.items() if with_users or key != "users"}
        for one in space.groups
    ]
    return {"ok": True, "usergroups": kept}


async def in_group(space: Workspace, who: Person, what: Json) -> Json:
    """usergroups.users.list."""
    for one in space.groups:
        if one["id"] == what.get("usergroup"):
            return {"ok": True, "users": one["users"]}
    raise Refused("no_such_subteam")


async def _readable(space: Workspace, who: Person, what: Json) -> Json:
    channel = await space.visible(who, str(what.get("channel") or ""))
    if who.bot and BOT.id not in channel["members"]:
        raise Refused("not_in_channel")
    return channel


def _page(every: list[Json], what: Json) -> Json:
    """The newest of the span; with `oldest` and no `latest` the oldest of it, newest first."""
    kept = [one for one in every if _within(one, what)]
    limit = _limit(what)
    cursor = what.get("cursor")
    if cursor:
        kept = [one for one in kept if _at(one["ts"]) <= _at(cursor)]
    forward = bool(what.get("oldest")) and not what.get("latest") and not cursor
    page = kept[-limit:] if forward else kept[:limit]
    rest = [] if forward else kept[limit:]
    more = len(kept) > limit
    return {
        "ok": True,
        "messages": [_shown(one, what) for one in page],
        "has_more": more,
        "response_metadata": {"next_cursor": rest[0]["ts"] if rest else ""},
    }


def _limit(what: Json) -> int:
    """How many.

    Raises:
        Refused: `invalid_limit`.
    """
    found = int(str(what.get("limit") or USUAL))
    if not 0 < found <= MOST:
        raise Refused("invalid_limit")
    return found


def _within(one: Json, what: Json) -> bool:
    at, same = _at(one["ts"]), what.get("inclusive") in TRUE
    oldest, latest = what.get("oldest"), what.get("latest")
    after = not oldest or at > _at(oldest) or (same and at == _at(oldest))
    before = not latest or at < _at(latest) or (same and at == _at(latest))
    return after and before


def _at(ts: object) -> Decimal:
    try:
        return Decimal(str(ts))
    except InvalidOperation:
        raise Refused("invalid_ts_latest") from None


def _shown(one: Json, what: Json) -> Json:
    """A message; its metadata only where they are asked for."""
    if what.get("include_all_metadata") in TRUE or "metadata" not in one:
        return one
    return {key: value for key, value in one.items() if key != "metadata"}


def _emails(space: Workspace, who: Person) -> bool:
    return not who.bot or "users:read.email" in space.scopes
