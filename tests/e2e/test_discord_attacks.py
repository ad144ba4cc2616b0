"""Interactions that somebody made up: each is answered, and does what they could have typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from tests.counterparts.discord import Discord, Person
from tests.counterparts.discord.deeds import Deed
from tests.counterparts.discord.people import DiscordPeople
from tocsin.chat import ChatContext
from tocsin.providers import Secret
from tocsin.testing import COMMANDS
from tocsin.testing.conversation import Talk
from tocsin.testing.conversation_stage import Stage
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.config import DiscordConfig

TOKEN: Final = "ATTACKED_DISCORD_TOKEN"
TEAM: Final = ("ana", "bo", "cy", "dana")
SLASH, PRESS, COMPLETE, FORM = 2, 3, 4, 5
Json = dict[str, Any]


class Attacked:
    """A P1, its room, and whoever attacks it."""

    def __init__(self, discord: Discord, talk: Talk) -> None:
        self.discord, self.talk = discord, talk
        self.room = self.under = ""

    def begin(self) -> None:
        self.talk.say("ana", "#incidents", "!incident declare checkout is down p1")
        self.room = self.talk.room = self.talk.finds_room("ana")
        self.under = self.seen()[0]["id"]

    def who(self, name: str) -> Person:
        return self.discord.person(name, bot=name == "robot")

    def seen(self, who: str = "ana") -> list[Json]:
        """What somebody sees in the room."""
        return self.discord.messages(self.who(who), self.channel())

    def channel(self) -> str:
        return self.discord.channel(self.room) or ""

    def press(self, who: str, custom_id: Any, **forged: Any) -> str:
        """What somebody is told who presses a button that is none."""
        data = {"custom_id": custom_id, "component_type": 2}
        return self.told(who, PRESS, data, **forged)

    def send(self, who: str, custom_id: Any, *filled: Json, **forged: Any) -> str:
        """What somebody is told who sends in a form that nobody showed to them."""
        rows = [{"type": 18, "component": one} for one in filled]
        data = {"custom_id": custom_id, "components": rows}
        return self.told(who, FORM, data, **forged)

    def typed(self, who: str, options: Any, name: Any = "incident") -> str:
        """What somebody is told whose slash command is filled in so."""
        return self.told(who, SLASH, {"name": name, "options": options})

    def told(self, who: str, kind: int, data: Json, **forged: Any) -> str:
        """The answer to what is forged; "" = it is taken and nothing is said."""
        before = self.whispers(who)
        deed = self.forges(who, kind, data, **forged)
        self.talk.stage.until(
            lambda: deed.answered and not deed.loading, lambda: f"no answer to {deed.payload}"[:500]
        )
        new = [words for id, words in self.whispers(who).items() if id not in before]
        return new[-1] if new else ""

    def whispers(self, who: str) -> dict[str, str]:
        return {one["id"]: one["content"] for one in self.seen(who) if one["flags"] & 64}

    def lives(self) -> None:
        """It hears, and the incident is as it was."""
        self.talk.say("ana", self.room, "!incident show")
        self.talk.answers("ana", self.room, "INC-1", "P1")

    def is_open(self) -> bool:
        before = len(self.seen())
        self.talk.say("bo", self.room, "!incident list")
        self.talk.stage.until(lambda: len(self.seen()) > before + 1, lambda: "no list came")
        return "checkout is down" in self.seen()[-1]["content"]

    def forges(self, who: str, kind: int, data: Json, **forged: Any) -> Deed:
        """Somebody sends what they made up, and nobody waits for the answer."""
        under = self.under if kind == PRESS else ""
        return self.discord.forge(self.who(who), self.channel(), kind, data, under, **forged)


@pytest.fixture(scope="module")
def discord() -> Iterator[Discord]:
    with pytest.MonkeyPatch.context() as patch, Discord() as made:
        patch.setenv(TOKEN, made.token)
        yield made


@pytest.fixture(scope="module")
def attacked(discord: Discord, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    robot = discord.person("robot", bot=True)
    discord.room("incidents", *map(discord.person, (*TEAM, "eve")), robot)
    config = DiscordConfig(token=Secret(TOKEN), server=discord.guild_id, base_url=discord.url)
    folder = tmp_path_factory.mktemp("attacked")
    context = ChatContext(
        name="discord", data_dir=folder, clock=lambda: datetime.now(UTC), write_line=print,
        commands=COMMANDS,
    )  # fmt: skip
    backend = DiscordBackend(config, context)
    stage = Stage(backend, folder, {one: discord.person(one).id for one in TEAM})
    made = Attacked(discord, Talk(DiscordPeople(discord), stage, backend))
    made.begin()
    yield made
    made.lives()
    stage.close()


MADE_UP: Final = (
    "", ":", "::", ":::", "0", "0:", "0::", "0:update", "0:update:", "0:no-such-form:~INC-1 x",
    "0:update:~INC-99 update", "0::~INC-99 resolve", "0::~INC-1", "0::~", "0::resolve",
    "0::!incident !incident resolve", "0::\n", "form:update:INC-1", "x" * 200_000,
    "0::~INC-1 ack\nincident INC-1 resolve", "0:\n:~INC-1 ack", "0:../../x:~INC-1 update",
    "0::rm -rf /", "0::oncall " + "x" * 100_000,
)  # fmt: skip


@pytest.mark.parametrize("custom_id", MADE_UP, ids=lambda one: repr(one[:30]))
def test_a_button_that_is_none_is_answered_and_ends_nothing(
    attacked: Attacked, custom_id: str
) -> None:
    attacked.press("ana", custom_id)
    assert attacked.is_open()


LINES: Final = ("resolve --override x", "ack", "take ic", "note I was here", "severity p4")


@pytest.mark.parametrize("who", ["eve", "robot"])
def test_who_is_in_no_team_does_nothing_with_the_buttons_of_the_team(
    attacked: Attacked, who: str
) -> None:
    """As where they type it: they are told why, as long as they do not ask too often."""
    before = len(attacked.seen())
    told = [attacked.press(who, f"0::~INC-1 {line}") for line in LINES]
    assert not told[0] or "is for people in the team file" in told[0]
    assert attacked.is_open()
    assert "I was here" not in str(attacked.seen()[before:])
    attacked.lives()


def test_a_press_that_comes_again_is_done_once(attacked: Attacked) -> None:
    again = {"id": str(int(attacked.under) + 7)}
    for _ in range(2):
        attacked.forges("ana", PRESS, {"custom_id": "0::~INC-1 note pressed twice"}, **again)
    attacked.lives()
    attacked.talk.say("ana", attacked.room, "!incident timeline")
    attacked.talk.answers("ana", attacked.room, "pressed twice")
    every = [*attacked.seen(), *attacked.discord.messages(attacked.who("ana"), "")]
    told = [str(one) for one in every if "pressed twice" in str(one)]
    assert [one.count("pressed twice") for one in told] == [1] * len(told)


FILLED: Final = {"type": 4, "custom_id": "status", "value": "all is well again"}


def test_a_form_that_nobody_asked_for_says_what_they_could_type(attacked: Attacked) -> None:
    """So who is in no team says nothing by it."""
    attacked.send("eve", "form:update:INC-1:1", FILLED)
    attacked.send("robot", "form:update:INC-1:1", FILLED)
    assert attacked.send("ana", "form:update:INC-99:1", FILLED)
    assert attacked.send("ana", "form:no-such-form:INC-1:1", FILLED)
    assert attacked.send("ana", "form:declare:x" * 9000, FILLED)
    assert "all is well again" not in str([one["content"] for one in attacked.seen()])


def values(name: str, *chosen: object) -> Json:
    return {"type": 3, "custom_id": name, "values": list(chosen)}


@pytest.mark.parametrize(
    "filled",
    [
        (values("severity", "p9"),),
        (values("severity", "p0\nincident INC-1 resolve"), values("reason", "x")),
        (values("which.are.so", *(f"f{n}" for n in range(4000))),),
        (values("which.are.so", "severity", "reason", "title"),),
        ({"type": 4, "custom_id": "x" * 100_000, "value": "y"},),
        ({"type": 4, "custom_id": "reason", "value": "y" * 1_000_000},),
        ({"type": 4, "custom_id": "reason", "value": {"a": [1]}},),
        tuple(values(f"a{n}", "b") for n in range(4000)),
        (),
    ],
    ids=lambda one: str(one)[:40],
)
def test_a_choice_that_was_not_offered_is_not_taken(
    attacked: Attacked, filled: tuple[Json, ...]
) -> None:
    attacked.send("ana", "form:severity:INC-1:1", *filled)
    assert attacked.is_open()
    attacked.lives()


def nested(depth: int) -> list[Json]:
    made: list[Json] = []
    for _ in range(depth):
        made = [{"type": 1, "name": "a", "options": made}]
    return made


LINE: Final = {"type": 3, "name": "line", "value": "list"}


@pytest.mark.parametrize(
    "options",
    [
        [LINE] * 4000,
        [{**LINE, "name": f"o{n}"} for n in range(4000)],
        [{**LINE, "value": "note " + "x" * 10_000_000}],
        [{**LINE, "value": 7}], [{**LINE, "value": None}], [{**LINE, "value": [LINE]}],
        "list", 7, {"a": 1}, [[]], [None], nested(40), nested(400),
        [{"type": 2, "name": "do"}], [{"type": 1, "name": "no-such-verb", "options": [LINE]}],
        [{"type": 1, "name": "resolve", "options": [{**LINE, "name": "x"}]}],
    ],
    ids=lambda one: str(one)[:40],
)  # fmt: skip
def test_a_command_that_no_client_sends_is_answered(attacked: Attacked, options: Any) -> None:
    attacked.typed("ana", options)
    assert attacked.is_open()


def test_many_at_once_are_each_answered_or_left_and_the_next_one_is_answered(
    attacked: Attacked,
) -> None:
    line = {**LINE, "value": "sev", "focused": True}
    data = {"name": "incident", "options": [{"type": 1, "name": "do", "options": [line]}]}
    for _ in range(300):
        attacked.forges("eve", COMPLETE, data)
        attacked.forges("eve", PRESS, {"custom_id": "0:update:~INC-1 update"})
    assert attacked.is_open()
    attacked.lives()
