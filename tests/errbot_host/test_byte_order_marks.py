"""A byte order mark, which some editors and tools put first, changes nothing anywhere."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from tests.errbot_host.given import Console, Desk, console_speakers, running
from tocsin.builtin.console_script import read_lines
from tocsin.builtin.console_speakers import ConsoleSpeaker
from tocsin.builtin.json_alerts import JsonAlerts, JsonAlertsConfig
from tocsin.desk.script_line import parse_script_line
from tocsin.providers import RawRequest, Secret
from tocsin.simulate import parse
from tocsin.web.say import _parse

BOM = "\ufeff"


def test_a_script_may_begin_with_one() -> None:
    stream = io.BytesIO(f"{BOM}!incident list\n{BOM}!ack\n".encode())
    with running(Console(Desk())) as console:
        for line in read_lines(stream):
            speech = parse_script_line(line)
            voice = console_speakers().resolve(
                speech, ConsoleSpeaker(speaker="ana", room="#incidents")
            )
            console.handler.hear(voice.speaker, voice.room, speech.text)
    assert console.desk.heard == ["!incident list", "!ack"]


def test_a_speaker_is_known_behind_what_nobody_sees() -> None:
    speech = parse_script_line("\u2068@ana\u2069 #INC\u20111: !ack")
    assert (speech.speaker, speech.room, speech.text) == ("ana", "#INC-1", "!ack")


def test_a_scenario_may_have_one_before_each_line() -> None:
    play = parse(f"{BOM}start 2026-11-23T10:00:00Z\n{BOM}+1s {BOM}@ana: !ack\nuntil +1m", "x")
    assert len(play.steps) == 1


def test_the_body_of_say_may_begin_with_one() -> None:
    said = _parse(f'{BOM}{{"text": "INC-1 ack", "as": "ana"}}'.encode())
    assert (said.text, said.person) == ("INC-1 ack", "ana")


def test_an_alert_may_begin_with_one() -> None:
    body = json.dumps({"key": "1", "title": "slow", "status": "firing"})
    request = RawRequest(
        method="POST", path="/", headers={}, body=f"{BOM}{body}".encode(),
        received=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    assert len(JsonAlerts(JsonAlertsConfig(token=Secret("x"))).receive(request).groups) == 1


def test_a_team_file_may_begin_with_one(tmp_path: Path) -> None:
    from tests.simulate.given import TEAM, load

    assert load(tmp_path, f"{BOM}{TEAM}")
