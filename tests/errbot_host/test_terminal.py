"""Somebody sits at the console: types, is answered, and is not disturbed while typing."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import pytest

from tests.errbot_host.given import AT_FIRST, Console, Desk, console_speakers, running
from tests.errbot_host.pseudo_terminal import PseudoTerminal
from tocsin.builtin.console_prompt import PromptLine
from tocsin.builtin.console_reader import LineReader, line_reader
from tocsin.builtin.console_terminal import Terminal

PROMPT = "you@#incidents> "


class Sitting:
    """A bot, and somebody who sits at its terminal."""

    def __init__(self, line: LineReader, desk: Desk) -> None:
        self._line = line
        self.console = Console(desk, write_line=line.write_line, interactive=True)
        self.chat = self.console.chat
        self.chat.find_room("#incidents")

    def serve(self) -> None:
        terminal = Terminal(
            handler=self.console.handler,
            chat=self.chat,
            speakers=console_speakers(),
            line=self._line,
            start=AT_FIRST,
        )
        with running(self.console):
            terminal.run()


def sit_down(tty: PseudoTerminal, desk: Desk, prompt: str = PROMPT) -> Sitting:
    """Serve the terminal until its prompt stands."""
    sitting = Sitting(PromptLine(tty.source, tty.out, term="xterm"), desk)
    tty.run(sitting.serve)
    tty.until(prompt)
    return sitting


@pytest.fixture
def desk() -> Desk:
    return Desk(lambda said: f"{said.speaker} in {said.room} said {said.text}")


@pytest.fixture
def tty() -> Iterator[PseudoTerminal]:
    with PseudoTerminal() as tty:
        yield tty


@pytest.fixture
def sitting(tty: PseudoTerminal, desk: Desk) -> Sitting:
    return sit_down(tty, desk)


def test_a_command_is_answered_above_the_next_prompt(sitting: Sitting, tty: PseudoTerminal) -> None:
    tty.type("!incident list\r")
    tty.until("!incident list")
    tty.until("\n[#incidents] tocsin: you in #incidents said !incident list\n")
    tty.until(PROMPT)


def test_what_others_say_appears_above_and_the_typed_line_stays(
    sitting: Sitting, tty: PseudoTerminal
) -> None:
    tty.type("!incident li")
    tty.until("!incident li")
    sitting.chat.say("#war", "tocsin", "Ana was paged.")
    tty.until(f"[#war] tocsin: Ana was paged.\n{PROMPT}!incident li")
    assert tty.screen.text.count(PROMPT) == 1
    tty.type("st\r")
    tty.until("said !incident list")


def test_a_line_can_be_edited(sitting: Sitting, tty: PseudoTerminal) -> None:
    tty.type("!incident lst\x1b[D\x1b[Di\x1b[H\x1b[F!\x7f\r")
    tty.until("said !incident list")


def test_the_last_line_comes_back_with_up(
    sitting: Sitting, tty: PseudoTerminal, desk: Desk
) -> None:
    tty.type("!incident list\r")
    tty.until("said !incident list")
    tty.type("\x1b[A 2\r")
    tty.until("said !incident list 2")
    assert desk.heard == ["!incident list", "!incident list 2"]


def test_several_pasted_lines_are_said_one_after_the_other(
    sitting: Sitting, tty: PseudoTerminal, desk: Desk
) -> None:
    tty.type("!incident one\n!incident two\n!incident three\n")
    tty.until("said !incident three")
    assert desk.heard == ["!incident one", "!incident two", "!incident three"]


def test_chatter_is_shown_in_the_room_with_a_hint_once(
    sitting: Sitting, tty: PseudoTerminal, desk: Desk
) -> None:
    tty.type("good morning\r")
    tty.until("[#incidents] you: good morning")
    tty.until("[@you] tocsin: Commands start with !incident; try !incident help")
    tty.type("still there?\r")
    tty.until("[#incidents] you: still there?")
    assert "Commands start" not in tty.until(PROMPT)
    assert desk.asked == []


def test_one_can_speak_as_others_and_elsewhere(
    sitting: Sitting, tty: PseudoTerminal, desk: Desk
) -> None:
    sitting.chat.open_room("incident-x", "uuid-1", private=False)
    tty.type("@bo: !incident one\r")
    tty.until("bo in #incidents said")
    tty.until(PROMPT)
    tty.type("/as ana\r")
    tty.until("ana@#incidents> ")
    tty.type("/room #INC-1\r")
    tty.until("ana@#incident-x> ")
    tty.type("!incident two\r")
    tty.until("ana in #incident-x said !incident two")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/as zed", "@zed is in no team file"),
        ("/as", "/as needs a name, as in /as ana"),
        ("/room nowhere", "There is no room #nowhere; /rooms lists them."),
        ("/room #INC-9", "INC-9 has no room here"),
        ("/rooms", "#incidents"),
        ("/card", "#incidents has shown no card since the start."),
        ("/help", "/quit           leave (so does Ctrl-D)"),
        ("/dance", "There is no /dance; /help lists what there is."),
        ("@bo hello", "who speaks where is unclear"),
        ("/\x1b[A\x07", "There is no /"),
    ],
)
def test_words_of_the_terminal_itself_are_never_said(
    sitting: Sitting, tty: PseudoTerminal, desk: Desk, typed: str, answer: str
) -> None:
    tty.type(f"{typed}\r")
    tty.until(answer)
    tty.until(PROMPT)
    assert desk.asked == []


@pytest.mark.parametrize("leave", ["/quit\r", "\x04", "/QUIT\r"])
def test_leaving(sitting: Sitting, tty: PseudoTerminal, leave: str) -> None:
    tty.type(leave)
    assert tty.ended()


def test_ctrl_c_clears_the_line_and_nothing_else(
    sitting: Sitting, tty: PseudoTerminal, desk: Desk
) -> None:
    tty.type("!incident wrong\x03!incident right\r")
    tty.until("said !incident right")
    assert desk.heard == ["!incident right"]


def test_ctrl_d_within_a_line_and_ctrl_z_leave_nothing_behind(
    sitting: Sitting, tty: PseudoTerminal
) -> None:
    tty.type("!incident ok\x04\x1a\r")
    tty.until("said !incident ok")


def test_a_terminal_that_hangs_up_ends_the_input(sitting: Sitting, tty: PseudoTerminal) -> None:
    tty.type("half a li")
    tty.until("half a li")
    tty.hang_up()
    assert tty.ended()


def test_the_terminal_is_given_back_as_it_was(tty: PseudoTerminal, desk: Desk) -> None:
    before = tty.settings()
    sit_down(tty, desk)
    assert tty.settings() != before
    tty.type("\x04")
    assert tty.ended()
    assert tty.settings() == before


def test_while_a_command_runs_the_terminal_can_interrupt_it(tty: PseudoTerminal) -> None:
    before = tty.settings()
    sit_down(tty, Desk(lambda said: f"as before: {tty.settings() == before}"))
    tty.type("!incident list\r")
    tty.until("as before: True")


def test_an_interrupted_command_says_so_and_the_terminal_goes_on(tty: PseudoTerminal) -> None:
    def interrupt(said: object) -> str:
        raise KeyboardInterrupt

    sit_down(tty, Desk(interrupt))
    tty.type("!incident list\r")
    tty.until("No longer waiting for the reply; the command may have been carried out.")
    tty.until(PROMPT)


def test_a_narrow_terminal_scrolls_the_line_sideways(desk: Desk) -> None:
    with PseudoTerminal(columns=24) as tty:
        sit_down(tty, desk, prompt="you@#inci…> ")
        tty.type("!incident note a very long line")
        tty.until("long line")
        assert max(map(len, tty.screen.text.split("\n"))) <= 24
        tty.type("\r")
        tty.until("a very long line")
    assert desk.heard == ["!incident note a very long line"]


def test_a_simple_terminal_gets_no_control_sequence(tty: PseudoTerminal, desk: Desk) -> None:
    tty.run(Sitting(line_reader(tty.source, tty.out, term="dumb"), desk).serve)
    tty.until(PROMPT)
    tty.type("!incident list\n")
    tty.until("said !incident list")
    tty.type("\x04")
    assert tty.ended()
    assert "\x1b" not in tty.raw


def test_output_to_a_pipe_gets_neither_prompt_nor_control_sequence(desk: Desk) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    line = line_reader(io.StringIO("!incident é\n"), out, term="xterm")
    Sitting(line, desk).serve()
    out.seek(0)
    assert out.read() == "[#incidents] tocsin: you in #incidents said !incident \\xe9\n"


def test_whatever_is_written_meanwhile_is_there_once_and_in_its_order(
    sitting: Sitting, tty: PseudoTerminal, desk: Desk
) -> None:
    tty.type("!incident li")
    for number in range(200):
        sitting.chat.say("#war", "tocsin", f"line {number}.")
        if number == 100:
            tty.type("st\r")
    tty.until("line 199.")
    tty.type("!incident two\r")
    tty.until("said !incident two")
    told = [row.split()[-1] for row in tty.screen.text.split("\n") if "line " in row]
    assert told == [f"{number}." for number in range(200)]
    assert desk.heard == ["!incident list", "!incident two"]


def test_what_is_written_just_after_a_line_was_typed_is_there_as_well(
    tty: PseudoTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = PromptLine(tty.source, tty.out, term="xterm")

    class ClosedThenWritten(asyncio.SelectorEventLoop):
        def close(self) -> None:
            super().close()
            line.write_line("Ana was paged.")

    monkeypatch.setattr(asyncio.events, "new_event_loop", ClosedThenWritten)
    tty.run(lambda: line.write_line(f"typed: {line.read(PROMPT)}"))
    tty.until(PROMPT)
    tty.type("!incident list\r")
    tty.until("Ana was paged.\ntyped: !incident list")


def test_an_end_just_after_a_line_was_typed_ends_the_next_one(
    tty: PseudoTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = PromptLine(tty.source, tty.out, term="xterm")

    class ClosedThenEnded(asyncio.SelectorEventLoop):
        def close(self) -> None:
            super().close()
            line.end()

    def read_twice() -> None:
        line.read(PROMPT)
        with pytest.raises(EOFError):
            line.read(PROMPT)

    monkeypatch.setattr(asyncio.events, "new_event_loop", ClosedThenEnded)
    tty.run(read_twice)
    tty.until(PROMPT)
    tty.type("!incident list\r")
    assert tty.ended()


def test_what_cannot_be_seen_is_not_said(sitting: Sitting, tty: PseudoTerminal, desk: Desk) -> None:
    tty.type(b"!incident\tnote a\x11\x07b\xff\r")
    tty.until("said !incident note ab")
    assert desk.heard == ["!incident note ab"]


def test_a_signal_ends_the_line_that_is_waited_for_and_every_later_one(tty: PseudoTerminal) -> None:
    line = PromptLine(tty.source, tty.out, term="xterm")

    def read_twice() -> None:
        for _ in range(2):
            with pytest.raises(EOFError):
                line.read(PROMPT)

    tty.run(read_twice)
    tty.until(PROMPT)
    line.end()
    assert tty.ended()
