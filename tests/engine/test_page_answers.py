"""What paging tools tell of their pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.desk_phone import BANK, SHOP, Towers, answer, post, tower
from tests.engine.given import P1, World, refused
from tocsin.engine.page_keys import PAGES
from tocsin.engine.retention import Retention
from tocsin.errors import NotFound, Unauthorised
from tocsin.providers import Ref

Ids = dict[str, str]


@pytest.fixture
def rung(tmp_path: Path) -> World:
    """A P1 whose first page was taken by the tower."""
    world = Towers(tmp_path)
    world.tell(P1, by="cyrus")
    return world


def test_a_vendors_acknowledgement_ends_the_ladder_as_that_persons(rung: World) -> None:
    said = post(rung, pages=[answer(id="U1")])
    assert (said.status, said.incident) == (202, "INC-1")
    assert rung.incident().responders == ("ana",)
    assert not rung.incident().roles["ic"].standing
    rung.run(hours=3)
    assert rung.bells["shop.tower"].of("page") == ["INC-1.p1"]
    assert "Ana acknowledged (through tower)" in rung.chat.heard()


@pytest.mark.parametrize(
    ("user", "person"),
    [
        ({"id": "U1"}, "ana"),
        ({"id": "ana"}, "ana"),
        ({"email": "ANA@shop.example"}, "ana"),
        ({"id": "U2"}, "bo"),
    ],
)
def test_users_are_found_as_those_of_schedules_are(rung: World, user: Ids, person: str) -> None:
    post(rung, pages=[answer(**user)])
    assert rung.incident().responders == (person,)
    assert rung.incident().holder("ic") == person


@pytest.mark.parametrize("user", [{}, {"name": "Ana"}, {"id": "U9"}, {"email": "x@y.z"}])
def test_somebody_unknown_ends_nothing_and_the_room_hears_who_it_was(
    rung: World, user: Ids
) -> None:
    assert post(rung, pages=[answer(**user)]).incident == "INC-1"
    assert rung.events("answer-uncounted") == ["answer-uncounted"]
    rung.run(minutes=6)
    assert rung.bells["shop.tower"].of("page") == ["INC-1.p1", "INC-1.p2"]
    said = next(text for _, text in rung.chat.posts if "tower says" in text)
    assert next(iter(user.values()), "somebody") in said
    assert "calling goes on" in said
    assert "`!incident ack`" in said
    assert len(said.splitlines()) <= 6


def test_what_a_tool_calls_somebody_is_cleaned_and_bounded(rung: World) -> None:
    post(rung, pages=[answer(name="@everyone\n" + "x" * 5000, id="U9`\n" * 1000)])
    rung.run(minutes=1)
    said = next(text for _, text in rung.chat.posts if "tower says" in text)
    assert "@everyone" not in said
    assert len(said) < 500


def test_told_twice_it_is_done_once(rung: World) -> None:
    first = post(rung, pages=[answer(id="U1")], id="d-1")
    for again in ("d-1", "d-2", ""):
        assert post(rung, pages=[answer(id="U1")], id=again) == first
    assert rung.events("acknowledged") == ["acknowledged"]


@pytest.mark.parametrize(
    "page", ["INC-1.p9", "INC-9.p1", "INC-1", "", "inc-1.p1", "INC-1.p1\n", "INC-01.p1", "x" * 999]
)
def test_a_page_nobody_sent_is_left_alone(rung: World, page: str) -> None:
    said = post(rung, pages=[answer(page, id="U1")])
    assert (said.status, said.incident) == (202, None)
    assert dict(rung.system.hooks.left) == {("shop", "paging.tower", "unknown-page"): 1}
    assert rung.events("acknowledged", "answer-uncounted") == []


def test_a_tool_answers_only_pages_it_was_asked_to_send(rung: World) -> None:
    assert post(rung, "church", pages=[answer(id="U1")]).incident is None
    assert rung.incident().responders == ()


def test_a_teams_tool_does_not_answer_another_teams_page(tmp_path: Path) -> None:
    world = Towers(tmp_path, {"shop": SHOP, "bank": BANK})
    world.tell(f"{P1} --team shop", by="cyrus")
    assert post(world, team="bank", pages=[answer(id="U1")]).incident is None
    assert world.incident().responders == ()


def test_the_tool_a_page_failed_over_to_answers_too(tmp_path: Path) -> None:
    world = Towers(tmp_path)
    world.boot()
    world.bells["shop.tower"].broken = refused()
    world.tell(P1, by="cyrus")
    assert post(world, "church", pages=[answer(id="ana")]).incident == "INC-1"
    assert world.incident().responders == ("ana",)


def test_a_section_has_its_full_name_too(rung: World) -> None:
    assert post(rung, "paging.tower", pages=[answer(id="U1")]).incident == "INC-1"


def test_resolving_a_page_there_answers_it_and_resolves_nothing(rung: World) -> None:
    post(rung, pages=[answer(action="resolved", id="U1")])
    assert rung.incident().responders == ("ana",)
    assert rung.incident().status == "investigating"


def test_a_page_that_ends_by_itself_there_ends_nothing_here(rung: World) -> None:
    post(rung, pages=[answer(action="resolved", name="Auto-resolve")])
    assert rung.incident().responders == ()
    rung.run(minutes=6)
    assert "Auto-resolve resolved the page" in rung.chat.heard()
    assert len(rung.bells["shop.tower"].of("page")) == 2


def test_what_somebody_writes_there_is_a_note_of_theirs(rung: World) -> None:
    post(rung, pages=[answer(action="annotated", text="looking at\nthe db", id="U1")])
    assert rung.events("noted") == ["noted"]
    assert rung.incident().responders == ()
    post(rung, pages=[answer(action="annotated", text="so am I", name="Kim")])
    assert rung.events("noted") == ["noted"]


def test_the_same_note_told_twice_is_one(rung: World) -> None:
    for _ in range(2):
        post(rung, pages=[answer(action="annotated", text="looking", id="U1")])
    assert rung.events("noted") == ["noted"]


def test_a_request_page_is_answered_by_its_person_alone(rung: World) -> None:
    rung.tell("!incident INC-1 ack")
    rung.tell("!incident INC-1 page @eva have a look")
    page = next(one for one in rung.incident().pages.values() if one.purpose == "request")
    post(rung, pages=[answer(f"INC-1.{page.id}", id="U2")])
    assert rung.incident().pages[page.id].waits
    rung.run(seconds=30)
    assert "only Eva can answer it" in rung.chat.heard()
    post(rung, pages=[answer(f"INC-1.{page.id}", id="eva")])
    assert not rung.incident().pages[page.id].waits


def test_an_answer_after_another_is_heard_from_whom_it_called_and_else_is_no_news(
    rung: World,
) -> None:
    rung.run(minutes=6)  # Bo is called as well
    post(rung, pages=[answer("INC-1.p2", id="U2")])
    post(rung, pages=[answer("INC-1.p1", id="U1")])
    assert rung.incident().responders == ("bo", "ana")
    assert rung.incident().holder("ic") == "bo"
    post(rung, pages=[answer("INC-1.p2", id="eva")])  # the echo of our own acknowledgement
    assert rung.incident().responders == ("bo", "ana")
    assert rung.events("answer-uncounted") == []


def test_what_is_over_is_answered_no_more(rung: World) -> None:
    rung.tell("!incident declare the database is slow p2", by="cyrus")
    rung.tell("!incident INC-1 merge INC-2", by="cyrus")
    before = rung.incident().version
    for user in ({"id": "U1"}, {"name": "Kim"}):
        assert post(rung, pages=[answer(**user)]).incident == "INC-1"
    assert rung.incident().version == before


def test_a_private_incident_is_answered_only_by_who_is_in_it(tmp_path: Path) -> None:
    world = Towers(tmp_path)
    world.tell("!incident declare odd logins p1 --private", by="cyrus")
    post(world, pages=[answer(id="bo")])
    assert "bo" not in world.incident().responders
    world.run(seconds=30)
    assert "cannot answer for this incident" in world.chat.heard()
    post(world, pages=[answer(id="U1")])
    assert world.incident().responders == ("ana",)


def test_a_stranger_with_no_token_is_turned_away(rung: World) -> None:
    with pytest.raises(Unauthorised):
        post(rung, headers={"x-token": "wrong"}, pages=[answer(id="U1")])
    with pytest.raises(NotFound, match=r"/hooks/<team>/<kind>\.<name>"):
        post(rung, "nothing", pages=[answer(id="U1")])
    assert rung.incident().responders == ()


def test_a_tool_that_tells_its_own_id_alone_is_understood(tmp_path: Path) -> None:
    world = Towers(tmp_path)
    world.boot()
    tower(world).gives = Ref(id="Q1PAGE")
    world.tell(P1, by="cyrus")
    unknown = {"ref": "Q2", "action": "acknowledged", "user": {"id": "U1"}}
    assert post(world, pages=[unknown]).incident is None
    assert post(world, "church", pages=[{**unknown, "ref": "Q1PAGE"}]).incident is None
    assert post(world, pages=[{**unknown, "ref": "Q1PAGE"}]).incident == "INC-1"
    assert world.incident().responders == ("ana",)


def test_a_tool_hears_who_ended_the_page(tmp_path: Path) -> None:
    world = Towers(tmp_path)
    world.boot()
    world.tell(P1, by="cyrus")
    world.tell("!incident INC-1 ack", by="ana")
    world.run(minutes=1)
    assert tower(world).ended_by == ["Ana"]


def test_the_tools_id_of_a_page_is_kept_while_its_incident_is(tmp_path: Path) -> None:
    world = Towers(tmp_path)
    world.boot()
    tower(world).gives = Ref(id="Q1PAGE")
    world.tell(P1, by="cyrus")
    world.store.write(lambda tx: tx.set_fact(PAGES, "of one that is gone", "gone/p1"))
    world.clock.at += timedelta(days=200)
    Retention(world.store).step(world.clock())
    (kept,) = world.store.read(lambda tx: tx.facts(PAGES)).values()
    assert kept == f"{world.incident().id}/p1"
