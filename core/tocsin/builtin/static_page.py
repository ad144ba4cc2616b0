"""Stores the states of the built-in status page; `tocsin.web` shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Final

from pydantic import Field, TypeAdapter, ValidationError

from tocsin.providers import (
    Call,
    ProviderConfig,
    ProviderType,
    Ref,
    StatusPageState,
)
from tocsin.providers.base import KeyValue

LATEST: Final = 99_999_999_999
NEWEST: Final = 999_999_999
GONE: Final = ""
_NUMBER: Final = re.compile("INC-([0-9]{1,9})")


class StaticPageConfig(ProviderConfig):
    """`[status_page.static]`: the title of the page, and where customers get help."""

    title: str = Field(default="", max_length=100)
    help: str = Field(default="", max_length=500, pattern=r"^((https?://|mailto:)[^\s<>\"']+)?$")


class StaticPage:
    """Keeps the latest state of each incident."""

    def __init__(self, store: KeyValue) -> None:
        """The instance's own small store."""
        self._store = store

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        """Store the status-page state of an incident in place of its previous one."""
        self._store.put(state_key(state), encode_state(state))
        before = _place_before(ref.id) if ref is not None else ""
        if before and self._store.get(before):
            self._store.put(before, GONE)
        return Ref(id=state.key)


def state_key(state: StatusPageState) -> str:
    """Return the key of an incident; keys sort by the time of the last state, newest first."""
    return f"{LATEST - int(state.entries[0].at.timestamp()):011d} {state.key}"


def _place_before(key: str) -> str:
    """Where an incident was kept while its own number was its key here, "" for other keys."""
    number = _NUMBER.fullmatch(key)
    return f"{NEWEST - int(number[1]):09d}" if number else ""


def encode_state(state: StatusPageState) -> str:
    """Return a state as text."""
    return json.dumps(asdict(state), default=_time, ensure_ascii=False)


def stored_states(kept: Mapping[str, str]) -> tuple[StatusPageState, ...]:
    """Return the states of a store; unreadable ones are left out."""
    return tuple(_readable(kept.values()))


def _readable(texts: Iterable[str]) -> Iterable[StatusPageState]:
    for text in texts:
        try:
            yield _adapter().validate_json(text)
        except ValidationError:
            continue


@cache
def _adapter() -> TypeAdapter[StatusPageState]:
    return TypeAdapter(StatusPageState)


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be kept")


STATIC_PAGE = ProviderType(
    kind="status_page",
    name="static",
    summary="a status page of Tocsin's own, at /status",
    config=StaticPageConfig,
    factory=lambda _config, context: StaticPage(context.store),
)
