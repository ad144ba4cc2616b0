"""`tocsin run` with a pipe as input: one line after another, a bad one stops nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.errbot_host.given import AT_FIRST, Console, Desk, running, voices
from tocsin.builtin.console_run_script import read_lines, run_script
from tocsin.builtin.console_script import Pause, parse_line
from tocsin.errors import InvalidValue


class Script:
    """Runs lines against a bot; keeps what was complained about and how long it paused."""

    def __init__(self, lines: Iterator[str] | list[str], desk: Desk | None = None) -> None:
        self.complaints: list[str] = []
        self.pauses: list[timedelta] = []
        self.console = Console(desk or Desk(lambda said: f"you said {said.text}"))
        with running(self.console):
            self.bad = run_script(
                lines,
                mouth=self.console.mouth,
                voices=voices(),
                default=AT_FIRST,
                pause=self.pauses.append,
                complain=self.complaints.append,
            )


def test_a_line_is_said_by_you_in_the_announce_room_and_not_echoed() -> None:
    script = Script(["!incident declare checkout down p1"])
    said = script.console.desk.asked[0]
    assert (said.platform, said.speaker, said.room) == ("console", "you", "#incidents")
    assert script.console.lines == [
        "[#incidents] tocsin: you said !incident declare checkout down p1"
    ]
    assert script.bad == 0


def test_a_line_may_name_its_speaker_and_its_room() -> None:
    script = Script(["@bo: !incident list", "@ana #INC-1: !incident ack", "@Bo #war: !oncall"])
    assert [(s.speaker, s.room, s.text) for s in script.console.desk.asked] == [
        ("bo", "#incidents", "!incident list"),
        ("ana", "#incident-x", "!incident ack"),
        ("bo", "#war", "!oncall"),
    ]


def test_a_guest_is_in_no_team_file() -> None:
    script = Script(["@guest-mia: !incident report slow"])
    assert script.console.desk.asked[0].speaker == "guest-mia"


def test_comments_blank_lines_and_chatter_are_answered_by_nothing() -> None:
    script = Script(["# a comment", "", "   ", "#", "#\ttabbed", "good morning"])
    assert (script.console.lines, script.console.desk.asked, script.bad) == ([], [], 0)


def test_a_bad_line_is_reported_and_the_rest_goes_on() -> None:
    script = Script(
        ["@zed: !incident list", "@bo hello", "sleep soon", "@bo #INC-7: hi", "!incident list"]
    )
    assert script.complaints == [
        "line 1: @zed is in no team file; write @guest-zed for somebody from elsewhere",
        "line 2: who speaks where is unclear; write '@name: …' or '@name #room: …'",
        "line 3: 'soon' is not a duration; write 90s, 12m, 1h05m or 3d",
        "line 4: INC-7 has no room here; name a room, such as #incidents",
    ]
    assert script.bad == 4
    assert script.console.desk.heard == ["!incident list"]


def test_sleep_lets_time_pass() -> None:
    assert Script(["sleep 3s", "sleep 1h05m"]).pauses == [
        timedelta(seconds=3),
        timedelta(hours=1, minutes=5),
    ]


def test_the_next_line_is_read_after_the_reply_to_the_last() -> None:
    seen: list[int] = []
    desk = Desk("done")

    def lines() -> Iterator[str]:
        for _ in range(3):
            seen.append(len(desk.asked))
            yield "!incident list"

    Script(lines(), desk)
    assert seen == [0, 1, 2]


def test_every_line_said_has_an_id_of_its_own() -> None:
    script = Script(["!incident list", "!incident list"])
    assert len({said.message_id for said in script.console.desk.asked}) == 2


@pytest.mark.parametrize("line", ["sleep", "sleep -1s", "sleep 3 s later"])
def test_a_pause_needs_a_length(line: str) -> None:
    with pytest.raises(InvalidValue):
        parse_line(line)


def test_a_word_that_only_begins_like_sleep_is_said() -> None:
    assert not isinstance(parse_line("sleepy pods everywhere"), Pause)


def test_lines_come_as_utf_8_whatever_the_bytes() -> None:
    stream = io.BytesIO("\ufeffé one\r\ntwo\n".encode() + b"th\xffree")
    assert list(read_lines(stream)) == ["é one", "two", "th\ufffdree"]
