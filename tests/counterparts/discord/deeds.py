"""What people do in their clients; each tells the app what Discord would tell it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from simcord import interactions
from simcord.backend import serializers
from simcord.backend.models import Interaction, Message, Overwrite
from simcord.backend.permissions import flag
from simcord.enums import AppCommandType, ChannelType, InteractionType, OptionType, OverwriteType

from tests.counterparts.discord import forms
from tests.counterparts.discord.forms import Value
from tests.counterparts.discord.persons import Person
from tests.counterparts.discord.world import Json, World

NAMED: Final = re.compile(r"(?<![\w<])([@#])([\w.-]+)")
LOOK: Final = flag("view_channel")


@dataclass(eq=False)
class Deed:
    """Something that an app answers: a command, a press, a form, a completion."""

    record: Interaction
    payload: Json = field(repr=False)
    made: float = field(default_factory=time.monotonic)
    sent: Deed | None = None
    """What became of the form that it opened: who gets no answer still has it before them."""

    @property
    def answered(self) -> bool:
        """Whether it was, within the three seconds there are."""
        return self.record.responded

    @property
    def kind(self) -> str:
        """How: `message`, `deferred`, `deferred_update`, `update`, `modal`, `autocomplete`."""
        return str(self.record.response_kind or "")

    @property
    def ephemeral(self) -> bool:
        """Whether only they see the answer."""
        return self.record.ephemeral

    @property
    def loading(self) -> bool:
        """Whether they are still shown that the app thinks."""
        return self.record.loading

    @property
    def modal(self) -> Json | None:
        """The form it was answered with."""
        return self.record.modal

    @property
    def choices(self) -> list[Json]:
        """What was offered for what is typed."""
        return self.record.autocomplete_choices or []


def make_room(
    world: World, name: str, who: Sequence[Person], *, private: bool, with_bot: bool
) -> str:
    """A channel; a private one is seen by these alone."""
    inside = [one.number for one in who] + ([world.bot.number] if with_bot else [])
    hidden = [Overwrite(world.guild.id, OverwriteType.ROLE, deny=LOOK)] if private else []
    shown = [Overwrite(one, OverwriteType.MEMBER, allow=LOOK) for one in inside] if private else []
    if not private and not with_bot:
        hidden = [Overwrite(world.bot.number, OverwriteType.MEMBER, deny=LOOK)]
    made = world.backend.create_channel(
        world.guild.id, name.removeprefix("#"), overwrites=hidden + shown
    )
    return str(made.id)


def say(world: World, who: Person, channel: str, text: str, reply: str, *, raw: bool) -> str:
    """Somebody types a line; "" = to the bot."""
    place = int(channel) if channel else direct(world, who)
    found = world.backend.get_channel(place)
    if found.guild_id is not None:
        send = "send_messages_in_threads" if found.is_thread else "send_messages"
        world.backend.require_permissions(found.guild_id, who.number, place, send)
    reference = {"channel_id": str(place), "message_id": reply} if reply else None
    written = text if raw else typed(world, text)
    made = world.backend.create_message(place, who.number, written, reference=reference)
    return str(made.id)


def typed(world: World, text: str) -> str:
    """What a client makes of a line: names that it knows become ids."""
    people = {one.name: one.id for one in world.people.values()}
    rooms = {one.name: one.id for one in world.backend.channels.values() if one.name}

    def meant(found: re.Match[str]) -> str:
        known: Mapping[str, object] = people if found[1] == "@" else rooms
        return f"<{found[1]}{known[found[2]]}>" if found[2] in known else found[0]

    return NAMED.sub(meant, text)


def direct(world: World, who: Person) -> int:
    """The channel of somebody and the bot."""
    return world.backend.get_dm_channel(who.number).id


def message(world: World, channel: str, id: str) -> Message:
    """A message by its ids."""
    return world.backend.get_message(int(channel), int(id))


def seen(world: World, who: Person, channel: str) -> list[Json]:
    """What somebody sees there, by time, whispers to them too; () where they may not look.

    As on the wire, and with whom it rings for.
    """
    place = int(channel) if channel else direct(world, who)
    if place not in world.backend.channels or not world.visible(place, who.number):
        return []
    every = sorted(world.backend.messages[place].values(), key=lambda one: one.id)
    return [
        {
            **serializers.message_payload(world.backend, one, for_user=who.number),
            "rings": [*one.ping_user_ids, *one.ping_role_ids],
            "rings_all": one.mention_everyone,
        }
        for one in every
        if one.visible_to(who.number) and one.system_metadata is None and not _thinks(one)
    ]


def _thinks(one: Message) -> bool:
    return bool(one.flags & 1 << 7) and not one.content and not one.embeds


def interact(
    world: World, who: Person, channel: str, kind: InteractionType, data: Json,
    source: Message | None = None, forged: Json | None = None,
) -> Deed:  # fmt: skip
    """Tell the app what somebody did; `forged` is what stands in it besides, or instead."""
    place = int(channel) if channel else direct(world, who)
    guild_id = world.backend.get_channel(place).guild_id
    record, payload = interactions.base_payload(
        world.backend, type=kind, channel_id=place, guild_id=guild_id, user_id=who.number, data=data
    )
    if source is not None:
        record.source_message_id = source.id
        payload["message"] = dict(serializers.message_payload(world.backend, source))
    payload.update(forged or {})
    deed = Deed(record, payload)
    world.deeds.append(deed)
    world.backend.emit("INTERACTION_CREATE", payload)
    return deed


def command_data(
    world: World, who: Person, channel: str, name: str, options: Mapping[str, object],
    focused: str = "",
) -> Json:  # fmt: skip
    """What a client sends of a slash command; `focused` is the option that is typed into.

    Raises:
        AssertionError: There is no such command here, or it cannot be filled in so.
    """
    root_name, *path = name.split()
    place = int(channel) if channel else direct(world, who)
    visible = world.backend.visible_commands(user_id=who.number, channel_id=place)
    root = next((one for one in visible if one["name"] == root_name), None)
    assert root is not None, f"/{root_name} is not offered to {who.name} there"
    leaf, nesting = interactions.walk_to_subcommand(root, path)
    declared = {one["name"]: one for one in leaf.get("options") or []}
    lacking = [one for one, spec in declared.items() if spec.get("required") and one not in options]
    assert focused or not lacking, f"/{name} needs {lacking}"
    people: Json = {}
    sent = [_option(world, declared[one], value, people) for one, value in options.items()]
    for one in sent:
        if one["name"] == focused:
            one["focused"] = True
    data: Json = {"id": root["id"], "name": root["name"], "type": root["type"]}
    data["options"] = interactions.nest_options(root, nesting, sent)
    scope = {"guild_id": root["guild_id"]} if root.get("guild_id") else {}
    return data | scope | ({"resolved": people} if people else {})


def _option(world: World, spec: Json, value: Any, people: Json) -> Json:
    told: Json = {"name": spec["name"], "type": spec["type"]}
    if spec["type"] == OptionType.USER:
        who = world.somebody(value.id if isinstance(value, Person) else str(value))
        for kind, found in forms.resolved(world, [who.id]).items():
            people.setdefault(kind, {}).update(found)
        return {**told, "value": who.id}
    if spec.get("choices") and value not in [one["value"] for one in spec["choices"]]:
        named = [one["value"] for one in spec["choices"] if one["name"] == value]
        assert named, f"{value!r} is no choice of {spec['name']}"
        value = named[0]
    if spec["type"] == OptionType.STRING:
        assert len(str(value)) <= int(spec.get("max_length", 6000)), f"{spec['name']} is too long"
    return {**told, "value": value}


def menu(world: World, who: Person, channel: str, id: str, name: str) -> Deed:
    """Somebody takes a command from the menu of a message."""
    place = int(channel)
    offered = world.backend.visible_commands(
        user_id=who.number, channel_id=place, type=AppCommandType.MESSAGE
    )
    root = next((one for one in offered if one["name"] == name), None)
    assert root is not None, f"{name!r} is not offered to {who.name} there"
    said = dict(serializers.message_payload(world.backend, message(world, channel, id)))
    data: Json = {"id": root["id"], "name": name, "type": int(AppCommandType.MESSAGE)}
    data |= {"target_id": id, "resolved": {"messages": {id: said}}}
    data |= {"guild_id": root["guild_id"]} if root.get("guild_id") else {}
    return interact(world, who, channel, InteractionType.APPLICATION_COMMAND, data)


def press(world: World, who: Person, channel: str, id: str, label: str, values: Value) -> Deed:
    """Somebody presses a button under a message they see, or chooses in a select."""
    place = channel or str(direct(world, who))
    shown = {one["id"]: one for one in seen(world, who, place)}
    assert id in shown, f"{who.name} does not see this message"
    component = forms.labelled(shown[id], label)
    data: Json = {"custom_id": component["custom_id"], "component_type": int(component["type"])}
    if component["type"] != 2:
        picked, people = forms.chosen(world, component, values)
        data |= {"values": picked} | ({"resolved": people} if people else {})
    source = message(world, place, id)
    return interact(world, who, place, InteractionType.MESSAGE_COMPONENT, data, source)


def modal(world: World, who: Person) -> Deed | None:
    """What opened the form that somebody has before them."""
    for one in reversed(world.deeds):
        if one.record.user_id == who.number and one.modal is not None:
            return one if one.sent is None or not one.sent.answered else None
    return None


def submit(world: World, who: Person, values: Mapping[str, Value]) -> Deed:
    """Somebody sends the form before them."""
    opened = modal(world, who)
    assert opened is not None, f"{who.name} has no form before them"
    form = opened.modal or {}
    components, people = forms.filled(world, form, values)
    opened.record.modal_consumed = True
    data: Json = {"custom_id": form["custom_id"], "components": components}
    data |= {"resolved": people} if people else {}
    source_id = opened.record.source_message_id
    place = opened.record.channel_id
    source = world.backend.messages[place].get(source_id) if source_id else None
    opened.sent = interact(world, who, str(place), InteractionType.MODAL_SUBMIT, data, source)
    return opened.sent


def rooms(world: World) -> dict[str, str]:
    """The id of every channel by its name; of threads and categories too."""
    known = world.backend.channels.values()
    return {str(one.name): str(one.id) for one in known if one.type != ChannelType.DM}
