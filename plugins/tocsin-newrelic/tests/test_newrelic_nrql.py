"""NRQL that people type is bounded, or refused with what to change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import ProviderError
from tocsin_newrelic.nrql import (
    MOST_ROWS,
    condition_fault,
    containing,
    is_nrql,
    query_fault,
    quoted,
    series,
    spanned,
)

UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)
SINCE = UNTIL - timedelta(hours=1)
SPAN = "SINCE 1795431600000 UNTIL 1795435200000"
QUERY = "SELECT message FROM Log"


def test_a_query_gets_our_time_and_a_limit() -> None:
    assert spanned(f" {QUERY} ", SINCE, UNTIL, most=21) == f"{QUERY} {SPAN} LIMIT 21"


@pytest.mark.parametrize(
    "query",
    [
        f"{QUERY} LIMIT 5",
        f"{QUERY} limit 1000",
        "SELECT count(*) FROM Log FACET `limit` LIMIT 7",
    ],
)
def test_a_small_limit_of_its_own_stays(query: str) -> None:
    assert spanned(query, SINCE, UNTIL, most=21) == f"{query} {SPAN}"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM Log WHERE a IN (FROM Log SELECT b LIMIT 5)",
        "SELECT `limit` FROM Log",
        "SELECT message FROM Log WHERE message = 'LIMIT 5'",
    ],
)
def test_what_only_looks_like_a_limit_is_none(query: str) -> None:
    assert spanned(query, SINCE, UNTIL, most=21) == f"{query} {SPAN} LIMIT 21"


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("SELECT count(*) FROM Log", "SELECT count(*) FROM Log {} TIMESERIES"),
        ("FROM Log SELECT count(*) timeseries 5 minutes", None),
        ("FROM A SELECT count(*) FACET a", "FROM A SELECT count(*) FACET a {} TIMESERIES LIMIT 10"),
        ("SELECT count(*) FROM Log FACET a TIMESERIES LIMIT 3", None),
    ],
)  # fmt: skip
def test_a_graph_is_of_values_over_time(query: str, asked: str | None) -> None:
    assert series(query, SINCE, UNTIL) == (asked or query + " {}").format(SPAN)


INCOMPLETE = "A query has FROM and SELECT: FROM Log SELECT * WHERE level = 'ERROR'"
OWN_TIME = "Leave out SINCE and UNTIL: the time stands behind the query, such as 2h."


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        (QUERY, ""),
        ("FROM Log SELECT * WHERE message LIKE '%since -- until /*%'", ""),
        ("SELECT count(*) FROM Log WHERE a = 'it\\'s -- so'", ""),
        (f"{QUERY} SINCE 1 year ago", OWN_TIME),
        (f"{QUERY} until now", OWN_TIME),
        (f"{QUERY} WHERE a IN (FROM Log SELECT b SINCE 1 year ago)", OWN_TIME),
        (f"{QUERY} COMPARE WITH 1 day ago", "Leave out COMPARE WITH: one span of time is shown."),
        (f"{QUERY} --", "Leave out comments."),
        (f"{QUERY} // x", "Leave out comments."),
        (f"{QUERY} /*", "Leave out comments."),
        (f"{QUERY} WHERE a = 'b", "A quote is not closed."),
        (f"{QUERY} WHERE `a = 1", "A quote is not closed."),
        (f"{QUERY} WHERE (a = 1", "The parentheses do not match."),
        (f"{QUERY} WHERE a = 1)", "The parentheses do not match."),
        (f"{QUERY} WHERE (a = 1)) OR ((b = 2)", "The parentheses do not match."),
        (f"{QUERY} LIMIT MAX", f"LIMIT is a number here, of at most {MOST_ROWS}."),
        (f"{QUERY} LIMIT 1e9", f"LIMIT is a number here, of at most {MOST_ROWS}."),
        (f"{QUERY} LIMIT 1001", f"LIMIT is a number here, of at most {MOST_ROWS}."),
        (f"{QUERY} LIMIT 0", f"LIMIT is a number here, of at most {MOST_ROWS}."),
        (f"{QUERY} LIMIT 99999999999999", f"LIMIT is a number here, of at most {MOST_ROWS}."),
        (f"{QUERY} LIMIT", f"LIMIT is a number here, of at most {MOST_ROWS}."),
        ("SHOW EVENT TYPES", INCOMPLETE),
        ("FROM Log", INCOMPLETE),
        (f"{QUERY} WHERE a = 1".ljust(4001), "A query has at most 4000 characters."),
        (f"{QUERY} WHERE a = {'(' * 500}{')' * 500}", ""),
        ("", INCOMPLETE),
    ],
)  # fmt: skip
def test_what_cannot_be_bounded_is_said_in_a_sentence(query: str, fault: str) -> None:
    assert query_fault(query) == fault
    if fault:
        with pytest.raises(ProviderError, match=re.escape(fault)) as caught:
            spanned(query, SINCE, UNTIL, most=21)
        assert caught.value.code == "invalid"


@pytest.mark.parametrize("piece", ["'\\", '"\\', "`'", "((", "WITH ", "--", "LIMIT "])
def test_a_query_that_is_made_to_be_slow_is_refused_at_once(piece: str) -> None:
    query = "SELECT a FROM B WHERE c = " + piece * 20_000
    assert is_nrql(query)
    assert query_fault(query) == "A query has at most 4000 characters."


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("from Log SELECT *", True),
        (" SELECT 1 FROM Log", True),
        ("WITH 1 AS a SELECT a FROM Log", True),
        ("connection reset", False),
        ("with an error", False),
        ("selected", False),
        ("", False),
    ],
)
def test_words_that_are_looked_for_are_told_from_nrql(text: str, *, meant: bool) -> None:
    assert is_nrql(text) is meant


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ("", ""),
        ("category = 'Deployment' OR eventType() = 'Deployment'", ""),
        ("WHERE category = 'x'", "Write the condition alone: category = 'Deployment'."),
        ("a = 1) OR (b = 2", "The parentheses do not match."),
        ("a = 1 SINCE 1 day ago", OWN_TIME),
        ("a = 1 LIMIT 5", "Write the condition alone: category = 'Deployment'."),
    ],
)
def test_a_condition_is_nothing_but_one(condition: str, fault: str) -> None:
    assert condition_fault(condition) == fault


NASTY = st.text(alphabet="'\"`\\%_-/*() aFROMSELECTSINCE\n\u202e\ud800é", max_size=60)


@given(NASTY)
def test_nothing_within_quotes_ends_them(words: str) -> None:
    """Whatever is looked for, the query stays one that can be bounded, with one text in it."""
    assert query_fault(containing(words)) == ""
    assert query_fault(f"SELECT a FROM B WHERE c = {quoted(words)}") == ""


@given(NASTY)
def test_a_query_that_is_sent_ends_with_our_time(text: str) -> None:
    """No comment, quote or parenthesis of a query swallows what is added to it."""
    query = f"SELECT a FROM B {text}"
    if query_fault(query) == "":
        asked = spanned(query, SINCE, UNTIL, most=21)
        assert asked.count(SPAN) == 1
        assert re.sub(r"'(\\.|[^'\\])*'|\"(\\.|[^\"\\])*\"|`[^`]*`", "", asked).count(SPAN) == 1
