"""A guild of Discord on loopback: what people do in it, what they see, and what goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from simcord.backend import serializers
from simcord.enums import ChannelType, InteractionType

from tests.counterparts.discord import deeds
from tests.counterparts.discord.deeds import Deed
from tests.counterparts.discord.forms import Value, fields
from tests.counterparts.discord.front import Front
from tests.counterparts.discord.judge import judge_there
from tests.counterparts.discord.persons import Person
from tests.counterparts.discord.troubles import Troubles
from tests.counterparts.discord.world import INVITED, Call, Json, World
from tests.patience import COMES_S

ANSWER_S = 3.0


class Discord(Troubles):
    """Runs from `with` to its end; see the README beside for what it proves, and what it cannot."""

    def __init__(self, *, permissions: int = INVITED, judged: bool = True) -> None:
        """`permissions`: what the bot was invited with; `judged`: by Discord's own document."""
        world = World(permissions)
        super().__init__(world, Front(world, judge_there() if judged else None))
        self.url = self._front.url
        self.application_id = str(self._world.backend.application_id)
        self.calls = self._world.calls

    def __enter__(self) -> Discord:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
        if raised[0] is None:
            bad = (*self._world.gaps, *self._world.wrong)
            assert not bad, "\n".join(bad)

    def forgive(self) -> tuple[str, ...]:
        """What the app asked that the document forbids, so far; the end of the `with` is for it."""
        found = tuple(self._world.wrong)
        self._world.wrong.clear()
        return found

    def close(self) -> None:
        """End all of it."""
        self._front.close()

    @property
    def token(self) -> str:
        """The bot's."""
        return self._world.token

    # ------------------------------------------------------------------ who and where there is
    def person(self, name: str, *, bot: bool = False, member: bool = True) -> Person:
        """Somebody new in the guild, or who is there already by that name."""
        for one in self._world.people.values():
            if one.name == name:
                return one
        return self._do(lambda: self._join(name, bot=bot, member=member))

    def _join(self, name: str, *, bot: bool, member: bool) -> Person:
        user = self._world.backend.make_user(name, bot=bot)
        made = self._world.people[user.id] = Person(str(user.id), name, bot)
        if member:
            self._world.backend.add_member(self._world.guild.id, user.id, announce=True)
        return made

    def somebody(self, who: str) -> Person:
        """Whoever has this id, or this name."""
        return self._world.somebody(who)

    def role(self, name: str, *who: Person) -> str:
        """A role that these people have; its id."""

        def make() -> str:
            guild = self._world.guild
            made = self._world.backend.create_role(guild.id, name)
            for one in who:
                self._world.backend.add_member_role(guild.id, one.number, made.id)
            return str(made.id)

        return self._do(make)

    def give_role(self, role: str, who: Person, *, given: bool = True) -> None:
        """Somebody gets a role, or loses it."""
        backend, guild = self._world.backend, self._world.guild.id
        change = backend.add_member_role if given else backend.remove_member_role
        self._do(lambda: change(guild, who.number, int(role)))

    def room(self, name: str, *who: Person, private: bool = False, with_bot: bool = True) -> str:
        """A channel; its id. A private one is seen by these people, and the bot, alone."""
        return self._do(
            lambda: deeds.make_room(self._world, name, who, private=private, with_bot=with_bot)
        )

    def category(self, name: str) -> str:
        """A category; its id."""
        backend, guild = self._world.backend, self._world.guild.id
        return str(
            self._do(lambda: backend.create_channel(guild, name, type=ChannelType.CATEGORY)).id
        )

    def channel(self, name: str) -> str | None:
        """The id of a channel, private ones included; None = there is none."""
        return self._do(lambda: deeds.rooms(self._world)).get(name.removeprefix("#"))

    def channels(self) -> list[Json]:
        """Every channel of the guild, categories too."""
        ids = self._world.guild.channel_ids
        return self._do(lambda: [self._about(str(one)) for one in ids])

    def about(self, channel: str) -> Json:
        """A channel with its `name`, `topic`, `parent_id`, `permission_overwrites` …"""
        return self._do(lambda: self._about(channel))

    def _about(self, channel: str) -> Json:
        found = self._world.channel(channel)
        return dict(serializers.channel_payload(self._world.backend, found))

    def sees_channel(self, who: Person, channel: str) -> bool:
        """Whether somebody sees a channel."""
        return self._do(lambda: self._world.visible(int(channel), who.number))

    def commands(self) -> list[Json]:
        """The commands of the app, those of the guild first."""
        known = self._world.backend.commands
        return [
            one for scope in (self._world.guild.id, None) for one in known.get(scope, {}).values()
        ]

    # ---------------------------------------------------------------------- what people do
    def say(
        self, who: Person, channel: str, text: str, *, reply: str = "", raw: bool = False
    ) -> str:
        """Somebody types a line; `raw`: it is markup already. "" = to the bot. Its id."""
        return self._do(lambda: deeds.say(self._world, who, channel, text, reply, raw=raw))

    def edit(self, who: Person, channel: str, id: str, text: str) -> None:
        """Somebody changes a message of theirs."""
        place = int(channel)
        change = {"content": deeds.typed(self._world, text)}
        self._do(lambda: self._world.backend.edit_message(place, int(id), change))

    def delete(self, who: Person, channel: str, id: str) -> None:
        """Somebody takes a message away."""
        self._do(lambda: self._world.backend.delete_message(int(channel), int(id)))

    def react(self, who: Person, channel: str, id: str, emoji: str, *, added: bool = True) -> None:
        """Somebody puts an emoji under a message, or takes it away."""
        place = int(channel) if channel else self._do(lambda: deeds.direct(self._world, who))
        change = self._world.backend.set_reaction
        self._do(lambda: change(place, int(id), emoji, who.number, added))

    def slash(self, who: Person, channel: str, name: str, **options: object) -> Deed:
        """Somebody sends a slash command: `slash(ana, room, "incident update", text="…")`."""

        def send() -> Deed:
            data = deeds.command_data(self._world, who, channel, name, options)
            kind = InteractionType.APPLICATION_COMMAND
            return deeds.interact(self._world, who, channel, kind, data)

        return self._do(send)

    def complete(
        self, who: Person, channel: str, name: str, option: str, typed: str, **filled: object
    ) -> list[Json]:
        """What is offered to somebody who typed so much into an option: `name` and `value` each."""

        def send() -> Deed:
            given = {**filled, option: typed}
            data = deeds.command_data(self._world, who, channel, name, given, option)
            kind = InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE
            return deeds.interact(self._world, who, channel, kind, data)

        deed = self._do(send)
        self.answered(deed)
        return deed.choices

    def menu(self, who: Person, channel: str, id: str, name: str) -> Deed:
        """Somebody takes a command from the menu of a message."""
        return self._do(lambda: deeds.menu(self._world, who, channel, id, name))

    def press(self, who: Person, channel: str, id: str, label: str, values: Value = ()) -> Deed:
        """Somebody presses a button under a message they see; `values`: what they choose."""
        return self._do(lambda: deeds.press(self._world, who, channel, id, label, values))

    def modal(self, who: Person) -> Json | None:
        """The form that somebody has before them."""
        found = self._do(lambda: deeds.modal(self._world, who))
        return found.modal if found else None

    def fields(self, who: Person) -> tuple[str, ...]:
        """The names (`custom_id`) of the fields of somebody's form."""
        found = self.modal(who)
        return tuple(name for name, _ in fields(found)) if found else ()

    def submit(self, who: Person, values: Mapping[str, Value]) -> Deed:
        """Somebody fills in the form before them and sends it."""
        return self._do(lambda: deeds.submit(self._world, who, values))

    def forge(
        self, who: Person, channel: str, kind: int, data: Json, under: str = "", **forged: object
    ) -> Deed:
        """Somebody has a client of their own send what none of Discord's would.

        Args:
            under: The id of the message there that it is about; "" = none.
            forged: What stands in the interaction besides its `data`, or instead.
        """

        def send() -> Deed:
            found = deeds.message(self._world, channel, under) if under else None
            how = InteractionType(kind)
            return deeds.interact(self._world, who, channel, how, data, found, forged)

        return self._do(send)

    def answered(self, deed: Deed, seconds: float = ANSWER_S) -> bool:
        """Whether the app answers it within so many seconds of now."""
        end = time.monotonic() + seconds
        while not deed.answered and time.monotonic() < end:
            time.sleep(0.005)
        return deed.answered

    def leave(self, who: Person) -> None:
        """Somebody leaves the guild."""
        self._do(lambda: self._world.backend.remove_member(self._world.guild.id, who.number))

    def come(self, who: Person) -> None:
        """Somebody comes into the guild, again or for the first time."""
        add = self._world.backend.add_member
        self._do(lambda: add(self._world.guild.id, who.number, announce=True))

    def thread(self, who: Person, channel: str, name: str, id: str = "") -> str:
        """Somebody opens a thread, on a message where there is an id; its id."""
        make = self._world.backend.create_thread
        found = int(id) if id else None
        return str(self._do(lambda: make(int(channel), name, who.number, message_id=found)).id)

    def delete_channel(self, channel: str) -> None:
        """Somebody who may takes a channel away."""
        self._do(lambda: self._world.backend.delete_channel(int(channel)))

    def change_channel(self, channel: str, **changes: object) -> None:
        """Somebody who may gives a channel another `name`, `topic`, `parent_id`."""
        self._do(lambda: self._world.backend.edit_channel(int(channel), changes))

    # --------------------------------------------------------------------- what they see
    def messages(self, who: Person, channel: str) -> list[Json]:
        """What somebody sees there, whispers to them included, by time; "" = direct."""
        return self._do(lambda: deeds.seen(self._world, who, channel))

    def threads(self, channel: str) -> tuple[str, ...]:
        """The ids of the threads of a channel."""
        every = self._world.backend.channels
        return tuple(
            str(one.id)
            for one in self._do(lambda: tuple(every.values()))
            if one.is_thread and str(one.parent_id) == channel
        )

    def people(self) -> dict[str, str]:
        """The name of everybody by their id."""
        return {one.id: one.name for one in self._world.people.values()}

    def rooms(self) -> dict[str, str]:
        """The name of every channel by its id."""
        return {id: name for name, id in self._do(lambda: deeds.rooms(self._world)).items()}

    def roles(self) -> dict[str, str]:
        """The name of every role by its id."""
        return {str(one.id): one.name for one in self._world.guild.roles.values()}

    def pinned(self, channel: str) -> frozenset[str]:
        """The ids of the messages that are pinned there."""
        known = self._world.backend.messages
        return frozenset(str(one.id) for one in known[int(channel)].values() if one.pinned)

    def direct(self, who: Person) -> str:
        """The id of the channel of somebody and the bot."""
        return str(self._do(lambda: deeds.direct(self._world, who)))

    def pinged(self, channel: str, id: str) -> tuple[frozenset[str], bool]:
        """Whom a message rang for: (ids of people and roles, whether everybody)."""
        said = self._do(lambda: deeds.message(self._world, channel, id))
        rung = {*said.ping_user_ids, *said.ping_role_ids}
        return frozenset(str(one) for one in rung), said.mention_everyone

    def until(self, happened: Callable[[], Any], seconds: float = COMES_S) -> None:
        """Wait for something.

        Raises:
            AssertionError: It did not happen.
        """
        end = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.01)

    def clear_calls(self) -> None:
        """Count from nought."""
        self.calls.clear()
        self._world.asked.clear()

    def asked(self) -> tuple[Call, ...]:
        """What the app asked, in the order of the answers."""
        return tuple(self._world.asked)
