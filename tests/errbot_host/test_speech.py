"""`@name #room: text`, as scripts, scenarios and terminals read it."""

from __future__ import annotations

import pytest

from tocsin.desk.script_line import parse_script_line
from tocsin.errors import InvalidValue


@pytest.mark.parametrize(
    ("line", "speaker", "room", "text"),
    [
        ("!incident list", None, None, "!incident list"),
        ("  hello there ", None, None, "hello there"),
        ("@bo: !incident ack", "bo", None, "!incident ack"),
        ("@bo:!incident ack", "bo", None, "!incident ack"),
        ("@bo #INC-1: !incident ack", "bo", "#INC-1", "!incident ack"),
        ("@bo   #incident-2026-11-23-x : hi", "bo", "#incident-2026-11-23-x", "hi"),
        ("@guest-mia: !incident report slow", "guest-mia", None, "!incident report slow"),
        ("@ana.lima_2: a: b #c: d", "ana.lima_2", None, "a: b #c: d"),
        ("#INC-1: !incident ack", None, "#INC-1", "!incident ack"),
        ("@jörg: ja", "jörg", None, "ja"),
        ("ask @bo: now", None, None, "ask @bo: now"),
    ],
)
def test_who_says_what_where(line: str, speaker: str | None, room: str | None, text: str) -> None:
    speech = parse_script_line(line)
    assert (speech.speaker, speech.room, speech.text) == (speaker, room, text)


@pytest.mark.parametrize(
    "line", ["@bo hello", "@: hello", "@bo #: x", "@bo INC-1: x", "#INC-1", "#!/bin/sh", "@a @b: x"]
)
def test_a_beginning_that_names_nobody_clearly_is_refused(line: str) -> None:
    with pytest.raises(InvalidValue, match=r"write '@name: …'"):
        parse_script_line(line)


@pytest.mark.parametrize("line", ["", "  ", "@bo:", "@bo #INC-1:  "])
def test_saying_nothing_is_refused(line: str) -> None:
    with pytest.raises(InvalidValue, match="nothing is said"):
        parse_script_line(line)
