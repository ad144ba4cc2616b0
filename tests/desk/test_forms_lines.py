"""Line breaks of a form are kept where the command holds them, and nowhere do they do anything."""

from __future__ import annotations

import pytest

from tests.desk.test_forms import STATES, drawn
from tocsin.chat.forms import filled
from tocsin.domain.notes import Noted

WORDS = "  the pool is full\r\n\r\n\r\n- since 10:00\u2028!incident INC-1 close\n--private\n"
KEPT = "the pool is full\n\n- since 10:00\n!incident INC-1 close\n'--private'"


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("note {text}", "note a b"),
        ("note {text:lines}", "note a\nb"),
        ('note "{text}"', 'note "a b"'),
        ('note "{text:lines}"', 'note "a\nb"'),
        ("take {text:word}", "take a_b"),
        ("{text:lines} | {other:lines}", "a\nb | c"),
        ('resolve --override="{none}" {text:lines}', "resolve a\nb"),
    ],
)
def test_only_a_hole_for_lines_keeps_them(command: str, line: str) -> None:
    assert filled(command, {"text": "\n a \n\tb\n", "other": "c", "none": "\n"}) == line


def test_a_bar_is_kept_where_none_parts_the_command() -> None:
    assert filled('note "{text}"', {"text": "a | b"}) == 'note "a | b"'
    assert filled("update {text} | {more}", {"text": "a | b", "more": "c"}) == "update a / b | c"


def test_a_note_keeps_its_lines() -> None:
    world = STATES["working"]()
    one = drawn(world, "note")
    assert one is not None
    assert world.say(f"!{one.filled({'text': WORDS})}").accepted
    incident_id = world.incident().id
    events = world.store.read(lambda tx: tx.events(incident_id))
    noted = [row.event for row in events if isinstance(row.event, Noted)]
    assert noted[-1].text == KEPT.replace("'--private'", "--private")
    assert "private" not in world.incident().flags
    assert world.incident().is_open


def test_an_update_keeps_its_lines() -> None:
    world = STATES["working"]()
    one = drawn(world, "update")
    assert one is not None
    values = {"status": "Investigating", "impact": WORDS, "action": "a\nb | c", "eta": ""}
    assert world.say(f"!{one.filled(values)}").accepted
    last = world.incident().updates[-1]
    assert (last.impact, last.action) == (KEPT, "a\nb / c")
    assert world.incident().is_open


def test_a_section_of_the_post_mortem_keeps_its_lines() -> None:
    world = STATES["resolved"]()
    one = drawn(world, "postmortem")
    assert one is not None
    line = one.filled({"section": "lessons", "text": "one\ntwo"})
    assert world.say(f"!{line}").accepted
    assert "one\ntwo" in str(world.incident().postmortem.sections["lessons"])


def test_an_update_sent_in_as_it_stands_says_the_same_again() -> None:
    world = STATES["working"]()
    before = world.incident().updates[-1]
    one = drawn(world, "update")
    assert one is not None
    assert world.say(f"!{one.filled({each.name: each.value for each in one.fields})}").accepted
    after = world.incident().updates
    assert len(after) == 2
    assert (after[-1].impact, after[-1].action) == (before.impact, before.action)
