"""A role changes hands when the other accepts."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play


def test_the_brief_comes_with_the_offer_and_the_role_with_its_answer(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 handoff ic @bo",
        "+3m @bo: !incident INC-1 accept-handoff", "until +4m", team=FULL,
    )  # fmt: skip
    offer = next(row.text for row in told.of("message", "@bo") if "offers you" in row.text)
    assert "You would coordinate the response" in offer
    assert told.owed("handoff") == [(2, "owed"), (3, "met")]
    assert told.of("role", "bo")[-1].data["role"] == "ic"


def test_somebody_unknown_is_refused(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 handoff ic @nobody", "until +3m", team=FULL)
    assert last(told) == ("rejected", "@nobody is in no team file.")


def test_one_person_does_not_lead_and_fix_unless_alone(play: Play) -> None:
    told = play(P1, ACK, "+2m @ana: !incident INC-1 take tl", "until +3m", team=FULL)
    assert last(told)[0] == "rejected"
    assert "take tl --alone <reason>" in last(told)[1]
