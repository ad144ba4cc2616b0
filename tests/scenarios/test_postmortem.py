"""From the resolution to the published post-mortem: what is owed, by whom, and what is refused."""

from __future__ import annotations

import pytest

from tests.scenarios.given import phases
from tests.simulate.conftest import Play
from tests.simulate.given import TEAM, Told, minute

OPEN = '\n[postmortems.open]\ntype = "folder"\npublic_url = "https://example.org/pm"\n'
RESOLVED = (
    "+0m @ana: !incident declare checkout returns 500s p1",
    "+1m @ana: !incident INC-1 ack",
    "+60m @ana: !incident INC-1 resolve --override all green since ten minutes",
)
HOUR = 60


def replies(told: Told, word: str) -> list[str]:
    """The answers to commands that hold this word."""
    asked = {row.seq for row in told.of("command") if word in row.text}
    return [row.text for row in told.of("reply") if row.data["command"] in asked]


def kept(told: Told) -> list[tuple[float, str, object]]:
    """(minute, place, outcome) of every attempt to keep the document."""
    return [(minute(row), row.to, row.data["outcome"]) for row in told.of("postmortem")]


def test_a_p1_owes_draft_review_and_publication_at_24_48_and_72_hours(play: Play) -> None:
    told = play(*RESOLVED, "until +80h")
    for name, hours in (("draft", 24), ("review", 48), ("publish", 72)):
        assert told.owed(f"postmortem-{name}") == [(60, "owed"), (60 + hours * HOUR, "late")]
        assert {row.to for row in told.of("obligation", name=f"postmortem-{name}")} == {"ic"}


def test_the_engine_drafts_at_the_resolution_and_the_room_hears_how_to_read_it(play: Play) -> None:
    told = play(*RESOLVED, "until +61m")
    drafted = told.one("event", type="postmortem-drafted")
    assert (minute(drafted), drafted.data["by"]) == (60, "engine")
    assert "The post-mortem is drafted from the record" in told.heard(told.room)
    assert "`!incident postmortem`" in told.heard(told.room)


def test_each_step_meets_its_obligation(play: Play) -> None:
    told = play(
        *RESOLVED,
        "+3h @ana: !incident INC-1 postmortem draft",
        "+20h @bo: !incident INC-1 postmortem review Alert on the queue as well.",
        "+50h @ana: !incident INC-1 postmortem publish",
        "until +80h",
    )
    assert told.owed("postmortem-draft") == [(60, "owed"), (3 * HOUR, "met")]
    assert told.owed("postmortem-review") == [(60, "owed"), (20 * HOUR, "met")]
    assert told.owed("postmortem-publish") == [(60, "owed"), (50 * HOUR, "met")]
    assert kept(told) == [(50 * HOUR, "folder", "sent")]
    assert "Bo, 2026-12-24 23:00 CET: Alert on the queue as well." in told.of("postmortem")[0].text


def test_the_document_has_every_part_and_opens_with_its_philosophy(play: Play) -> None:
    told = play(*RESOLVED, "+2h @ana: !incident INC-1 postmortem publish", "until +3h")
    text = told.one("postmortem").text
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert titles == [
        "Summary", "Impact", "Timeline", "Detection", "Response", "Cause", "What went well",
        "What went wrong", "Where we were lucky", "Lessons", "Action items", "Review", "Thanks",
    ]  # fmt: skip
    before = text[: text.index("## Summary")]
    assert "systems and processes" in before
    assert "did what made sense" in before
    assert "nobody is punished" in before
    assert "says so early" in before


def test_gaps_the_engine_saw_are_told_of_the_process_and_cited(play: Play) -> None:
    told = play(*RESOLVED, "+2h @ana: !incident INC-1 postmortem publish", "until +3h")
    text = told.one("postmortem").text
    wrong = text[text.index("## What went wrong") : text.index("## Where we were lucky")]
    assert "- An update was missed: people waited longer than the process promises. [#" in wrong
    assert "- It was resolved before the checklist was complete. [#" in wrong
    assert not any(name in wrong for name in ("Ana", "Bo", "Eva"))


def test_it_is_not_closed_before_it_is_published_or_skipped(play: Play) -> None:
    told = play(
        *RESOLVED,
        "+2h @ana: !incident INC-1 close",
        "+3h @bo: !incident INC-1 postmortem skip we know all of it",
        "+4h @ana: !incident INC-1 postmortem skip the same as INC-0, see there",
        "+5h @ana: !incident INC-1 close",
        "until +80h",
    )
    refused, closed = replies(told, "close")
    assert "`!incident INC-1 postmortem publish`, or " in refused
    assert "`!incident INC-1 postmortem skip <reason>`" in refused
    assert closed == "INC-1 closed."
    assert "is for the Incident Commander" in replies(told, "skip we know")[0]
    assert told.owed("postmortem-publish") == [(60, "owed"), (4 * HOUR, "withdrawn")]


