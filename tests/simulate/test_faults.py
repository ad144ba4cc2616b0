"""Paging tools and chats that fail, and who rings then."""

from __future__ import annotations

import logging
from itertools import pairwise

import pytest

from tests.simulate.conftest import Play
from tests.simulate.given import Told, minute

P1 = "+1m @ana: !incident declare checkout returns 500s p1"


def first_page(told: Told) -> list[tuple[float, str, str]]:
    """(seconds after the declaration, tool, outcome) of each attempt at page p1."""
    return [
        (row.offset.total_seconds() - 60, str(row.data["provider"]), str(row.data["outcome"]))
        for row in told.of("page", "ana", page_id="INC-1.p1")
    ]


@pytest.mark.parametrize(
    ("fault", "outcome"), [("down", "failed"), ("429", "failed"), ("timeout", "unknown")]
)
def test_a_broken_tool_fails_over_to_the_next_in_order(
    play: Play, fault: str, outcome: str
) -> None:
    told = play(f"+0m fault paging.tower {fault}", P1, "until +3m")
    attempts = first_page(told)
    assert attempts[0][1:] == ("tower", outcome)
    church = [attempt for attempt in attempts if attempt[1] == "church"]
    assert [outcome for _, _, outcome in church] == ["sent"]
    assert 30 <= church[0][0] < 60


def test_the_room_is_told_which_tools_rang(play: Play) -> None:
    told = play("+0m fault paging.tower down", P1, "until +3m")
    assert "church rings as well (tools tried: tower, church)" in told.heard(told.room)


def test_a_broken_tool_is_tried_again_until_it_works_and_numbers_its_attempts(play: Play) -> None:
    told = play("+0m fault paging.tower down", P1, "+2m fault paging.tower up", "until +4m")
    tries = told.of("page", "ana", provider="tower")
    assert [row.data["attempt"] for row in tries] == list(range(1, len(tries) + 1))
    assert [row.data["outcome"] for row in tries] == ["failed"] * (len(tries) - 1) + ["sent"]
    assert minute(tries[-1]) >= 2


def test_a_429_waits_as_long_as_the_tool_asks(play: Play) -> None:
    told = play("+0m fault paging.tower 429", P1, "until +3m")
    seconds = [one[0] for one in first_page(told) if one[1] == "tower"]
    assert all(after - before >= 30 for before, after in pairwise(seconds))


def test_a_failed_attempt_says_what_failed(play: Play) -> None:
    told = play("+0m fault paging.tower down", P1, "until +61s")
    assert told.of("page", outcome="failed")[0].text == "paging.tower is down"


def test_with_every_tool_down_the_direct_message_rings(play: Play) -> None:
    told = play("+0m fault paging.tower down", "+0m fault paging.church down", P1, "until +5m")
    assert {row.data["provider"] for row in told.of("page", outcome="sent")} == {"direct-message"}


def test_an_acknowledgement_ends_the_retries(play: Play) -> None:
    told = play(
        "+0m fault paging.tower down", P1, "+2m @ana: !incident INC-1 ack",
        "+3m fault paging.tower up", "until +1h",
    )  # fmt: skip
    late = [row.data["outcome"] for row in told.of("page") if minute(row) > 2]
    assert set(late) <= {"skipped"}


def test_a_dead_chat_delays_no_page(play: Play) -> None:
    told = play("+0m fault chat.console down", P1, "until +20m")
    assert told.pages() == [(1, "ana"), (6, "bo"), (16, "eva")]
    assert {row.data["outcome"] for row in told.of("room")} == {"failed"}
    assert told.of("message") == []


def test_a_chat_that_comes_back_hears_what_it_missed(play: Play) -> None:
    told = play("+0m fault chat.console down", P1, "+20m fault chat.console up", "until +30m")
    heard = told.heard(told.room)
    assert heard.startswith("This room could not be opened before; INC-1 went on in #incidents.")
    assert heard.index("Paging Ana") < heard.index("Paging Bo") < heard.index("Paging Eva")


def test_a_ticket_waits_for_its_tracker(play: Play) -> None:
    told = play(
        "+0m fault ticketing.list down", "+1m @ana: !incident declare typo p3",
        "+9m fault ticketing.list up", "until +30m",
    )  # fmt: skip
    outcomes = [row.data["outcome"] for row in told.of("ticket", "list")]
    assert outcomes == ["failed"] * (len(outcomes) - 1) + ["sent"]
    assert len(outcomes) > 1


def test_faults_are_rows_themselves(play: Play) -> None:
    told = play("+0m fault paging.tower 429", "until +1m")
    assert (told.one("fault").to, told.one("fault").text) == ("paging.tower", "429")


def test_what_fails_in_a_play_is_not_logged_and_what_fails_after_it_is(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    play("+0m fault paging.tower down", P1, "until +3m")
    assert caplog.text == ""
    logging.getLogger("tocsin").warning("the real one")
    assert "the real one" in caplog.text
