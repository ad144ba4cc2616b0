"""Which incidents need a post-mortem, what it owes, and how far it may go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.domain.given import (
    Story,
    at,
    commanded,
    declare,
    kinds,
    monitoring,
    only,
    opened,
    resolved,
    shorter,
    team,
    ticked,
)
from tocsin.domain.action_items import AddAction, FinishAction
from tocsin.domain.command import Command
from tocsin.domain.flags.decide import SetFlag
from tocsin.domain.gaps import GapRecorded
from tocsin.domain.notes import Note
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.people import ENGINE
from tocsin.domain.postmortem import required
from tocsin.domain.postmortem.decide import (
    DraftPostmortem,
    PostmortemResult,
    PublishPostmortem,
    ReviewPostmortem,
    SkipPostmortem,
    WriteSection,
)
from tocsin.domain.postmortem.events import PostmortemDrafted
from tocsin.domain.reminders import Reminded
from tocsin.domain.resolution import Close, Reopen, Resolve
from tocsin.domain.status_page.decide import PublishStatus
from tocsin.domain.status_page.events import StatusPagePosted
from tocsin.domain.triage import Decline
from tocsin.domain.updates import PostUpdate

CLOCKS = ["postmortem-draft", "postmortem-review", "postmortem-publish"]
PLACE = "postmortems.git"
FRIDAY = date(2026, 11, 27)
LINK = "https://example.org/pm.md"


def placed(severity: str = "P1", **instances: tuple[str, ...]) -> Story:
    """Resolved at minute 45 by a team with these provider instances."""
    story = Story(roster=team(instances={"postmortems": ("git", "folder"), **instances}))
    story.does(declare(severity), by="cy").does(Acknowledge())
    return story.at(45).does(Resolve(override="a test"))


def quiet_p2() -> Story:
    """A P2 without any gap, resolved at minute 29 before an update is due."""
    story = monitoring("P2", minutes=0)
    story.at(15).does(PostUpdate(status="Monitoring", impact="none", action="wait", eta="soon"))
    return ticked(story.at(31)).does(Resolve())


def action(due: date = FRIDAY, text: str = "add a test") -> AddAction:
    return AddAction(text=text, owner="bo", due=due)


# required


@pytest.mark.parametrize("severity", ["P0", "P1"])
def test_all_p0_and_p1_need_one(severity: str) -> None:
    assert required(opened(severity).incident)


def test_a_p2_without_impact_or_gap_needs_none() -> None:
    story = quiet_p2()
    assert not story.incident.gaps
    assert not required(story.incident)
    assert not set(CLOCKS) & set(story.names())


@pytest.mark.parametrize("flag", ["customer-impact", "major-customer-impact", "process-gap"])
@pytest.mark.parametrize("severity", ["P2", "P3"])
def test_customer_impact_and_process_gaps_need_one_at_any_severity(
    severity: str, flag: str
) -> None:
    assert required(opened(severity).does(SetFlag(flag=flag)).incident)


def test_a_gap_the_engine_saw_needs_one() -> None:
    story = opened("P2")
    story.wait(70)
    assert "response time broken" in story.incident.gaps
    assert required(story.incident)


def test_a_drill_or_what_was_no_incident_needs_none() -> None:
    drill = opened("P0", flags=("drill",))
    declined = opened(None).does(SetFlag(flag="customer-impact"), Decline(reason="a test"))
    assert not required(drill.incident)
    assert not required(declined.incident)


# the clocks


def test_the_engine_drafts_at_the_resolution_and_three_clocks_run_from_it() -> None:
    story = resolved()
    assert only(PostmortemDrafted, story.events)[0].by == ENGINE
    due = {name: story.owed(name).due - at(45) for name in CLOCKS}
    assert [due[name] / timedelta(hours=1) for name in CLOCKS] == [24, 48, 72]
    assert {story.owed(name).owner for name in CLOCKS} == {"ic"}


def test_the_clocks_are_the_teams() -> None:
    story = Story(policy=shorter(draft_within=timedelta(hours=2))).does(declare(), by="cy")
    story.does(Acknowledge(), Resolve(override="a test"))
    owed = story.owed("postmortem-draft")
    assert (owed.due, "2 hours" in owed.rule) == (at(120), True)
    assert all(at(0) < nudge.at for nudge in owed.nudges)


def test_each_step_meets_its_clock_and_leaves_the_others() -> None:
    story = resolved()
    left = []
    for step in (DraftPostmortem(), ReviewPostmortem(), PublishPostmortem()):
        story.does(step)
        left.append([name for name in story.names() if name in CLOCKS])
    assert left == [CLOCKS[1:], CLOCKS[2:], []]


def test_reminders_are_few_and_end_though_nobody_does_anything() -> None:
    story = resolved()
    story.wait(60 * 24 * 60)
    told = [
        (one.obligation, one.hears)
        for one in only(Reminded, story.events)
        if one.obligation == "postmortem-draft"
    ]
    assert told == [("postmortem-draft", hears) for hears in ("ana", "room", "ana", "room", "eve")]


def test_reopening_withdraws_the_clocks_and_a_new_resolution_starts_them_anew() -> None:
    story = resolved().does(DraftPostmortem())
    story.at(60).does(Reopen(reason="it is back"))
    assert not set(CLOCKS) & set(story.names())
    story.at(100).does(Resolve(override="a test"))
    assert story.owed("postmortem-draft").due == at(100) + timedelta(hours=24)


def test_customer_impact_found_after_the_resolution_makes_it_required() -> None:
    story = quiet_p2()
    events = story.at(90).when(SetFlag(flag="customer-impact"))
    assert "postmortem-drafted" in kinds(events)
    assert story.owed("postmortem-draft").due == at(31) + timedelta(hours=24)


# closing


def test_it_is_not_closed_before_it_is_learned_from() -> None:
    said = resolved().refused(Close())
    assert "postmortem publish" in said
    assert "postmortem skip <reason>" in said


@pytest.mark.parametrize("way_out", [PublishPostmortem(), SkipPostmortem(reason="a test")])
def test_published_or_skipped_it_can_be_closed(way_out: Command) -> None:
    assert resolved().does(way_out, Close()).incident.status == "closed"


def test_where_none_is_required_closing_asks_for_none() -> None:
    assert quiet_p2().does(Close()).incident.status == "closed"
    p3 = opened("P3").does(Resolve(), Close())
    assert p3.incident.status == "closed"


def test_what_is_published_is_not_skipped_any_more() -> None:
    assert "published already" in resolved().does(PublishPostmortem()).refused(
        SkipPostmortem(reason="x")
    )


def test_there_is_nothing_to_skip_where_none_is_required() -> None:
    assert "needs no post-mortem" in quiet_p2().refused(SkipPostmortem(reason="x"))


def test_publishing_and_skipping_are_the_commanders() -> None:
    for command in (PublishPostmortem(), SkipPostmortem(reason="x")):
        resolved().forbidden(command, by="bo")


@pytest.mark.parametrize(
    "command",
    [
        DraftPostmortem(),
        ReviewPostmortem(),
        PublishPostmortem(),
        SkipPostmortem(reason="x"),
    ],
)
def test_before_it_is_over_only_sections_can_be_written(command: Command) -> None:
    story = commanded()
    assert "postmortem lessons <text>" in story.refused(command)
    story.does(WriteSection(section="lessons", text="ask early"))
    assert story.incident.postmortem.sections == {"lessons": "ask early"}


def test_a_draft_has_one_person_behind_it() -> None:
    story = resolved().does(DraftPostmortem())
    assert "Ana stands behind the draft" in story.refused(DraftPostmortem(), by="bo")


# writing


def test_a_whole_section_is_replaced_and_a_list_grows() -> None:
    story = resolved()
    for text in ("one", "two"):
        story.does(WriteSection(section="summary", text=text))
        story.does(WriteSection(section="lucky", text=text))
    assert story.incident.postmortem.sections == {"summary": "two", "lucky": "one\ntwo"}


def test_a_dash_empties_a_section() -> None:
    story = resolved().does(WriteSection(section="lucky", text="one"))
    story.does(WriteSection(section="lucky", text=" - "))
    assert story.incident.postmortem.sections == {"lucky": ""}


def test_a_section_cannot_grow_without_end() -> None:
    story = resolved().does(WriteSection(section="lucky", text="x" * 7900))
    assert "8000 characters" in story.refused(WriteSection(section="lucky", text="y" * 200))


def test_what_was_written_outlives_reopening() -> None:
    story = resolved().does(WriteSection(section="lucky", text="one"), Reopen(reason="x"))
    assert story.incident.postmortem.sections == {"lucky": "one"}


# publishing


def test_publishing_hands_the_document_to_every_place_of_the_team() -> None:
    story = placed()
    before = len(story.effects)
    story.does(ReviewPostmortem(), PublishPostmortem())
    sent = [one.target for one in story.effects[before:] if one.op == "postmortem"]
    assert sent == ["postmortems.git", "postmortems.folder"]


def test_publishing_without_a_review_is_a_process_gap() -> None:
    story = resolved()
    gap = only(GapRecorded, story.when(PublishPostmortem()))[0].gap
    assert gap == "unreviewed post-mortem"
    reviewed = resolved().does(ReviewPostmortem())
    assert only(GapRecorded, reviewed.when(PublishPostmortem())) == []


def test_the_status_page_promised_one_until_it_has_the_link() -> None:
    story = placed(status_page=("page",))
    assert story.owed("public-postmortem").due == at(45) + timedelta(hours=48)
    story.does(PublishPostmortem())
    assert "public-postmortem" in story.names()
    filed = PostmortemResult(provider="git", ref="a.md", url=LINK)
    posted = only(StatusPagePosted, story.when(filed, by=PLACE))
    assert [(one.phase, one.by) for one in posted] == [("postmortem", ENGINE)]
    assert story.incident.postmortem.links == {"git": LINK}
    assert "public-postmortem" not in story.names()


def test_without_a_public_address_a_person_tells_the_readers() -> None:
    story = placed(status_page=("page",)).does(PublishPostmortem())
    filed = PostmortemResult(provider="folder", ref="a.md")
    assert only(StatusPagePosted, story.when(filed, by=PLACE)) == []
    assert "public-postmortem" in story.names()
    assert "no public address" in story.refused(PublishStatus())
    story.does(PublishStatus(text="What happened: https://example.org/pm/1"))
    assert "public-postmortem" not in story.names()


def test_nothing_private_is_linked_by_itself() -> None:
    story = placed(status_page=("page",)).does(PublishPostmortem(), SetFlag(flag="private"))
    filed = PostmortemResult(provider="git", ref="a.md", url=LINK)
    assert only(StatusPagePosted, story.when(filed, by=PLACE)) == []


def test_the_readers_are_told_once() -> None:
    story = placed(status_page=("page",)).does(PublishPostmortem())
    filed = PostmortemResult(provider="git", ref="a.md", url=LINK)
    story.does(filed, by=PLACE)
    story.does(PublishPostmortem())
    assert only(StatusPagePosted, story.when(filed, by=PLACE)) == []


def test_closing_breaks_no_promise_to_readers() -> None:
    story = placed(status_page=("page",)).does(PublishPostmortem(), Close())
    assert story.names() == ["public-postmortem"]


def test_without_a_status_page_nothing_was_promised() -> None:
    assert "public-postmortem" not in placed().names()


# action items


def test_an_action_item_is_owed_by_its_person_until_the_end_of_its_day() -> None:
    story = resolved().does(action())
    owed = story.owed("action-item:1")
    assert owed.owner == "bo"
    assert owed.due.isoformat() == "2026-11-27T23:00:00+00:00"  # midnight in Berlin
    assert "action-item:1" not in story.does(FinishAction(n=1), by="bo").names()


def test_its_person_hears_in_the_morning_and_at_last_the_manager() -> None:
    story = resolved().does(action())
    story.wait(60 * 24 * 60)
    told = [
        (f"{one.at:%d %H:%M}", one.hears)
        for one in only(Reminded, story.events)
        if one.obligation == "action-item:1"
    ]
    assert told == [
        ("26 08:00", "bo"), ("27 08:00", "bo"), ("30 08:00", "bo"), ("04 08:00", "eve"),
    ]  # fmt: skip


def test_mornings_before_it_was_given_are_not_made_up_for() -> None:
    story = resolved().does(action(date(2026, 11, 23)))  # today, an hour after nine
    story.wait(50)
    assert only(Reminded, story.when(Note(text="x"))) == []
    assert [nudge.at.day for nudge in story.owed("action-item:1").nudges] == [24, 30]


def test_closing_does_not_end_an_action_item() -> None:
    story = resolved().does(action(), SkipPostmortem(reason="x"), Close())
    assert story.names() == ["action-item:1"]
    story.wait(60 * 24 * 5)
    assert only(Reminded, story.events)[-1].obligation == "action-item:1"
    assert story.does(FinishAction(n=1), by="bo").names() == []


def test_an_action_item_can_be_added_after_the_close() -> None:
    story = resolved().does(SkipPostmortem(reason="x"), Close(), action())
    assert story.names() == ["action-item:1"]


def test_its_person_is_told_unless_they_gave_it_to_themselves() -> None:
    story = resolved()
    before = len(story.effects)
    story.does(action(), by="ana").does(action(), by="bo")
    direct = [one.about.person for one in story.effects[before:] if one.op == "direct"]
    assert direct == ["bo"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (action(date(2026, 11, 22)), "is past"),
        (action(date(2028, 11, 22)), "more than a year"),
        (action(date.max), "more than a year"),
        (action(text=" "), "Say what"),
        (AddAction(text="x", owner="zoe", due=FRIDAY), "no team file"),
        (FinishAction(n=3), "Open: 1 (add a test)"),
    ],
)
def test_an_action_item_that_cannot_be_is_refused(command: Command, why: str) -> None:
    assert why in resolved().does(action()).refused(command)


def test_what_was_no_incident_has_neither_post_mortem_nor_actions() -> None:
    story = opened(None).does(Decline(reason="a test"))
    for command in (action(), WriteSection(section="lucky", text="x"), DraftPostmortem()):
        assert "it has no post-mortem" in story.refused(command)