def test_a_p3_is_closed_without_one(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare typo p3", "+1h @ana: !incident INC-1 resolve",
        "+2h @ana: !incident INC-1 close", "until +80h",
    )  # fmt: skip
    assert told.events("postmortem-drafted", "closed") == ["closed"]


def test_customer_impact_found_later_makes_it_required(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare typo in a price p3", "+1h @ana: !incident INC-1 resolve",
        "+5h @bo: !incident INC-1 flag customer-impact forty wrong bills",
        "+6h @ana: !incident INC-1 close", "until +7h",
    )  # fmt: skip
    assert told.owed("postmortem-draft") == [(5 * HOUR, "owed")]
    assert "customers felt it" in replies(told, "close")[0]


def test_a_drill_owes_no_post_mortem(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare practice p1 --drill @ana", "+1m @ana: !incident INC-1 ack",
        "+9m @ana: !incident INC-1 resolve --override practice",
        "+10m @ana: !incident INC-1 close", "until +80h",
    )  # fmt: skip
    assert told.events("closed") == ["closed"]
    assert told.owed("postmortem-draft") == []


def test_reopening_withdraws_the_clocks(play: Play) -> None:
    told = play(*RESOLVED, "+2h @ana: !incident INC-1 reopen it is back", "until +80h")
    assert told.owed("postmortem-publish") == [(60, "owed"), (2 * HOUR, "withdrawn")]


def test_publishing_without_a_review_is_allowed_and_a_process_gap(play: Play) -> None:
    told = play(*RESOLVED, "+2h @ana: !incident INC-1 postmortem publish", "until +3h")
    assert "a process gap" in replies(told, "publish")[0]
    assert told.events("gap-recorded", "postmortem-published")[-2:] == [
        "gap-recorded", "postmortem-published",
    ]  # fmt: skip
    assert "It was published without a review" in told.one("postmortem").text


def test_with_a_public_address_the_status_page_gets_the_link_by_itself(play: Play) -> None:
    told = play(
        *RESOLVED, "+20h @ana: !incident INC-1 postmortem publish", "until +80h", team=TEAM + OPEN
    )
    link = "https://example.org/pm/2026-12-24-inc-1-checkout-returns-500s.md"
    assert phases(told)[-1] == "postmortem"
    assert link in told.of("status_page")[-1].text
    assert link in told.heard(told.room)
    assert told.owed("public-postmortem") == [(60, "owed"), (20 * HOUR, "met")]


def test_without_one_the_promise_to_readers_waits_for_a_person_even_after_the_close(
    play: Play,
) -> None:
    told = play(
        *RESOLVED,
        "+20h @ana: !incident INC-1 postmortem publish",
        "+21h @ana: !incident INC-1 close",
        "+29h @ana: !incident INC-1 status-page publish",
        "+30h @ana: !incident INC-1 status-page publish What happened: https://example.org/pm/1",
        "+30h @ana: !incident INC-1 yes",
        "until +80h",
    )
    assert told.owed("public-postmortem") == [(60, "owed"), (30 * HOUR, "met")]
    assert phases(told)[-1] == "postmortem"


@pytest.mark.parametrize("state", ["down", "timeout", "429"])
def test_a_place_that_is_away_gets_the_document_when_it_is_back(play: Play, state: str) -> None:
    told = play(
        *RESOLVED,
        f"+2h fault postmortems.folder {state}",
        "+2h @ana: !incident INC-1 postmortem publish",
        "+3h fault postmortems.folder up",
        "until +5h",
    )
    outcomes = [outcome for _, _, outcome in kept(told)]
    assert outcomes[0] in ("failed", "unknown")
    assert outcomes[-1] == "sent"
    assert outcomes.count("sent") == 1
    first, *_, last = told.of("postmortem")
    assert "folder is" in first.text
    assert "published 2026-12-24 05:00 CET" in last.text


def test_a_restart_changes_nothing_of_what_is_owed(play: Play) -> None:
    told = play(*RESOLVED, "+10h restart down 2h", "until +80h")
    assert told.owed("postmortem-draft") == [(60, "owed"), (60 + 24 * HOUR, "late")]
    reminders = [row for row in told.of("message", "@ana") if "post-mortem draft" in row.text]
    assert [minute(row) for row in reminders] == [13 * HOUR]  # the last hour before holidays


def test_in_the_end_it_is_asked_about_once_a_week_and_no_more(play: Play) -> None:
    told = play(*RESOLVED, "until +1000h")
    told_people = [row for row in told.of("message") if row.to.startswith("@")]
    late = [row for row in told_people if minute(row) > 240 * HOUR]
    weeks = {row.at.isocalendar().week for row in late}
    assert all("The end of the incident" in row.text for row in late)
    assert [f"{row.at:%a %H:%M}" for row in late if row.to == "@ana"] == ["Mon 09:00"] * len(weeks)
