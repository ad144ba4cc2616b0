"""Calls that simcord does not know, and what Discord holds calls to beside simcord's own rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from simcord.backend import errors, serializers
from simcord.backend.errors import BackendError
from simcord.backend.permissions import flag
from simcord.enums import ChannelType

from tests.counterparts.discord.gateway import Gateway
from tests.counterparts.discord.replies import MEANS
from tests.counterparts.discord.world import Json, World

CHANNELS: Final = 500
IN_CATEGORY: Final = 50
PINS: Final = 250
REACTIONS: Final = 20
NAME: Final = 100
SOMETHING: Final = ("content", "embeds", "components", "sticker_ids", "poll", "message_reference")
"""A message has one of these, or a file."""
TOPIC: Final = 1024


@dataclass(frozen=True)
class Asked:
    """A call of the app, read."""

    world: World
    gateway: Gateway
    method: str
    route: str
    path: str
    query: dict[str, str]
    body: Any
    files: list[Any]
    reason: str = ""

    def id(self, index: int) -> int:
        """The id at this place of the path."""
        return int(self.path.strip("/").split("/")[index])

    @property
    def fields(self) -> Json:
        """The body, where it is an object."""
        return self.body if isinstance(self.body, dict) else {}

    def needs(self, channel_id: int, *permissions: str) -> None:
        """The bot has these in a channel.

        Raises:
            BackendError: It has not.
        """
        channel = self.world.backend.get_channel(channel_id)
        me = int(self.world.bot.id)
        self.world.backend.require_permissions(channel.guild_id, me, channel_id, *permissions)


Act = Callable[[], Any]
Rule = Callable[[Asked, Act], Any]


def answer(asked: Asked, act: Act) -> Any:
    """What Discord answers; None = 204.

    Raises:
        BackendError: It refuses.
    """
    if asked.world.refuses & {int(part) for part in asked.path.split("/") if part.isdigit()}:
        raise errors.missing_access()
    return RULES.get(asked.route, _as_it_is)(asked, act)


def refused(code: int, status: int = 400, **more: Any) -> BackendError:
    """A refusal by its code."""
    return BackendError(status, code, MEANS[code], errors=more.get("errors"))


def field_error(field: str, code: str, message: str) -> BackendError:
    """50035 with the field that is meant."""
    return refused(50035, errors={field: {"_errors": [{"code": code, "message": message}]}})


def _as_it_is(asked: Asked, act: Act) -> Any:
    return act()


def _gateway(asked: Asked, act: Act) -> Json:
    return {"url": asked.gateway.url}


def _gateway_bot(asked: Asked, act: Act) -> Json:
    start = {"total": 1000, "remaining": max(0, asked.gateway.left), "reset_after": 14_400_000}
    told = {"url": asked.gateway.url, "shards": 1}
    return {**told, "session_start_limit": {**start, "max_concurrency": 1}}


def _application(asked: Asked, act: Act) -> Json:
    """What the portal says of the app: which privileged intents it was given."""
    backend, allowed = asked.world.backend, asked.world.allowed
    given = [1 << 15] * ("members" in allowed) + [1 << 19] * ("message_content" in allowed)
    owner = backend.users[asked.world.guild.owner_id]
    return {
        "id": str(backend.application_id),
        "name": "Tocsin",
        "icon": None,
        "description": "",
        "type": None,
        "bot": dict(serializers.user_payload(backend.bot_user)),
        "owner": dict(serializers.user_payload(owner)),
        "summary": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": sum(given),
        "flags_new": str(sum(given)),
        "interactions_endpoint_url": None,
    }


def _send(asked: Asked, act: Act) -> Any:
    """A message; one whose enforced nonce was met a moment ago is the one that is there."""
    place, nonce = asked.id(1), str(asked.fields.get("nonce") or "")
    backend = asked.world.backend
    if len(nonce) > 25:
        raise field_error("nonce", "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.")
    if not asked.files and not any(asked.fields.get(one) for one in SOMETHING):
        raise refused(50006)
    before = asked.world.sent_before(place, nonce) if nonce else None
    if before is not None and asked.fields.get("enforce_nonce"):
        said = backend.messages.get(place, {}).get(before)
        if said is not None:
            return {**serializers.message_payload(backend, said), "nonce": nonce}
    asked.gateway.nonce = nonce
    try:
        made = act()
    finally:
        asked.gateway.nonce = ""
    if nonce:
        asked.world.remember(place, nonce, int(made["id"]))
    return {**made, "nonce": nonce} if nonce else made


def _make_channel(asked: Asked, act: Act) -> Any:
    guild = asked.world.backend.get_guild(asked.id(1))
    if len(guild.channel_ids) >= CHANNELS:
        raise refused(30013)
    body = _place(asked, None)
    return _over(asked, body, act)


def _edit_channel(asked: Asked, act: Act) -> Any:
    channel = asked.world.backend.get_channel(asked.id(1))
    return _over(asked, _place(asked, channel.parent_id), act)


def _place(asked: Asked, now: int | None) -> Json:
    """The fields of a channel, held to their bounds; the name as Discord keeps it."""
    body = dict(asked.fields)
    name, topic = body.get("name"), body.get("topic")
    if name is not None and not 1 <= len(str(name)) <= NAME:
        raise field_error("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    if len(str(topic or "")) > TOPIC:
        raise field_error("topic", "BASE_TYPE_BAD_LENGTH", "Must be 1024 or fewer in length.")
    parent = int(body["parent_id"]) if body.get("parent_id") else None
    if parent is not None and parent != now:
        _fits(asked, parent)
    kind = body.get("type", ChannelType.TEXT)
    thread = now is not None and asked.world.backend.get_channel(asked.id(1)).is_thread
    if name is not None and kind == ChannelType.TEXT and not thread and not _category(asked):
        body["name"] = re.sub(r"[^\w-]", "", re.sub(r"\s+", "-", str(name).strip().lower()))
    return body


def _category(asked: Asked) -> bool:
    if asked.method != "PATCH":
        return False
    return asked.world.backend.get_channel(asked.id(1)).type == ChannelType.CATEGORY


def _fits(asked: Asked, parent: int) -> None:
    found = asked.world.backend.channels.get(parent)
    if found is None or found.type != ChannelType.CATEGORY:
        raise field_error("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    inside = sum(one.parent_id == parent for one in asked.world.backend.channels.values())
    if inside >= IN_CATEGORY:
        full = "Maximum number of channels in category reached (50)"
        raise field_error("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", full)


def _over(asked: Asked, body: Json, act: Act) -> Any:
    """Act with another body; overwrites give and take only what the bot has itself."""
    _grantable(asked, body.get("permission_overwrites") or [])
    asked.fields.clear()
    asked.fields.update(body)
    return act()


def _grantable(asked: Asked, overwrites: list[Json]) -> None:
    world = asked.world
    mine = world.backend.compute_permissions(world.guild.id, int(world.bot.id))
    if mine & flag("administrator"):
        return
    for one in overwrites:
        if (int(one.get("allow") or 0) | int(one.get("deny") or 0)) & ~mine:
            raise refused(50013, 403)


def _overwrite(asked: Asked, act: Act) -> Any:
    _grantable(asked, [asked.fields])
    return act()


def _pin(asked: Asked, act: Act) -> None:
    """Since February 2026 only PIN_MESSAGES pins."""
    place, message = asked.id(1), asked.id(-1)
    asked.needs(place, "pin_messages")
    backend = asked.world.backend
    backend.get_message(place, message)
    pinned = sum(one.pinned for one in backend.messages[place].values())
    if asked.method == "PUT" and pinned >= PINS:
        raise refused(30003)
    backend.set_pinned(place, message, asked.method == "PUT")


def _pins_of_old(asked: Asked, act: Act) -> Any:
    place = asked.id(1)
    asked.needs(place, "read_message_history")
    backend = asked.world.backend
    every = backend.messages[place].values()
    return [dict(serializers.message_payload(backend, one)) for one in every if one.pinned]


def _react(asked: Asked, act: Act) -> Any:
    said = asked.world.backend.messages.get(asked.id(1), {}).get(asked.id(3))
    if said is not None and len(said.reactions) >= REACTIONS:
        raise refused(30010)
    return act()


def _guild(asked: Asked, act: Act) -> Any:
    """A guild without what only the gateway tells."""
    only_there = {"members", "channels", "threads", "presences", "voice_states", "unavailable"}
    return {
        key: one for key, one in act().items() if key not in only_there | {"joined_at", "large"}
    }


def _callback(asked: Asked, act: Act) -> Any:
    found = act()
    return found if asked.query.get("with_response") in ("1", "true") else None


def _one_command(asked: Asked, act: Act) -> Any:
    """A command beside those that are there, in the place of one of its name."""
    in_guild = asked.id(3) if "/guilds/" in asked.path else None
    backend = asked.world.backend
    there = [_plain(one) for one in backend.commands.get(in_guild, {}).values()]
    new = asked.fields
    kept = [one for one in there if (one["name"], one["type"]) != (new["name"], new.get("type", 1))]
    made = replace(asked, body=[*kept, new])
    return backend.register_commands(in_guild, made.body)[-1]


def _plain(command: Json) -> Json:
    given = ("id", "application_id", "guild_id", "version")
    return {key: one for key, one in command.items() if key not in given}


def _members(asked: Asked, act: Act) -> Any:
    """Everybody is listed to whom the portal gave the members intent."""
    if "members" not in asked.world.allowed:
        raise errors.missing_access()
    return act()


def _direct(asked: Asked, act: Act) -> Any:
    if not str(asked.fields.get("recipient_id", "")).isdigit():
        raise field_error("recipient_id", "NUMBER_TYPE_COERCE", "Value is not snowflake.")
    return act()


def _search(asked: Asked, act: Act) -> Any:
    guild = asked.world.backend.get_guild(asked.id(1))
    start = asked.query.get("query", "").lower()
    most = int(asked.query.get("limit", "1"))
    every = [serializers.member_payload(asked.world.backend, guild, one)
             for one in guild.members.values()]  # fmt: skip
    return [dict(one) for one in every if one["user"]["username"].lower().startswith(start)][:most]


RULES: Final[dict[str, Rule]] = {
    "GET /gateway": _gateway,
    "GET /gateway/bot": _gateway_bot,
    "GET /applications/@me": _application,
    "GET /oauth2/applications/@me": _application,
    "POST /channels/{id}/messages": _send,
    "POST /guilds/{id}/channels": _make_channel,
    "PATCH /channels/{id}": _edit_channel,
    "PUT /channels/{id}/permissions/{id}": _overwrite,
    "PUT /channels/{id}/messages/pins/{id}": _pin,
    "DELETE /channels/{id}/messages/pins/{id}": _pin,
    "PUT /channels/{id}/pins/{id}": _pin,
    "DELETE /channels/{id}/pins/{id}": _pin,
    "GET /channels/{id}/pins": _pins_of_old,
    "PUT /channels/{id}/messages/{id}/reactions/{emoji}/@me": _react,
    "GET /guilds/{id}": _guild,
    "POST /interactions/{id}/{token}/callback": _callback,
    "POST /applications/{id}/commands": _one_command,
    "POST /applications/{id}/guilds/{id}/commands": _one_command,
    "POST /users/@me/channels": _direct,
    "GET /guilds/{id}/members": _members,
    "GET /guilds/{id}/members/search": _search,
}
