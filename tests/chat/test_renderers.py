"""Whatever people wrote, and wherever it is cut, a renderer makes no more of it than its spans."""

from __future__ import annotations

from unicodedata import bidirectional, category

from hypothesis import given
from hypothesis import strategies as st

from tests.chat.texts import TEXTS
from tocsin.builtin.console_text import plain
from tocsin.chat import (
    Block,
    Code,
    Everyone,
    Link,
    Mention,
    Moment,
    Room,
    Span,
    Strong,
    Text,
    split,
)
from tocsin_parley.markup import drawn, written

TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
KINDS: dict[type[Span], str] = {
    Code: "code",
    Strong: "strong",
    Mention: "mention",
    Everyone: "everyone",
    Link: "link",
    Moment: "moment",
    Room: "room",
    Block: "block",
}


def done(text: Text) -> list[str]:
    """What the example platform does with it besides showing words."""
    marks = drawn(written(text), {})["marks"]
    assert isinstance(marks, list)
    return [str(one[0]) for one in marks if isinstance(one, list)]


def meant(text: Text) -> list[str]:
    """What its spans are for."""
    return [KINDS[type(span)] for span in text.spans if type(span) in KINDS]


def is_part(some: list[str], of: list[str]) -> bool:
    rest = iter(of)
    return all(one in rest for one in some)


@given(TEXTS, st.integers(1, 80))
def test_the_example_platform_does_what_spans_say_and_no_more(whole: Text, most: int) -> None:
    for piece in split(whole, most):
        assert is_part(done(piece), meant(piece))


@given(TEXTS, st.integers(1, 80))
def test_a_console_is_steered_by_nothing(whole: Text, most: int) -> None:
    for piece in split(whole, most):
        shown = plain(piece.as_plain())
        steers = {one for one in shown if category(one) == "Cc" or bidirectional(one) in TURNS}
        assert steers <= {"\n"}
