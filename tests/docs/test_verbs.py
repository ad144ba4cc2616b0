"""Every verb from the wrong place and for the wrong person: what the drawn page promises."""

from __future__ import annotations

from scripts import draw_verbs
from scripts.draw_verbs import CANARY, EXAMPLES, Came, as_used, column, with_the_number_behind
from tests.docs.pages import page
from tocsin.desk.verbs import VERBS

OPENS = {example for example in EXAMPLES if VERBS[example.verb].opens is not None}
ABOUT_ONE = tuple(example for example in EXAMPLES if not example.is_of_no_incident)
NEVER = "There is no INC-1. `!incident list` shows the open ones."
OUTSIDE = ("status_page", "ticket", "calendar")


def test_the_page_is_current() -> None:
    assert page("docs/verbs.md") == draw_verbs.verbs_page(), "run scripts/draw_verbs.py"


def test_a_wrong_argument_is_wrong_use() -> None:
    assert draw_verbs.main(["--frobnicate"]) == 2


def test_every_verb_is_typed() -> None:
    assert {example.verb for example in EXAMPLES} == set(VERBS)


def test_a_verb_that_changes_something_changes_it_in_one_example_at_least() -> None:
    """Else the other promises would be kept by refusing everything."""
    here, there = column("another room"), column("a drill")
    does = {verb.name for verb in VERBS.values() if verb.does is not None}
    changed = {example.verb for example in EXAMPLES if here[example].changed}
    changed |= {example.verb for example in EXAMPLES if there[example].changed}
    assert does - changed == {"accept-handoff"}  # which needs two people


def test_only_the_incident_that_is_named_changes() -> None:
    for example in ABOUT_ONE:
        wanted = {"INC-1", "INC-2"} if example.verb == "merge" else {"INC-2"}
        assert set(column("another room")[example].changed) <= wanted, example.typed


def test_a_number_behind_the_verb_is_the_same_as_before_it() -> None:
    for example in ABOUT_ONE:
        before, behind = column("another room")[example], with_the_number_behind(example)
        assert (behind.changed, behind.reply) == (before.changed, before.reply), example.typed


def test_who_opens_one_changes_no_other() -> None:
    for name in draw_verbs.COLUMNS:
        for example in OPENS:
            assert len(column(name)[example].changed) <= 1
            assert "INC-1" not in column(name)[example].changed


def test_a_stranger_reads_the_same_as_for_a_number_that_never_was() -> None:
    """That both are the same, also of the other number, `scenarios/test_private_outside` holds."""
    for example in ABOUT_ONE:
        came = column("a stranger")[example]
        assert (came.accepted, came.changed, came.reply) == (False, (), NEVER), example.typed


def test_nothing_a_stranger_reads_tells_of_what_is_private() -> None:
    for came in column("a stranger").values():
        assert not any(word in came.reply for word in CANARY.split() if len(word) > 3)


def test_a_guest_changes_nothing_but_by_report() -> None:
    changed = {example.typed for example, came in column("a guest").items() if came.changed}
    assert changed == {"report search is slow"}


def test_a_drill_rings_for_nobody_unnamed_and_leaves_the_house_by_no_door() -> None:
    for example in EXAMPLES:
        came = column("a drill")[example]
        if example not in OPENS:
            assert {row.to for row in came.rows if row.kind == "page"} <= {"ana"}, example.typed
            assert left_the_house(came) == [], example.typed


def left_the_house(came: Came) -> list[str]:
    """What somebody who is not in a team file would have read."""
    return [
        f"{row.kind} to {row.to}"
        for row in came.rows
        if row.kind in OUTSIDE or (row.kind == "email" and "customers" in row.to)
    ]


def test_a_verb_without_an_example_is_drawn_as_its_usage_says() -> None:
    assert as_used("snooze <obligation> <duration>") == "snooze obligation duration"
    assert as_used("severity <p0|p1|p2|p3> [reason]") == "severity p0"
