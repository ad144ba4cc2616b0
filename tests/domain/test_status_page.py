"""What the status page says by itself, whatever happens in whatever order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.asked import OPENINGS, STEPS, Steps, play
from tests.domain.given import Story, declare, only, team
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.command import Command
from tocsin.domain.flags.decide import ClearFlag
from tocsin.domain.mitigation import Mitigate
from tocsin.domain.obligations import timers
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.people import ENGINE
from tocsin.domain.postmortem.decide import PostmortemResult, PublishPostmortem
from tocsin.domain.resolution import Resolve
from tocsin.domain.roles.decide import Take
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.status_page import STAGES, automatic_entry, is_public, stage_of
from tocsin.domain.status_page.decide import DraftStatus, PublishStatus, StatusResult
from tocsin.domain.status_page.events import StatusPagePosted
from tocsin.domain.triage import Decline

PAGES = team(
    instances={"status_page": ("static", "vendor")}, words=lambda name, _incident, _at: f"[{name}]"
)
PUBLISHING = st.sampled_from(
    [
        ("ana", PublishStatus(text="own words"), 1, True),
        ("bo", PublishStatus(), 1, True),
        ("cy", DraftStatus(text="a draft"), 0, True),
        ("bo", Approve(n=1), 2, True),
        ("ana", Reject(n=1, reason="no"), 2, False),
        (ENGINE, StatusResult(provider="static", reason="it is down"), 3, True),
        (ENGINE, StatusResult(provider="static", ref="7"), 0, True),
    ]
)
LIVES = st.tuples(STEPS, st.lists(PUBLISHING, max_size=4)).flatmap(
    lambda parts: st.permutations([*parts[0], *parts[1]])
)


def lived(opening: Command, steps: Steps) -> Story:
    return play(Story(roster=PAGES).does(opening, by="cy"), steps)


def said(story: Story) -> list[tuple[str, str, str]]:
    """(phase, template, words) of every entry."""
    posts = only(StatusPagePosted, story.events)
    return [(one.phase, one.template, one.text) for one in posts]


@given(OPENINGS, LIVES)
def test_of_a_private_incident_or_a_drill_nothing_is_said_by_itself(
    opening: Command, steps: Steps
) -> None:
    story = Story(roster=PAGES).does(opening, by="cy")
    for step in steps:
        quiet = bool(story.incident.flags & {"private", "drill"})
        before = len(story.events)
        play(story, [step])
        asked = isinstance(step[1], PublishStatus | Approve | ClearFlag)
        if quiet and not asked:
            posts = only(StatusPagePosted, story.events[before:])
            assert [one for one in posts if one.by == ENGINE] == []


@given(OPENINGS, LIVES)
def test_after_every_command_nothing_is_left_to_be_said_by_itself(
    opening: Command, steps: Steps
) -> None:
    story = lived(opening, steps)
    assert automatic_entry(story.incident, story.events[-1].at) is None


@given(OPENINGS, LIVES)
def test_the_page_never_says_that_it_is_over_while_people_work(
    opening: Command, steps: Steps
) -> None:
    incident = lived(opening, steps).incident
    if incident.status_posts and not incident.flags & {"private", "drill"}:
        over = STAGES[incident.status_posts[-1].phase] == "over"
        assert over == (stage_of(incident) == "over")


@given(OPENINGS, LIVES)
def test_the_projection_is_the_fold_and_all_that_is_due_settles(
    opening: Command, steps: Steps
) -> None:
    story = lived(opening, steps)
    assert story.refold() == story.incident
    story.at(story.minute_now() + 60 * 24 * 30)
    story.fall_due()
    assert story.due() == []
    assert len({timer.name for timer in timers(story.incident)}) == len(timers(story.incident))


@given(OPENINGS, LIVES)
def test_an_open_public_incident_always_owes_its_next_entry(opening: Command, steps: Steps) -> None:
    story = lived(opening, steps)
    working = story.incident.status in ("investigating", "mitigating", "monitoring")
    if working and is_public(story.incident):
        assert "status-page" in story.names()


def test_a_team_without_a_page_says_nothing_and_owes_nothing() -> None:
    story = Story().does(declare("P0"), by="cy")
    assert said(story) == []
    assert "status-page" not in story.names()
    assert "has no status page" in story.refused(PublishStatus(text="x"))


def test_each_page_is_brought_in_step_with_every_entry_and_a_new_severity() -> None:
    story = Story(roster=PAGES).does(declare("P1"), by="cy")
    assert [one.target for one in story.effects if one.op == "status-page"] == [
        "status_page.static",
        "status_page.vendor",
    ]
    before = len(story.effects)
    story.does(SetSeverity(severity="P0"))
    assert story.ops(since=before).count("status-page") == 2


def test_after_the_post_mortem_is_published_the_page_links_it() -> None:
    story = Story(roster=PAGES).does(declare("P1"), by="cy").does(Acknowledge())
    story.does(Resolve(override="all is well")).does(PublishPostmortem())
    assert "no public address" in story.refused(PublishStatus())
    story.when(PostmortemResult(provider="git", url="https://example.org/1"), by="postmortems.git")
    assert [one[:2] for one in said(story)] == [
        ("investigating", "status-investigating"),
        ("resolved", "status-resolved"),
        ("postmortem", "status-postmortem"),
    ]


def test_a_declined_report_that_was_told_is_withdrawn() -> None:
    story = Story(roster=PAGES).does(declare("P0", source="alert"), by="alerts.prom")
    assert said(story) == []
    story.wait(5)
    story.does(Decline(reason="a test"))
    assert [one[1] for one in said(story)] == ["status-investigating", "status-withdrawn"]


def test_the_number_of_a_change_is_never_that_of_an_entry() -> None:
    story = Story(roster=PAGES).does(declare("P1"), by="cy").does(Acknowledge())
    story.does(Mitigate(strategy="rollback", what="812"), by="bo")
    story.does(Take(role="comms"), by="bo").does(PublishStatus(text="words"))
    story.does(Mitigate(strategy="disable", what="the new cart"), by="bo")
    assert story.incident.status_proposal is not None
    assert (story.incident.status_proposal.n, list(story.incident.mitigations)) == (2, [1, 3])
