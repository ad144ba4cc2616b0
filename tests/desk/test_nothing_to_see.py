"""Words that show as nothing are no words."""

from __future__ import annotations

import pytest

from tests.desk.given import World, open_p1

INVISIBLE = ("\u200b", "\u2060\ufeff", "\u3164", "\u034f\u200d", "\u00a0", "\u202e")


@pytest.mark.parametrize("nothing", INVISIBLE)
@pytest.mark.parametrize("line", ["declare {} p1", 'declare "{}" p1', "report {}"])
def test_an_incident_needs_a_title_somebody_can_see(line: str, nothing: str) -> None:
    world = World()
    reply = world.say(f"!incident {line.format(nothing)}")
    assert not reply.accepted
    assert "Usage: !incident" in reply.text.as_plain()
    assert world.rules.seen == []


@pytest.mark.parametrize("nothing", INVISIBLE)
@pytest.mark.parametrize("verb", ["note", "decide", "finding", "decline"])
def test_a_text_needs_something_to_see(verb: str, nothing: str) -> None:
    reply = open_p1().say(f"!incident {verb} {nothing}")
    assert not reply.accepted
    assert "Usage: !incident" in reply.text.as_plain()


def test_a_report_is_titled_with_its_first_line_that_shows_anything() -> None:
    world = World()
    assert world.say("!incident report \u200b\n\nsearch is slow\nsince noon").accepted
    assert world.incident().title == "search is slow"


def test_a_line_of_very_many_words_is_read_at_once() -> None:
    world = World()
    assert world.say("!incident declare " + "a " * 50_000 + "p1").accepted
    assert len(world.incident().title) <= 120
