"""The methods of the Web API: what is checked before `emulate` is asked, and told afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from tests.counterparts.slack import history, payloads, views
from tests.counterparts.slack.blocks import checked
from tests.counterparts.slack.emulator import APP, BOT_ID, Json
from tests.counterparts.slack.persons import BOT, Person
from tests.counterparts.slack.workspace import Refused, Whisper, Workspace

Method = Callable[[Workspace, Person, Json], Awaitable[Json]]
MOST_TEXT: Final = 40_000
MOST_METADATA: Final = 16_000
TRUE: Final = (True, 1, "1", "true")
_CHANNEL: Final = re.compile(r"[CDG][A-Z0-9]+")
_SPOILT: Final = re.compile(r"[^a-z0-9_-]")


async def answer(space: Workspace, who: Person, method: str, what: Json) -> Json:
    """What Slack answers to one call of somebody; people are told of it, and the app.

    Raises:
        Refused: It is refused.
    """
    work = METHODS.get(method)
    return await (work(space, who, what) if work else space.ask(who, method, what))


async def post(space: Workspace, who: Person, what: Json) -> Json:
    """chat.postMessage."""
    channel = await _writable(space, who, what)
    sent = content(what)
    if who.bot:
        sent |= {"bot_id": BOT_ID, "app_id": APP}
    found = await space.ask(who, "chat.postMessage", {**sent, "channel": channel["id"]})
    said = found["message"]
    await space.tell(payloads.message(channel, said, who), channel)
    if f"<@{BOT.id}>" in said["text"] and not channel["is_im"] and not who.bot:
        await space.tell(payloads.mention(channel, said, who), channel)
    return found


async def whisper(space: Workspace, who: Person, what: Json) -> Json:
    """chat.postEphemeral."""
    channel = await _seen(space, who, what)
    sent = {**content(what), "user": what.get("user"), "channel": channel["id"]}
    if who.id not in channel["members"]:
        raise Refused("not_in_channel")
    found = await space.ask(who, "chat.postEphemeral", sent)
    keep_whisper(space, channel["id"], str(what["user"]), {**sent, "ts": found["message_ts"]})
    return found


def keep_whisper(space: Workspace, channel: str, user: str, sent: Json) -> None:
    """Only this person sees it, until their client is loaded again."""
    kept = ("ts", "blocks", "thread_ts")
    said: Json = {key: sent[key] for key in kept if key in sent}
    said |= {"type": "message", "user": BOT.id, "bot_id": BOT_ID, "text": sent.get("text", "")}
    space.whispers.append(Whisper(channel=channel, user=user, message=said))


async def update(space: Workspace, who: Person, what: Json) -> Json:
    """chat.update."""
    channel = await _seen(space, who, what)
    if channel["is_archived"]:
        raise Refused("is_inactive")
    ts = str(what.get("ts", ""))
    before = await space.find(who, channel["id"], ts)
    found = await space.ask(who, "chat.update", {**content(what), "channel": channel["id"]})
    after = await space.find(who, channel["id"], ts)
    at = str(after["edited"]["ts"])
    await space.tell(payloads.changed(channel, before, after, at), channel)
    return found


async def delete(space: Workspace, who: Person, what: Json) -> Json:
    """chat.delete."""
    channel = await _seen(space, who, what)
    before = await space.find(who, channel["id"], str(what.get("ts", "")))
    found = await space.ask(who, "chat.delete", what)
    await space.tell(payloads.deleted(channel, before, history.now()), channel)
    return found


async def create(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.create: `emulate` mends a name that Slack refuses."""
    name = str(what.get("name") or "")
    if not name:
        raise Refused("invalid_name_required")
    if _SPOILT.search(name):
        raise Refused("invalid_name_specials")
    found = await space.ask(who, "conversations.create", what)
    channel = {**found["channel"], "members": [who.id]}
    await space.tell({"type": "channel_created", "channel": found["channel"]}, channel)
    await _joined(space, channel, who.id)
    return found


