"""What compares the lines of two rooms finds whatever is lost, doubled or out of its order."""

from __future__ import annotations

import random
from typing import Final

import pytest

from tests.e2e.feeds import against, without_guests

LIKE: Final = (
    "Ana Reyes stands as Incident Commander", "Paging Ana Reyes", "Alert firing", "Look at: graphs",
    "Ana Reyes is Technical Lead", "Look at: graphs", "Task 1: look", "Ana Reyes proposes change 1",
)  # fmt: skip
"""A line stands twice in it."""
LATE: Final = (
    "This room could not be opened before; INC-0 went on in #incidents.", "From the beginning:",
)  # fmt: skip
FAILED: Final = (
    "No room could be made on matrix: too much at once.",
    "INC-0 goes on in #incidents until there is one; it is tried again.",
)


def test_a_room_that_was_told_the_same_lines_is_right() -> None:
    assert against("room", LIKE, LIKE) == []


@pytest.mark.parametrize("at", range(len(LIKE) + 1))
def test_a_room_that_came_late_may_say_so_once(at: int) -> None:
    assert against("room", [*LATE, *LIKE], LIKE) == []
    assert against("room", [*LATE, *LIKE[:at], *FAILED, *LIKE[at:]], LIKE) == []


ROOM: Final = (
    "P0 · INC-0 trouble 0 is here. Stop the bleeding first. Look at: 0 graphs.",
    "Then propose one of rollback (bad deploy).",
)


@pytest.mark.parametrize("at", range(len(LIKE) + 1))
def test_what_comes_with_the_room_stands_where_a_late_one_came_and_nowhere_else(at: int) -> None:
    like = [*LIKE[:2], *ROOM, *LIKE[2:]]
    moved = [*LIKE[:at], *ROOM, *LIKE[at:]]
    assert against("room", [*LATE, *moved], like) == []
    assert bool(against("room", moved, like)) == (at != 2)
    assert against("room", [*LATE, *moved[:-1]], like)
    assert against("room", [*LATE, *moved, ROOM[0]], like)
    assert against("room", [*LATE, *LIKE[:at], *reversed(ROOM), *LIKE[at:]], like)


@pytest.mark.parametrize("came", [(), LATE, (*LATE, *FAILED)], ids=["at once", "late", "failed"])
@pytest.mark.parametrize("at", range(len(LIKE)))
class TestOneLineIsWrong:
    """Each of them, in a room that came at once and in one that came late."""

    def test_lost(self, at: int, came: tuple[str, ...]) -> None:
        (told,) = against("room", [*came, *LIKE[:at], *LIKE[at + 1 :]], LIKE)
        assert told == f"room: 1 lost: {LIKE[at]!r}"

    def test_told_twice(self, at: int, came: tuple[str, ...]) -> None:
        (told,) = against("room", [*came, *LIKE[:at], LIKE[at], *LIKE[at:]], LIKE)
        assert told == f"room: 1 too many: {LIKE[at]!r}"

    def test_told_after_the_next(self, at: int, came: tuple[str, ...]) -> None:
        after = (at + 1) % len(LIKE)
        moved = list(LIKE)
        moved[at], moved[after] = moved[after], moved[at]
        (told,) = against("room", [*came, *moved], LIKE)
        assert told.startswith("room: out of order: ")

    def test_of_another_incident(self, at: int, came: tuple[str, ...]) -> None:
        found = against("room", [*came, *LIKE[:at], "of another", *LIKE[at:]], LIKE)
        assert found == ["room: 1 too many: 'of another'"]


def test_every_shuffled_room_is_found() -> None:
    chance = random.Random(7)
    for _ in range(300):
        told = chance.sample(LIKE, len(LIKE))
        assert bool(against("room", [*LATE, *told], LIKE)) == (told != list(LIKE))


@pytest.mark.parametrize(
    "told",
    [
        (*LATE, *LATE, *LIKE),
        (*LATE, *FAILED, *FAILED, *LIKE),
        (*FAILED, *LIKE),
        (LATE[1], *LIKE),
        (LIKE[0], *LATE, *LIKE[1:]),
    ],
    ids=["twice late", "failed twice", "failed, but not late", "no reason", "late in the middle"],
)
def test_what_only_a_late_room_may_say_is_too_much_elsewhere(told: tuple[str, ...]) -> None:
    assert against("room", told, LIKE)


def test_nothing_told_is_all_lost() -> None:
    assert len(against("room", (), LIKE)) == len(set(LIKE))


ANNOUNCED: Final = ("Incident declared: trouble 0 is here", "Severity: P1")
GUEST: Final = (*FAILED, f"INC-0 {LIKE[0]}", LIKE[1], LIKE[2])


def test_an_incident_without_a_room_may_go_on_among_the_announcements() -> None:
    told = sorted([*ANNOUNCED, *GUEST])
    assert without_guests(told, ANNOUNCED, [LIKE]) == sorted(ANNOUNCED)


@pytest.mark.parametrize(
    "more",
    [ANNOUNCED[0], LIKE[1], f"INC-0 {LIKE[0]}", "of another"],
    ids=["an announcement twice", "a line twice", "its first line twice", "no line of a story"],
)
def test_whatever_else_stands_among_the_announcements_is_found(more: str) -> None:
    told = sorted([*ANNOUNCED, *GUEST, more])
    assert against("#incidents", without_guests(told, ANNOUNCED, [LIKE]), sorted(ANNOUNCED))


def test_who_had_a_room_tells_nothing_among_the_announcements() -> None:
    told = sorted([*ANNOUNCED, LIKE[1]])
    assert against("#incidents", without_guests(told, ANNOUNCED, [LIKE]), sorted(ANNOUNCED))
