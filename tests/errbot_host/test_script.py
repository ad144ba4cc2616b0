"""`tocsin run` with a pipe as input: one line after another, a bad one stops nothing."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from typing import cast

import pytest

from tests.errbot_host.given import AT_FIRST, NOW, Console, Desk, console_speakers, running
from tocsin.builtin.console_input import ConsoleInput
from tocsin.builtin.console_script import (
    SleepLine,
    parse_console_line,
    read_lines,
    run_script,
)
from tocsin.chat import Ears, EventResult, Heard, text
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
                handler=self.console.handler,
                speakers=console_speakers(),
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
        parse_console_line(line)


def test_a_word_that_only_begins_like_sleep_is_said() -> None:
    assert not isinstance(parse_console_line("sleepy pods everywhere"), SleepLine)


def test_lines_come_as_utf_8_whatever_the_bytes() -> None:
    stream = io.BytesIO("\ufeffé one\r\ntwo\n".encode() + b"th\xffree")
    assert list(read_lines(stream)) == ["é one", "two", "th\ufffdree"]


def test_the_next_line_waits_for_an_answer_that_comes_by_itself() -> None:
    """As that of a tool does: nothing is shown in place, but the key of the answer is told."""
    console = Console(Desk())
    seen: list[str] = []

    class Tools:
        def hear(self, heard: Heard) -> EventResult:
            seen.append("\n".join(console.lines))
            room = console.chat.find_room("#incidents")
            answer = partial(console.chat.post, room, text("three lines"), key=heard.event_id)
            threading.Timer(0.05, answer).start()
            return EventResult(key=heard.event_id)

    handler = ConsoleInput(
        chat=console.chat,
        ears=cast("Ears", Tools()),
        prefix="!",
        clock=lambda: NOW,
        new_id=map(str, count(1)).__next__,
    )
    for line in ("!logs errors", "!logs errors"):
        handler.hear("ana", "#incidents", line)
    assert seen == ["", "[#incidents] tocsin: three lines"]


def test_what_is_for_one_person_alone_is_not_shown_in_the_room() -> None:
    console = Console(Desk(lambda said: ""))

    class Told:
        def hear(self, heard: Heard) -> EventResult:
            return EventResult(reply=text("a code"), key="k1", only_you=True)

    handler = ConsoleInput(
        chat=console.chat,
        ears=cast("Ears", Told()),
        prefix="!",
        clock=lambda: NOW,
        new_id=lambda: "m1",
    )
    handler.hear("ana", "#incidents", "!incident link-me")
    assert console.lines == ["[@ana] tocsin: a code"]
