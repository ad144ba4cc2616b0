"""Scenario files: what can be written, and what a broken line is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulate.conftest import Play
from tests.simulate.given import START
from tocsin.simulate import Scenario, parse
from tocsin.simulate.scenario import Alert, Restart, Say, ScenarioError, ScenarioFault

WORDS = [
    "start", "2026-12-24T03:00:00+01:00", "+12m", "+1h05m", "+90s", "+", "-3m", "until", "alert",
    "json", "a.json", "fault", "paging.tower", "down", "429", "restart", "2h", "@ana:", "@bo",
    "#INC-1:", "!incident", "#", "# note", "\n", "\n", " ", "\t", "é", "\u2028", "9999999d",
]  # fmt: skip


def read(*lines: str) -> Scenario:
    return parse("\n".join((START, *lines)), "night.scenario")


def test_a_file_with_every_kind_of_line() -> None:
    scenario = read(
        "# the first night", "", "+12m @bo: !incident INC-1 ack", "+13m @bo #INC-1: hello",
        "+5m alert json a.json", "+6m alert b.json", "+7m fault chat.console timeout",
        "+10m restart", "+11m restart down 2h", "until +3d",
    )  # fmt: skip
    actions = [step.action for step in scenario.steps]
    assert actions[:2] == [Alert(source="json", file="a.json"), Alert(source="", file="b.json")]
    assert actions[2] == ScenarioFault(target="chat.console", state="timeout")
    assert actions[3:5] == [Restart(down=timedelta()), Restart(down=timedelta(hours=2))]
    said = [action.speech for action in actions[5:] if isinstance(action, Say)]
    assert [(one.speaker, one.room, one.text) for one in said] == [
        ("bo", None, "!incident INC-1 ack"),
        ("bo", "#INC-1", "hello"),
    ]
    assert scenario.end == timedelta(days=3)


def test_lines_run_in_time_order_and_ties_in_file_order() -> None:
    scenario = read("+5m @ana: c", "+1m @ana: a", "+5m @ana: d", "+1m @ana: b")
    said = [step.action.speech.text for step in scenario.steps if isinstance(step.action, Say)]
    assert said == ["a", "b", "c", "d"]


def test_words_may_stand_apart_by_tabs_and_a_comment_needs_no_blank() -> None:
    scenario = read("#note", "\t+5m\t@ana:\thi", "until\t+6m")
    assert [step.offset for step in scenario.steps] == [timedelta(minutes=5)]
    assert scenario.end == timedelta(minutes=6)


def test_a_start_may_be_written_in_small_letters() -> None:
    assert parse("start 2026-12-24t02:00:00z", "case").start == read().start


def test_without_until_a_scenario_lasts_eighty_hours() -> None:
    assert read().end == timedelta(hours=80)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("12m @bo: hi", "no offset"),
        ("+soon @bo: hi", "soon"),
        ("+1m bo: hi", "no step"),
        ("+1m @bo hi", "@name"),
        ("+1m @bo:", "nothing is said"),
        ("+1m alert", "alert [source] <file>"),
        ("+1m hook paging.tower", "hook <kind>.<name> <file>"),
        ("+1m hook tower ack.json", "hook <kind>.<name> <file>"),
        ("+1m fault paging.tower broken", "down|timeout|429|up"),
        ("+1m fault tower down", "<kind>.<name>"),
        ("+1m restart up 2h", "restart down 2h"),
        ("+1m", "no step"),
        ("until 80h", "no offset"),
        ("start 2026-12-24T03:00:00+01:00", "start"),
    ],
)
def test_a_broken_line_is_told_with_file_and_line(line: str, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read("# one", line)
    assert str(caught.value).startswith("night.scenario:3: ")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "case:1: "),
        ("# nothing\n+1m @ana: hi", "case:2: "),
        ("start yesterday", "case:1: "),
        ("\nstart 2026-12-24T03:00:00", "case:2: "),
    ],
)
def test_the_start_comes_first_and_has_a_zone(text: str, where: str) -> None:
    with pytest.raises(ScenarioError, match=f"^{where}"):
        parse(text, "case")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("+1m @zoe: hi", "@guest-zoe"),
        ("+1m @guest-: hi", "@guest-"),
        ("+1m alert nagios a.json", "it has: json, prom"),
        ("+1m alert json gone.json", "there is no file gone.json"),
        ("+1m fault paging.tours down", "paging.tower"),
        ("+1m fault chat.pigeon down", "chat.console"),
    ],
)
def test_what_does_not_exist_is_told_before_anything_runs(play: Play, line: str, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        play("+0m @ana: !incident declare x p1", line)
    assert str(caught.value).startswith("case.scenario:3: ")
    assert says in str(caught.value)


def test_somebody_in_no_team_file_can_speak_as_a_guest(play: Play) -> None:
    told = play("+0m @guest-zoe: !incident report the shop is white", "until +1m")
    assert told.one("command", "guest-zoe").data["outcome"] == "accepted"


def test_a_rejected_command_is_a_row_and_no_fault(play: Play) -> None:
    told = play("+0m @ana: !incident INC-7 ack", "until +1m")
    assert told.one("reply").data["outcome"] == "rejected"


@pytest.mark.parametrize(
    "line",
    ["until +9999999d", "+99999999999999d @ana: hi", "+1m restart down 9999999d"],
)
def test_nothing_lasts_longer_than_a_year(line: str) -> None:
    with pytest.raises(ScenarioError, match=r"^night.scenario:2: .*(366 days|duration)"):
        read(line)


@pytest.mark.parametrize("year", ["0001", "1899", "9999"])
def test_a_start_lies_in_our_time(year: str) -> None:
    with pytest.raises(ScenarioError, match=r"case:1: .*between 1970 and 2200"):
        parse(f"start {year}-12-31T23:00:00-11:00", "case")


def refusal(text: str) -> str:
    """What a broken scenario is told, or "" of one that can be read."""
    try:
        scenario = parse(text, "any")
    except ScenarioError as error:
        return str(error)
    offsets = [step.offset for step in scenario.steps]
    assert offsets == sorted(offsets)
    return ""


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)), st.booleans())
def test_any_text_is_steps_or_a_sentence_with_a_place(text: str, begun: bool) -> None:
    told = refusal(f"{START}\n{text}" if begun else text)
    assert told == "" or re.fullmatch(r"any:\d+: [^\n]+", told)
