"""TOCSIN_LOG, _HEARTBEAT, _LATE and _GUESTS of config.py, and every way they can be wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tocsin.config import Deployment, load_deployment
from tocsin.config.operations import GuestLimits, Heartbeat
from tocsin.errors import ConfigError

URL = "https://alive.example.com/ping/0193a5c0-canary"
GIVEN = f'TOCSIN_HEARTBEAT = {{"url": "{URL}"}}'


def read(folder: Path, text: str) -> Deployment:
    (folder / "config.py").write_text(text, encoding="utf-8")
    return load_deployment(folder / "config.py")


def fault(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    (problem,) = caught.value.problems
    return str(problem)


@pytest.mark.parametrize("text", ["", "TOCSIN_LOG = None\nTOCSIN_HEARTBEAT = None"])
def test_by_default_nothing_is_sent_and_the_log_chooses_its_form(tmp_path: Path, text: str) -> None:
    deployment = read(tmp_path, text)
    assert (deployment.log, deployment.heartbeat) == ("", None)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_form_of_the_log_can_be_chosen(tmp_path: Path, form: str) -> None:
    assert read(tmp_path, f'TOCSIN_LOG = "{form}"').log == form


@pytest.mark.parametrize("value", ["'xml'", "1", "['json']", "''", "{}"])
def test_another_form_is_refused(tmp_path: Path, value: str) -> None:
    said = fault(tmp_path, f"TOCSIN_LOG = {value}")
    assert 'TOCSIN_LOG: There is no such form of a log. Write "text" or "json".' in said


def test_a_heartbeat_goes_out_once_a_minute_unless_said_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path, GIVEN).heartbeat == Heartbeat(url=URL, every=timedelta(minutes=1))
    other = GIVEN.replace("}", ', "every": "5m"}')
    assert read(tmp_path, other).heartbeat == Heartbeat(url=URL, every=timedelta(minutes=5))


def test_its_address_may_live_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTBEAT_URL", URL)
    deployment = read(tmp_path, 'TOCSIN_HEARTBEAT = {"url": {"env": "HEARTBEAT_URL"}}')
    assert deployment.heartbeat is not None
    assert deployment.heartbeat.url == URL


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('{"url": {"env": "TOCSIN_NOT_SET"}}', "The variable TOCSIN_NOT_SET is not set."),
        ('{"url": "ftp://canary"}', "The url is no web address."),
        ('{"url": "https://"}', "The url is no web address."),
        ('{"url": 1}', "The url is no web address."),
        ('{"every": "60s"}', "This must be a dict with a url."),
        ('{"url": "https://canary", "evry": "60s"}', "This must be a dict with a url."),
        ('"https://canary"', "This must be a dict with a url."),
        ('{"url": "https://canary", "every": "9s"}', "Every is too short or too long."),
        ('{"url": "https://canary", "every": "25h"}', "Every is too short or too long."),
        ('{"url": "https://canary", "every": "soon"}', "Every is no length of time."),
        ('{"url": "https://canary", "every": 60}', "Every is no length of time."),
    ],
)
def test_a_wrong_heartbeat_is_named_and_its_address_is_not(
    tmp_path: Path, value: str, said: str
) -> None:
    text = fault(tmp_path, f"TOCSIN_HEARTBEAT = {value}")
    assert f"TOCSIN_HEARTBEAT: {said}" in text
    assert "canary" not in text


def test_the_address_is_not_shown(tmp_path: Path) -> None:
    assert "canary" not in repr(read(tmp_path, GIVEN))


def test_what_is_too_late_can_be_chosen(tmp_path: Path) -> None:
    assert read(tmp_path, "").late == timedelta(minutes=10)
    assert read(tmp_path, 'TOCSIN_LATE = "1h"').late == timedelta(hours=1)


@pytest.mark.parametrize(
    "value", ["None", "600", "'soon'", "'0m'", "'-5m'", "'59s'", "'25h'", "[]"]
)
def test_what_is_no_sensible_time_is_refused(tmp_path: Path, value: str) -> None:
    assert 'write "10m"' in fault(tmp_path, f"TOCSIN_LATE = {value}").lower()


def test_what_guests_may_do_can_be_chosen(tmp_path: Path) -> None:
    assert read(tmp_path, "").guests == GuestLimits(reports_per_hour=5, lines_per_minute=10)
    given = 'TOCSIN_GUESTS = {"reports_per_hour": 20}'
    assert read(tmp_path, given).guests == GuestLimits(reports_per_hour=20, lines_per_minute=10)


@pytest.mark.parametrize(
    "value",
    ["None", "5", '{"reports": 5}', '{"reports_per_hour": 0}', '{"lines_per_minute": True}',
     '{"lines_per_minute": "10"}', '{"lines_per_minute": 1.5}', '{"reports_per_hour": 1001}'],
)  # fmt: skip
def test_what_is_no_limit_of_guests_is_refused(tmp_path: Path, value: str) -> None:
    told = fault(tmp_path, f"TOCSIN_GUESTS = {value}").lower()
    assert 'write {"reports_per_hour": 5, "lines_per_minute": 10}' in told
