"""The built-in status page: Tocsin's own web face shows what is kept here."""

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
    ProviderContext,
    ProviderType,
    Ref,
    StatusPageState,
)
from tocsin.providers.base import KeyValue

NEWEST: Final = 999_999_999
_NUMBER: Final = re.compile("[0-9]{1,9}")


class StaticPageConfig(ProviderConfig):
    """`[status_page.static]`: the title of the page, and where customers get help."""

    title: str = Field(default="", max_length=100)
    help: str = Field(default="", max_length=500, pattern=r"^((https?://|mailto:)[^\s<>\"']+)?$")


class StaticPage:
    """Keeps the latest state of each incident; showing them is the web face's part."""

    def __init__(self, store: KeyValue) -> None:
        """The instance's own small store."""
        self._store = store

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        """Keep it in the place of the state before."""
        self._store.put(place(state.key), encoded(state))
        return Ref(id=state.key)


def place(key: str) -> str:
    """Where an incident is kept: newer ones come before older ones."""
    number = key.removeprefix("INC-")
    return f"{NEWEST - int(number):09d}" if _NUMBER.fullmatch(number) else key


def encoded(state: StatusPageState) -> str:
    """A state as text."""
    return json.dumps(asdict(state), default=_time, ensure_ascii=False)


def states(kept: Mapping[str, str]) -> tuple[StatusPageState, ...]:
    """The states of a store; what cannot be read any more is left out, the rest is shown."""
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


def _make(_config: StaticPageConfig, context: ProviderContext) -> StaticPage:
    return StaticPage(context.store)


STATIC_PAGE = ProviderType(
    kind="status_page",
    name="static",
    summary="a status page of Tocsin's own, at /status",
    config=StaticPageConfig,
    factory=_make,
)
