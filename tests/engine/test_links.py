"""The links beside a room: where to look, as soon as there is something, and never too much."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, Crash, forbidden, refused, unavailable
from tests.engine.rooms_given import TownWorld, with_accounts
from tocsin.chat import Link
from tocsin.domain.immutable_update import replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Postmortem, Service, Ticket
from tocsin.wording.rooms import links

WIKI = "https://wiki.test/checkout"
SHOP = TEAM + f'[services.checkout]\nrunbook = "{WIKI}"\n'
RUNBOOK = Link(WIKI, "Runbook checkout")
LINE = f"{P1} --service checkout"


@pytest.fixture
def world(tmp_path: Path) -> TownWorld:
    made = TownWorld(tmp_path)
    made.write_teams({"shop": with_accounts(SHOP)})
    made.restart()
    return made


def test_they_stand_there_with_the_card_and_are_set_once(world: TownWorld) -> None:
    room = world.opened(LINE)
    assert room.links == [(RUNBOOK,)]
    world.say("!incident INC-1 ack", room="")
    world.run(hours=1)
    assert room.links == [(RUNBOOK,)]


def test_without_any_nobody_is_asked(world: TownWorld) -> None:
    assert world.opened().links == []


def test_what_is_known_later_comes_later(world: TownWorld) -> None:
    room = world.opened()
    world.say("!incident INC-1 service checkout", room="")
    world.run(seconds=5)
    assert room.links == [(RUNBOOK,)]


def test_in_a_room_that_was_not_opened_for_what_is_private_they_go(world: TownWorld) -> None:
    room = world.opened(LINE)
    world.say("!incident INC-1 flag private the keys are out", room="")
    world.run(seconds=5)
    assert room.links == [(RUNBOOK,), ()]
    assert world.town.own().links == [(RUNBOOK,)]


def test_a_room_that_was_opened_for_it_has_them(world: TownWorld) -> None:
    assert world.opened(f"{LINE} --private").links == [(RUNBOOK,)]


def test_while_there_is_no_room_the_announce_room_gets_none(world: TownWorld) -> None:
    world.town.broken["open_room"] = refused("no rooms here")
    world.say(LINE, room="")
    world.run(minutes=3)
    assert world.town.square.cards
    assert world.town.square.links == []


def test_who_may_not_set_them_says_so_once_and_goes_on_without(world: TownWorld) -> None:
    world.town.broken["set_links"] = forbidden("no right to bookmarks")
    room = world.opened(LINE)
    world.say("!incident INC-1 ack", room="")
    world.run(hours=1)
    assert sum("(links)" in one for one in room.posts) == 1
    (shown,) = room.cards.values()
    assert "Acknowledged by Ana" in shown.as_text()


def test_a_platform_that_is_away_is_asked_again(world: TownWorld) -> None:
    world.town.broken["set_links"] = unavailable()
    room = world.opened(LINE)
    world.run(minutes=1)
    assert (room.links, len(room.cards), len(room.pinned)) == ([], 1, 1)
    world.town.broken.clear()
    world.run(minutes=1)
    assert (room.links, len(room.cards), len(room.pinned)) == ([(RUNBOOK,)], 1, 1)


def test_a_new_room_gets_them_too(world: TownWorld) -> None:
    room = world.opened(LINE)
    del world.town.rooms[room.id]
    world.say("!incident INC-1 ack", room="")
    world.run(minutes=1)
    assert world.town.own().id != room.id
    assert world.town.own().links == [(RUNBOOK,)]


def test_they_stand_in_the_order_of_their_use_each_once_and_are_few(world: TownWorld) -> None:
    world.opened(LINE)
    one = world.incident()
    assert links(full(one, pages=1)) == (
        Link("https://status.test/0", "Status page"),
        RUNBOOK,
        Link("https://tracker.test/1", f"Ticket {('OPS' * 30)[:32]}…"),
        Link("https://docs.test/1", "Post-mortem"),
    )
    assert len(links(full(one, pages=20))) == 8
    assert links(replace(one, service_info=Service(name="x", runbook="see the wiki"))) == ()
    bad = Service(name="x", runbook="javascript:alert(1)")
    assert links(replace(one, service_info=bad)) == ()


def full(incident: Incident, *, pages: int) -> Incident:
    return replace(
        incident,
        status_links={f"p{n}": f"https://status.test/{n}" for n in range(pages)},
        ticket=Ticket(provider="list", ref="OPS" * 30, url="https://tracker.test/1"),
        postmortem=Postmortem(published=incident.declared, links={"git": "https://docs.test/1"}),
    )


def test_who_dies_behind_them_sets_the_same_again(world: TownWorld) -> None:
    def die(what: str) -> None:
        if what == "set_links":
            world.town.after = lambda _what: None
            raise Crash

    world.town.after = die
    world.say(LINE, room="")
    with pytest.raises(Crash):
        world.run(seconds=1)
    world.restart()
    world.run(minutes=1)
    room = world.town.own()
    assert (room.links, len(room.cards), len(room.pinned)) == ([(RUNBOOK,), (RUNBOOK,)], 1, 1)
