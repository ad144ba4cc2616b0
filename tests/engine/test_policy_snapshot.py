"""An edited team file changes nothing about the process of an open incident."""

from __future__ import annotations

from tests.engine.given import P1, TEAM, World

EDITED = TEAM.replace("[severities.P1]\n", '[severities.P1]\nupdate_every = "20m"\n')
LADDER = '[escalation.P1]\nsteps = [{ after = "1m", targets = ["cto"] }]\n'


def edit(world: World, text: str) -> None:
    world.write_teams({"shop": text})
    world.restart()


def persons(world: World, number: int = 1) -> list[str]:
    return [page.person for page in world.incident(number).pages.values()]


def test_an_open_incident_keeps_its_policy(anywhere: World) -> None:
    anywhere.tell(P1)
    before = anywhere.incident()
    edit(anywhere, EDITED)
    assert anywhere.incident().policy == before.policy
    assert anywhere.incident().policy_hash == before.policy_hash


def test_a_new_incident_has_the_new_policy(anywhere: World) -> None:
    anywhere.tell(P1)
    edit(anywhere, EDITED)
    anywhere.tell(P1)
    assert anywhere.incident(2).policy != anywhere.incident(1).policy


def test_a_running_ladder_goes_on_as_it_was(anywhere: World) -> None:
    anywhere.tell(P1)
    edit(anywhere, TEAM + LADDER)
    anywhere.run(minutes=6)
    assert persons(anywhere) == ["ana", "bo"]


def test_a_severity_that_is_raised_later_uses_the_old_policy_too(world: World) -> None:
    world.tell("!incident declare slow page p2")
    edit(world, TEAM + LADDER)
    world.tell("!incident INC-1 severity p1")
    world.run(minutes=6)
    assert persons(world) == ["ana", "bo"]


def test_people_and_rotations_are_live(anywhere: World) -> None:
    anywhere.tell(P1)
    edit(
        anywhere,
        TEAM.replace('[oncall.backup]\npeople = ["bo"]', '[oncall.backup]\npeople = ["eva"]'),
    )
    anywhere.run(minutes=6)
    assert persons(anywhere) == ["ana", "eva"]
