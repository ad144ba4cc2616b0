"""What the receiver's answer means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import ProviderError
from tocsin.providers import Call, PageRequest, Ref
from tocsin.providers.http import LONGEST_WAIT_S, read_retry_after

NOW = datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)
Page = Callable[..., PageRequest]
MakeCall = Callable[..., Call]


def failure(paging: Any, page: PageRequest, call: Call) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        paging.page(page, call)
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_2xx_is_taken(receiver: Any, tool: Any, page: Page, call: MakeCall, status: int) -> None:
    receiver.say(status)
    assert tool(receiver.url).page(page(), call()) == Ref(id="INC-42.p3")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (408, "timeout"),
        (429, "rate_limited"),
        (500, "unavailable"),
        (501, "unavailable"),
        (502, "unavailable"),
        (503, "unavailable"),
        (504, "unavailable"),
        (599, "unavailable"),
    ],
)
def test_what_can_pass_is_worth_another_try(
    receiver: Any, tool: Any, page: Page, call: MakeCall, status: int, code: str
) -> None:
    receiver.say(status)
    error = failure(tool(receiver.url), page(), call())
    assert (error.code, error.retryable, error.retry_after) == (code, True, None)
    assert str(error) == f"The paging webhook `hook` answered {status}."


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "invalid"),
        (401, "auth"),
        (403, "forbidden"),
        (404, "not_found"),
        (405, "invalid"),
        (409, "conflict"),
        (410, "not_found"),
        (413, "invalid"),
        (418, "invalid"),
        (422, "invalid"),
        (304, "invalid"),
    ],
)
def test_what_will_not_pass_is_in_vain(
    receiver: Any, tool: Any, page: Page, call: MakeCall, status: int, code: str
) -> None:
    receiver.say(status, Retry_After="7")
    error = failure(tool(receiver.url), page(), call())
    assert (error.code, error.retryable, error.retry_after) == (code, False, None)
    assert str(error).startswith(f"The paging webhook `hook` answered {status}.")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    receiver: Any, tool: Any, page: Page, call: MakeCall, status: int
) -> None:
    receiver.say(status, Location=receiver.url + "/elsewhere")
    error = failure(tool(receiver.url), page(), call())
    assert (error.code, error.retryable) == ("invalid", False)
    assert "final address" in str(error)
    assert [arrived.path for arrived in receiver.arrived] == ["/pages"]


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        (429, "7", 7.0),
        (503, "0", 0.0),
        (503, "Mon, 23 Nov 2026 10:31:05 GMT", 60.0),
        (429, "Mon, 23 Nov 2026 10:00:00 GMT", 0.0),
        (429, "999999", LONGEST_WAIT_S),
        (429, "soon", None),
        (429, "-3", None),
        (500, "7", None),
        (408, "7", None),
    ],
)
def test_retry_after_is_honoured_with_429_and_503(
    receiver: Any,
    tool: Any,
    page: Page,
    call: MakeCall,
    status: int,
    header: str,
    wait: float | None,
) -> None:
    receiver.say(status, Retry_After=header)
    error = failure(tool(receiver.url), page(), call())
    assert error.retryable
    assert error.retry_after == wait


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,9} [A-Za-z]{3} [0-9]{1,9} .{0,20}"))
def test_no_retry_after_header_breaks_anything(header: str) -> None:
    wait = read_retry_after(header, NOW)
    assert wait is None or 0 <= wait <= LONGEST_WAIT_S


@given(st.integers(0, 3600))
def test_a_wait_is_the_same_in_seconds_and_as_a_date(seconds: int) -> None:
    moment = (NOW + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert read_retry_after(str(seconds), NOW) == read_retry_after(moment, NOW) == seconds


def test_nothing_a_receiver_says_in_its_body_is_repeated(
    receiver: Any, tool: Any, page: Page, call: MakeCall
) -> None:
    receiver.say(400, b"your secret is k3y")
    assert "k3y" not in str(failure(tool(receiver.url), page(), call()))
