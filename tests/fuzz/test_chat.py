"""Any text, from anybody, in any room: one clear sentence comes back, and nobody is called."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.given import Whole, whole
from tests.fuzz.hostile import EXAMPLES, LONG, any_text, bounded, spicy
from tests.patience import HANGS_S
from tocsin.desk.grammar import read_line, words
from tocsin.desk.verbs import VERBS

SPEAKERS = ("ana", "bo", "eva", "cyrus", "guest-kim", "guest-@here", "guest-\u202e\x1b[31m")
ROOMS = ("#incidents", "", "#elsewhere", "INC-1")
prefixes = st.sampled_from(("!incident ", "!incident INC-1 ", "!incident inc-2 ", "INCIDENT ", "!"))
verbs = st.sampled_from((*VERBS, "help", "oncall", "oncall override", "oncall nobody", "nothing"))
commands = st.builds(lambda prefix, verb, rest: f"{prefix}{verb} {rest}", prefixes, verbs, spicy)
lines = st.tuples(commands | any_text | spicy, st.sampled_from(SPEAKERS), st.sampled_from(ROOMS))


def opened(folder: Path, *, sqlite: bool = False) -> Whole:
    """A P1 that Ana has answered, in its room."""
    world = whole(folder, sqlite=sqlite)
    world.tell("!incident declare checkout returns 500s p1")
    world.tell("!incident ack")
    return world


def converse(world: Whole, said: list[tuple[str, str, str]]) -> None:
    for text, speaker, place in said:
        room = f"#{world.incident().room_name}" if place == "INC-1" else place
        world.hear(text, speaker, room)
        world.system.settle_now()
    world.run(minutes=31)
    world.hear("!incident INC-1 show")
    world.hear("!incident INC-1 timeline")
    world.hear("!incident list all")
    world.assert_all_fit()


@bounded()
@given(st.lists(lines, min_size=1, max_size=4))
def test_whatever_is_said_is_answered(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str, str]]
) -> None:
    converse(opened(tmp_path_factory.mktemp("chat")), said)


@bounded(EXAMPLES // 5)
@given(st.lists(lines, min_size=1, max_size=3))
@example([("!incident note \ud800", "ana", ""), ("!incident report \x00x", "guest-\udfff", "")])
def test_and_can_be_kept_in_a_database(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str, str]]
) -> None:
    with closing(opened(tmp_path_factory.mktemp("chat"), sqlite=True)) as world:
        converse(world, said)


@bounded()
@given(commands | any_text, st.sampled_from(("!", "tocsin ", "#", "|")))
def test_any_line_is_read_without_an_error(text: str, prefix: str) -> None:
    line = read_line(text, prefix)
    assert line.verb == line.verb.lower().strip()
    assert [word.raw for word in words(line.rest)] == [
        line.rest[word.start : word.end] for word in words(line.rest)
    ]


@pytest.mark.timeout(HANGS_S)
@pytest.mark.parametrize("verb", [*VERBS, "oncall", "oncall override", ""])
@pytest.mark.parametrize(
    "long", [LONG, "@" * 100_000, '"' * 100_000, "| " * 50_000, "--x " * 25_000]
)
def test_a_line_of_a_hundred_thousand_characters_is_answered_in_time(
    tmp_path: Path, verb: str, long: str
) -> None:
    world = opened(tmp_path)
    world.hear(f"!incident {verb} {long}" if verb else long)
    world.system.settle_now()
    world.hear("!incident INC-1 show")
    world.assert_all_fit()
