"""Nothing from outside can move a cursor, paint the screen or turn the reading direction."""

from __future__ import annotations

import pytest

from tocsin.builtin.console_output import printable_line, printable_text


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[Hgone", "gone"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice control\x1b\\after", "after"),
        ("bell\x07 null\x00 escape\x1b", "bell\\x07 null\\x00 escape\\x1b"),
        ("back\x08space \x7f", "back\\x08space \\x7f"),
        ("turn\u202eed \u2066x\u2069", "turn\\u202eed \\u2066x\\u2069"),
        ("half \udc80 a pair", "half \\udc80 a pair"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
    ],
)
def test_escape_sequences_vanish_and_other_controls_become_visible(
    given: str, printed: str
) -> None:
    assert printable_text(given) == printed


def test_an_opened_sequence_that_never_ends_hides_no_words() -> None:
    assert printable_text("\x1b]0;the database is down") == "\\x1b]0;the database is down"


@pytest.mark.parametrize("kept", ["a\tb", "two\nlines", "é ü ß", "日本", "🧯👩‍🚒", "  blanks  "])
def test_what_people_write_stays(kept: str) -> None:
    assert printable_text(kept) == kept


def test_one_line_draws_blanks_together() -> None:
    assert printable_line("a\n  b\t c ") == "a b c"


def test_many_openings_take_no_time() -> None:
    """Bounded work: a flood of openings is not searched over and over."""
    assert printable_text("\x1b]" * 20_000) == "\\x1b]" * 20_000
