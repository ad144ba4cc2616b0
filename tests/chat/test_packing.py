"""A text that is kept as JSON comes back as it was, with its structure."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat.texts import TEXTS
from tocsin.chat import Text, packed, text, unpacked
from tocsin.errors import InvalidValue

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["moment"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(TEXTS)
def test_what_is_kept_comes_back(whole: Text) -> None:
    assert unpacked(json.loads(json.dumps(packed(whole)))) == whole


@given(st.text())
def test_words_kept_by_an_older_version_are_plain(words: str) -> None:
    assert unpacked(words) == text(words)


@given(JSON)
def test_whatever_else_was_kept_is_a_text_or_one_clear_error(kept: object) -> None:
    with suppress(InvalidValue):
        assert isinstance(unpacked(kept), Text)


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {"code": "x"},
        [["code"]],
        [["code", "x", "y"]],
        [["code", 1]],
        [["code", ["x"]]],
        [["shout", "x"]],
        [["moment", "14:30", "half past two"]],
        [["moment", "2026-11-23T14:30:00", "without an offset"]],
        [["block", "rows"]],
        [["block", [1]]],
        [1],
        [[]],
    ],
    ids=str,
)
def test_what_is_no_text_is_refused_without_repeating_it(kept: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        unpacked(kept)
    assert "half past two" not in str(caught.value)
