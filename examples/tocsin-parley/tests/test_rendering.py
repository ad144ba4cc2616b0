"""Nothing that somebody else wrote does anything on Parley, in whatever span it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tocsin.chat import (
    Block,
    Code,
    Everyone,
    Link,
    Mention,
    Moment,
    Plain,
    Room,
    Span,
    Strong,
    Text,
)
from tocsin_parley.markup import drawn, written

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
PIECES = (
    "*", "`", "```\n", "\n```", "<@ana>", "<!all>", "<#r1 x>", "@ana", "@all", "#incidents",
    "<https://evil.example pay here>", "https://evil.example", "/topic x", "&#42;", "&amp;",
    "<t:1 x>", "\n", "ana",
)  # fmt: skip
FOREIGN = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
)
KINDS: dict[str, Callable[[str], Span]] = {
    "": Plain,
    "code": Code,
    "strong": Strong,
    "mention": lambda words: Mention(words, words, words),
    "link": lambda words: Link("https://tocsin.example", words),
    "moment": lambda words: Moment(AT, words),
    "room": lambda words: Room(words, "r1"),
    "block": lambda words: Block(tuple(words.split("\n"))),
    "everyone": lambda words: Everyone(),
}


def kinds(text: Text) -> list[str]:
    marks = drawn(written(text), {})["marks"]
    assert isinstance(marks, list)
    return [str(one[0]) for one in marks if isinstance(one, list)]


@given(FOREIGN, st.sampled_from(sorted(KINDS)), FOREIGN)
def test_foreign_text_adds_no_mark_in_any_span(before: str, kind: str, words: str) -> None:
    told = Text((Plain(before), KINDS[kind](words), Plain(before)))
    assert set(kinds(told)) <= {kind}
    assert len(kinds(told)) <= 1


@given(FOREIGN)
def test_plain_words_are_read_as_they_stand(words: str) -> None:
    assert drawn(written(Text((Plain(words),))), {}) == {"shown": words, "marks": []}


@given(FOREIGN)
def test_an_address_that_is_none_is_no_link(address: str) -> None:
    told = Text((Link(address, "look here"),))
    assert set(kinds(told)) <= {"link"}
    if not address.startswith(("https://", "http://")):
        assert kinds(told) == []
