"""What monitoring says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.given import (
    PROM,
    Story,
    alert,
    at,
    commanded,
    group,
    kinds,
    only,
    opened,
    resolved,
)
from tocsin.domain.alerts.events import AlertsTruncated
from tocsin.domain.escalation.events import LadderStarted
from tocsin.domain.notify import Notified
from tocsin.domain.paging.answers import Acknowledge
from tocsin.domain.paging.decide import PageResult
from tocsin.domain.resolution import Reopen
from tocsin.domain.severity.decide import SetSeverity


def says(story: Story, *alerts: object, key: str = "g") -> list[str]:
    return kinds(story.when(group(*alerts, key=key), by=PROM))  # type: ignore[arg-type]  # AlertChange


def test_a_repeated_alert_changes_nothing() -> None:
    story = commanded()
    assert says(story, alert()) == ["alert-fired"]
    assert says(story, alert()) == []


def test_alerts_that_ceased_never_resolve_an_incident() -> None:
    story = commanded()
    says(story, alert())
    assert says(story, alert(firing=False)) == ["alert-resolved"]
    assert story.incident.status == "investigating"


def test_an_alert_that_never_fired_here_cannot_cease() -> None:
    assert says(commanded(), alert(firing=False)) == []


def test_a_further_group_joins() -> None:
    story = commanded()
    says(story, alert())
    assert says(story, alert(), key="other") == ["group-joined", "alert-fired"]


def test_alerts_the_sender_left_out_are_told() -> None:
    story = commanded()
    events = story.when(group(alert(), truncated=4), by=PROM)
    assert [one.missing for one in only(AlertsTruncated, events)] == [4]


def test_an_alert_after_the_resolution_proposes_to_reopen_and_pages() -> None:
    story = resolved().at(100)
    says(story, alert())
    assert story.incident.status == "resolved"
    assert story.pages()[-1][:2] == (100, "ana")
    story.wait(105)
    assert story.pages()[-1][:2] == (105, "bo")


def test_answering_the_proposal_ends_its_ladder() -> None:
    story = resolved().at(100)
    says(story, alert())
    story.does(Acknowledge())
    before = len(story.pages())
    story.wait(600)
    assert len(story.pages()) == before


def test_reopening_goes_on_with_the_ladder_that_rings() -> None:
    story = resolved().at(100)
    says(story, alert())
    story.does(Reopen(reason="it is back"))
    assert len(only(LadderStarted, story.events)) == 2


@pytest.mark.parametrize("answered", [True, False])
def test_an_alert_that_comes_back_a_day_later_pages_again(answered: bool) -> None:
    story = resolved().at(100)
    says(story, alert())
    if answered:
        story.does(Acknowledge())
    says(story, alert(firing=False))
    story.wait(1540)
    assert "reopen-proposed" in says(story, alert(minutes=1540))
    assert story.pages()[-1][:2] == (1540, "ana")


def test_a_flapping_alert_that_was_answered_does_not_page_at_each_turn() -> None:
    story = resolved().at(100)
    says(story, alert())
    story.does(Acknowledge())
    for minute in (101, 102, 103):
        story.at(minute)
        says(story, alert(firing=False))
        assert says(story, alert(minutes=minute)) == ["alert-fired"]


def test_a_p2_that_fires_again_tells_on_call() -> None:
    story = resolved("P2").at(100)
    events = story.when(group(alert(), severity="P2"), by=PROM)
    assert [one.person for one in only(Notified, events)] == ["ana"]


def test_checks_stay_ticked_while_only_a_proposal_stands() -> None:
    story = resolved().at(100)
    says(story, alert())
    assert story.incident.milestones["fixed"] == at(10)


def worsened(story: Story) -> list[str]:
    """The alert that is already known goes on firing, and is critical now."""
    return kinds(story.when(group(alert(), severity="P1"), by=PROM))


def test_an_alert_that_worsens_while_it_fires_raises_what_monitoring_judged() -> None:
    story = opened("P3", by=PROM, source="alert")
    story.when(group(alert(), severity="P3"), by=PROM)

    assert "severity-changed" in worsened(story)
    assert story.incident.severity == "P1"
    assert [row[1] for row in story.pages()] == ["ana"]


def test_an_alert_that_worsens_does_not_overrule_a_person() -> None:
    story = opened("P1", by=PROM, source="alert")
    story.when(group(alert(), severity="P1"), by=PROM)
    story.does(SetSeverity(severity="P2", reason="one shop only"))

    assert worsened(story) == []
    assert story.incident.severity == "P2"


def test_a_late_word_of_a_firing_that_is_over_is_none() -> None:
    story = commanded()
    says(story, alert())
    story.at(10)
    says(story, alert(firing=False))
    assert says(story.at(20), alert()) == []
    assert says(story, alert(minutes=-5)) == []
    assert says(story, alert(minutes=15)) == ["alert-fired"]


def test_what_ends_later_than_it_began_here_hides_what_lies_between() -> None:
    """It was over and fired again between two messages; the end names the second firing."""
    story = commanded()
    says(story, alert())
    over = replace(alert(firing=False, minutes=5), ended=at(8))
    says(story.at(10), over)
    assert says(story, alert(minutes=5)) == []


def test_a_start_that_was_made_up_for_an_end_hides_nothing() -> None:
    story = commanded()
    says(story, alert())
    says(story.at(10), alert(firing=False, minutes=10))
    assert says(story.at(11), alert(minutes=9)) == ["alert-fired"]


def test_a_start_from_a_clock_that_ran_ahead_hides_only_itself() -> None:
    story = commanded()
    says(story, alert(minutes=60))
    says(story.at(10), alert(firing=False, minutes=60))
    assert says(story.at(12), alert(minutes=60)) == []
    assert says(story, alert(minutes=11)) == ["alert-fired"]


def test_a_late_word_raises_nothing_either() -> None:
    story = opened("P2", by=PROM, source="alert")
    story.when(group(alert(), severity="P2"), by=PROM)
    story.when(group(alert(firing=False), severity="P2"), by=PROM)
    assert kinds(story.at(5).when(group(alert(), severity="P0"), by=PROM)) == []


def test_what_a_person_judged_is_raised_when_an_alert_itself_becomes_worse() -> None:
    story = opened("P2", by=PROM, source="alert")
    story.when(group(alert(), severity="P3"), by=PROM)
    story.does(SetSeverity(severity="P3", reason="one shop only"))
    critical = replace(alert(), severity="P1")
    assert kinds(story.when(group(critical), by=PROM))[:2] == ["alert-fired", "severity-changed"]
    assert kinds(story.when(group(critical), by=PROM)) == []


def test_what_was_merged_in_raises_and_pages_unless_it_was_answered() -> None:
    for answered, paged in ((False, ["ana"]), (True, [])):
        story = commanded("P2")
        joined = group(replace(alert(), severity="P1"), severity=None, answered=answered)
        story.when(joined, by="engine")
        assert story.incident.severity == "P1"
        assert [row[1] for row in story.pages()] == paged


def test_pages_of_a_call_that_is_called_off_stop_ringing() -> None:
    story = resolved().at(100)
    says(story, alert())
    page = list(story.incident.pages)[-1]
    story.when(PageResult(page=page, provider="hook", outcome="sent"), by="paging.hook")
    before = len(story.effects)
    says(story.at(101), alert(firing=False))
    assert "page-resolve" in story.ops(since=before)
    assert story.incident.pages[page].state == "skipped"
    assert not story.incident.reopen_proposed
    assert story.refold() == story.incident
