"""Scenario lines nobody writes on purpose: a sentence with file and line, never a traceback."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.simulate.given import START, load, play
from tocsin.providers import AlertEvent, AlertGroup, AlertSource, RawRequest, Received
from tocsin.providers.inbound import LARGEST_BODY
from tocsin.simulate import parse
from tocsin.simulate.chat_doubles import TargetHealth
from tocsin.simulate.provider_doubles import DoubleContext, DoubledInstance
from tocsin.simulate.query_doubles import ShiftedSource
from tocsin.simulate.recorder import Recorder
from tocsin.simulate.scenario import Say, ScenarioError
from tocsin.simulate.virtual_clock import VirtualClock


@pytest.mark.parametrize("number", ["9" * 5000, "0" * 50, "٣"])
def test_a_room_of_no_incident_is_a_room_like_any_other(tmp_path: Path, number: str) -> None:
    told = play(tmp_path, f"+1m @ana #INC-{number}: !incident list", "until +1h")
    assert told.one("reply").text


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("x" * 300, "there is no file"),
        ("a\0b", "there is no file ab"),
        ("\x1b[31m.json", r"there is no file \[31m.json"),
        (".", "is no file that can be read"),
        ("/dev/null", "is no file that can be read"),
    ],
)
def test_a_name_no_file_has_is_told_with_its_line(tmp_path: Path, file: str, sentence: str) -> None:
    with pytest.raises(ScenarioError, match=rf"^case\.scenario:2: .*{sentence}"):
        play(tmp_path, f"+1m alert {file}")


def test_a_file_too_large_for_a_webhook_is_too_large_here(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"case\.scenario:2: big\.json is larger than"):
        play(tmp_path, "+1m alert big.json", files={"big.json": b"x" * (LARGEST_BODY + 1)})


def test_a_file_may_lie_outside_the_folder_and_nothing_of_it_is_repeated(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the-secret-text", encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    told = play(inner, "+1m alert ../secret", f"+2m alert {tmp_path}/secret", "until +1h")
    assert [row.data["status"] for row in told.of("alert")] == [400, 400]
    assert "the-secret-text" not in str(told.rows)


START_AT = datetime(2026, 12, 24, 3, tzinfo=UTC)


class Calendar:
    """A source whose alerts began on the first and on the last day there is."""

    def authenticate(self, request: RawRequest) -> None:
        """Anybody."""

    def receive(self, request: RawRequest) -> Received:
        days = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
        alerts = tuple(
            AlertEvent(fingerprint=str(at), status="resolved", title="x", starts_at=at, ends_at=at)
            for at in days
        )
        return Received(groups=(AlertGroup(key="k", title="x", severity="P3", alerts=alerts),))


def _standing_for(source: AlertSource, folder: Path) -> DoubledInstance[AlertSource]:
    _, team = load(folder)
    recorder = Recorder(VirtualClock(at=START_AT), START_AT, {})
    stage = DoubleContext(
        health=TargetHealth(), platforms=("console",), recorder=recorder, folder=folder
    )
    return DoubledInstance(real=source, kind="alerts", team=team, instance="am", stage=stage)


def test_a_shift_that_leads_off_the_calendar_leaves_the_time_as_it_is(tmp_path: Path) -> None:
    now = START_AT
    request = RawRequest(method="POST", path="", headers={}, body=b"", received=now)
    (group,) = ShiftedSource(_standing_for(Calendar(), tmp_path)).receive(request).groups
    assert [alert.starts_at for alert in group.alerts] == [now, datetime.max.replace(tzinfo=UTC)]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = "\n".join((START, "+1m @ana: one\u2028two\x0cthree", "+2m nonsense"))
    with pytest.raises(ScenarioError, match=r"case\.scenario:3: 'nonsense'"):
        parse(text, "case.scenario")
    step = parse("\r\n".join((START, "+1m @ana: one\u2028two")), "case.scenario").steps[0]
    assert isinstance(step.action, Say)
    assert step.action.speech.text == "one\u2028two"


@pytest.mark.parametrize("line", ["+\x1b[31m @ana: x", "+1m fault \x1b[31m x", "\x1b[31m"])
def test_a_fault_is_told_without_what_steers_a_terminal(line: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(f"{START}\n{line}", "case.scenario")
    assert str(caught.value).isprintable()
