"""Status pages that break their contract are caught by it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import Call, Ref, StatusPage, StatusPageState
from tocsin.testing import StatusPageContract

SECRET = "hunter2"
BROKEN = (AssertionError, pytest.fail.Exception)
Put = Callable[[StatusPageState, Ref | None, Call], Any]


class Secretive(StatusPageContract):
    secrets = (SECRET,)


class Page:
    """A page that does as it is told."""

    def __init__(self, put: Put, shown: str = "a page") -> None:
        self.put = put
        self._shown = shown

    def __repr__(self) -> str:
        return self._shown


def each_time_anew() -> StatusPage:
    numbers: Iterator[int] = count(1)
    return Page(lambda _state, _ref, _call: Ref(id=str(next(numbers))))


def one_for_all() -> StatusPage:
    return Page(lambda _state, _ref, _call: Ref(id="1"))


def without_an_id() -> StatusPage:
    return Page(lambda _state, _ref, _call: Ref())


def raising(error: Exception) -> StatusPage:
    def put(_state: StatusPageState, _ref: Ref | None, _call: Call) -> Ref:
        raise error

    return Page(put)


def talkative() -> StatusPage:
    def put(state: StatusPageState, _ref: Ref | None, _call: Call) -> Ref:
        logging.getLogger("page").info("sent with %s", SECRET)
        return Ref(id=state.key)

    return Page(put)


@pytest.mark.parametrize(
    ("check", "page"),
    [
        ("test_an_incident_has_an_id_on_the_page", without_an_id()),
        ("test_every_later_state_goes_to_the_same_incident", each_time_anew()),
        ("test_a_first_put_that_was_not_answered_is_found_again", each_time_anew()),
        ("test_the_same_state_may_be_put_again", each_time_anew()),
        ("test_states_may_be_left_out", without_an_id()),
        ("test_two_incidents_have_two_notices", one_for_all()),
        ("test_an_incident_needs_no_component", without_an_id()),
        ("test_many_threads_that_put_one_incident_get_one", each_time_anew()),
    ],
)
def test_a_page_that_breaks_a_rule_is_caught(check: str, page: StatusPage) -> None:
    with pytest.raises(BROKEN):
        getattr(StatusPageContract(), check)(page)


@pytest.mark.parametrize(
    "check",
    ["test_a_component_the_page_does_not_know_is_no_surprise",
     "test_what_is_gone_from_the_page_is_no_surprise"],
)  # fmt: skip
def test_an_error_of_another_kind_is_caught(check: str) -> None:
    with pytest.raises(KeyError):
        getattr(StatusPageContract(), check)(raising(KeyError("Teleport")))


@pytest.mark.parametrize(
    "page",
    [raising(ProviderError("auth", f"wrong key {SECRET}")), raising(ProviderError("auth", ""))],
)
def test_a_failure_that_shows_a_secret_or_says_nothing_is_caught(page: StatusPage) -> None:
    with pytest.raises(BROKEN):
        Secretive().test_a_failure_is_a_provider_error_without_secrets(page)


def test_a_page_that_never_fails_cannot_prove_how_it_fails() -> None:
    with pytest.raises(BROKEN):
        Secretive().test_a_failure_is_a_provider_error_without_secrets(one_for_all())


@pytest.mark.parametrize("page", [talkative(), Page(lambda *_: Ref(id="1"), shown=SECRET)])
def test_a_secret_that_is_logged_or_shown_is_caught(
    page: StatusPage, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(BROKEN):
        Secretive().test_no_secret_is_shown_or_logged(page, caplog)
