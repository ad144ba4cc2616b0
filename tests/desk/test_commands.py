"""A verb as a command with options: whatever is put into an option, it stays that verb's line."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

import pytest

from tests.desk.given import World, open_p1
from tests.desk.test_forms import HOSTILE, drawn, in_triage, looking
from tocsin.chat.slash_commands import INCIDENT, MOST_ABOUT, Command
from tocsin.desk.completion import complete
from tocsin.desk.forms import OF_INCIDENT, OPENING
from tocsin.desk.slash_commands import COMMANDS
from tocsin.desk.typed_line import parse_line
from tocsin.desk.verbs import VERBS
from tocsin.errors import InvalidValue

BY_NAME: Final = {one.name: one for one in COMMANDS}
FILLED: Final = [one for one in COMMANDS if one.options]


def verb_of(command: Command) -> str:
    line = command.line.replace("INC-{incident:word} ", "")
    return line.split()[1]


def test_every_verb_is_a_command() -> None:
    assert {verb_of(one) for one in COMMANDS} == set(VERBS)
    assert len(BY_NAME) == len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_a_command_keeps_to_what_it_says_of_itself(command: Command) -> None:
    holes = set(re.findall(r"\{([a-z_]+)(?::\w+)?\}", command.line))
    assert holes == {one.name for one in command.options}
    assert 0 < len(command.about) <= MOST_ABOUT
    needed = [one.required for one in command.options]
    assert needed == sorted(needed, reverse=True) or command.form
    for one in command.options:
        assert 0 < len(one.about) <= MOST_ABOUT
        assert not (one.completed and f"{{{one.name}:word}}" not in command.line)


@pytest.mark.parametrize("command", FILLED, ids=lambda one: one.name)
def test_nothing_put_into_an_option_leaves_it(command: Command) -> None:
    """It is this verb's and of the incident that is named, or refused as naming two."""
    for hostile in HOSTILE:
        values = {one.name: hostile for one in command.options} | {INCIDENT: "INC-4"}
        line = command.said(values)
        assert "\n" not in line or ":lines}" in command.line
        with suppress(InvalidValue):
            found = parse_line(f"!{line}", "!")
            assert found.verb.name == verb_of(command)
            assert found.line.number in (4, None)


@pytest.mark.parametrize("named", ["INC-4", "inc-4", "#4", "4", " INC-4 "])
def test_an_incident_is_named_by_its_number(named: str) -> None:
    assert BY_NAME["ack"].said({INCIDENT: named}) == "incident INC-4 ack"


@pytest.mark.parametrize("named", ["declare", "4 close", "--private", "INC-4 close", "yes"])
def test_what_is_no_incident_is_refused_and_never_a_verb(named: str) -> None:
    with pytest.raises(InvalidValue):
        parse_line(f"!{BY_NAME['show'].said({INCIDENT: named})}", "!")


def test_what_is_left_empty_is_not_said() -> None:
    said = {name: BY_NAME[name].said({}) for name in ("ack", "declare", "approve", "resolve")}
    assert said == {
        "ack": "incident ack",
        "declare": "incident declare",
        "approve": "incident approve",
        "resolve": "incident resolve",
    }


def test_an_incident_is_declared_taken_and_told_of_by_commands() -> None:
    world = World()
    for name, values in (
        ("declare", {"title": "checkout | is --private p0", "severity": "p1"}),
        ("take", {"role": "ic"}),
        ("update", {"status": "Mitigating", "impact": "half | all", "action": "--x", "eta": "20m"}),
        ("task-add", {"text": "INC-9 tell support", "person": "@bo"}),
        ("mitigate", {"strategy": "rollback", "what": "--reason 812"}),
        ("approve", {"n": "1"}),
    ):
        reply = world.say(f"!{BY_NAME[name].said(values)}")
        assert reply.accepted, reply.text.as_plain()
    incident = world.incident()
    assert incident.title == "checkout | is --private p0"
    assert "private" not in incident.flags
    assert incident.updates[-1].impact == "half / all"
    assert [one.text for one in incident.tasks.values()] == ["INC-9 tell support"]


def test_what_is_completed_is_what_the_desk_would_take() -> None:
    world = open_p1()
    here = looking(world)

    def offered(name: str, option: str, so_far: str = "", **values: str) -> tuple[str, ...]:
        command = BY_NAME[name]
        lines = complete(here, command.typed(option, values, so_far))
        return command.offered(option, values, lines)

    assert offered("ack", INCIDENT) == offered("ack", INCIDENT, "inc-") == ("INC-1",)
    assert "@bo" in offered("assign", "person", "", role="tl")
    assert offered("assign", "person", "@b", role="tl") == ("@bo",)
    assert "primary" in offered("page", "whom", "pri", incident="INC-1")
    assert "update" in offered("snooze", "obligation")
    assert "30m" in offered("snooze", "duration", "", obligation="update")
    assert offered("help", "verb", "snoo") == ("snooze",)
    assert offered("page", "whom", "x\n!incident INC-1 close") == ()


def test_of_what_is_private_nothing_is_offered_to_others() -> None:
    world = open_p1()
    assert world.say("!incident flag private").accepted
    command = BY_NAME["show"]
    for by, found in (("ana", ("INC-1",)), ("guest-eve", ())):
        lines = complete(looking(world, by), command.typed(INCIDENT, {}, ""))
        assert command.offered(INCIDENT, {}, lines) == found


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.form], ids=lambda one: one.name)
def test_a_form_asks_for_the_options_of_its_command(command: Command) -> None:
    assert command.form in {*OPENING, *OF_INCIDENT}
    for world in (in_triage(), open_p1()):
        form = drawn(world, command.form)
        if form is not None:
            names = {one.name for one in command.options}
            assert {one.name for one in form.fields} - {"team", "service"} <= names
            required = {one.name for one in command.options if one.required}
            assert required <= {one.name for one in form.fields}
