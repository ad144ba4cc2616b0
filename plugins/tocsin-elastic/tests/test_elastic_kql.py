"""KQL becomes the query that Kibana makes of it, or one sentence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counterparts.elastic.judge import need_judge
from tests.counterparts.elastic.kuery import flattened, need_kuery, translated
from tocsin_elastic.kql import DEEPEST, LONGEST, kql_fault, kql_query, lucene_fault

KINDS = {
    "bool", "exists", "match", "match_all", "match_phrase", "multi_match", "nested", "query_string",
    "range",
}  # fmt: skip
Json = Any


def match(field: str, value: str) -> Json:
    return {"match": {field: {"query": value}}}


def words(text: str, **more: Json) -> Json:
    return {"multi_match": {"query": text, "type": "best_fields", "lenient": True, **more}}


# ------------------------------------------------------------------------- what it becomes


def test_what_people_copy_out_of_discover_is_what_it_was_there() -> None:
    text = "level:error and service.name:(checkout or cart) and not code >= 500"
    services = [match("service.name", "checkout"), match("service.name", "cart")]
    assert kql_query(text) == {
        "bool": {
            "filter": [
                match("level", "error"),
                {"bool": {"should": services, "minimum_should_match": 1}},
                {"bool": {"must_not": [{"range": {"code": {"gte": "500"}}}]}},
            ]
        }
    }


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", {"match_all": {}}),
        (" * ", {"match_all": {}}),
        ("*:*", {"match_all": {}}),
        ("connection refused", words("connection refused")),
        ('"connection refused"', words("connection refused", type="phrase")),
        ("message: connection  refused", match("message", "connection  refused")),
        ('message : "db refused"', {"match_phrase": {"message": {"query": "db refused"}}}),
        ("trace.id: *", {"exists": {"field": "trace.id"}}),
        ("http.*: *", {"exists": {"field": "http.*"}}),
        ("http.*: GET", words("GET", fields=["http.*"])),
        ("host.name: web-*", {"query_string": {"fields": ["host.name"], "query": r"web\-*"}}),
        ("*refused*", {"query_string": {"query": "*refused*"}}),
        ("code>500", {"range": {"code": {"gt": "500"}}}),
        ("@timestamp < now-5m", {"range": {"@timestamp": {"lt": "now-5m"}}}),
        ("code: -1", match("code", "-1")),
        ("NOT a", {"bool": {"must_not": [words("a")]}}),
        ("cannot open", words("cannot open")),
        ("android, note", words("android, note")),
    ],
)  # fmt: skip
def test_each_form_of_the_language(text: str, query: Json) -> None:
    assert kql_query(text) == query


def test_not_binds_closer_than_and_and_that_closer_than_or() -> None:
    assert kql_query("not a and b or c") == kql_query("((not a) and b) or c")
    assert kql_query("a or b and c") != kql_query("(a or b) and c")
    assert kql_query("f:(not a and b or c)") == kql_query("(not f:a and f:b) or f:c")
    assert kql_query("f:(a or (b and not c))") == kql_query("f:a or (f:b and not f:c)")
    assert kql_query("a AND b Or c") == kql_query("a and b or c")


def test_nested_fields_have_their_path_in_front() -> None:
    inner = {"bool": {"filter": [match("items.name", "x"), {"range": {"items.n": {"gt": "1"}}}]}}
    whole = {"nested": {"path": "items", "query": inner, "score_mode": "none"}}
    assert kql_query("items:{ name:x and n > 1 }") == whole
    deeper = kql_query("a:{ b:{ c:(x or y) } }")["nested"]
    assert isinstance(deeper, dict)
    assert deeper["query"] == {
        "nested": {"path": "a.b", "query": kql_query("a.b.c:(x or y)"), "score_mode": "none"}
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r"f: a\:b", "a:b"),
        (r"f: a\*", "a*"),
        (r"f: \(a\)", "(a)"),
        (r"f: a \and b", "a and b"),
        (r"f: C\:\Windows", r"C:\Windows"),
        (r"f: a\\b", r"a\b"),
        (r"f: a\tb", "a\tb"),
        (r"f: \u0041\u00e9", "Aé"),
        (r"f: \ud83d\ude00", "😀"),
        (r"f: \ud83d", "\ufffd"),
    ],
)
def test_what_is_escaped_is_meant_as_it_stands(text: str, meant: str) -> None:
    assert kql_query(text) == match("f", meant)


def test_within_quotes_only_quotes_and_backslashes_are_escaped() -> None:
    for text, meant in ((r'"a \"b\" * (c)"', 'a "b" * (c)'), (r'"a\\b\c"', r"a\b\c")):
        assert kql_query(text) == words(meant, type="phrase")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (r"f: /.*/", r"\/.*\/"),
        (r"f: a~*^2", r"a\~*\^2"),
        (r"f: \<5*", "?5*"),
        (r"f: a\:b*", r"a\:b*"),
        (r"f: a? \OR b*", r"a\? \OR b*"),
        (r"f: [a TO b]*", r"\[a TO b\]*"),
    ],
)
def test_a_value_with_wildcards_means_nothing_else_to_query_string(text: str, asked: str) -> None:
    assert kql_query(text) == {"query_string": {"fields": ["f"], "query": asked}}


# ------------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("level:error service.name:x", 13, 'write "and" or "or" before this.'),
        ("connection refused level:x", 20, 'write "and" or "or" before this.'),
        ('a "b"', 3, 'write "and" or "or" before this.'),
        ("a not b", 3, 'write "and" or "or" before this.'),
        ("url: http://x", 10, r"quote a value that has a :, or write \: in it."),
        ("(a or b", 8, ") is missing."),
        ("f:{a:b)", 7, "} is missing."),
        ("a)", 2, "no bracket is open."),
        ('f: "a', 4, "the quotation does not end."),
        ("a\\", 2, "a \\ stands before nothing."),
        ("f:{a}", 4, "between { and } each value has a field: name: value."),
        ("f.* > 5", 1, "a comparison is of one field with one value, without *."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_place_and_what_to_write(
    text: str, at: int, said: str
) -> None:
    assert kql_fault(text) == f"Character {at} of this KQL: {said}"


@pytest.mark.parametrize(
    "text", ["and", "a or", "not", "not not a", "f:", "f: >", "()", "f:()", ":"]
)
def test_where_something_is_missing_it_is_said(text: str) -> None:
    assert "a field or a value is missing" in kql_fault(text)


@pytest.mark.parametrize(
    "text",
    ["code:[500 TO 599]", "_exists_:x", "-refused", "a +b", "level:x && b", "a || b", "!level:x"],
)
def test_what_only_lucene_means_is_refused_and_not_taken_for_words(text: str) -> None:
    assert "or ask in Lucene: lucene: and then the query" in kql_fault(text)
    assert lucene_fault(text) == ""


@pytest.mark.parametrize(
    "text", ["level:error and code:5", "not level:x", "a or (b)", "code >= 500", "code>5"]
)
def test_what_only_kql_means_is_refused_by_lucene(text: str) -> None:
    assert "or ask in KQL: kql: and then the query" in lucene_fault(text)
    assert kql_fault(text) == ""


@pytest.mark.parametrize("text", ['"a and b"', "age:>5", "NOT a AND b", "android", r'"a \" or b"'])
def test_what_lucene_means_too_is_not_refused(text: str) -> None:
    assert lucene_fault(text) == ""


def test_a_word_with_a_minus_in_front_can_be_asked_for_in_quotes() -> None:
    assert "quote a word with -, + or ! in front" in kql_fault("args: -Xmx512m")
    assert kql_query('args: "-Xmx512m"') == {"match_phrase": {"args": {"query": "-Xmx512m"}}}
    assert kql_query("args: x-Xmx") == match("args", "x-Xmx")


def test_depth_and_length_are_bounded() -> None:
    assert kql_fault("(" * DEEPEST + "a" + ")" * DEEPEST) == ""
    assert "deep" in kql_fault("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1))
    assert kql_fault("(" * LONGEST) == "A query has at most 200 words and marks."
    assert kql_fault("a" * (LONGEST + 1)) == "A query has at most 2000 characters."


# ------------------------------------------------------------------------------ invariants

PARTS = st.sampled_from(
    ["and", "or", "not", "(", ")", "{", "}", ":", "<", ">=", '"', "*", "\\", "/", "~", "f",
     "_index", "script", "a.b", " ", " and ", "u0041", "\ud83d", "\0", "[", "]", " TO ", "é"]
)  # fmt: skip
SOUP = st.one_of(st.text(max_size=60), st.lists(PARTS, max_size=30).map("".join))


def clauses(query: Json) -> Iterator[tuple[str, Json]]:
    ((kind, told),) = query.items()
    yield kind, told
    if kind == "nested":
        yield from clauses(told["query"])
    if kind == "bool":
        for name in set(told) - {"minimum_should_match"}:
            for one in told[name]:
                yield from clauses(one)


@given(SOUP)
def test_any_text_is_a_query_of_harmless_clauses_or_one_sentence(text: str) -> None:
    if fault := kql_fault(text):
        assert fault.startswith(("Character ", "A query has "))
        return
    query = kql_query(text)
    for kind, told in clauses(query):
        assert kind in KINDS
        if kind == "query_string":
            assert set(told) <= {"fields", "query"}
            bare = told["query"].replace("\\\\", "")
            assert not any(bare.replace(f"\\{mark}", "").count(mark) for mark in '/~^:()[]{}<>"')


@given(SOUP)
def test_every_query_is_one_of_elastics_specification(text: str) -> None:
    judge = need_judge()
    body = {"query": kql_query(text)} if not kql_fault(text) else {}
    assert judge._body(judge._types["_global.search/Request"]["body"], body) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_words_can_be_asked_for_in_quotes(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert kql_query(f'"{quoted}"') == words(text, type="phrase")


# ---------------------------------------------------------------- Kibana's own translator


def a_query(chance: random.Random, depth: int = 3) -> str:
    """A text of the language; both translators read each of them."""
    if depth and chance.random() < 0.6:
        parts = [a_query(chance, depth - 1) for _ in range(chance.randint(2, 3))]
        inner = chance.choice([" and ", " or ", " AND "]).join(parts)
        return f"{chance.choice(['', 'not '])}({inner})" if chance.random() < 0.7 else f"({inner})"
    field = chance.choice(["level", "service.name", "@timestamp", '"a b"', r"a\:b"])
    value = chance.choice(
        ["error", "500", "a b", '"a \\"b\\" c"', "web-*", "*x*", r"a\:b", "*", "true", r"x \and y",
         "now-5m", "/a~b*", r"C\\x"]
    )  # fmt: skip
    if chance.random() < 0.2 and "*" not in value:
        return f"{field} {chance.choice(['<', '<=', '>', '>='])} {value}"
    if chance.random() < 0.3:
        return f"{field}: ({value} or not {value} and {value})"
    return chance.choice([value, f"{field}:{value}", f"not {field} : {value}"])


def test_kibana_makes_the_same_query_of_the_same_text() -> None:
    kuery = need_kuery()
    chance = random.Random(7)
    texts = ["", "*", *(a_query(chance) for _ in range(500))]
    for text, theirs in zip(texts, translated(kuery, texts), strict=True):
        assert theirs is not None, text
        assert flattened(kql_query(text)) == theirs, text


def test_kibana_refuses_what_is_refused_here() -> None:
    texts = [
        "level:a b:c",
        "(a",
        "a)",
        'a "b"',
        "a not b",
        "not not a",
        'f: "a',
        "f:",
        "x:http://y",
    ]
    assert translated(need_kuery(), texts) == [None] * len(texts)
    assert all(kql_fault(text) for text in texts)
