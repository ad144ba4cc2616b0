"""Which scope each method asks of a bot token, as Slack's page of the method says."""

from __future__ import annotations

from typing import Final

from tests.counterparts.slack.emulator import Json

# `{}` is the kind of the channel; what stands for a public one is said where it is not `channels`.
NEEDED: Final[dict[str, str]] = {
    "bookmarks.add": "bookmarks:write",
    "bookmarks.edit": "bookmarks:write",
    "bookmarks.list": "bookmarks:read",
    "bookmarks.remove": "bookmarks:write",
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.archive": "{}:manage",
    "conversations.history": "{}:history",
    "conversations.info": "{}:read",
    "conversations.invite": "{}:manage",
    "conversations.join": "channels:join",
    "conversations.kick": "{}:manage",
    "conversations.leave": "{}:manage",
    "conversations.members": "{}:read",
    "conversations.open": "im:write",
    "conversations.rename": "{}:manage",
    "conversations.replies": "{}:history",
    "conversations.setPurpose": "{}:manage",
    "conversations.setTopic": "{}:manage",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "files.list": "files:read",
    "pins.add": "pins:write",
    "pins.list": "pins:read",
    "pins.remove": "pins:write",
    "reactions.add": "reactions:write",
    "reactions.get": "reactions:read",
    "reactions.remove": "reactions:write",
    "team.info": "team:read",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}
OF_TYPES: Final = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
ALSO: Final = {
    # A narrower scope that serves as well.
    "channels:manage": (
        "conversations.invite:channels:write.invites",
        "conversations.setTopic:channels:write.topic",
    ),
    "groups:write": (
        "conversations.invite:groups:write.invites",
        "conversations.setTopic:groups:write.topic",
    ),
}
EVENTS: Final[dict[str, str]] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_rename": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "pin_added": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "tokens_revoked": "",
}
EVERY: Final = frozenset(
    {one for one in NEEDED.values() if "{" not in one}
    | {one for one in EVENTS.values() if one}
    | set(OF_TYPES.values())
    | {f"{kind}:history" for kind in ("channels", "groups", "im", "mpim")}
    | {"channels:manage", "groups:write", "im:write", "mpim:write"}
    | {"chat:write.public", "commands"}
)
"""What an app has that was given all of them."""


def missing(method: str, what: Json, channel: Json | None, granted: set[str]) -> str:
    """The scope a call lacks; "" = none."""
    if method in ("conversations.list", "users.conversations"):
        types = str(what.get("types") or "public_channel").split(",")
        needed = [OF_TYPES.get(one.strip(), "channels:read") for one in types]
    elif method == "conversations.create":
        private = what.get("is_private") in (True, "true", "1", 1)
        needed = ["groups:write" if private else "channels:manage"]
    else:
        needed = [NEEDED[method].format(_kind(channel))] if method in NEEDED else []
    for one in (_written(each) for each in needed):
        narrow = (also.partition(":") for also in ALSO.get(one, ()))
        others = {scope for named, _, scope in narrow if named == method}
        if one not in granted and not others & granted:
            return one
    return ""


def _kind(channel: Json | None) -> str:
    if channel is None:
        return "channels"
    if channel["is_im"]:
        return "im"
    return "groups" if channel["is_private"] else "channels"


def _written(scope: str) -> str:
    """Only public channels are managed; others are written."""
    kind, _, what = scope.partition(":")
    return f"{kind}:write" if what == "manage" and kind != "channels" else scope
