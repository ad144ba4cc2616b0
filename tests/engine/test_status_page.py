"""What a status page is handed: the whole state as it is when it is sent, and its own reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, Home, MemoryHome, SqliteHome, World, refused, unavailable
from tocsin.builtin.public_page import StatusPages
from tocsin.errors import NotFound, ProviderError
from tocsin.providers import Call, PageRef, ProviderConfig, ProviderType, Ref, StatusPageState

SHOP = f"""{TEAM}
[services.checkout]
components = ["Web shop"]
public = "Checkout"
"""
WITH_BOARD = f'{SHOP}\n[status_page.board]\ntype = "board"\n'
P1_CHECKOUT = f"{P1} --service checkout"


class BoardConfig(ProviderConfig):
    """A board has no settings."""


@dataclass
class Board:
    """A vendor's page that remembers what it was handed."""

    broken: ProviderError | None = None
    found: str = ""
    puts: list[tuple[StatusPageState, Ref | None, Call]] = field(default_factory=list)

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        self.puts.append((state, ref, call))
        if self.broken is not None:
            raise self.broken
        data = {"entries": str(len(state.entries))}
        return PageRef(id="b7", url="https://status.example.org/b7", data=data, by_hand=self.found)


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture(params=["memory", "sqlite"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, board: Board) -> Iterator[World]:
    kind = ProviderType(
        kind="status_page",
        name="board",
        summary="a board",
        config=BoardConfig,
        factory=lambda _config, _context: board,
    )
    home: Home = MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "t.db")
    made = World(tmp_path, home, teams={"shop": WITH_BOARD}, types=(kind,))
    yield made
    made.store.close()


def test_the_page_is_handed_everything_and_its_own_reference(shop: World, board: Board) -> None:
    shop.tell(P1_CHECKOUT)
    shop.tell("!incident INC-1 ack")
    shop.tell("!incident INC-1 mitigated")
    (first, no_ref, call), (second, ref, _) = board.puts
    assert (first.title, first.impact) == ("Problem with Checkout", "major")
    assert "INC" not in first.key
    assert (first.components, first.resolved) == (("Web shop",), None)
    assert (no_ref, call.object_key, call.attempt) == (None, "INC-1.status", 1)
    assert [entry.phase for entry in second.entries] == ["investigating", "monitoring"]
    assert ref == Ref(id="b7", url="https://status.example.org/b7", data={"entries": "1"})
    assert shop.incident().status_links == {"board": "https://status.example.org/b7"}


def test_customers_are_told_in_the_moment_of_acceptance(shop: World, board: Board) -> None:
    """No wait of ours stands between the two: on this clock they are one moment."""
    shop.alert("checkout", severity="critical")
    shop.tell("!incident INC-1 ack")
    assert board.puts == []
    shop.run(seconds=40)
    accepted = shop.clock()
    shop.tell("!incident INC-1 accept")
    ((state, _, call),) = board.puts
    assert state.entries[-1].phase == "investigating"
    assert call.at == state.entries[-1].at == accepted


def test_the_reference_outlives_a_restart(shop: World, board: Board) -> None:
    shop.tell(P1_CHECKOUT)
    shop.restart()
    shop.tell("!incident INC-1 severity p0")
    state, ref, _ = board.puts[-1]
    assert state.impact == "critical"
    assert ref is not None
    assert (ref.id, ref.data) == ("b7", {"entries": "1"})


def test_what_was_changed_by_hand_there_is_told_and_the_reference_is_kept_as_ever(
    shop: World, board: Board
) -> None:
    shop.tell(P1_CHECKOUT)
    board.found = "it said resolved"
    shop.tell("!incident INC-1 severity p0")
    board.found = ""
    shop.restart()
    shop.tell("!incident INC-1 mitigated")
    assert shop.events("status-page-put-right") == ["status-page-put-right"]
    assert board.puts[-1][1] == Ref(
        id="b7", url="https://status.example.org/b7", data={"entries": "1"}
    )


def test_a_page_that_asks_for_a_moment_has_not_failed_yet(shop: World, board: Board) -> None:
    board.broken = ProviderError("rate_limited", "Board takes so many a minute.", retry_after=1.0)
    shop.tell(P1_CHECKOUT)
    assert shop.events("status-page-failed") == []
    shop.run(minutes=10)
    assert shop.events("status-page-failed") == ["status-page-failed"]


