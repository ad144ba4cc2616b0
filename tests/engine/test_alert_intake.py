"""Alerts in: what a webhook is answered, and what it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import TEAM, MemoryHome, SqliteHome, World
from tocsin.engine.webhooks import WebhookResult
from tocsin.errors import BadPayload, NotFound, Unauthorised
from tocsin.providers import RawRequest

RESOLVE = "!incident INC-1 resolve --override over"


def small_storm(groups: int = 2) -> str:
    return TEAM.replace(
        'timezone = "Europe/Berlin"\n',
        f'timezone = "Europe/Berlin"\nstorm = {{ groups = {groups}, within = "5m" }}\n',
    )


def answered(status: int, incident: str | None) -> WebhookResult:
    return WebhookResult(status=status, incident=incident)


def end(world: World, *, close: bool) -> None:
    """INC-1 is accepted, resolved and perhaps closed."""
    world.tell("!incident INC-1 accept")
    world.tell("!incident INC-1 ack")
    world.alert(status="resolved")
    world.tell(RESOLVE)
    if close:
        world.tell("!incident INC-1 postmortem skip a test")
        world.tell("!incident INC-1 close")


def test_a_new_alert_is_201_and_a_new_incident_that_pages(anywhere: World) -> None:
    assert anywhere.alert() == answered(201, "INC-1")
    anywhere.run(seconds=1)
    assert anywhere.incident().status == "triage"
    assert anywhere.bell().of("page") == ["INC-1.p1"]


def test_the_same_body_within_five_minutes_is_202_and_the_same_incident(anywhere: World) -> None:
    anywhere.alert()
    anywhere.run(minutes=4)
    version = anywhere.incident().version
    assert anywhere.alert() == answered(202, "INC-1")
    assert anywhere.incident().version == version


def test_the_same_body_twice_in_one_moment_is_202_too(world: World) -> None:
    world.alert()
    assert world.alert() == answered(202, "INC-1")
    assert world.count() == 1


def test_the_same_body_later_is_handled_anew_and_changes_nothing(anywhere: World) -> None:
    anywhere.alert()
    anywhere.run(minutes=6)
    before = anywhere.events("alert-fired")
    assert anywhere.alert() == answered(202, "INC-1")
    assert anywhere.events("alert-fired") == before
    assert anywhere.count() == 1


def test_the_same_body_after_the_end_opens_a_repeat(anywhere: World) -> None:
    anywhere.alert()
    end(anywhere, close=True)
    anywhere.run(minutes=10)
    assert anywhere.alert() == answered(201, "INC-2")
    assert anywhere.incident(2).repeat_of == "INC-1"


def test_within_five_minutes_the_same_body_is_the_same_delivery_even_after_the_end(
    world: World,
) -> None:
    world.alert()
    end(world, close=True)
    assert world.alert() == answered(202, "INC-1")


def test_firing_again_while_resolved_proposes_to_reopen_and_pages(anywhere: World) -> None:
    anywhere.alert()
    end(anywhere, close=False)
    anywhere.run(minutes=10)
    assert anywhere.alert() == answered(202, "INC-1")
    anywhere.run(seconds=1)
    assert anywhere.incident().reopen_proposed
    assert anywhere.bell().of("page")[-1] != "INC-1.p1"


def test_after_a_decline_the_alert_opens_a_new_incident_that_is_no_repeat(world: World) -> None:
    world.alert()
    world.tell("!incident INC-1 decline noise")
    world.run(minutes=6)
    assert world.alert() == answered(201, "INC-2")
    assert world.incident(2).repeat_of == ""


def test_a_resolved_alert_that_matches_nothing_is_202_and_no_incident(anywhere: World) -> None:
    assert anywhere.alert(status="resolved") == answered(202, None)
    assert anywhere.count() == 0


def test_a_resolved_alert_of_an_open_incident_ends_the_alert_not_the_incident(
    world: World,
) -> None:
    world.alert()
    assert world.alert(status="resolved") == answered(202, "INC-1")
    assert world.incident().firing == ()
    assert world.incident().is_open


def test_a_senders_own_id_makes_a_repeat_the_same_delivery_for_ever(anywhere: World) -> None:
    first = anywhere.alert(id="d1")
    anywhere.run(hours=10)
    anywhere.restart()
    assert anywhere.alert(id="d1").incident == first.incident
    assert anywhere.count() == 1


def test_two_keys_are_two_episodes(world: World) -> None:
    assert world.alert("a") == answered(201, "INC-1")
    assert world.alert("b") == answered(201, "INC-2")


def test_two_sections_with_the_same_key_do_not_mix(world: World) -> None:
    assert world.alert(source="json") == answered(201, "INC-1")
    assert world.alert(source="other") == answered(201, "INC-2")


def test_two_teams_with_the_same_key_do_not_mix(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": TEAM, "pay": TEAM})
    assert world.alert(team="shop") == answered(201, "INC-1")
    assert world.alert(team="pay") == answered(201, "INC-2")
    assert (world.incident(1).team, world.incident(2).team) == ("shop", "pay")


def test_a_group_with_p3_makes_a_ticket_and_pages_nobody(anywhere: World) -> None:
    assert anywhere.alert(severity="info") == answered(201, "INC-1")
    anywhere.run(minutes=1)
    assert anywhere.bell().calls == []
    assert anywhere.incident().ticket is not None
    assert anywhere.chat.opened == []


def test_a_worse_alert_of_the_same_group_raises_a_p3_while_in_triage(world: World) -> None:
    world.alert(severity="info")
    world.alert(status="resolved")
    world.run(minutes=1)
    world.alert(severity="critical")
    world.run(seconds=1)
    assert world.incident().severity == "P1"
    assert world.bell().of("page") == ["INC-1.p1"]


def test_more_groups_than_the_storm_rule_allows_join_one_incident(tmp_path: Path) -> None:
    world = World(tmp_path, SqliteHome(tmp_path / "t.db"), teams={"shop": small_storm()})
    answers = [world.alert(key).incident for key in "abcde"]
    assert answers == ["INC-1", "INC-2", "INC-3", "INC-3", "INC-3"]
    assert [world.alert(key, title="again").status for key in "de"] == [202, 202]
    assert world.incident(3).title.startswith("Alert storm")
    world.store.close()


def test_a_storm_incident_pages_once(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": small_storm()})
    for key in "abcdef":
        world.alert(key)
    world.run(seconds=1)
    assert world.bell().of("page") == ["INC-1.p1", "INC-2.p1", "INC-3.p1"]


def test_a_storm_is_remembered_over_a_restart(tmp_path: Path) -> None:
    world = World(tmp_path, MemoryHome(), teams={"shop": small_storm()})
    for key in "abc":
        world.alert(key)
    world.restart()
    assert world.alert("d") == answered(202, "INC-3")


def test_the_storm_window_slides(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": small_storm()})
    world.alert("a")
    world.run(minutes=4)
    world.alert("b")
    world.run(minutes=2)  # only `b` lies within five minutes now
    assert world.alert("c") == answered(201, "INC-3")
    assert world.incident(3).title == "c is broken"
    assert world.incident(3).title != world.alert("d").incident


def test_a_storm_lasts_while_alerts_keep_coming(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": small_storm()})
    for key in "abc":
        world.alert(key)
    for key in "defghi":
        world.run(minutes=2)
        assert world.alert(key) == answered(202, "INC-3")


def test_after_a_quiet_time_a_new_group_opens_its_own_incident(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": small_storm()})
    for key in "abcd":
        world.alert(key)
    world.run(minutes=6)
    assert world.alert("e") == answered(201, "INC-4")
    assert world.incident(4).title == "e is broken"


def test_when_the_storm_incident_has_ended_the_next_group_opens_a_new_one(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": small_storm()})
    for key in "abc":
        world.alert(key)
    world.tell("!incident INC-3 decline a test")
    assert world.alert("d") == answered(201, "INC-4")


def test_a_worse_group_that_joins_a_storm_raises_it_and_pages(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": small_storm()})
    for key in "abc":
        world.alert(key, severity="info")
    assert world.incident(3).severity == "P3"
    world.alert("d", severity="critical")
    world.run(seconds=1)
    assert world.incident(3).severity == "P1"
    assert world.bell().of("page") == ["INC-3.p1"]


def test_without_a_storm_rule_every_group_opens_its_own_incident(tmp_path: Path) -> None:
    text = TEAM.replace(
        'timezone = "Europe/Berlin"\n', 'timezone = "Europe/Berlin"\nstorm = false\n'
    )
    world = World(tmp_path, teams={"shop": text})
    answers = [world.alert(str(number)).status for number in range(15)]
    assert answers == [201] * 15


def test_one_teams_storm_is_not_the_others(tmp_path: Path) -> None:
    world = World(tmp_path, teams={"shop": small_storm(), "pay": small_storm()})
    for key in "abc":
        world.alert(key, team="shop")
    assert world.alert("x", team="pay").status == 201


def post(world: World, body: bytes, token: str = "s3cret", section: str = "json") -> WebhookResult:
    headers = {"authorization": f"Bearer {token}"}
    request = RawRequest(method="POST", path="", headers=headers, body=body, received=world.clock())
    return world.system.hook("shop", section, request)


def test_the_right_token_is_let_in(world: World) -> None:
    assert post(world, b'{"key": "a", "title": "t"}').status == 201


@pytest.mark.parametrize("token", ["", "wrong", "s3cret2", "S3CRET"])
def test_a_wrong_token_is_turned_away_and_nothing_is_kept(world: World, token: str) -> None:
    with pytest.raises(Unauthorised):
        post(world, b'{"key": "a", "title": "t"}', token)
    assert world.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"key": "a"}', b"\xff\xfe", b'{"key": 1, "title": "t"}']
)
def test_a_body_that_cannot_be_read_is_a_bad_payload_and_nothing_is_kept(
    world: World, body: bytes
) -> None:
    with pytest.raises(BadPayload):
        post(world, body)
    assert world.store.read(lambda tx: tx.unhandled(10)) == []


def test_an_unknown_section_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        post(world, b"{}", section="nope")
