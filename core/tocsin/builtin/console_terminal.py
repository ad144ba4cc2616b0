"""The loop of an interactive terminal: commands, chatter, and local words such as `/quit`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tocsin.builtin.console_chat import BOT_NAME, ConsoleChat
from tocsin.builtin.console_input import ConsoleInput
from tocsin.builtin.console_output import printable_text
from tocsin.builtin.console_reader import LineReader
from tocsin.builtin.console_rooms import ConsoleRoom
from tocsin.builtin.console_speakers import ConsoleSpeaker, ConsoleSpeakers
from tocsin.desk.script_line import ScriptLine, parse_script_line
from tocsin.errors import InvalidValue, NotFound, TocsinError

INTERRUPTED: Final = "No longer waiting for the reply; the command may have been carried out."


class Terminal:
    """Reads and handles lines until the input ends or somebody types `/quit`.

    Args:
        handler: has the bot hear what is said.
        chat: the rooms; it writes through `line`.
        speakers: knows people and rooms.
        line: the line editor.
        start: who speaks where at first.
    """

    def __init__(
        self,
        *,
        handler: ConsoleInput,
        chat: ConsoleChat,
        speakers: ConsoleSpeakers,
        line: LineReader,
        start: ConsoleSpeaker,
    ) -> None:
        self._handler = handler
        self._chat = chat
        self._speakers = speakers
        self._line = line
        self._voice = start
        self._hinted = False
        self._running = True

    def run(self) -> None:
        """Handle one line after another; returns when there are no more."""
        while self._running:
            try:
                self._take(self._line.read(f"{self._voice.speaker}@{self._voice.room}> "))
            except EOFError:
                return
            except TocsinError as error:
                self._line.write_line(printable_text(str(error)))
            except KeyboardInterrupt:
                self._line.write_line(INTERRUPTED)

    def _take(self, line: str) -> None:
        text = line.strip()
        word, *rest = text.split(maxsplit=1) or [""]
        if word.startswith("/"):
            self._local(word, rest[0] if rest else "")
        elif text:
            self._say(parse_script_line(text))

    def _say(self, speech: ScriptLine) -> None:
        voice = self._speakers.resolve(speech, self._voice)
        if self._handler.is_command(speech.text):
            self._handler.hear(voice.speaker, voice.room, speech.text)
            return
        self._chat.say(voice.room, voice.speaker, speech.text)
        self._handler.hear(voice.speaker, voice.room, speech.text)
        self._hint(voice)

    def _hint(self, voice: ConsoleSpeaker) -> None:
        if not self._hinted:
            word = f"{self._handler.prefix}incident"
            hint = f"Commands start with {word}; try {word} help"
            self._chat.say(f"@{voice.speaker}", BOT_NAME, hint)
            self._hinted = True

    def _local(self, word: str, argument: str) -> None:
        local = LOCAL.get(word.lower())
        if local is None:
            raise NotFound(f"There is no {word}; /help lists what there is.")
        if local.argument and not argument:
            raise InvalidValue(f"{word} needs a name, as in {word} {local.argument}")
        local.run(self, argument)

    def _speak_as(self, name: str) -> None:
        self._voice = replace(self._voice, speaker=self._speakers.person(name.removeprefix("@")))

    def _enter(self, name: str) -> None:
        room = self._speakers.room(f"#{name.removeprefix('#')}")
        if self._chat.room(room) is None:
            raise NotFound(f"There is no room {room}; /rooms lists them.")
        self._voice = replace(self._voice, room=room)

    def _list_rooms(self, _: str) -> None:
        for room in self._chat.rooms():
            self._line.write_line(_in_one_line(room))

    def _show_card(self, _: str) -> None:
        if not self._chat.show_card(self._voice.room):
            raise NotFound(f"{self._voice.room} has shown no card since the start.")

    def _help(self, _: str) -> None:
        for word, local in LOCAL.items():
            self._line.write_line(f"{word} {local.argument}".ljust(16) + local.meaning)
        for form, meaning in FORMS.items():
            self._line.write_line(form.ljust(16) + meaning)

    def _quit(self, _: str) -> None:
        self._running = False


@dataclass(frozen=True, kw_only=True)
class LocalCommand:
    """A command of the terminal itself, such as `/quit`: never said, never recorded."""

    run: Callable[[Terminal, str], None]
    meaning: str
    argument: str = ""


LOCAL: Final[Mapping[str, LocalCommand]] = {
    "/as": LocalCommand(run=Terminal._speak_as, argument="ana", meaning="speak as somebody else"),
    "/room": LocalCommand(run=Terminal._enter, argument="#INC-1", meaning="speak in another room"),
    "/rooms": LocalCommand(run=Terminal._list_rooms, meaning="list the rooms"),
    "/card": LocalCommand(run=Terminal._show_card, meaning="show the card of this room"),
    "/help": LocalCommand(run=Terminal._help, meaning="show this"),
    "/quit": LocalCommand(run=Terminal._quit, meaning="leave (so does Ctrl-D)"),
}
FORMS: Final[Mapping[str, str]] = {
    "@bo: …": "say one thing as somebody else",
    "@bo #room: …": "the same, in another room",
}


def _in_one_line(room: ConsoleRoom) -> str:
    marks = f" (private, {len(room.members)} in it)" if room.private else ""
    return f"#{room.name}{marks}" + (f": {room.topic}" if room.topic else "")