def test_a_page_that_was_down_gets_all_entries_at_once(shop: World, board: Board) -> None:
    board.broken = unavailable()
    shop.tell(P1_CHECKOUT)
    shop.tell("!incident INC-1 ack")
    shop.tell("!incident INC-1 mitigated")
    board.broken = None
    shop.run(minutes=3)
    assert [entry.phase for entry in board.puts[-1][0].entries] == ["investigating", "monitoring"]
    assert shop.events("status-page-failed", "status-page-updated") == [
        "status-page-failed",
        "status-page-updated",
    ]
    assert shop.incident().status_failed == {}


def test_a_refusal_is_said_each_time_in_the_room(shop: World, board: Board) -> None:
    """Each entry that dies is one that customers do not see."""
    board.broken = refused()
    shop.tell(P1_CHECKOUT)
    shop.tell("!incident INC-1 ack")
    shop.tell("!incident INC-1 mitigated")
    assert shop.events("effect-died") == ["effect-died", "effect-died"]
    assert "Status page (board) could not be told the latest entry: wrong key" in shop.chat.heard()
    assert set(shop.incident().status_failed) == {"board"}


def test_the_vendors_page_takes_the_place_of_the_built_in_one(shop: World) -> None:
    """And Tocsin's own does not say that all is well while it is not asked."""
    shop.tell(P1_CHECKOUT)
    with pytest.raises(NotFound, match="elsewhere"):
        StatusPages(shop.teams, shop.store).read()


def test_of_what_became_private_only_what_was_published_is_handed_over(
    shop: World, board: Board
) -> None:
    shop.tell("!incident declare the vault is open p1")
    shop.tell("!incident INC-1 ack")
    shop.tell("!incident INC-1 flag private")
    withdrawn, _, _ = board.puts[-1]
    assert withdrawn.title == "Problem with some of our services"
    shop.tell("!incident INC-1 severity p0")
    assert len(board.puts) == 2, "nothing goes out by itself any more"
    shop.say("!incident INC-1 status-page publish Sign-in is not possible.", room="")
    assert len(board.puts) == 2, "it was only shown"
    shop.say("!incident INC-1 yes", room="")
    shop.system.settle_now()
    state, _, _ = board.puts[-1]
    assert (state.title, state.components) == ("Problem with some of our services", ())
    assert state.entries[-1].text == "Sign-in is not possible."


def test_the_built_in_page_of_every_team_is_one_page(tmp_path: Path) -> None:
    pay = SHOP.replace('name = "Shop"', 'name = "Payments"').replace("Web shop", "Cards")
    world = World(tmp_path, teams={"pay": pay, "shop": SHOP})
    world.tell("!incident declare cards fail p1 --team pay --service checkout")
    world.tell("!incident declare the shop is white p0 --team shop")
    page = StatusPages(world.teams, world.store).read()
    assert (page.title, page.timezone) == ("Status", "Europe/Berlin")
    assert page.components == ("Cards", "Web shop")
    assert len({one.key for one in page.incidents}) == 2
    world.store.close()


def test_a_page_has_the_title_of_its_team_or_of_its_section(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": SHOP})
    assert StatusPages(world.teams, world.store).read().title == "Shop status"
    named = (
        f'{SHOP}\n[status_page.static]\ntitle = "How we are"\nhelp = "mailto:help@example.org"\n'
    )
    page = StatusPages(world.write_teams({"shop": named}), world.store).read()
    assert (page.title, page.help) == ("How we are", "mailto:help@example.org")
    world.store.close()


def test_a_team_words_what_is_published(tmp_path: Path) -> None:
    words = "\n[templates]\nstatus-investigating = 'We look into {{ issue }}, {{ severity }}.'\n"
    world = World(tmp_path, teams={"shop": SHOP + words})
    world.tell(P1_CHECKOUT)
    (state,) = StatusPages(world.teams, world.store).read().incidents
    assert state.entries[0].text == "We look into problems with Checkout, P1."
    world.store.close()
