"""However much an incident holds, an answer fits one message, and says what it left out."""

from __future__ import annotations

import pytest

from tests.desk.given import World
from tests.fuzz.hostile import assert_fit_to_say
from tocsin.wording.truncation import CHARACTERS, LINES

LONG = "<b>[x](y)</b> *so* `much` @here \x1b[31m" * 40
VIEWS = (
    "show", "next", "timeline", "catchup", "policy", "export", "triage", "update", "check",
    "task", "action", "postmortem", "postmortem show", "status-page show",
)  # fmt: skip
SECTIONS = (
    "summary", "impact", "timeline", "detection", "response", "cause", "went-well", "went-wrong",
    "lucky", "lessons", "actions", "review", "thanks",
)  # fmt: skip


@pytest.fixture(scope="module")
def full() -> World:
    """An incident of which there is far too much of everything."""
    world = World()
    world.say("!incident declare checkout returns 500s p0")
    world.say("!incident ack")
    for n in range(30):
        world.wait(minutes=1)
        for verb in ("note", "decide", "finding", "task add"):
            world.say(f"!incident INC-1 {verb} {n} {LONG}")
        world.say(f"!incident INC-1 update investigating | {n} {LONG} | {LONG} | {LONG}")
        world.say(f"!incident INC-1 action add {n} {LONG} @bo 3d")
        world.say(f"!incident INC-1 mitigate rollback {n} {LONG}")
    for flag in ("customer-impact", "media", "legal", "security", "ddos", "data-breach"):
        world.say(f"!incident INC-1 flag {flag} {LONG}")
    world.say(f"!incident INC-1 resolve --override {LONG}", by="dee")
    for section in ("summary", "cause", "lucky", "lessons", "went-wrong"):
        words = "\n".join(f"{n} {LONG[:300]}" for n in range(20))
        world.say(f"!incident INC-1 postmortem {section} {words}")
    for n in range(30):
        world.wait(minutes=1)
        world.say(f"!incident INC-1 postmortem review {n} {LONG}", by="bo")
    return world


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_fits_one_message(full: World, view: str) -> None:
    reply = full.say(f"!incident INC-1 {view}")
    assert reply.accepted, reply.text.as_plain()
    assert_fit_to_say(reply.text.as_plain(), lines=LINES, characters=CHARACTERS)


@pytest.mark.parametrize("view", ["next", "task", "action"])
def test_what_does_not_fit_is_counted_and_where_it_stands_is_said(full: World, view: str) -> None:
    said = full.say(f"!incident INC-1 {view}").text.as_plain()
    left = next(line for line in said.splitlines() if "more lines" in line)
    assert "`tocsin export INC-1`" in left


def test_of_a_long_timeline_the_end_is_shown(full: World) -> None:
    said = full.say("!incident INC-1 timeline").text.as_plain().splitlines()
    assert "earlier lines; all of it: `tocsin export INC-1`" in said[0]
    assert "reviewed the post-mortem: 29" in said[-1]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_the_post_mortem_is_read_in_parts_until_its_end(
    full: World, section: str
) -> None:
    ask = f"postmortem show {section}"
    for _ in range(60):
        said = full.say(f"!incident INC-1 {ask}").text.as_plain()
        assert_fit_to_say(said, lines=LINES, characters=CHARACTERS)
        more = said.splitlines()[-1]
        if not more.startswith("More: "):
            return
        ask = more.removeprefix("More: `!incident INC-1 ").removesuffix("`")
    raise AssertionError("it never ends")


def test_the_overview_of_the_post_mortem_is_short(full: World) -> None:
    said = full.say("!incident INC-1 postmortem").text.as_plain()
    assert len(said.splitlines()) <= 25
    assert all(f"- {section}: " in said for section in SECTIONS)
