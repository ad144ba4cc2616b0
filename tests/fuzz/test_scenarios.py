"""Scenarios of any lines: rows, or one sentence with file and line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile import EXAMPLES, any_text, bounded, spicy
from tests.simulate.given import load, plugins
from tocsin.desk.verbs import VERBS
from tocsin.simulate import parse, simulate
from tocsin.simulate.rows import as_json, as_text
from tocsin.simulate.scenario import ScenarioError

NAME = "night.scenario"
MOMENTS = (
    "2026-12-24T03:00:00+01:00", "2026-12-24T03:00:00Z", "1970-01-01T00:00:00+23:59",
    "2200-12-31T23:59:59-23:59", "2026-12-24", "20261224T030000Z", "0001-01-01T00:00:00Z", "now",
    "9999-12-31T23:59:59Z", "2026-12-24T03:00:00.123456+00:00:01.5", "",
)  # fmt: skip
OFFSETS = ("+0s", "+1m", "+5m", "+1h05m", "+3d", "+90s", "+366d", "+99999999d", "-1m", "+", "1m")
people = st.sampled_from(("ana", "bo", "eva", "nobody", "guest-kim", "guest-", "Ana", ""))
rooms = st.sampled_from(("", " #incidents", " #INC-1", " #inc-999999999999", " #../../x", " #"))
said = st.builds(
    lambda who, room, verb, rest: f"@{who}{room}: !incident {verb} {rest}",
    people, rooms, st.sampled_from((*VERBS, "declare search is down p1")), spicy,
)  # fmt: skip
others = st.sampled_from(
    (
        "alert a.json", "alert json a.json", "alert prom a.json", "alert nobody a.json", "alert",
        "alert ../a.json", "alert /etc/hostname", "alert \x00", "alert " + "x" * 300,
        "fault paging.tower down", "fault chat.console timeout", "fault alerts.json 429",
        "fault x.y up", "fault", "restart", "restart down 2h", "restart down 366d", "restart up",
    )
)  # fmt: skip
steps = st.tuples(st.sampled_from(OFFSETS), said | others | spicy).map(" ".join)
lines = (
    steps
    | st.sampled_from(("until +1h", "until +80h", "until 1h", "until", "# x", "#", ""))
    | (spicy | any_text)
)
texts = st.builds(
    lambda start, rest: "\n".join((f"start {start}", *rest)),
    st.just(MOMENTS[0]) | st.sampled_from(MOMENTS),
    st.lists(lines, max_size=5),
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Faults are part of the play."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def play(folder: Path, text: str) -> None:
    """What `tocsin simulate` does with a file of this text."""
    (folder / "a.json").write_text('{"key": "a", "title": "b", "severity": "critical"}')
    teams, shop = load(folder)
    try:
        rows = simulate(parse(text, NAME), teams, plugins(), team=shop, folder=folder)
    except ScenarioError as error:
        sentence = str(error)
        place = re.match(rf"{re.escape(NAME)}:([0-9]+): .", sentence)
        assert place is not None, sentence
        assert 1 <= int(place[1]) <= text.count("\n") + 1
        assert sentence.isprintable(), sentence
        assert len(sentence) <= 600
        return
    for row in rows:
        assert as_json(row).count("\n") == 0
        assert as_text(row)


@bounded(EXAMPLES // 2)
@given(texts)
def test_lines_of_any_kind(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    play(tmp_path_factory.mktemp("play"), text)


@bounded()
@given((any_text | spicy | texts).map(lambda text: text.replace("\r\n", "\n")))
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    try:
        scenario = parse(text, NAME)
    except ScenarioError as error:
        sentence = str(error)
    else:
        assert list(scenario.steps) == sorted(scenario.steps, key=lambda one: one.offset)
        return
    assert sentence.startswith(f"{NAME}:")
    assert sentence.isprintable()
