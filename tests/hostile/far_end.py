"""Every kind of tool, whose words are all hostile: it answers with them, or fails with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from tests.hostile.words import Words
from tocsin.errors import ProviderError
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    AlertsConfig,
    Call,
    Change,
    Graph,
    LogResult,
    LogRow,
    OnCallEntry,
    PageEvent,
    Posted,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    RawRequest,
    Received,
    Ref,
    TicketEvent,
    VendorUser,
)
from tocsin.providers.firing import FiringAlert
from tocsin.providers.presets import AskedConfig

TYPE: Final = "loud"
PNG: Final = b"\x89PNG\r\n\x1a\n"


class Settings(ProviderConfig):
    """Nothing to set."""


class Asked(AskedConfig):
    """Presets alone."""


@dataclass(frozen=True)
class Loud:
    """A tool of any kind. `fails` = it fails with its words instead of answering with them."""

    words: Words
    fails: bool

    @property
    def capabilities(self) -> frozenset[str]:
        return frozenset({"firing", "acknowledge", "resolve", "find", "customers", "people"})

    def authenticate(self, _request: RawRequest) -> None:
        """Whoever asks comes in."""

    def receive(self, request: RawRequest) -> Received:
        """The body says which alert, and whether it fires."""
        key, status = request.body.decode().split()
        return _received(self.words, key, status == "firing", request)

    def address(self, _document: object) -> str:
        return self.words()

    def recipients(self) -> tuple[str, ...]:
        return (self.words(),)

    def __getattr__(self, method: str) -> Callable[..., object]:
        if method not in ANSWERS:
            raise AttributeError(method)

        def called(*given: Any) -> object:
            call = next(one for one in given if isinstance(one, Call))
            if self.fails:
                raise ProviderError("invalid", self.words())
            return ANSWERS[method](self.words, call)

        return called


def _ref(words: Words, _call: Call) -> Ref:
    return Ref(id=words(), url=f"https://tool.example.org/{words()}", data={words(): words()})


def _changes(words: Words, call: Call) -> tuple[Change, ...]:
    return _changes_at(words, call.at)


def _changes_at(words: Words, now: datetime) -> tuple[Change, ...]:
    at = now - timedelta(minutes=5)
    return (
        Change(id="1", at=at, title=words(), service=words(), person=words(), link=words()),
        Change(id="2", at=at, title=words(), service="checkout"),
    )


def _firing(words: Words, call: Call) -> tuple[FiringAlert, ...]:
    return (
        FiringAlert(
            fingerprint="f9", title=words(), since=call.at, service=words(),
            labels={words(): words()}, link=words(),
        ),
    )  # fmt: skip


def _received(words: Words, key: str, fires: bool, request: RawRequest) -> Received:
    at, user = request.received, VendorUser(id=words(), email=words(), name=words())
    alert = AlertEvent(
        fingerprint=key,
        status="firing" if fires else "resolved",
        title=words(),
        starts_at=at,
        description=words(),
        labels={words(): words()},
        links={words(): words(), "runbook": f"https://evil.example/{words()}"},
    )
    group = AlertGroup(
        key=key,
        title=words(),
        severity="P1",
        alerts=(alert, alert),
        service=words(),
        description=words(),
        links={words(): words()},
        truncated=3,
    )
    return Received(
        groups=(group,),
        pages=(PageEvent(page_id="INC-1.p1", action="annotated", user=user, text=words()),),
        tickets=(TicketEvent(ref=words(), action="assigned", user=user, assignee=user),),
        changes=_changes_at(words, at),
    )


ANSWERS: Final[Mapping[str, Callable[[Words, Call], object]]] = {
    "search": lambda words, call: LogResult(
        rows=(LogRow(text=words(), at=call.at, fields={words(): words()}), LogRow(text=words())),
        truncated=True,
        link=words(),
    ),
    "graph": lambda words, call: Graph(png=PNG, alt=words(), link=words()),
    "changes": _changes,
    "firing": _firing,
    "page": _ref,
    "acknowledge": lambda words, call: None,
    "resolve": lambda words, call: None,
    "find": lambda words, call: None,
    "put": _ref,
    "create": _ref,
    "close": lambda words, call: None,
    "send": lambda words, call: Posted(ref=words(), recipients=2, refused=(words(),)),
    "send_person": lambda words, call: Posted(ref=words(), recipients=1),
    "publish": _ref,
    "schedule": _ref,
    "cancel": lambda words, call: None,
    "on_call": lambda words, call: (OnCallEntry(user=words(), email=words()),),
}
CONFIGS: Final[Mapping[str, type[ProviderConfig]]] = {
    "logs": Asked, "graphs": Asked, "alerts": AlertsConfig,
}  # fmt: skip
KINDS: Final = (
    "paging", "schedules", "status_page", "ticketing", "customers", "postmortems", "calendar",
    "logs", "graphs", "changes", "alerts",
)  # fmt: skip


def types(words: Words, *, fails: bool) -> tuple[ProviderType[Any], ...]:
    """A type of each kind."""

    def made(_config: object, _context: ProviderContext) -> Loud:
        return Loud(words, fails)

    return tuple(
        ProviderType(
            kind=kind,
            name=TYPE,
            summary="says what it likes",
            config=CONFIGS.get(kind, Settings),
            factory=made,
        )
        for kind in KINDS
    )
