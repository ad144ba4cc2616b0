"""What looks like a secret is taken out of a text; what does not stays readable."""

from __future__ import annotations

from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.providers.redaction import LONGEST, one_line, redact, struck

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("password=hunter2 retry=3", "password=… retry=3"),
        ("DB_PASSWORD: hunter2", "DB_PASSWORD: …"),
        ('{"api_key": "abc def", "user": "ana"}', '{"api_key": "…", "user": "ana"}'),
        ("x-api-key: abc", "x-api-key: …"),
        ("GET /x?token=abc&page=2", "GET /x?token=…&page=2"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
        ("authorization=abcdef", "authorization=…"),
        ("sent Bearer 0123456789abcdef0123 away", "sent Bearer … away"),
        ("Token token=0123456789abcdef0123", "Token token=…"),
        ("postgresql://app:s3cret@db/x", "postgresql://app:…@db/x"),
        (f"jwt {TOKEN} end", "jwt … end"),
        ("id AKIAIOSFODNN7EXAMPLE end", "id … end"),
        ("ghp_0123456789abcdefghij", "…"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nabc\ndef\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----…-----END RSA PRIVATE KEY-----",
        ),
        ("-----BEGIN PRIVATE KEY-----\nabc", "-----BEGIN PRIVATE KEY-----…"),
        ("Set-Cookie: sid=abc", "Set-Cookie: …"),
    ],
)
def test_a_secret_is_taken_out(text: str, left: str) -> None:
    assert redact(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "checkout returns 500s for 3 % of requests",
        "monkeys eat: bananas",
        "the token bucket is empty",
        "passed 12 of 13 checks",
        "GET https://example.org/a/b?page=2 200 in 34 ms",
        "order 0193a5c0-0000-7000-8000-000000000042 failed",
        "java.lang.NullPointerException at com.example.Basket.total(Basket.java:42)",
    ],
)
def test_ordinary_rows_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


def test_what_is_known_is_struck_out_by_its_value() -> None:
    assert struck("it was k3y-of-the-shop", ["k3y-of-the-shop"]) == "it was …"
    assert struck("abc is short", ["abc"]) == "abc is short"


@pytest.mark.parametrize(
    "text",
    [
        "a_" * 60_000,
        "key" * 40_000,
        "token " * 20_000,
        "a://" * 30_000,
        "eyJ" * 40_000,
        "-----BEGIN PRIVATE KEY-----" * 4_000,
        "authorization: " * 8_000,
        "password=" * 12_000,
        '"' * 100_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = monotonic()
    assert len(redact(text)) <= LONGEST
    assert monotonic() - began < 2


@given(st.text())
def test_any_text_becomes_one_printable_line(text: str) -> None:
    line = one_line(redact(text), 80)
    assert len(line) <= 80
    assert not set(line) & set("\n\r\t\x1b\x00\u2028\u202e")
