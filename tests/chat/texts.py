"""Texts of every sort of span, with words as people, alerts and vendors write them."""

from __future__ import annotations

from datetime import UTC, datetime

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
    text,
)

WORDS = st.text(max_size=40) | st.sampled_from(
    ("`x`", "*a* _b_", "<!here>", "@here", "[a](http://x)", "```\nx", "!incident ack", "a  b\n\nc")
)
LINE = WORDS.map(lambda words: " ".join(words.split()) or "x")
MOMENTS = st.floats(0, 4e9).map(lambda second: datetime.fromtimestamp(second, UTC))
SPANS: st.SearchStrategy[Span] = st.one_of(
    st.builds(Plain, WORDS),
    st.builds(Plain, st.text(alphabet="ab \n", max_size=120)),
    st.builds(Code, LINE),
    st.builds(Strong, LINE),
    st.builds(Mention, LINE, LINE),
    st.just(Everyone()),
    st.builds(Link, LINE, LINE | st.just("")),
    st.builds(Moment, MOMENTS, LINE),
    st.builds(Room, LINE, LINE | st.just("")),
    st.builds(Block, st.lists(LINE, min_size=1, max_size=6).map(tuple)),
)
TEXTS: st.SearchStrategy[Text] = st.lists(SPANS, max_size=8).map(lambda spans: text(*spans))
