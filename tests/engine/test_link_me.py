"""`link-me`: whoever holds both a known account and a new one says that they are one person."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.given import P1, TEAM, World
from tocsin.chat import Account, EventResult, RoomRef, Said
from tocsin.engine.account_linking import MOST_TRIES, WITHIN
from tocsin.engine.retention import Retention

SHOP = TEAM.replace(
    'phone = "+49 1"', 'phone = "+49 1"\naccounts = {irc = "U-ANA", mesh = "M-ANA"}'
).replace('phone = "+49 2"', 'phone = "+49 2"\naccounts = {irc = "U-BO"}')
ANA = Account(platform="irc", id="U-ANA", name="Ana")
BO = Account(platform="irc", id="U-BO", name="Bo")
NEW = Account(platform="mesh", id="M-BO", name="whoever")
OTHER = Account(platform="mesh", id="M-MAL", name="Bo")
START = "!incident link-me"


class Linked(World):
    """Two chats whose account ids are their own; everything that is said has an account."""

    heard = 0

    def hear(self, by: Account, text: str, *, aside: bool = True) -> EventResult:
        self.heard += 1
        room = None if aside else RoomRef(platform=by.platform, id="C1", name="#incidents")
        one = Said(event_id=f"h{self.heard}", account=by, room=room, text=text)
        result = self.system.hear(one)
        self.system.settle_now()
        return result

    def code(self, by: Account = BO, account: str = "mesh:M-BO") -> str:
        """The line with the code, as it is shown to whoever is known."""
        result = self.hear(by, f"{START} {account}")
        found = re.search(r"`(!incident link-me [A-Z2-7]{4}-[A-Z2-7]{4})`", result.reply.as_plain())
        assert found, result.reply.as_plain()
        return found[1]

    def reporter(self) -> str:
        """Whoever declared the newest incident."""
        newest = self.store.read(lambda tx: tx.incidents())[0]
        return self.incident(newest.number).reporter

    def knows(self, account: Account) -> bool:
        return self.hear(account, "!incident declare checkout is down p3").accepted


@pytest.fixture
def world(tmp_path: Path) -> Linked:
    made = Linked(tmp_path, teams={"shop": SHOP}, chats=("irc", "mesh"))
    for chat in made.chats.values():
        chat.able -= {"person-ids"}
    made.restart()
    return made


def test_an_unknown_account_is_told_what_to_do_and_does_it(world: Linked) -> None:
    told = world.hear(NEW, START).reply.as_plain()
    assert "`!incident link-me mesh:M-BO`" in told
    assert not world.knows(NEW)
    done = world.hear(NEW, world.code())
    assert done.accepted
    assert "is Bo (@bo) now" in done.reply.as_plain()
    assert world.knows(NEW)
    assert world.reporter() == "bo"


def test_the_person_hears_of_it_where_they_were_known(world: Linked) -> None:
    world.hear(NEW, world.code())
    told = [text for who, text in world.chats["irc"].directs if who == "U-BO"]
    assert told[-1].startswith("mesh:M-BO was linked to you")


def test_a_linked_account_is_written_to_also_after_a_restart(world: Linked) -> None:
    world.hear(NEW, world.code())
    assert world.system.teams.people["bo"].accounts["mesh"] == "M-BO"
    world.restart()
    assert world.system.teams.people["bo"].accounts["mesh"] == "M-BO"


def test_where_tocsin_runs_somebody_is_known_too(world: Linked) -> None:
    """`tocsin say 'link-me mesh:M-BO' --as bo` on the machine, for who has no account at all."""
    reply = world.say("link-me mesh:M-BO", "bo", room="")
    found = re.search(r"link-me ([A-Z2-7-]{9})`", reply.text.as_plain())
    assert found, reply.text
    assert world.hear(NEW, f"{START} {found[1].lower()}").accepted


# --------------------------------------------------------------------------------- attacks


@pytest.mark.parametrize("name", ["bo", "Bo", "@bo", "irc:U-BO"])
def test_a_name_gives_nothing(world: Linked, name: str) -> None:
    assert not world.knows(replace(OTHER, name=name))
    for id in ("bo", "U-BO", "guest-bo", "ana"):
        assert not world.knows(Account(platform="mesh", id=id, name=name))


def test_an_account_that_is_not_known_makes_no_code(world: Linked) -> None:
    for typed in ("mesh:M-MAL", "mesh:M-BO", "irc:U-BO", "irc:U-NEW"):
        result = world.hear(OTHER, f"{START} {typed}")
        assert not result.accepted
        assert not re.search("[A-Z2-7]{4}-[A-Z2-7]{4}", result.reply.as_plain())


def test_a_code_that_others_read_is_of_no_use_to_them(world: Linked) -> None:
    """Typed in a public room before it was used, or read over a shoulder."""
    code = world.code()
    assert not world.hear(OTHER, code, aside=False).accepted
    assert not world.knows(OTHER)
    assert world.hear(NEW, code, aside=False).accepted


def test_a_code_works_once(world: Linked) -> None:
    code = world.code()
    world.hear(NEW, code)
    world.hear(BO, f"{START} remove mesh:M-BO")
    assert not world.hear(NEW, code).accepted
    assert not world.knows(NEW)


def test_a_code_works_for_ten_minutes(world: Linked) -> None:
    code = world.code()
    world.run(seconds=WITHIN.total_seconds() + 1)
    assert not world.hear(NEW, code).accepted
    assert not world.knows(NEW)


def test_a_newer_code_voids_the_one_before(world: Linked) -> None:
    first = world.code()
    second = world.code()
    assert not world.hear(NEW, first).accepted
    assert world.hear(NEW, second).accepted


def test_whoever_guesses_has_few_tries_over_a_restart_too(world: Linked) -> None:
    code = world.code()
    for _ in range(MOST_TRIES):
        assert not world.hear(NEW, f"{START} AAAA-AAAA").accepted
        world.restart()
    assert not world.hear(NEW, code).accepted
    assert not world.knows(NEW)


def test_a_code_is_shown_to_who_asked_alone(world: Linked) -> None:
    code = world.hear(BO, f"{START} mesh:M-BO", aside=False).reply.as_plain()
    assert code not in world.chats["irc"].heard()
    assert ("U-BO", code) in world.chats["irc"].directs


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("irc:U-BO", "is yours already"),
        ("irc:U-ANA", "is @ana's already"),
        ("mseh:M-BO", "Did you mean mesh?"),
        ("mesh:", "is written as in"),
        (":M-BO", "is written as in"),
        ("AAAA-AAAA", "You are bo here already"),
        ("remove mesh:M-ANA", "is not linked to you"),
        ("remove mesh:M-BO", "is not linked to you"),
        (f"mesh:{'x' * 500}", "too long"),
    ],
)
def test_what_cannot_be_is_said(world: Linked, typed: str, told: str) -> None:
    result = world.hear(BO, f"{START} {typed}")
    assert not result.accepted
    assert told in result.reply.as_plain()


def test_an_account_of_a_team_file_cannot_be_taken_over(world: Linked) -> None:
    """Not by a link either that stands in the database: the file comes first."""
    world.hear(NEW, world.code())
    world.write_teams({"shop": SHOP.replace('"M-ANA"', '"M-BO"')})
    world.restart()
    world.hear(NEW, "!incident declare checkout is down p3")
    assert world.reporter() == "ana"


def test_whose_person_left_the_team_files_is_nobody(world: Linked) -> None:
    world.hear(NEW, world.code())
    gone = SHOP.replace("[people.bo]", "[people.bob]").replace('["bo"]', '["bob"]')
    world.write_teams({"shop": gone})
    world.restart()
    assert not world.knows(NEW)


def test_another_account_linked_by_somebody_else_is_not_taken_over(world: Linked) -> None:
    world.hear(NEW, world.code())
    result = world.hear(ANA, f"{START} mesh:M-BO")
    assert not result.accepted
    assert "is @bo's already" in result.reply.as_plain()


def test_a_link_is_undone_by_its_person_and_by_nobody_else(world: Linked) -> None:
    world.hear(NEW, world.code())
    assert not world.hear(ANA, f"{START} remove mesh:M-BO").accepted
    assert not world.hear(OTHER, f"{START} remove mesh:M-BO").accepted
    assert world.knows(NEW)
    assert world.hear(BO, f"{START} remove mesh:M-BO").accepted
    assert not world.knows(NEW)
    assert "mesh" not in world.system.teams.people["bo"].accounts


def test_two_platforms_with_equal_ids_are_two_accounts(world: Linked) -> None:
    world.hear(NEW, world.code())
    assert not world.knows(replace(NEW, platform="irc"))


def test_the_database_holds_no_code_but_in_what_was_shown(world: Linked) -> None:
    code = world.code().rpartition(" ")[2]
    kept = world.store.read(lambda tx: tx.facts("link-code"))
    assert kept
    assert code not in str(kept)
    assert code.replace("-", "") not in str(kept)


def test_to_link_is_no_way_around_the_rights(world: Linked) -> None:
    world.hear(NEW, world.code())
    world.hear(ANA, P1)
    world.hear(ANA, "!incident take ic")
    assert not world.hear(NEW, "!incident resolve").accepted


def test_whose_command_is_refused_hears_how_to_become_known(world: Linked) -> None:
    told = world.hear(NEW, "!incident declare checkout is down p1").reply.as_plain()
    assert told.endswith("In the team file already? Link this account: `!incident link-me`.")


def test_a_code_that_nobody_typed_is_dropped(world: Linked) -> None:
    world.code()
    retention = Retention(world.store)
    retention.step(world.clock())
    assert world.store.read(lambda tx: tx.facts("link-code"))
    world.run(hours=25)
    retention.step(world.clock())
    assert not world.store.read(lambda tx: tx.facts("link-code"))


def test_where_people_are_known_by_their_ids_nothing_is_linked(tmp_path: Path) -> None:
    world = Linked(tmp_path, teams={"shop": SHOP}, chats=("irc", "mesh"))
    told = world.say("!incident link-me mesh:M-BO", "bo")
    assert "At mesh people are known by their ids already" in told.text.as_plain()
    assert "is in no team file" in world.say("!incident link-me", "guest-x").text.as_plain()
    assert not world.hear(Account(platform="mesh", id="guest-x"), f"{START} AAAA-AAAA").accepted


def test_an_admin_undoes_anybodys_and_its_person_hears_of_it(world: Linked) -> None:
    world.admins = frozenset({"ana"})
    world.restart()
    world.hear(NEW, world.code())
    assert world.hear(ANA, f"{START} remove mesh:M-BO").accepted
    assert not world.knows(NEW)
    assert ("U-BO", "@ana undid that mesh:M-BO is you.") in world.chats["irc"].directs
