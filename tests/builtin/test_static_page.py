"""The built-in status page keeps the contract of status pages, and what it was handed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ValidationError

from tocsin.builtin.static_page import (
    STATIC_PAGE,
    StaticPageConfig,
    encode_state,
    state_key,
    stored_states,
)
from tocsin.errors import ProviderError
from tocsin.providers import Ref, StatusEntry, StatusPage
from tocsin.testing import (
    MemoryKeyValue,
    Notice,
    StatusPageContract,
    a_call,
    a_context,
    a_page_state,
)
from tocsin.testing.values import NOW


class Down:
    """A store that cannot be written."""

    def get(self, key: str) -> str | None:
        return None

    def put(self, key: str, value: str) -> None:
        raise ProviderError("unavailable", "the store is away")


class TestStaticPage(StatusPageContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it asks nobody outside: its notices lie in our own store",
        "hanging": "it asks nobody outside: the store has deadlines of its own",
    }

    @pytest.fixture
    def store(self) -> MemoryKeyValue:
        return MemoryKeyValue()

    @pytest.fixture
    def shown(self, store: MemoryKeyValue) -> Callable[[], Sequence[Notice]]:
        def notices() -> Sequence[Notice]:
            return [
                Notice(
                    title=state.title,
                    entries=tuple(entry.text for entry in state.entries),
                    resolved=state.resolved is not None,
                    components=state.components,
                )
                for state in stored_states(dict(store.items()))
            ]

        return notices

    @pytest.fixture
    def page(self, tmp_path: Path, store: MemoryKeyValue) -> StatusPage:
        context = a_context(tmp_path, store=store)
        made: StatusPage = STATIC_PAGE.factory(StaticPageConfig(), context)  # type: ignore[assignment]  # a factory returns what its kind asks for
        return made

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> StatusPage:
        context = a_context(tmp_path, store=Down())
        made: StatusPage = STATIC_PAGE.factory(StaticPageConfig(), context)  # type: ignore[assignment]  # as above
        return made


def test_what_was_put_last_is_kept(tmp_path: Path) -> None:
    context = a_context(tmp_path)
    page: StatusPage = STATIC_PAGE.factory(StaticPageConfig(), context)  # type: ignore[assignment]  # as above
    page.put(a_page_state(title="before"), None, a_call())
    page.put(a_page_state(title="after"), None, a_call())
    kept = context.store.get(state_key(a_page_state())) or ""
    assert stored_states({"x": kept}) == (a_page_state(title="after"),)


def test_newer_notices_are_kept_before_older_ones() -> None:
    told = [
        a_page_state(entries=(StatusEntry(at=at, phase="investigating", text="We look."),))
        for at in (NOW, NOW + timedelta(seconds=1), NOW + timedelta(days=9000))
    ]
    assert sorted(told, key=state_key) == told[::-1]


def test_what_was_kept_under_our_own_number_is_not_shown_twice(tmp_path: Path) -> None:
    context = a_context(tmp_path)
    context.store.put("999999957", encode_state(a_page_state(key="INC-42", title="our own title")))
    page: StatusPage = STATIC_PAGE.factory(StaticPageConfig(), context)  # type: ignore[assignment]  # as above
    page.put(a_page_state(), Ref(id="INC-42"), a_call())
    kept = {key: context.store.get(key) or "" for key in ("999999957", state_key(a_page_state()))}
    assert stored_states(kept) == (a_page_state(),)


def test_what_cannot_be_read_is_left_out_and_the_rest_is_shown() -> None:
    kept = {"a": "{", "b": json.dumps({"key": "INC-1"}), "c": encode_state(a_page_state())}
    assert stored_states(kept) == (a_page_state(),)


@pytest.mark.parametrize("help_", ["javascript:alert(1)", 'https://x"y', "help", "https://a b"])
def test_help_is_an_address(help_: str) -> None:
    with pytest.raises(ValidationError):
        StaticPageConfig(help=help_)
