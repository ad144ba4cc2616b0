"""The card says of pages what is true now, with no word of anybody in between."""

from __future__ import annotations

from tests.simulate.conftest import Play
from tests.simulate.given import TEAM, Told, minute

P2 = "+0m @ana: !incident declare the basket is slow p2"
TWO_TOOLS = f'{TEAM}\n[severities.P2]\npaging = ["tower", "church"]\n'
NO_TOOL = ("+0m fault paging.tower down", "+0m fault paging.church down")


def of_pages(told: Told, before: float) -> str:
    """What the card said of pages last before that minute."""
    shown = [row.text for row in told.of("card") if minute(row) < before]
    rows = [row for row in shown[-1].splitlines() if "paged" in row or "Acknowledged" in row]
    return rows[0] if rows else ""


def test_who_is_paged_by_name_stands_there_at_once(play: Play) -> None:
    told = play(P2, "+5m @ana #INC-1: !incident page @bo logs please", "until +6m")
    assert of_pages(told, 6) == "Bo paged 03:05 CET, unanswered"


def test_who_could_not_be_paged_is_to_be_called_only_as_long_as_that_is_so(play: Play) -> None:
    told = play(
        P2, *NO_TOOL, "+5m @ana #INC-1: !incident page @bo", "+9m fault paging.tower up",
        "until +9m50s", team=TWO_TOOLS,
    )  # fmt: skip
    assert of_pages(told, 9) == "Bo could not be paged (03:05 CET): please call by phone"
    assert of_pages(told, 10) == "Bo paged 03:05 CET, unanswered"


def test_an_answer_to_a_page_by_name_stands_there_at_once(play: Play) -> None:
    told = play(
        P2, *NO_TOOL, "+5m @ana #INC-1: !incident page @bo", "+7m @bo: !incident INC-1 ack",
        "until +8m", team=TWO_TOOLS,
    )  # fmt: skip
    assert of_pages(told, 7) == "Bo could not be paged (03:05 CET): please call by phone"
    assert of_pages(told, 8) == "Acknowledged by Bo"


def test_a_call_that_follows_a_proposed_reopening_stands_there_at_once(play: Play) -> None:
    told = play(
        P2, "+1m @ana: !incident INC-1 ack", "+2m @ana #INC-1: !incident handoff ic @bo",
        "until +3m",
    )  # fmt: skip
    card = [row.text for row in told.of("card")][-1]
    assert "Next: The answer to the hand-off: Bo" in card
