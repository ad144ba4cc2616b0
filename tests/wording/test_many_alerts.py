"""Hundreds of alerts in one moment: the room hears of the first few, and that there are more."""

from __future__ import annotations

from tests.wording.samples import BERLIN, PEOPLE, START, at, fired, opening
from tocsin.domain.alerts.events import AlertResolved
from tocsin.domain.event import Event
from tocsin.domain.evolve import evolve, fold
from tocsin.domain.incident import Incident
from tocsin.wording import room_message
from tocsin.wording.composing import as_plain
from tocsin.wording.names import names_of
from tocsin.wording.timeline import short


def over(number: int, remaining: int, minutes: float = 30) -> AlertResolved:
    return AlertResolved(
        at=at(minutes), by="alerts.prom", key="g", fingerprint=f"f{number}",
        title=f"pod {number}", remaining=remaining,
    )  # fmt: skip


def heard(*events: Event) -> list[str]:
    """What the room hears of these events, one after the other."""
    state, said = fold(opening(), Incident(id="uuid-4")), []
    for event in events:
        state = evolve(state, event)
        said.append(as_plain(room_message.text(event, state, PEOPLE, START) or ""))
    return [text for text in said if text]


def alerts(count: int, minutes: float = 2) -> list[Event]:
    return [fired(f"f{number}", f"pod {number}", minutes) for number in range(count)]


def test_three_alerts_of_a_moment_are_all_told() -> None:
    assert [text.splitlines()[0][:19] for text in heard(*alerts(3))] == [
        f"Alert firing: pod {number}" for number in range(3)
    ]


def test_of_five_hundred_the_first_three_are_told_and_that_there_are_more() -> None:
    said = heard(*alerts(500))
    assert len(said) == 4
    assert said[-1] == "More alerts fire since then; how many: `!incident show`"


def test_alerts_of_another_moment_are_told_anew() -> None:
    said = heard(*alerts(10, minutes=2), fired("late", "late one", 9))
    assert said[-1].startswith("Alert firing: late one")


def test_of_five_hundred_that_end_the_last_one_is_told_with_what_to_type() -> None:
    ends = [over(number, 499 - number) for number in range(500)]
    said = heard(*alerts(500), *ends)[4:]
    assert len(said) == 5
    assert said[-2] == "More alerts are over."
    assert said[-1].startswith("Alert over: pod 499. No linked alert fires.")
    assert "mitigated" in said[-1]


def test_the_timeline_of_a_chat_counts_what_is_alike() -> None:
    told = [*opening(), *alerts(500), *(over(number, 499 - number) for number in range(2))]
    lines = list(short(told, names_of(PEOPLE), BERLIN, at(9)))
    assert len(lines) == len(opening()) + 4 + 2
    assert (
        lines[len(opening()) + 3] == "10:02 CET  and 497 more like this; the export has them all."
    )
