"""Blame is answered with a thought on the wording; in the record it wants a reason to go out."""

from __future__ import annotations

import pytest

from tests.scenarios.test_postmortem import RESOLVED, replies
from tests.simulate.conftest import Play
from tests.simulate.given import minute

BLAME = "Engineer X didn't test properly"
SYSTEM = "The deployment process lacked adequate testing"


@pytest.mark.parametrize("said", [f"postmortem went-wrong {BLAME}", f"postmortem review {BLAME}"])
def test_blame_in_a_post_mortem_is_kept_and_answered_with_the_other_way_to_say_it(
    play: Play, said: str
) -> None:
    told = play(*RESOLVED, f"+2h @bo: !incident INC-1 {said}", "until +3h")
    (reply,) = replies(told, BLAME)
    assert "it is kept as it is" in reply
    assert SYSTEM in reply
    assert told.of("reply")[-1].data["outcome"] == "accepted"


def test_an_action_item_is_looked_at_too(play: Play) -> None:
    said = "+2h @ana: !incident INC-1 action add Tell Bo that he was careless @eva 3d"
    told = play(*RESOLVED, said, "until +3h")
    assert "A thought on the wording" in replies(told, "action add")[0]


def test_whoever_publishes_hears_what_still_reads_as_blame(play: Play) -> None:
    told = play(
        *RESOLVED,
        "+2h @bo: !incident INC-1 postmortem lessons Bo forgot the flag.",
        "+3h @ana: !incident INC-1 postmortem publish",
        "until +4h",
    )
    assert "“Bo forgot the flag.” puts it on a person" in replies(told, "publish")[0]
    assert told.one("postmortem").data["outcome"] == "sent"


def test_words_about_the_process_get_no_advice(play: Play) -> None:
    told = play(
        *RESOLVED, f"+2h @bo: !incident INC-1 postmortem went-wrong {SYSTEM}",
        "+3h @bo: !incident INC-1 postmortem went-well Bo found it within a minute, thank you!",
        "until +4h",
    )  # fmt: skip
    assert not any("thought" in text for text in replies(told, "postmortem went-"))


NOTE = "+12m @ana #INC-1: !incident note Bo forgot to set the flag."


def noted(*lines: str) -> tuple[str, ...]:
    """An incident in whose record somebody put a fault on a person."""
    return (*RESOLVED[:-1], NOTE, RESOLVED[-1], *lines)


def test_a_note_is_pointed_out_when_the_draft_is_made(play: Play) -> None:
    told = play(*noted("+2h @ana: !incident INC-1 postmortem draft"), "until +3h")
    for typed in ("resolve", "postmortem draft"):
        assert "“Bo forgot to set the flag.” puts it on a person." in replies(told, typed)[0]


def test_and_before_it_is_published_which_then_wants_a_reason(play: Play) -> None:
    told = play(
        *noted(
            "+3h @ana: !incident INC-1 postmortem publish",
            "+4h @ana: !incident INC-1 postmortem publish --reason the team read it and agrees",
        ),
        "until +5h",
    )
    shown, published = replies(told, "postmortem publish")
    assert "Say what let it happen" in shown
    assert "postmortem publish --reason <why>" in shown
    assert "the post-mortem is published" in published
    assert [minute(row) / 60 for row in told.of("postmortem")] == [4]


@pytest.mark.parametrize(
    "said",
    [
        "finding Bo broke the index",
        "decide we roll back since Bo ignored the warning",
        "update investigating | Bo deleted the wrong table | rolling back | unknown",
        "flag customer-impact the engineer didn't test it",
    ],
)
def test_so_are_findings_decisions_updates_and_reasons(play: Play, said: str) -> None:
    told = play(
        *RESOLVED[:-1], f"+12m @ana #INC-1: !incident {said}", RESOLVED[-1],
        "+3h @ana: !incident INC-1 postmortem publish", "until +4h",
    )  # fmt: skip
    assert "puts it on a person" in replies(told, "postmortem publish")[0]
    assert told.of("postmortem") == []


def test_a_record_without_blame_is_published_at_once(play: Play) -> None:
    told = play(*RESOLVED, "+3h @ana: !incident INC-1 postmortem publish", "until +4h")
    assert told.one("postmortem").data["outcome"] == "sent"
