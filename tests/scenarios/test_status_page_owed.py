"""What is owed on the status page: an entry every half an hour, and that it says what is so."""

from __future__ import annotations

from tests.scenarios.given import SHOP, phases
from tests.simulate.conftest import Play
from tests.simulate.given import Told, minute

P1 = (
    "+0m @ana: !incident declare checkout returns 500s p1 --service checkout",
    "+1m @ana: !incident INC-1 ack",
    "+2m @bo: !incident INC-1 take comms",
)


def reminders(told: Told, name: str) -> list[tuple[float, str]]:
    """(minute, who heard) of every reminder of one obligation."""
    words = {"status-page": "next entry of the status page", "drift": "says what is so"}[name]
    heard = [(minute(row), row.to) for row in told.of("message") if words in row.text]
    return [(at, who if who.startswith("@") else "room") for at, who in heard]


def test_the_next_entry_is_owed_every_thirty_minutes_by_comms(play: Play) -> None:
    told = play(
        *P1, "+20m @bo: !incident INC-1 status-page publish", "+20m @bo: !incident INC-1 yes",
        "until +51m", team=SHOP,
    )  # fmt: skip
    assert told.owed("status-page") == [
        (0, "owed"), (20, "met"), (20, "owed"), (50, "late"),
    ]  # fmt: skip
    row = told.of("obligation", name="status-page")[0]
    assert row.to == "comms"
    assert row.data["rule"] == "An entry on the status page every 30 minutes until resolved"


def test_a_missed_entry_is_asked_for_a_bounded_number_of_times(play: Play) -> None:
    told = play(*P1, "until +80h", team=SHOP)
    assert reminders(told, "status-page") == [
        (25, "@bo"), (30, "room"), (35, "@ana"), (60, "room"), (90, "room"), (120, "room"),
        (150, "room"), (180, "room"),
    ]  # fmt: skip
    assert phases(told) == ["investigating"], "nobody's words are made up"


def test_nothing_is_owed_once_it_is_resolved(play: Play) -> None:
    over = ("+10m @ana: !incident INC-1 resolve --override all is well",)
    told = play(*P1, *over, "until +80h", team=SHOP)
    assert told.owed("status-page") == [(0, "owed"), (10, "met")]
    assert told.owed("drift") == []


def test_a_p2_nobody_outside_feels_owes_no_entry(play: Play) -> None:
    told = play("+0m @ana: !incident declare button is blue p2", "until +80h", team=SHOP)
    assert told.owed("status-page") == []


def test_of_a_private_incident_a_persons_word_is_owed(play: Play) -> None:
    told = play("+0m @ana: !incident declare a breach p0 --private", "until +20m", team=SHOP)
    assert told.owed("status-page") == [(0, "owed"), (5, "late")]
    row = told.of("obligation", name="status-page")[0]
    assert row.text.startswith("Nothing private and no drill is published by itself")
    said = [row.text for row in told.of("message") if "next entry of the status page" in row.text]
    assert "status-page publish <text>" in said[0]


def test_the_reminder_can_be_snoozed(play: Play) -> None:
    told = play(*P1, "+24m @bo: !incident INC-1 snooze status-page 15m", "until +50m", team=SHOP)
    assert reminders(told, "status-page") == [(39, "@ana")], "those missed become one"


def test_a_page_that_says_monitoring_while_it_is_broken_again_is_put_right(play: Play) -> None:
    told = play(
        *P1,
        "+10m @ana: !incident INC-1 mitigated",
        "+12m @ana: !incident INC-1 update investigating | cards fail again | looking |",
        "+30m @bo: !incident INC-1 status-page publish",
        "+30m @bo: !incident INC-1 yes",
        "until +31m",
        team=SHOP,
    )
    assert told.owed("drift") == [(12, "owed"), (17, "late"), (30, "met")]
    row = told.of("obligation", name="drift")[0]
    assert row.data["rule"] == "The status page says monitoring, and the incident is investigating"
    assert reminders(told, "drift") == [(17, "@bo"), (27, "room")]
    assert phases(told) == ["investigating", "monitoring", "investigating"]


def test_a_page_that_takes_nothing_is_noticed_and_catches_up(play: Play) -> None:
    told = play(
        "+0m fault status_page.static down",
        *P1,
        "+20m fault status_page.static up",
        "until +30m",
        team=SHOP,
    )
    assert told.owed("drift")[:2] == [(0, "owed"), (5, "late")]
    assert told.owed("drift")[-1][1] == "met"
    assert [row.data["phase"] for row in told.of("status_page", outcome="sent")] == [
        "investigating"
    ]
    assert told.events("status-page-failed") == ["status-page-failed"], "once for each outage"


def test_a_page_left_open_by_a_flag_set_later_is_owed_after_the_end(play: Play) -> None:
    told = play(
        *P1,
        "+5m @ana: !incident INC-1 flag private",
        "+10m @ana: !incident INC-1 resolve --override all is well",
        "+20m @ana: !incident INC-1 status-page publish It is over.",
        "+20m @ana: !incident INC-1 yes",
        "until +30m",
        team=SHOP,
    )
    assert told.owed("drift")[:2] == [(10, "owed"), (15, "late")]
    assert phases(told) == ["investigating", "investigating"], "the second one withdraws the title"


def test_a_page_that_is_gone_for_good_is_said_in_the_room(play: Play) -> None:
    told = play("+0m fault status_page.static 429", *P1, "until +26h", team=SHOP)
    assert "Status page (static) could not be told the latest entry" in told.heard(told.room)
    assert told.owed("drift")[-1][1] == "late"


def test_a_page_left_open_is_owed_after_the_end(play: Play) -> None:
    told = play(
        *P1,
        "+5m @ana: !incident INC-1 flag private",
        "+6m @ana: !incident declare payments fail p1 --private",
        "+7m @ana: !incident INC-1 merge INC-2",
        "+20m @ana #INC-1: !incident status-page publish This goes on elsewhere.",
        "+20m @ana #INC-1: !incident yes",
        "+21m @bo: !incident INC-1 approve 1",
        "until +30m",
        team=SHOP,
    )
    first = [row for row in told.of("obligation", name="drift") if row.incident == "INC-1"]
    assert [(minute(row), row.data["state"]) for row in first] == [
        (7, "owed"),
        (12, "late"),
        (21, "met"),
    ]
    last = [row for row in told.of("status_page") if row.incident == "INC-1"][-1]
    assert (last.data["phase"], last.text) == ("resolved", "This goes on elsewhere.")
