"""An answer ends the calling; a page somebody asked for ends only by its person."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last, replies
from tests.simulate.conftest import Play
from tests.simulate.given import minute


def test_a_page_by_hand_is_answered_only_by_its_person(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 page @kim", "+3m @bo: !incident INC-1 ack",
        "+4m @kim: !incident INC-1 ack", "until +5m", team=FULL,
    )  # fmt: skip
    answered = told.one("event", type="page-answered")
    assert (minute(answered), answered.data["by"]) == (4, "kim")


def test_whoever_has_taken_command_keeps_it_when_another_answers(play: Play) -> None:
    told = play(
        P1, "+1m @kim: !incident INC-1 take ic", "+2m @ana: !incident INC-1 ack", "until +3m",
        team=FULL,
    )  # fmt: skip
    assert [row.to for row in told.of("role", role="ic")] == ["ana", "kim"]


def test_a_second_answer_hears_that_it_is_answered(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 ack", "until +3m", team=FULL)
    assert last(told) == ("rejected", "You have acknowledged INC-1 already.")


def test_after_it_nobody_of_the_ladder_is_called(play: Play) -> None:
    told = play(P1, ACK, "until +80h", team=FULL)
    assert told.pages(purpose="ladder") == [(0, "ana")]
    assert "Nobody else is called." in told.heard(told.room)


def test_a_p2_is_told_by_message_and_by_mail(play: Play) -> None:
    mail = FULL.replace('name = "Ana"', 'name = "Ana"\nemail = "ana@example.com"')
    told = play("+0m @bo: !incident declare button is blue p2", "until +1m", team=mail)
    assert minute(told.of("message", "@ana")[0]) == 0
    assert told.one("email", "ana").data["outcome"] == "sent"
    assert [outcome for outcome, _ in replies(told)] == ["accepted"]


def test_whoever_is_told_later_reads_how_much_time_is_left(play: Play) -> None:
    told = play("+0m @bo: !incident declare button is blue p2", "until +31m", team=FULL)
    asked = [row.text for row in told.of("message", "@ana") if "this is no page" in row.text]
    assert ["04:00 CET (in 1 h)" in asked[0], "04:00 CET (in 30 min)" in asked[1]] == [True, True]
