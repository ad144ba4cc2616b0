"""The verbs as Discord's own commands: within its limits, filled in, completed, asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tests.chat_forms import DECLARE, UPDATE
from tests.counterparts.discord import Discord, Person
from tests.counterparts.discord.listening import Start, only
from tocsin.chat import Said
from tocsin.testing import COMMANDS
from tocsin_discord.commands import FIRST, drawn
from tocsin_discord.rendering import Json

TREE: Final = drawn(COMMANDS)
NAME: Final = re.compile(r"[-_a-z0-9]{1,32}")
MOST_OF_ALL, MOST_INSIDE, DEEPEST = 8000, 25, 3


def walk(one: Json, depth: int = 1) -> Iterator[tuple[Json, int]]:
    yield one, depth
    for inner in one.get("options", ()):
        yield from walk(inner, depth + (inner["type"] in (1, 2)))


def size(one: Json) -> int:
    """As Discord counts it: names, descriptions and values."""
    own = len(one["name"]) + len(one.get("description", ""))
    chosen = sum(len(each["name"]) + len(each["value"]) for each in one.get("choices", ()))
    return own + chosen + sum(map(size, one.get("options", ())))


def test_the_tree_keeps_to_what_discord_takes() -> None:
    for root in TREE:
        assert size(root) <= MOST_OF_ALL
        for one, depth in walk(root):
            assert depth <= DEEPEST
            assert len(one.get("options", ())) <= MOST_INSIDE
            assert len(one.get("choices", ())) <= MOST_INSIDE
            if root["type"] == 1:
                assert NAME.fullmatch(one["name"])
                assert 1 <= len(one["description"]) <= 100
            needed = [each.get("required", False) for each in one.get("options", ())]
            assert needed == sorted(needed, reverse=True), "what is required comes first"
            names = [each["name"] for each in one.get("options", ())]
            assert len(set(names)) == len(names)


def test_every_verb_stands_in_it_once_and_what_is_urgent_first() -> None:
    verbs = [one["name"] for one, _ in walk(TREE[0]) if one["type"] == 1]
    assert sorted(verbs[1:]) == sorted(["do", *(one.name for one in COMMANDS)])
    assert [one["name"] for one in TREE[0]["options"]][: len(FIRST)] == FIRST


def test_discord_takes_it_as_it_is(discord: Discord, start: Start) -> None:
    """It is put there over the wire, and held to Discord's own document."""
    start()
    assert {one["name"] for one in discord.commands()} == {"incident", "oncall", "Declare incident"}


def test_a_verb_with_its_options_is_the_line_one_would_type(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start()
    room = discord.room("verbs", ana)
    for name, values in (
        ("incident take", {"role": "tl"}),
        ("incident ack", {"incident": "inc-4"}),
        ("incident update", {"status": "Mitigating", "impact": "a | b", "action": "--x"}),
        ("incident people assign", {"role": "comms", "person": "@bo"}),
        ("incident page", {"whom": f"<@{ana.id}>", "message": "it burns --now"}),
        ("incident look timeline", {}),
        ("incident do", {"line": f"page <@{ana.id}> it burns"}),
    ):
        assert discord.answered(discord.slash(ana, room, name, **values))
    assert ears.said() == [
        "!incident take tl",
        "!incident INC-4 ack",
        "!incident update Mitigating | a / b | '--x' |",
        "!incident assign comms @bo",
        f'!incident page {ana.id} "it burns --now"',
        "!incident timeline",
        f"!incident page @{ana.id} it burns",
    ]


def test_what_is_missing_is_asked_by_the_form_with_what_is_there(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start(forms={"update": UPDATE, "declare": DECLARE})
    room = discord.room("lacking", ana)
    values = {"impact": "half is away", "incident": "1"}
    assert discord.answered(discord.slash(ana, room, "incident update", **values))
    assert ears.asked == [("update", ana.id, "INC-1")]
    assert discord.fields(ana) == ("status", "impact")
    assert "half is away" in str(discord.modal(ana))
    assert discord.answered(discord.slash(ana, room, "incident declare"))
    assert discord.fields(ana) == ("title",)


def test_where_there_is_no_such_form_it_is_said_as_it_is(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start(forms={})
    room = discord.room("formless", ana)
    assert discord.answered(discord.slash(ana, room, "incident triage decline"))
    assert isinstance(only(ears.heard), Said)
    assert ears.said() == ["!incident decline"]


def test_what_may_be_put_in_is_offered_for_what_stands_there_already(
    discord: Discord, ana: Person, start: Start
) -> None:
    _, ears = start(
        lines=("incident INC-4", "incident INC-4 assign tl @bo", "incident assign tl @cy")
    )
    room = discord.room("offered", ana)

    def offered(name: str, option: str, typed: str, **filled: str) -> list[str]:
        found = discord.complete(ana, room, name, option, typed, **filled)
        return [one["value"] for one in found]

    assert offered("incident ack", "incident", "") == ["INC-4"]
    assert offered("incident ack", "incident", "inc-4") == ["INC-4"]
    assert offered("incident people assign", "person", "", role="tl") == ["@cy"]
    known = {"role": "tl", "incident": "INC-4"}
    assert offered("incident people assign", "person", "@b", **known) == ["@bo"]
    assert offered("incident people assign", "person", "@z", **known) == []
    ears.away = True
    assert offered("incident ack", "incident", "") == []
