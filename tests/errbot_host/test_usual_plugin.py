"""An Errbot plugin of the usual sort runs on every platform, and acts as who wrote to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.errbot_host.hanging_plugins import Blocker, Sleeper
from tests.errbot_host.hosted import hosted
from tests.errbot_host.usual_plugin import Usual
from tests.patience import until
from tocsin.errors import StoreUnavailable

PLATFORMS = ("console", "mesh")


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("!deploy shop to prod", "deployed shop to prod for ana"),
        ("!count up", "one\ntwo"),
        ("!ship cart --to prod", "shipped cart to prod"),
        ("so, brb for a while", "ana is away"),
        ("!whisper me", "psst"),
    ],
)
def test_its_commands_are_answered(tmp_path: Path, platform: str, typed: str, answer: str) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].say(typed)
        said = "\n".join(line.split(": ", 1)[-1] for line in house.said(platform).splitlines())
    assert answer in said


def test_its_poller_speaks_on_every_platform(tmp_path: Path) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        until(lambda: all("the poller was here" in house.said(one) for one in PLATFORMS))


def test_what_is_for_admins_asks_for_the_account_and_not_for_the_name(
    tmp_path: Path, platform: str
) -> None:
    """Everybody calls themselves Eva here; only one of the accounts is hers."""
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].say("!drop tables", by="ana", room="")
        assert "dropped" not in house.said(platform)
        house.platforms[platform].say("!drop tables", by="eva", room="")
        assert "dropped" in house.said(platform)


def test_help_lists_theirs_and_ours(tmp_path: Path, platform: str) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].say("!help")
        said = house.said(platform)
    assert "!ship" in said
    assert "!incident" in said


def test_a_card_is_shown_as_words(tmp_path: Path, platform: str) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].say("!show card")
        said = house.said(platform)
    for words in ("Build 7", "https://ci.example/7", "all <green>", "took: 3 min"):
        assert words in said


def test_it_declares_and_acknowledges_an_incident_as_who_asked(
    tmp_path: Path, platform: str
) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].say("!oops checkout returns 500s")
        said = house.said(platform)
        incident = house.world.system.store.read(lambda tx: tx.incident(tx.id_of(1) or ""))
    assert "INC-1 declared: P1" in said
    assert "acknowledged" in said
    assert incident is not None
    assert incident.roles["ic"].person == "ana"


def test_a_message_that_comes_in_twice_declares_once(tmp_path: Path) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        mesh = house.platforms["mesh"]
        mesh.ids = iter((7, 7))
        mesh.say("!oops checkout returns 500s")
        mesh.say("!oops checkout returns 500s")
        numbers = house.world.system.store.read(lambda tx: [tx.id_of(1), tx.id_of(2)])
    assert numbers[0] is not None
    assert numbers[1] is None


def test_its_rights_are_those_of_who_asked(tmp_path: Path, platform: str) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].say("!oops my cart is empty", by="stranger")
        assert "INC-1 declared" not in house.said(platform)


def test_it_speaks_for_nobody_who_has_said_nothing(tmp_path: Path, platform: str) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].say("!incident declare shop is down p1")
        house.platforms[platform].say("!as boss")
        assert "speaks for nobody" in house.said(platform)


def test_a_private_incident_is_read_by_who_belongs_to_it_and_not_where_others_read(
    tmp_path: Path,
) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        mesh = house.platforms["mesh"]
        mesh.say("!incident declare leak --private p1", room="")

        def told(by: str, room: str) -> str:
            mesh.say("!open ones", by=by, room=room)
            chat = house.world.chats["mesh"]
            said = [one[1] for one in (chat.posts if room else chat.directs)]
            return [one for one in said if one != "the poller was here"][-1]

        assert told("ana", "") == "INC-1"
        assert told("ana", "#incidents") == "nothing"
        assert told("stranger", "") == "nothing"


def test_it_hears_chatter_which_is_kept_nowhere(tmp_path: Path, platform: str) -> None:
    with hosted(tmp_path, (Usual,)) as house:
        house.platforms[platform].ids = iter((7,))
        result = house.platforms[platform].say("lunch?")
        inbox = f"chat/{platform}", f"{platform}7"
        assert house.world.system.store.read(lambda tx: tx.inbox(*inbox)) is None
    assert not result.taken


def test_a_plugin_that_hangs_keeps_no_command_waiting(tmp_path: Path) -> None:
    with hosted(tmp_path, (Sleeper,), patience_s=0.1) as house:
        mesh = house.platforms["mesh"]
        mesh.say("!sleep on")
        mesh.say("!incident declare shop is down p1")
        assert "INC-1 declared" in house.said("mesh")
        Sleeper.let_go.set()
        until(lambda: "awake" in house.said("mesh"))


def test_a_plugin_that_never_starts_is_left_out(tmp_path: Path) -> None:
    """Its rivals start, and nobody waits longer than a while."""
    with hosted(tmp_path, (Blocker, Usual), starting_s=0.1) as house:
        house.platforms["mesh"].say("!deploy shop")
        assert "deployed shop" in house.said("mesh")
    Blocker.let_go.set()


def test_a_store_that_takes_nothing_is_an_exception_of_the_ears(tmp_path: Path) -> None:
    """So that the platform gets no acknowledgement, and the message comes in again."""
    with hosted(tmp_path, (Usual,)) as house:
        house.world.store.close()
        with pytest.raises(StoreUnavailable):
            house.platforms["mesh"].say("!incident declare shop is down p1")
