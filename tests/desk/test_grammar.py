"""What counts as a word, an option, a number; and that no text whatever breaks the desk."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.given import World, open_p1
from tocsin.desk.grammar import joined, option, read_line, split_option, strip_controls, words
from tocsin.desk.typed_line import opens_incident, parse_line
from tocsin.desk.verbs import VERBS


@pytest.mark.parametrize(
    "body",
    [
        "!incident INC-4 note It Works",
        "!INCIDENT inc-4 NOTE It Works",
        "incident INC-4 note It Works",
        "INC-4 note It Works",
        "  !incident   #INC-4:   note   It Works ",
    ],
)
def test_a_line_is_read_the_same_however_it_is_typed(body: str) -> None:
    line = read_line(body, "!")

    assert (line.noun, line.number, line.verb, line.rest) == ("incident", 4, "note", "It Works")


def test_free_text_keeps_its_lines_dashes_and_capitals() -> None:
    assert read_line("!incident note Pool — FULL\n  at 3", "!").rest == "Pool — FULL\n  at 3"


@pytest.mark.parametrize("typed", ["--team", "—team", "–team", "--TEAM"])
def test_a_dash_that_a_phone_made_of_two_is_an_option(typed: str) -> None:
    assert [option(word) for word in words(typed)] == [("team", None)]


@pytest.mark.parametrize("typed", ["-team", "--", "—", '"--team"', "a--team", "--5"])
def test_what_only_looks_like_an_option_is_text(typed: str) -> None:
    assert [option(word) for word in words(typed)] == [None]


@pytest.mark.parametrize("typed", ['"a b" c', "“a b” c", "„a b“ c"])
def test_straight_and_curly_quotes_make_one_word(typed: str) -> None:
    assert [word.text for word in words(typed)] == ["a b", "c"]


def test_an_apostrophe_and_a_lone_quote_are_plain_letters() -> None:
    assert [word.text for word in words("can't say \"yet")] == ["can't", "say", '"yet']


def test_an_option_takes_all_that_follows_it() -> None:
    assert split_option("tl —alone nobody else --is here", "alone") == (
        "tl",
        "nobody else --is here",
    )


def test_control_characters_that_no_database_keeps_are_dropped() -> None:
    assert strip_controls("a\x00b\ud800c\r\nd\x1b[0m") == "abc\nd[0m"


@given(st.text())
def test_words_lose_nothing_but_blanks(text: str) -> None:
    assert "".join(word.raw for word in words(text)) == "".join(text.split())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_words_say_where_they_stood(text: str) -> None:
    assert all(text[word.start : word.end] == word.raw for word in words(text))


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=2))
def test_several_words_join_to_what_was_typed(typed: list[str]) -> None:
    assert joined(words("  ".join(typed))) == " ".join(typed)


WORDS = st.one_of(
    st.sampled_from(
        "p0 P3 @bo @ana me ic tl em security --team —private --drill --alone --override | eta "
        "14:30 30m 0s -5m 99:99 2026-11-23T10:00 9999-12-31T23:59Z 0001-01-01T00:00Z unknown "
        "primary backup rollback other update ack role:tl media all shop 1 #2 99999 "
        'INC-1 “ ” "'.split()
    ),
    st.text(max_size=12),
)


@settings(max_examples=400, deadline=None)
@given(
    head=st.sampled_from(
        ["!incident ", "!incident INC-1 ", "incident INC-7 ", "!oncall ", "!", ""]
    ),
    verb=st.one_of(st.sampled_from([*VERBS, "override"]), st.text(max_size=8)),
    rest=st.lists(WORDS, max_size=7),
    by=st.sampled_from(["ana", "cy", "guest-eve"]),
    room=st.sampled_from(["#incidents", "", "#nowhere"]),
)
def test_whatever_is_typed_is_answered(
    head: str, verb: str, rest: list[str], by: str, room: str
) -> None:
    reply = open_p1().say(f"{head}{verb} {' '.join(rest)}", by=by, room=room)

    assert reply.text.as_plain().strip()


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_at_all_is_answered(text: str) -> None:
    assert World().say(text).text.as_plain().strip()


def test_a_line_is_taken_apart_once_whoever_asks_after_it() -> None:
    line = "!incident INC-1 note taken apart once"
    before = parse_line.cache_info().misses

    assert not opens_incident(line, "!")
    assert parse_line(line, "!") is parse_line(line, "!")
    assert parse_line.cache_info().misses == before + 1
