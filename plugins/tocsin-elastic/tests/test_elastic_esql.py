"""An ES|QL query reads what the section names, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counterparts.elastic.cluster import NOON, Cluster
from tocsin.errors import ProviderError
from tocsin.providers import LogQuery
from tocsin.testing import a_call
from tocsin_elastic.esql import commands, esql_fault, is_esql, with_limit

Make = Callable[..., Any]
INDICES = ("logs-*", "metrics-1")


@pytest.mark.parametrize(
    "text",
    [
        "FROM logs-*",
        "FROM metrics-1, logs-* | LIMIT 3",
        'FROM "logs-*" | WHERE message LIKE "*| ENRICH secret*"',
        "FROM logs-* METADATA _index, _id | KEEP _index",
        "FROM logs-*\n| where a == 1 // | ENRICH x\n| limit 5",
        "FROM logs-* /* , secret */ | STATS n = COUNT(*) BY `(from`",
        'FROM logs-* | GROK message """%{WORD:w} "x" (from""" | SORT w',
        "ROW a = 1 | EVAL b = a / 2",
        "SHOW INFO",
    ],
)
def test_what_stays_within_the_section_is_asked(text: str) -> None:
    assert is_esql(text)
    assert esql_fault(text, INDICES) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FROM secret", "secret is not in the section; read FROM logs-*, metrics-1."),
        ("FROM logs-secret", "logs-secret is not in the section"),
        ("FROM logs-*,secret", "secret is not in the section"),
        ('FROM "logs-*,secret"', "is not in the section"),
        ('FROM "logs-*", """secret"""', "is not in the section"),
        ("FROM `secret`", "is not in the section"),
        ("FROM *", "* is not in the section"),
        ("FROM eu:logs-*", "eu:logs-* is not in the section"),
        ("FROM logs-*::failures", "is not in the section"),
        ("FROM -logs-*, secret", "is not in the section"),
        ("FROM logs-* METADATA _id, secret | LIMIT 1 ; FROM secret", "within a query"),
        ("FROM logs-* METADATA _id secret", "is not in the section"),
        ("FROM logs-* [METADATA _id]", "is not in the section"),
        ("FROM (FROM secret)", "A query within a query"),
        ("FROM logs-*, (FROM secret | LIMIT 1)", "A query within a query"),
        ("FROM logs-* | WHERE id IN (FROM secret | KEEP id)", "A query within a query"),
        ("FROM logs-* | WHERE id IN (/* x */from secret)", "A query within a query"),
        ("FROM logs-* | WHERE id IN (//\nTS secret)", "A query within a query"),
        ("FROM logs-* | LOOKUP JOIN secret ON id", "LOOKUP is not asked from here"),
        ("FROM logs-* | lookup join secret on id", "LOOKUP is not asked from here"),
        ("FROM logs-* | ENRICH secret", "ENRICH is not asked"),
        ("FROM logs-* |/**/ENRICH secret", "ENRICH is not asked"),
        ('FROM logs-* | WHERE a == "x\\" | KEEP a" | ENRICH secret', "ENRICH is not asked"),
        ('FROM logs-* | WHERE a == """x""" | ENRICH secret', "ENRICH is not asked"),
        ("FROM logs-* | EVAL `a``|b` = 1 | ENRICH secret", "ENRICH is not asked"),
        ("FROM logs-* | FORK (WHERE a) (WHERE b)", "FORK is not asked"),
        ("FROM logs-* | COMPLETION a WITH b", "COMPLETION is not asked"),
        ("FROM logs-* | | LIMIT 1", "an empty command is not asked"),
        ('FROM logs-* | WHERE a == "x', "does not end"),
        ("FROM logs-* /* | ENRICH secret", "does not end"),
        ('FROM logs-* | EVAL a = """x\n | ENRICH secret // """', "does not end"),
        ('FROM logs-* | EVAL a = """x"""""" | ENRICH secret | EVAL b = "', "six quotation marks"),
        ("FROM", "Nothing is not in the section"),
        ("SHOW FUNCTIONS", "Of SHOW only SHOW INFO"),
    ],
)
def test_what_leaves_the_section_is_refused(text: str, why: str) -> None:
    assert why in esql_fault(text, INDICES)


@given(
    st.lists(
        st.sampled_from(
            ["FROM ", "logs-*", "secret", ",", " ", '"', '"""', "`", "|", "(", ")", "/*", "*/",
             "//", "\n", "ENRICH", "WHERE ", "METADATA ", "_id", "\\", ";", ":"]
        ), max_size=14,
    )
)  # fmt: skip
def test_no_query_that_passes_reads_from_elsewhere(parts: list[str]) -> None:
    text = "FROM " + "".join(parts)
    if esql_fault(text, INDICES) == "":
        first, *rest = commands(text)
        sources = first.removeprefix("FROM").partition("METADATA")[0].split(",")
        assert {name.strip().strip('"') for name in sources} <= set(INDICES)
        assert not any(command.upper().startswith("ENRICH") for command in rest)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("FROM a | WHERE x == 1", "FROM a | WHERE x == 1 | SORT `at` DESC | LIMIT 3"),
        ("FROM a", "FROM a | SORT `at` DESC | LIMIT 3"),
        ("FROM a | SORT x", "FROM a | SORT x | LIMIT 3"),
        ("FROM a | STATS n = COUNT(*)", "FROM a | STATS n = COUNT(*) | LIMIT 3"),
        ("FROM a // all\n| KEEP x", "FROM a | SORT `at` DESC | KEEP x | LIMIT 3"),
        ("FROM a | WHERE x | LIMIT 9", "FROM a | WHERE x | SORT `at` DESC | LIMIT 9 | LIMIT 3"),
        ("FROM a | KEEP x | SORT x", "FROM a | KEEP x | SORT x | LIMIT 3"),
        ("ROW a = 1", "ROW a = 1 | LIMIT 3"),
    ],
)
def test_the_latest_rows_are_asked_for_where_the_query_sorts_nothing(text: str, asked: str) -> None:
    assert with_limit(text, "at", 3) == asked


@pytest.mark.parametrize("text", ["from logs-*", "FROMAGE", "a FROM b", "errors from db", "ROWS"])
def test_words_that_only_look_like_it_are_words_of_lucene(text: str) -> None:
    assert not is_esql(text)


def test_nothing_is_sent_of_a_query_that_is_refused(tool: Make, es: Cluster) -> None:
    query = LogQuery(text="FROM secret-1", since=NOON - timedelta(hours=1), until=NOON)
    with pytest.raises(ProviderError, match="secret-1 is not in the section") as caught:
        tool("logs").search(query, a_call())
    assert caught.value.code == "invalid"
    assert es.far_end.arrived == []
