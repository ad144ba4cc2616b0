"""A text too long for a platform goes out in pieces: nothing lost, and nothing of it changed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.chat.texts import TEXTS
from tocsin.chat import Block, Code, Plain, Span, Text, cut, split, text
from tocsin.errors import InvalidValue

LIMITS = st.integers(1, 60)
LINES = st.none() | st.integers(1, 6)


def seen(pieces: tuple[Text, ...]) -> str:
    """Every character that shows, in order, without fences."""
    return "".join(
        "\n".join(span.rows) if isinstance(span, Block) else span.as_plain()
        for piece in pieces
        for span in piece.spans
    )


def marked(pieces: tuple[Text, ...]) -> list[Span]:
    return [s for piece in pieces for s in piece.spans if not isinstance(s, Plain | Block)]


def is_part(some: list[Span], of: list[Span]) -> bool:
    rest = iter(of)
    return all(one in rest for one in some)


@given(TEXTS, LIMITS, LINES)
@example(text("ab\n\n\n", Code("cd"), "ef gh"), 4, 1)
def test_no_piece_is_over_the_limit(whole: Text, most: int, lines: int | None) -> None:
    for piece in split(whole, most, most_lines=lines):
        words = piece.as_plain()
        assert len(words) <= most
        assert lines is None or words.count("\n") < lines


@given(TEXTS, LIMITS, LINES)
def test_nothing_is_lost_and_the_order_is_kept(whole: Text, most: int, lines: int | None) -> None:
    pieces = split(whole, most, most_lines=lines)
    assert "".join(seen(pieces).split()) == "".join(seen((whole,)).split())


@given(TEXTS, LIMITS, LINES)
def test_no_words_become_markup(whole: Text, most: int, lines: int | None) -> None:
    pieces = split(whole, most, most_lines=lines)
    assert is_part(marked(pieces), marked((whole,)))
    rows = {row for span in whole.spans if isinstance(span, Block) for row in span.rows}
    for span in (span for piece in pieces for span in piece.spans if isinstance(span, Block)):
        assert all(any(row in one for one in rows) for row in span.rows)


@given(TEXTS, st.integers(45, 200))
def test_spans_stay_whole_where_they_fit(whole: Text, most: int) -> None:
    short = [span for span in marked((whole,)) if len(span.as_plain()) <= most]
    assert marked(split(whole, most)) == short


@given(TEXTS)
def test_what_fits_is_one_piece_as_it_is(whole: Text) -> None:
    assert split(whole, max(len(whole), 1)) == (whole,)


def plain(*pieces: Text) -> list[str]:
    return [piece.as_plain() for piece in pieces]


def test_words_are_cut_at_a_line_else_at_a_blank_else_where_they_must_be() -> None:
    assert plain(*split(text("one two\nthree four"), 12)) == ["one two", "three four"]
    assert plain(*split(text("one two three four"), 9)) == ["one two", "three", "four"]
    assert plain(*split(text("abcdefgh"), 3)) == ["abc", "def", "gh"]


def test_a_command_goes_into_the_next_piece_whole() -> None:
    whole = text("to end it type ", Code("!incident resolve"), " here")
    assert split(whole, 25) == (text("to end it type"), text(Code("!incident resolve"), " here"))


def test_a_command_longer_than_a_message_becomes_plain_words() -> None:
    assert split(text(Code("abcdef")), 5) == (text("`abcd"), text("ef`"))


def test_a_block_becomes_several_blocks_with_their_heading_first() -> None:
    whole = text("3 rows:\n", Block(("aaaa", "bbbb", "cccc")), "\nmore stands in the tool")
    assert split(whole, 24) == (
        text("3 rows:"),
        text(Block(("aaaa", "bbbb", "cccc"))),
        text("more stands in the tool"),
    )
    assert split(text(Block(("aaaa", "bbbb", "cccc"))), 17) == (
        text(Block(("aaaa", "bbbb"))),
        text(Block(("cccc",))),
    )


def test_lines_are_counted_too() -> None:
    assert plain(*split(text("a\nb\nc"), 100, most_lines=2)) == ["a\nb", "c"]


def test_a_text_of_blanks_says_nothing_in_no_piece() -> None:
    assert split(text(" " * 9), 3) == ()


@pytest.mark.parametrize(("most", "lines"), [(0, None), (-1, None), (5, 0)])
def test_a_limit_below_one_is_refused(most: int, lines: int | None) -> None:
    with pytest.raises(InvalidValue):
        split(text("x"), most, most_lines=lines)


def test_a_label_is_cut_to_what_fits_and_is_never_empty() -> None:
    assert (cut("Status", 6), cut("Status", 5), cut("", 5)) == ("Status", "Stat…", "?")
