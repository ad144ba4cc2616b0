"""Whatever people, alerts and tools write, nothing that is said is more than our own spans say.

Every verb, every form, the home of people, cards, topics, direct messages and posts of incidents
in which each word of others is hostile, and the team file's names as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final

import pytest

from tests.chat.test_renderers import RENDERERS, done, is_part, meant
from tests.hostile.checks import faults, rung
from tests.hostile.given import Told, World
from tests.hostile.life import lived
from tests.hostile.words import MARK, PIECES, harmless, turns
from tocsin.builtin.console_output import printable_text
from tocsin.chat import (
    Code,
    Link,
    Mention,
    Room,
    Strong,
    Text,
    split,
    text,
)
from tocsin.chat.forms import Action

# (the piece that comes first, whether the tools fail): each piece comes in many places
LIVES: Final = [(0, False), (7, True)]
MORE: Final = (
    [(n, n % 2 == 0) for n in range(1, len(PIECES), 3)] if os.environ.get("TOCSIN_CI") else []
)
LIMITS: Final = (16, 40, 90, 300, 2000)


@pytest.fixture(scope="module", params=[*LIVES, *MORE], ids=lambda one: f"{one[0]}-{one[1]}")
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    first, fails = request.param
    made = lived(turns(first), tmp_path_factory.mktemp("hostile"), fails=fails)
    yield made
    made.close()


def each(told: Iterable[Told]) -> list[Text]:
    """Every text once."""
    return list({repr(one.words): one.words for one in told}.values())


@pytest.mark.timeout(300)
def test_what_others_write_is_words_and_code_is_ours(world: World) -> None:
    assert [(one.how, fault) for one in world.told for fault in faults(one, world)] == []


def test_everything_is_looked_at(world: World) -> None:
    hows = {one.how.split(" ")[0] for one in world.told}
    assert hows >= {"post", "direct", "card", "topic", "reply", "form", "completed", "file"}
    assert {"home of ana", "home of bo"} <= {one.where for one in world.told}
    assert sum(MARK in one.words.as_plain() for one in world.told) > 500


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same life with harmless words, and tools that work."""
    made = lived(harmless, tmp_path_factory.mktemp("calm"), fails=False)
    yield made
    made.close()


@pytest.mark.timeout(300)
def test_everybody_is_called_where_and_as_often_as_with_harmless_words(
    world: World, calm: World
) -> None:
    assert rung(world.told) == rung(calm.told) != []


@pytest.mark.timeout(300)
def test_the_example_platform_does_with_it_what_its_spans_say(world: World) -> None:
    for whole in each(world.told):
        assert done(whole) == meant(whole), whole


@pytest.mark.timeout(300)
@pytest.mark.parametrize("renderer", sorted(RENDERERS))
def test_a_renderer_makes_no_more_of_it_than_its_spans_wherever_it_is_split(
    world: World, renderer: str
) -> None:
    for whole in each(world.told):
        for piece in {piece for most in LIMITS for piece in split(whole, most)}:
            assert is_part(RENDERERS[renderer](piece), meant(piece)), piece


@pytest.mark.timeout(300)
def test_a_console_shows_what_is_said_as_it_stands(world: World) -> None:
    for whole in each(world.told):
        assert printable_text(whole.as_plain()) == whole.as_plain()


WRONG: Final[tuple[Text, ...]] = (
    text("IC: ", Strong(f"{MARK}!")),
    text(Link(f"https://{MARK}.example", "here")),
    text(Link("https://tocsin.example.org", f"{MARK} click")),
    text(Mention("nobody", "Nobody")),
    text(Mention("ana", MARK)),
    text(Room(f"#{MARK}")),
    text(Code(f"pip {MARK}")),
    text("Type: ", Code("!incident INC-1 note zqx zqx")),
    text(f"!incident INC-1 resolve {MARK}"),
    text(f"{MARK}\u202e"),
    text(Code("a\u200bb")),
)


@pytest.mark.parametrize("words", WRONG, ids=repr)
def test_each_of_these_would_be_seen(world: World, words: Text) -> None:
    assert list(faults(Told(how="post", where="x", words=words), world))


@pytest.mark.parametrize("action", [(MARK, "incident INC-1 ack"), ("Go", "resolve INC-1")])
def test_so_would_a_button_in_the_words_of_others(world: World, action: tuple[str, str]) -> None:
    under = (Action(label=action[0], command=action[1]),)
    assert list(faults(Told(how="post", where="x", words=text("Go"), actions=under), world))
