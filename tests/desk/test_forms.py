"""A form is a line to type with holes in it: whatever stands in the holes, it stays that line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk.given import LINKS, PEOPLE, TEAMS, World, open_p1
from tocsin.chat.forms import Form, filled
from tocsin.desk.forms import OF_INCIDENT, OPENING, form
from tocsin.desk.message_context import ReadContext
from tocsin.desk.typed_line import parse_line
from tocsin.desk.verb import Opening, split_reason
from tocsin.domain.command import Command
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import InvalidValue, NotFound
from tocsin.wording.clean import clean

# What people typed, and what stands in a list or says a moment: those have a shape of their own.
TEXTS: Final = frozenset({"line", "lines"})
TIMES: Final = frozenset({"eta", "due"})
HOSTILE: Final = (
    "--private", "—override x", "--reason I may", "--confirm", "--team pay", "-\x00-private",
    "\u200b--drill @eli", "a | b | c | d | e", "no\n!incident INC-1 close", "x\u2028!incident ack",
    "INC-7", "INC-7 --reason x", "7", "2: x", "p0", "P0 down P2", "sev 1", "em it burns", "publish",
    "skip x", "skip", "review", "draft", "show", "rollback all", "primary is down",
    "@eli 3d", 'say "no"', '"', '"" ""',
    "“P0” x", "«--private»", "{severity}", "{title:word}", "{", "yes", "done 1", "eta 14:30",
    "same", "unknown", "  ", "", "\u3164", "please", "@here", "`x`", "'--private'", "ic @eli",
)  # fmt: skip
PIECES: Final = st.sampled_from(HOSTILE) | st.text(max_size=12)
VALUES: Final = st.lists(PIECES, max_size=3).map(" ".join)


def looking(world: World, by: str = "ana", room: str = "") -> ReadContext:
    said = SpokenLine(platform="irc", message_id="f", speaker=by, room=room, text="")
    tx = world.store.read(lambda tx: tx)
    return ReadContext(
        tx=tx,
        said=said,
        execute=world.rules,
        teams=TEAMS,
        people=PEOPLE,
        links=LINKS,
        prefix="!",
    )


def drawn(world: World, name: str, by: str = "ana", room: str = "") -> Form | None:
    return form(looking(world, by, room), name, None if name in OPENING else 1)


def in_triage() -> World:
    world = World()
    assert world.say("!incident declare checkout is slow").accepted
    return world


def working() -> World:
    world = open_p1()
    assert world.say("!incident update Investigating | carts fail | we look | unknown").accepted
    assert world.say("!incident mitigate rollback deploy 812", by="bo").accepted
    return world


def two_changes() -> World:
    world = working()
    assert world.say("!incident mitigate other restart all", by="bo").accepted
    return world


def monitoring() -> World:
    world = working()
    for line in ("approve 1", "done 1", "mitigated"):
        assert world.say(f"!incident {line}").accepted, line
    return world


def resolved() -> World:
    world = monitoring()
    assert world.say("!incident resolve --override it was a slip").accepted
    return world


STATES: Final = {
    "triage": in_triage,
    "working": working,
    "two changes": two_changes,
    "monitoring": monitoring,
    "resolved": resolved,
}
DRAWN: Final = [
    (state, name)
    for state, begin in STATES.items()
    for name in (*OPENING, *OF_INCIDENT)
    if drawn(begin(), name) is not None
]
WORLDS: Final = {state: begin() for state, begin in STATES.items()}


def understood(world: World, line: str) -> tuple[str, Mapping[str, Any]] | None:
    """What the desk would do: the command and its values; None where it asks back."""
    here = looking(world)
    try:
        said = parse_line(f"!{line}", "!")
        read, why = split_reason(said.line, said.verb)
        if said.reads:
            return None
        if said.verb.opens is not None:
            return _opened(said.verb.opens(here.request_of(here.team(), read, said.verb)))
        incident = here.which(said.line.number, said.verb)
        assert incident.number == 1, line
        assert said.verb.does is not None
        command = said.verb.does(here.request(read, said.verb, incident.timezone, incident.team))
    except (InvalidValue, NotFound):
        return None
    return _shape(replace(command, why=why))


def _opened(opening: Opening) -> tuple[str, Mapping[str, Any]]:
    kind, values = _shape(opening.make(1, ""))
    return kind, {**values, "team": opening.team, "service": opening.service}


def _shape(command: Command) -> tuple[str, Mapping[str, Any]]:
    return type(command).__name__, asdict(command)


def usual(one: Form, **values: str) -> dict[str, str]:
    """What somebody fills in who wants no harm."""
    made = {field.name: field.value or _first(field.choices) or "words" for field in one.fields}
    return {**made, "eta": "20m", **values}


def _first(choices: tuple[tuple[str, str], ...]) -> str:
    return choices[0][0] if choices else ""


@pytest.mark.parametrize(("state", "name"), DRAWN)
def test_a_form_that_is_filled_in_is_a_line_the_desk_takes(state: str, name: str) -> None:
    one = drawn(WORLDS[state], name)
    assert one is not None
    assert understood(WORLDS[state], one.filled(usual(one))) is not None, one.filled(usual(one))


@pytest.mark.parametrize(("state", "name"), DRAWN)
@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_words_stay_words(state: str, name: str, data: st.DataObject) -> None:
    """Hostile text changes nothing but the text: no other verb, incident, flag or option."""
    one = drawn(WORLDS[state], name)
    assert one is not None
    texts = {field.name for field in one.fields if field.kind in TEXTS} - TIMES
    said = usual(one, **{name: data.draw(VALUES) for name in sorted(texts)})
    line = filled(one.command, said)
    assert "\n" not in line or ":lines}" in one.command
    found, plain = (
        understood(WORLDS[state], line),
        understood(WORLDS[state], one.filled(usual(one))),
    )
    if found is None:
        assert any(not clean(said[name]) for name in texts) or not texts, line
        return
    assert plain is not None
    assert found[0] == plain[0]
    other = {key for key in found[1] if found[1][key] != plain[1][key]}
    assert other <= {"title", "text", "customers", "broken", "reason", "message", "impact",
                     "action", "what", "override"}, line  # fmt: skip


@pytest.mark.parametrize(("state", "name"), DRAWN)
@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_in_is_that_verb_of_that_incident(
    state: str, name: str, data: st.DataObject
) -> None:
    """A far end may send in what stands in no list: it is refused, or it is a word of the list."""
    one = drawn(WORLDS[state], name)
    assert one is not None
    said = {field.name: data.draw(VALUES) for field in one.fields}
    found = understood(WORLDS[state], filled(one.command, said))
    plain = understood(WORLDS[state], one.filled(usual(one)))
    assert plain is not None
    if found is None:
        return
    assert found[0] == plain[0]
    assert not found[1]["why"]
    flags = {name.replace("_", "-") for name, value in said.items() if value.strip() == "yes"}
    assert set(found[1].get("flags", ())) <= flags
    assert not found[1].get("others")


def test_a_form_that_nobody_fills_in_does_nothing_by_itself() -> None:
    """Each is refused with a sentence, or does what its button says."""
    bare = {
        (state, name)
        for state, name in DRAWN
        if understood(WORLDS[state], filled(_command(state, name), {})) is not None
    }
    mail = {"notify-customers"}  # the words of the template: shown first, and sent after a yes
    assert {name for _, name in bare} == {"triage", "acknowledge", "resolve", "approve"} | mail


def _command(state: str, name: str) -> str:
    one = drawn(WORLDS[state], name)
    assert one is not None
    return one.command


def test_the_update_stands_there_as_it_was_said_last() -> None:
    world = working()
    assert world.say("!incident update eta 14:30").accepted
    one = drawn(world, "update")
    assert one is not None
    assert {field.name: field.value for field in one.fields} == {
        "status": "Investigating",
        "impact": "carts fail",
        "action": "we look",
        "eta": "14:30 CET",
    }
    world.wait(hours=4)
    late = drawn(world, "update")
    assert late is not None
    assert late.fields[-1].value == ""


def test_no_change_says_the_same_again() -> None:
    world = working()
    before = world.incident().updates[-1]
    assert world.say("!incident update no change").accepted
    after = world.incident().updates
    assert len(after) == 2
    assert (after[-1].impact, after[-1].action) == (before.impact, before.action)


def test_declaring_asks_for_a_team_only_where_there_are_several() -> None:
    world = World()
    one = form(looking(world), "declare")
    alone = form(replace(looking(world), teams={"shop": TEAMS["shop"]}), "declare")
    assert one is not None
    assert alone is not None
    assert [field.name for field in one.fields][:4] == ["title", "severity", "service", "team"]
    assert "team" not in [field.name for field in alone.fields]


def test_a_form_of_what_is_private_is_there_for_nobody_else() -> None:
    world = World()
    assert world.say("!incident declare pay slips are open p1 --private").accepted
    assert drawn(world, "update", by="ana") is not None
    assert drawn(world, "update", by="guest-zed") is None
    assert drawn(world, "update", by="ana", room="#incidents") is None


@pytest.mark.parametrize("name", [*OPENING, *OF_INCIDENT])
def test_whoever_is_in_no_team_file_fills_in_nothing_that_is_refused_then(name: str) -> None:
    found = drawn(working(), name, by="guest-zed")
    assert (found.name if found else "") == ("report" if name in OPENING else "")


def test_quotes_and_answers_can_be_typed_as_well() -> None:
    world = World()
    line = '!incident declare p1 "P0 queue" --service="checkout" --private=no --security=yes'
    assert world.say(line).accepted
    one = world.incident()
    assert (one.title, one.severity, one.service) == ("P0 queue", "P1", "checkout")
    assert one.flags == {"security"}
    assert "yes or no" in world.say("!incident declare x p1 --private=perhaps").text.as_plain()
