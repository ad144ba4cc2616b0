"""A reminder can be moved, by a bounded time; a page and a promise never."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play


def test_it_moves_the_reminder_and_not_what_is_due(play: Play) -> None:
    told = play(P1, ACK, "+20m @ana: !incident INC-1 snooze update 20m", "until +41m", team=FULL)
    assert told.owed("update") == [(0, "owed"), (30, "late")]
    at = [row.offset.total_seconds() / 60 for row in told.of("message") if "The update" in row.text]
    assert at == [40]


def test_it_has_a_longest_time(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 snooze update 31m", "until +3m", team=FULL)
    assert last(told) == ("rejected", "Reminders can be moved by 30 minutes at most.")


def test_a_page_is_never_moved(play: Play) -> None:
    told = play(P1, "+1m @ana: !incident INC-1 snooze ack 30m", "until +6m", team=FULL)
    assert last(told) == ("rejected", "ack has no reminders; pages are never snoozed.")
    assert told.pages() == [(0, "ana"), (5, "bo")]
