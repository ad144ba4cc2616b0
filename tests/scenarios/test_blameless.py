"""Blame is answered with a thought on the wording; it never stops anybody."""

from __future__ import annotations

import pytest

from tests.scenarios.test_postmortem import RESOLVED, replies
from tests.simulate.conftest import Play

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