async def invite(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.invite: all or nobody, unless `force` asks for those who can be invited."""
    channel = await _seen(space, who, what)
    wanted = [one for one in str(what.get("users") or "").split(",") if one]
    unknown = [one for one in wanted if one not in space.people]
    errors = [{"user": one, "ok": False, "error": "user_not_found"} for one in unknown]
    if errors and what.get("force") not in TRUE:
        raise Refused("user_not_found", errors=errors)
    fit = [one for one in wanted if one not in unknown and one not in channel["members"]]
    asked = fit if what.get("force") in TRUE else wanted
    if not asked and what.get("force") in TRUE:
        raise Refused(str(errors[0]["error"]) if errors else "already_in_channel", errors=errors)
    found = await space.ask(who, "conversations.invite", {**what, "users": ",".join(asked)})
    after = await space.channel(channel["id"])
    for one in asked:
        await _joined(space, after, one, who.id)
    return found


async def join(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.join."""
    channel = await _seen(space, who, what)
    found = await space.ask(who, "conversations.join", what)
    if who.id not in channel["members"]:
        await _joined(space, await space.channel(channel["id"]), who.id)
    return found


async def kick(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.kick."""
    channel = await _seen(space, who, what)
    found = await space.ask(who, "conversations.kick", what)
    await _left(space, channel["id"], str(what.get("user")))
    return found


async def leave(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.leave."""
    channel = await _seen(space, who, what)
    found = await space.ask(who, "conversations.leave", what)
    await _left(space, channel["id"], who.id)
    return found


async def archive(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.archive."""
    channel = await _seen(space, who, what)
    found = await space.ask(who, "conversations.archive", what)
    await space.tell(payloads.channel_event("archive", channel, who, history.now()), channel)
    return found


async def rename(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.rename."""
    channel = await _seen(space, who, what)
    if _SPOILT.search(str(what.get("name") or "")):
        raise Refused("invalid_name_specials")
    found = await space.ask(who, "conversations.rename", what)
    after = {**channel, "name": found["channel"]["name"]}
    await space.tell(payloads.channel_event("rename", after, who, history.now()), after)
    return found


async def set_topic(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.setTopic, whose line in the channel is an event as well."""
    channel = await _seen(space, who, what)
    found = await space.ask(who, "conversations.setTopic", what)
    last = await space.ask(who, "conversations.history", {"channel": channel["id"], "limit": 1})
    for line in last["messages"][:1]:
        await space.tell(payloads.message(channel, line, who), channel)
    return found


async def react(space: Workspace, who: Person, what: Json) -> Json:
    """reactions.add."""
    return await _reaction(space, who, what, "reactions.add", "reaction_added")


async def unreact(space: Workspace, who: Person, what: Json) -> Json:
    """reactions.remove."""
    return await _reaction(space, who, what, "reactions.remove", "reaction_removed")


async def _reaction(space: Workspace, who: Person, what: Json, method: str, which: str) -> Json:
    channel = await _seen(space, who, what)
    said = await space.find(who, channel["id"], str(what.get("timestamp")))
    found = await space.ask(who, method, what)
    item = {"type": "message", "channel": channel["id"], "ts": said["ts"]}
    author, emoji = str(said.get("user", "")), str(what.get("name"))
    told = payloads.reaction(which, who, item, emoji, author, history.now())
    await space.tell(told, channel)
    return found


async def list_channels(space: Workspace, who: Person, what: Json) -> Json:
    """conversations.list."""
    found = await space.ask(who, "conversations.list", what)
    kept = [one for one in found["channels"] if one["id"] not in space.gone]
    return {**found, "channels": kept}


async def own_channels(space: Workspace, who: Person, what: Json) -> Json:
    """users.conversations: those somebody is in, which `emulate` cannot be asked."""
    found = await list_channels(space, who, {**what, "limit": 1000})
    inside = [one for one in found["channels"] if one["is_member"]]
    return {"ok": True, "channels": inside, "response_metadata": {"next_cursor": ""}}


async def seen_only(space: Workspace, who: Person, what: Json, method: str) -> Json:
    """A method about a channel: it is only for those who may know of the channel."""
    await _seen(space, who, what)
    return await space.ask(who, method, what)


async def auth_test(space: Workspace, who: Person, what: Json) -> Json:
    """auth.test, which does not tell of the app."""
    found = await space.ask(who, "auth.test", what)
    return {key: value for key, value in found.items() if not key.startswith("app_")}


async def _writable(space: Workspace, who: Person, what: Json) -> Json:
    """The channel that is written to; an account stands for the direct messages with it."""
    wanted = str(what.get("channel") or "")
    if wanted in space.people and wanted != who.id:
        return await space.direct(wanted)
    channel = await _seen(space, who, what)
    outside = who.id not in channel["members"]
    if who.bot and outside and "chat:write.public" not in space.scopes:
        raise Refused("not_in_channel")
    return channel


async def _seen(space: Workspace, who: Person, what: Json) -> Json:
    wanted = str(what.get("channel") or what.get("channel_id") or "")
    if not _CHANNEL.fullmatch(wanted):
        raise Refused("channel_not_found")
    return await space.visible(who, wanted)


async def _joined(space: Workspace, channel: Json, user: str, inviter: str = "") -> None:
    at = history.now()
    await space.tell(payloads.moved("member_joined_channel", user, channel, at, inviter), channel)
    line = {"subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
    line |= {"ts": at, "type": "message"} | ({"inviter": inviter} if inviter else {})
    await space.tell(payloads.message(channel, line), channel)


async def _left(space: Workspace, channel: str, user: str) -> None:
    try:
        after = await space.channel(channel)
    except Refused:
        return
    await space.tell(payloads.moved("member_left_channel", user, after, history.now()), after)


def content(what: Json) -> Json:
    """The message with its blocks as Slack keeps them.

    Raises:
        Refused: It says nothing, or too much, or in blocks that are none.
    """
    sent = {**what}
    text = str(what.get("text") or "")
    if len(text) > MOST_TEXT:
        raise Refused("msg_too_long")
    if what.get("blocks"):
        sent["blocks"] = checked(parsed(what["blocks"], "invalid_blocks"), "message")
    if what.get("metadata"):
        sent["metadata"] = _metadata(parsed(what["metadata"], "invalid_metadata_format"))
    return sent


def _metadata(found: Any) -> Json:
    if not isinstance(found, dict):
        raise Refused("invalid_metadata_format")
    named, payload = found.get("event_type"), found.get("event_payload")
    if not isinstance(named, str) or not named or not isinstance(payload, dict):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(found)) > MOST_METADATA:
        raise Refused("metadata_too_large")
    return found


def parsed(value: object, error: str) -> Any:
    """What JSON stands for, where it was sent as text.

    Raises:
        Refused: It is no JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(error) from None


def _asks(method: str) -> Method:
    return lambda space, who, what: seen_only(space, who, what, method)


METHODS: Final[dict[str, Method]] = {
    "auth.test": auth_test,
    "chat.postMessage": post,
    "chat.postEphemeral": whisper,
    "chat.update": update,
    "chat.delete": delete,
    "conversations.create": create,
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.kick": kick,
    "conversations.leave": leave,
    "conversations.archive": archive,
    "conversations.rename": rename,
    "conversations.setTopic": set_topic,
    "conversations.list": list_channels,
    "conversations.history": history.history,
    "conversations.replies": history.replies,
    "reactions.add": react,
    "reactions.remove": unreact,
    "users.conversations": own_channels,
    "users.info": history.user,
    "users.list": history.users,
    "users.lookupByEmail": history.by_email,
    "usergroups.list": history.groups,
    "usergroups.users.list": history.in_group,
    "views.open": views.open_modal,
    "views.push": views.push,
    "views.update": views.update,
    "views.publish": views.publish,
    **{
        method: _asks(method)
        for method in (
            "conversations.info conversations.members conversations.setPurpose pins.add pins.list "
            "pins.remove bookmarks.add bookmarks.edit bookmarks.list bookmarks.remove reactions.get"
        ).split()
    },
}
