"""The rows as readers of `--format json` and of the text get them."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.simulate.alert_bodies import plain
from tests.simulate.conftest import Play
from tests.simulate.given import Told
from tests.simulate.given import play as played
from tocsin.simulate.rows import as_json, as_text

KEYS = ["seq", "at", "offset_s", "kind", "to", "incident", "text", "data"]
# Every kind that can happen now, and the keys of its data.
SHAPES = {
    "command": {"by", "outcome", "platform"},
    "reply": {"by", "outcome", "command", "platform"},
    "event": {"type", "by"},
    "page": {"provider", "page_id", "step", "round", "purpose", "attempt", "outcome"},
    "alert": {"status"},
    "message": {"platform", "buttons"},
    "card": {"platform", "buttons"},
    "topic": {"platform"},
    "room": {"outcome", "platform"},
    "role": {"role"},
    "status_page": {"phase", "components", "attempt", "outcome"},
    "ticket": {"action", "outcome"},
    "obligation": {"name", "due", "rule", "state"},
    "fault": set(),
    "restart": set(),
}
NIGHT = (
    "+0m @ana: !incident declare checkout returns 500s p1",
    "+90s alert json a.json",
    "+2m @bo: !incident INC-1 ack",
    "+3m @lea #INC-1: !incident take tl",
    "+4m @guest-max: !incident INC-1 ack",
    "+5m @ana: !incident declare typo p3",
    "+6m fault paging.tower down",
    "+6m restart",
    "until +2h",
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A night with everything in it, once for all who read it."""
    return played(tmp_path_factory.mktemp("night"), *NIGHT, files={"a.json": plain()})


def test_every_line_is_one_object_of_the_same_eight_keys(told: Told) -> None:
    assert all("\n" not in as_json(row) for row in told.rows)
    assert all(list(line) == KEYS for line in told.json)
    assert [line["seq"] for line in told.json] == list(range(1, len(told.json) + 1))


def test_times_are_in_the_teams_zone_and_offsets_are_numbers(told: Told) -> None:
    for line in told.json:
        at = datetime.fromisoformat(line["at"])
        assert at.isoformat().endswith("+01:00")
        assert line["offset_s"] == (at - told.rows[0].at).total_seconds()
    offsets = [line["offset_s"] for line in told.json]
    assert offsets == sorted(offsets)
    assert 90 in offsets


def test_each_kind_has_its_data(told: Told) -> None:
    seen = {kind: set(row.data) for kind, row in {row.kind: row for row in told.rows}.items()}
    assert seen == SHAPES


def test_a_reply_names_its_command_and_both_say_what_became_of_it(told: Told) -> None:
    commands = {line["seq"]: line for line in told.json if line["kind"] == "command"}
    replies = [line for line in told.json if line["kind"] == "reply"]
    assert len(replies) == len(commands) == 5
    for reply in replies:
        asked = commands[reply["data"]["command"]]["data"]
        assert asked == {one: reply["data"][one] for one in ("by", "outcome", "platform")}
    assert [line["data"]["outcome"] for line in replies].count("rejected") == 1
    assert {line["to"] for line in commands.values()} == {"ana", "bo", "lea", "guest-max"}


def test_a_room_number_stands_for_its_room(told: Told) -> None:
    taking = next(row for row in told.of("reply") if row.data["by"] == "lea")
    assert taking.to == "#incident-2026-12-24-checkout-returns-500s"
    assert taking.incident == "INC-1"


def test_incidents_are_named_by_number_or_not_at_all(told: Told) -> None:
    assert {line["incident"] for line in told.json} == {"INC-1", "INC-2", "INC-3", ""}
    assert {line["incident"] for line in told.json if line["kind"] in ("fault", "restart")} == {""}


def test_messages_go_to_rooms_and_persons(told: Told) -> None:
    places = {row.to[0] for kind in ("message", "card", "topic") for row in told.of(kind)}
    assert places == {"#", "@"}


def test_the_engine_acts_by_its_name(told: Told) -> None:
    assert told.of("event", type="page-requested")[-1].data["by"] == "engine"
    assert told.of("event", type="acknowledged")[0].data["by"] == "bo"


def test_an_obligation_is_owed_by_a_role_or_a_person(told: Told) -> None:
    assert {row.to for row in told.of("obligation")} == {"ana", "ic", "comms", "em"}


def test_an_obligation_tells_its_whole_life(play: Play) -> None:
    """Given nobody takes a role until twelve minutes in, and a P1 that is lowered to a P2."""
    told = play(
        "+0m @ana: !incident declare x p1", "+1m @ana: !incident INC-1 ack",
        "+12m @bo: !incident INC-1 take tl", "+13m @ana: !incident INC-1 severity p2 only one shop",
        "until +15m",
    )  # fmt: skip
    assert told.owed("ack") == [(0, "owed"), (1, "met")]
    assert told.owed("role:tl") == [(0, "owed"), (10, "late"), (12, "met")]
    assert told.owed("role:comms") == [(0, "owed"), (10, "late"), (13, "withdrawn")]


def test_a_promise_is_late_the_moment_it_is_due_even_if_its_reminders_are_snoozed(
    play: Play,
) -> None:
    told = play(
        "+0m @ana: !incident declare x p1", "+1m @ana: !incident INC-1 ack",
        "+2m @ana: !incident INC-1 snooze role:comms 30m", "until +20m",
    )  # fmt: skip
    assert told.owed("role:comms") == [(0, "owed"), (10, "late")]


def test_an_update_is_met_and_owed_anew(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare x p1",
        "+20m @ana: !incident INC-1 update investigating | 500s | looking | unknown",
        "until +21m",
    )  # fmt: skip
    owed = told.of("obligation", "comms", name="update")
    assert [row.data["state"] for row in owed] == ["owed", "met", "owed"]
    assert owed[-1].data["due"] == "2026-12-24T03:50:00+01:00"


def test_two_runs_tell_the_same(play: Play) -> None:
    files = {"a.json": plain()}
    first, second = (play(*NIGHT, files=files) for _ in range(2))
    assert [as_json(row) for row in first.rows] == [as_json(row) for row in second.rows]


def test_the_text_form_has_one_block_a_row_with_offset_time_kind_and_place(told: Told) -> None:
    for row in told.rows:
        first, *rest = as_text(row).split("\n")
        assert first.split()[:3] == [first.split()[0], f"{row.at:%H:%M:%S}", row.kind]
        assert first.lstrip().startswith("+")
        assert len(rest) == row.text.count("\n")
        assert all(line.startswith(" " * 24) for line in rest if line)
