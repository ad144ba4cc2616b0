"""A published post-mortem on its way: into files, past a refusal, through a restart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import TEAM, World
from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    PostmortemDocument,
    ProviderConfig,
    ProviderType,
    Ref,
)

OVER = (
    "!incident declare checkout returns 500s p1",
    "!incident INC-1 ack",
    "!incident INC-1 resolve --override a test",
)
NAME = "2026-11-23-inc-1-checkout-returns-500s"


class ShelfConfig(ProviderConfig):
    """A shelf has no settings."""


@dataclass
class Shelf:
    """A place that refuses as often as it is told to, and remembers what it was given."""

    refuse: list[ProviderError] = field(default_factory=list)
    given: list[tuple[PostmortemDocument, Call]] = field(default_factory=list)

    def publish(self, document: PostmortemDocument, call: Call) -> Ref:
        self.given.append((document, call))
        if self.refuse:
            raise self.refuse.pop(0)
        return Ref(id=document.name, url=self.address(document))

    def address(self, document: PostmortemDocument) -> str:
        return f"https://example.org/{document.name}"


def with_shelf(folder: Path, shelf: Shelf) -> World:
    kind = ProviderType(
        kind="postmortems", name="shelf", summary="a shelf", config=ShelfConfig,
        factory=lambda _config, _context: shelf,
    )  # fmt: skip
    return World(folder, types=(kind,), teams={"shop": f"{TEAM}\n[postmortems.shelf]\n"})


def over(world: World) -> World:
    for text in OVER:
        world.tell(text)
    return world


def test_without_a_section_the_file_lies_in_the_data_folder(world: World, tmp_path: Path) -> None:
    over(world).tell("!incident INC-1 postmortem publish")
    (file,) = tmp_path.rglob("*.md")
    assert file.relative_to(tmp_path) == Path(f"shop/postmortems.folder/postmortems/{NAME}.md")
    assert "# Post-mortem: checkout returns 500s" in file.read_text(encoding="utf-8")
    assert world.incident().postmortem.links == {"folder": ""}


def test_its_words_are_fixed_when_it_is_published(tmp_path: Path) -> None:
    shelf = Shelf(refuse=[ProviderError("unavailable", "the shelf is full")])
    world = over(with_shelf(tmp_path, shelf))
    world.tell("!incident INC-1 postmortem publish")
    world.tell("!incident INC-1 postmortem lessons too late for this one")
    world.run(minutes=10)
    (first, call), (second, again) = shelf.given
    assert first == second
    assert (call.effect_key, call.attempt, again.attempt) == (again.effect_key, 1, 2)
    assert "too late" not in second.markdown


def test_the_publication_itself_stands_in_its_timeline(tmp_path: Path) -> None:
    shelf = Shelf()
    world = over(with_shelf(tmp_path, shelf))
    world.tell("!incident INC-1 postmortem publish")
    key = world.incident().id
    stored = world.store.read(lambda tx: tx.events(key))
    seq = next(one.seq for one in stored if one.type == "postmortem-published")
    assert f"Ana published the post-mortem. [#{seq}]" in shelf.given[0][0].markdown


def test_a_place_that_refuses_for_good_is_said_and_publishing_again_tries_again(
    tmp_path: Path,
) -> None:
    shelf = Shelf(refuse=[ProviderError("forbidden", "the key may not write")])
    world = over(with_shelf(tmp_path, shelf))
    world.tell("!incident INC-1 postmortem publish")
    assert world.events("effect-died") == ["effect-died"]
    world.tell("!incident INC-1 postmortem publish")
    assert world.incident().postmortem.links == {"shelf": f"https://example.org/{NAME}"}


def test_a_crash_before_the_attempt_loses_nothing(tmp_path: Path) -> None:
    shelf = Shelf()
    world = over(with_shelf(tmp_path, shelf))
    world.say("!incident INC-1 postmortem publish")
    assert shelf.given == []
    world.restart()
    world.run(seconds=1)
    assert len(shelf.given) == 1


def test_an_ended_incident_keeps_its_timers_and_an_upgrade_writes_them_anew(world: World) -> None:
    over(world)
    for text in ("action add test it @bo 3d", "postmortem skip a test", "close"):
        world.tell(f"!incident INC-1 {text}")
    key = world.incident().id
    (timer,) = world.store.read(lambda tx: tx.timers(key))
    assert timer.name == "action-item:1"
    moved = timer.__class__(
        name=timer.name, generation=timer.generation, nudge=9, due=timer.due + timedelta(days=9)
    )
    world.store.write(lambda tx: tx.set_timers(key, 1, (moved,)))
    world.restart()
    assert list(world.store.read(lambda tx: tx.timers(key))) == [timer]


@pytest.mark.parametrize("title", ["../../etc/passwd", "a/b\\c", "..", "   ", "é" * 300, "\x00"])
def test_no_title_leads_a_file_out_of_its_folder(world: World, tmp_path: Path, title: str) -> None:
    world.say(f"!incident declare x{title} p1")
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 resolve --override a test")
    world.tell("!incident INC-1 postmortem publish")
    (file,) = tmp_path.rglob("*.md")
    assert file.parent == tmp_path / "shop/postmortems.folder/postmortems"
