"""From bytes to keys, from keys to a line."""

from __future__ import annotations

import pytest

from tocsin.builtin.console_keys import KeyReader
from tocsin.builtin.console_line_buffer import LineBuffer, view


def keys(*chunks: bytes) -> list[str]:
    reader = KeyReader()
    return [key for chunk in chunks for key in reader.feed(chunk)]


def typed(*pressed: str) -> LineBuffer:
    """A line after these keys; a longer word is typed letter by letter."""
    line = LineBuffer()
    for key in pressed:
        if key.startswith("<"):
            line.press(key.strip("<>"))
        else:
            for letter in key:
                line.press(letter)
    return line


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"ab\r", ["a", "b", "enter"]),
        ("é日".encode(), ["é", "日"]),
        (b"\x1b[A\x1b[B\x1bOC\x1b[D", ["up", "down", "right", "left"]),
        (b"\x1b[3~\x1b[H\x1b[4~", ["delete", "home", "end"]),
        (b"\x7f\x08\x15\x17", ["backspace", "backspace", "kill-left", "kill-word"]),
        (b"a\tb", ["a", " ", "b"]),
        (b"\x03\x04", ["interrupt", "end-of-input"]),
        (b"\x1b[1;5Cx", ["x"]),
        (b"\x1bbx", ["x"]),
        (b"\x1a\x1c\x00x", ["x"]),
        (b"\x1b\x1b[A", ["up"]),
        (b"\x1b[12\x1b[A", ["up"]),
        (b"\x1b[1\xc3\xa9", ["é"]),
        (b"\x1b[ 1~x", ["x"]),
        (b"\xff\xfea", ["a"]),
    ],
)
def test_bytes_are_keys(data: bytes, expected: list[str]) -> None:
    assert [key for key in keys(data) if key != "\ufffd"] == expected


@pytest.mark.parametrize("data", [b"\x1b[3~a", "é日a".encode(), b"\x1bOAa"])
def test_it_does_not_matter_how_bytes_are_cut(data: bytes) -> None:
    one_by_one = [bytes([byte]) for byte in data]
    assert keys(*one_by_one) == keys(data)


@pytest.mark.parametrize(
    ("line", "text", "cursor"),
    [
        (typed("abc"), "abc", 3),
        (typed("ac", "<left>", "b"), "abc", 2),
        (typed("abc", "<home>", "<delete>"), "bc", 0),
        (typed("abc", "<backspace>"), "ab", 2),
        (typed("abc", "<home>", "<backspace>", "<left>"), "abc", 0),
        (typed("abc", "<right>", "<delete>"), "abc", 3),
        (typed("one two  ", "<kill-word>"), "one ", 4),
        (typed("one", "<kill-word>", "<kill-word>"), "", 0),
        (typed("abc", "<left>", "<kill-left>"), "c", 0),
        (typed("abc", "<left>", "<kill-right>"), "ab", 2),
        (typed("abc", "<redraw>"), "abc", 3),
    ],
)
def test_editing(line: LineBuffer, text: str, cursor: int) -> None:
    assert (line.text, line.cursor) == (text, cursor)


def test_history_is_walked_and_the_draft_comes_back() -> None:
    line = LineBuffer()
    for text in ("first", "second", "second", "  "):
        for letter in text:
            line.press(letter)
        assert line.take() == text
    line.press("d")
    seen = []
    for key in ("up", "up", "up", "down", "down", "down"):
        line.press(key)
        seen.append(line.text)
    assert seen == ["second", "first", "first", "second", "d", "d"]


@pytest.mark.parametrize(
    ("text", "cursor", "columns", "expected"),
    [
        ("short", 5, 10, ("short", 5)),
        ("0123456789", 10, 5, ("6789", 4)),
        ("0123456789", 0, 5, ("01234", 0)),
        ("0123456789", 7, 5, ("34567", 4)),
        ("日本語", 3, 5, ("本語", 4)),
        ("e\u0301x", 3, 5, ("e\u0301x", 2)),
        ("abc", 3, 1, ("", 0)),
    ],
)
def test_a_long_line_is_seen_around_its_cursor(
    text: str, cursor: int, columns: int, expected: tuple[str, int]
) -> None:
    assert view(text, cursor, columns) == expected
