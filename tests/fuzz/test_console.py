"""The console: any line of a script, any text to print; a terminal shows it and is not steered."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.errbot_host.given import AT_FIRST, Console, Desk, console_speakers, running
from tests.fuzz.hostile import any_text, bounded, spices, spicy
from tests.patience import HANGS_S
from tocsin.builtin.console_output import printable_line, printable_text
from tocsin.builtin.console_script import read_lines, run_script

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST_PAUSE = timedelta(days=366)
speakers = st.sampled_from(("", "@ana: ", "@bo #incidents: ", "@guest-x: ", "@guest-\x1b[31m: "))
rooms = st.sampled_from(("#x: ", "#INC-1: ", "@ana #INC-9: ", "@ana #../../etc: ", "@nobody: "))
commands = st.sampled_from(
    ("", "!incident ", "!", "!!", "!3", "!help ", "!oncall ", "sleep ", "# ")
)
lines = st.tuples(speakers | rooms, commands, spicy | any_text).map("".join)


def followed(console: Console, script: str) -> list[str]:
    """Every line of a script said; returns the complaints."""
    complaints: list[str] = []
    pauses: list[timedelta] = []
    run_script(
        read_lines(io.BytesIO(script.encode("utf-8", "surrogatepass"))),
        handler=console.handler,
        speakers=console_speakers(),
        default=AT_FIRST,
        pause=pauses.append,
        complain=complaints.append,
    )
    assert all(timedelta(0) <= pause <= LONGEST_PAUSE for pause in pauses)
    return complaints


@bounded()
@given(st.lists(lines, min_size=1, max_size=5).map("\n".join))
def test_a_script_of_any_lines_is_followed_to_its_end(script: str) -> None:
    desk = Desk(lambda said: f"heard {said.text} from {said.speaker}")
    with running(Console(desk)) as console:
        complaints = followed(console, f"{script}\n!incident last line")
    assert desk.heard[-1] == "!incident last line"
    assert all(re.match(r"line [0-9]+: .", text) for text in complaints)
    for line in console.lines:
        assert not CONTROL.search(line), line
        assert line.startswith(("[", "  ")), line


@bounded()
@given(st.lists(spices | any_text, max_size=8).map("".join))
def test_what_is_printed_steers_nothing_and_forges_no_line(text: str) -> None:
    assert not CONTROL.search(printable_text(text))
    assert "\n" not in printable_line(text)
    printable_text(text).encode()


@pytest.mark.timeout(HANGS_S)
@pytest.mark.parametrize("piece", ["\x1b]", "\x1b[", "\x1b[1;", "\x9b", "\x1b", "\r", "\x1bP\x1b"])
def test_a_hundred_thousand_openings_of_a_sequence_cost_no_time(piece: str) -> None:
    assert not CONTROL.search(printable_text(piece * 100_000))
