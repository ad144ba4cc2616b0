"""What people do in their clients; each tells the app what Slack would tell it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Final

from tests.counterparts.slack import history, methods, payloads, replies, views
from tests.counterparts.slack.emulator import Json
from tests.counterparts.slack.forms import filled
from tests.counterparts.slack.mrkdwn import Names
from tests.counterparts.slack.persons import BOT, Person
from tests.counterparts.slack.seen import SYSTEM, elements
from tests.counterparts.slack.socket_mode import ACK_S, Envelope
from tests.counterparts.slack.typed import slashed, typed
from tests.counterparts.slack.workspace import Refused, Reply, Workspace

_WATCHED: Final[set[asyncio.Task[None]]] = set()


async def make_room(
    space: Workspace, name: str, who: tuple[Person, ...], *, private: bool, with_bot: bool
) -> str:
    """Somebody makes a channel, and brings in the others."""
    first, *others = who or (next(one for one in space.people.values() if not one.bot),)
    asked: Json = {"name": name.removeprefix("#"), "is_private": private}
    made = await methods.answer(space, first, "conversations.create", asked)
    channel = str(made["channel"]["id"])
    for one in (*others, *((BOT,) if with_bot else ())):
        await methods.answer(
            space, first, "conversations.invite", {"channel": channel, "users": one.id}
        )
    return channel


async def channel_ids(space: Workspace) -> dict[str, str]:
    """The id of every channel by its name, private ones included."""
    found: dict[str, str] = {}
    for who in space.people.values():
        asked = {"types": "public_channel,private_channel", "limit": 1000}
        every = await space.ask(who, "conversations.list", asked)
        found |= {one["name"]: one["id"] for one in every["channels"]}
    return {name: one for name, one in found.items() if one not in space.gone}


async def names(space: Workspace) -> Names:
    """How ids are shown."""
    channels = await channel_ids(space)
    return Names(
        people={one.id: one.name for one in space.people.values()},
        channels={one: name for name, one in channels.items()},
        groups={one["id"]: one["handle"] for one in space.groups},
    )


async def say(
    space: Workspace, who: Person, channel: str, text: str, thread: str = "", *, raw: bool = False
) -> str:
    """Somebody types a line, or sends markup as it is; "" = to the bot."""
    place = channel or str((await space.direct(who.id))["id"])
    await _come_in(space, who, place)
    sent = {"channel": place, "text": text if raw else await as_typed(space, text)}
    asked = sent | ({"thread_ts": thread} if thread else {})
    found = await methods.answer(space, who, "chat.postMessage", asked)
    return str(found["ts"])


async def as_typed(space: Workspace, text: str) -> str:
    """What a client makes of a line."""
    people = {one.name: one.id for one in space.people.values()}
    return typed(text, people, await channel_ids(space) if "#" in text else {})


async def slash(space: Workspace, who: Person, place: str, command: str, text: str) -> Envelope:
    """Somebody types a slash command; what it is acknowledged with is shown."""
    channel = await space.channel(place) if place else await space.direct(who.id)
    url = space.response_url(who.id, channel["id"])
    people = {one.name: one.id for one in space.people.values()}
    known = await channel_ids(space) if "#" in text else {}
    line = slashed(text, people, known, names=space.manifest.escapes(command))
    told = payloads.slash(who, channel, command, line, space.trigger(who.id), url)
    sent = await space.sockets.send(Envelope("slash_commands", told))
    reply = Reply(user=who.id, channel=channel["id"], made=time.monotonic())
    task = asyncio.create_task(_shown(space, sent, reply))
    _WATCHED.add(task)
    task.add_done_callback(_WATCHED.discard)
    return sent


async def press(
    space: Workspace, who: Person, place: str, ts: str, label: str, value: str = ""
) -> Envelope:
    """Somebody presses a button under a message they see."""
    channel = await space.channel(place) if place else await space.direct(who.id)
    every = await messages(space, who, channel["id"])
    said = next(one for one in every if one["ts"] == ts)
    whisper = bool(said.get("is_ephemeral"))
    block, element = _labelled(said.get("blocks") or [], label)
    told = payloads.pressed(
        who,
        channel,
        {key: one for key, one in said.items() if key != "is_ephemeral"},
        payloads.action(block, element, history.now(), _chosen(element, value)),
        space.trigger(who.id),
        space.response_url(who.id, channel["id"], ts, whisper=whisper),
        whisper=whisper,
    )
    return await space.sockets.send(Envelope("interactive", told))


async def press_in_view(space: Workspace, who: Person, label: str, *, home: bool) -> Envelope:
    """Somebody presses a button in a modal, or on App Home."""
    stack = space.modals.get(who.id) or []
    view = space.homes.get(who.id) if home else (stack[-1] if stack else None)
    assert view is not None, f"{who.name} has no view before them"
    block, element = _labelled(view["blocks"], label)
    told = payloads.pressed_in_view(
        who,
        view,
        payloads.action(block, element, history.now()),
        space.trigger(who.id, "" if home else view["id"]),
    )
    return await space.sockets.send(Envelope("interactive", told))


async def shortcut(space: Workspace, who: Person, place: str, ts: str, callback: str) -> Envelope:
    """Somebody takes a message shortcut."""
    _offered(space, callback)
    channel = await space.channel(place)
    said = await space.find(who, place, ts)
    url = space.response_url(who.id, place, ts)
    trigger = space.trigger(who.id)
    told = payloads.shortcut(who, channel, said, callback, trigger, url, history.now())
    return await space.sockets.send(Envelope("interactive", told))


async def global_shortcut(space: Workspace, who: Person, callback: str) -> Envelope:
    """Somebody takes a shortcut that belongs to no message."""
    _offered(space, callback)
    told = payloads.global_shortcut(who, callback, space.trigger(who.id), history.now())
    return await space.sockets.send(Envelope("interactive", told))


async def submit(
    space: Workspace, who: Person, values: Mapping[str, str], patience_s: float
) -> Json | None:
    """Somebody sends the modal before them; it stays as it is where nothing answers in time."""
    stack = space.modals.get(who.id) or []
    assert stack, f"{who.name} has no form before them"
    view = filled(stack[-1], values)
    assert view.get("submit"), "the form has no button that sends it"
    told = payloads.submitted(who, view, space.trigger(who.id, view["id"]))
    sent = await space.sockets.send(Envelope("interactive", told))
    if not await within(sent, patience_s):
        return None
    await views.answered(space, who, BOT, sent.ack)
    return sent.ack or {}


async def close_modal(space: Workspace, who: Person) -> None:
    """Somebody closes the modal before them."""
    view = space.modals[who.id].pop()
    if view.get("notify_on_close"):
        await space.sockets.send(Envelope("interactive", payloads.closed(who, view)))


async def open_home(space: Workspace, who: Person) -> Envelope | None:
    """Somebody looks at App Home."""
    assert space.manifest.home, "this app has no App Home"
    channel = await space.direct(who.id)
    told = {"type": "app_home_opened", "user": who.id, "channel": channel["id"], "tab": "home"}
    told |= {"event_ts": history.now()}
    home = space.homes.get(who.id)
    return await space.tell({**told, "view": home} if home else told)


async def delete_channel(space: Workspace, wanted: str) -> None:
    """A channel is gone, and its name is free."""
    channel = await space.channel(wanted)
    maker = space.people.get(channel["creator"], BOT)
    if not channel["is_archived"]:
        freed = {"channel": wanted, "name": f"gone-{wanted.lower()}"}
        await space.ask(maker, "conversations.rename", freed)
    space.gone.add(wanted)
    told = payloads.channel_event("deleted", channel, maker, history.now())
    await space.tell(told, channel)


async def messages(space: Workspace, who: Person, place: str) -> list[Json]:
    """What somebody sees there, by time; () where they may not look."""
    try:
        channel = await space.visible(who, place) if place else await space.direct(who.id)
    except Refused:
        return []
    seer = who if who.id in channel["members"] else _seer(space, channel)
    asked = {"channel": channel["id"], "limit": 999}
    found = (await history.history(space, seer, asked))["messages"]
    for one in [each for each in found if each.get("reply_count")]:
        thread = {"channel": channel["id"], "ts": one["ts"], "limit": 999}
        found += (await history.replies(space, seer, thread))["messages"][1:]
    whispers = [
        {**one.message, "is_ephemeral": True}
        for one in space.whispers
        if one.channel == channel["id"] and one.user == who.id
    ]
    every = [one for one in found if one.get("subtype") not in SYSTEM] + whispers
    return sorted(every, key=lambda one: str(one["ts"]))


async def within(envelope: Envelope, seconds: float) -> bool:
    """Whether it is acknowledged in that time from now."""
    try:
        await asyncio.wait_for(envelope.answered.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def _shown(space: Workspace, sent: Envelope, reply: Reply) -> None:
    """What a slash command was acknowledged with."""
    if await within(sent, ACK_S) and sent.ack:
        await replies.said(space, reply, sent.ack)


async def _come_in(space: Workspace, who: Person, place: str) -> None:
    """A public channel is joined by whoever writes there; their client does it for them."""
    channel = await space.visible(who, place)
    if who.id not in channel["members"]:
        await methods.answer(space, who, "conversations.join", {"channel": place})


def _offered(space: Workspace, callback: str) -> None:
    asked = space.manifest
    known = asked.shortcuts is None or callback in asked.shortcuts
    offered = known and asked.interactive
    assert offered, f"{callback} is no shortcut of this app"


def _seer(space: Workspace, channel: Json) -> Person:
    return next(space.people[one] for one in channel["members"] if one in space.people)


def _labelled(blocks: list[Json], label: str) -> tuple[Json, Json]:
    for block, element in elements(blocks):
        named = element.get("text") or element.get("placeholder") or {}
        if named.get("text") == label:
            return block, element
    raise AssertionError(f"there is no {label!r} to press")


def _chosen(element: Json, value: str) -> Json | None:
    if element["type"] != "static_select":
        return None
    for one in element["options"]:
        if value in (one["value"], one["text"]["text"]):
            return {"selected_option": one}
    raise AssertionError(f"{value!r} cannot be chosen")
