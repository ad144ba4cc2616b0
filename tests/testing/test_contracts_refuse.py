"""Providers that break their contract are caught by it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tocsin.chat.port import MessageRef, RoomRef
from tocsin.errors import BadPayload, ProviderError, Unauthorised
from tocsin.providers import AlertEvent, AlertGroup, RawRequest, Received, Ref
from tocsin.testing import (
    AlertSourceContract,
    ChatContract,
    PagingContract,
    TicketingContract,
    a_request,
)
from tocsin.testing.chat import NAME
from tocsin.testing.values import NOW

SECRET = "hunter2"
BROKEN = (AssertionError, pytest.fail.Exception)
ALERT = AlertEvent(fingerprint="a", status="firing", title="errors", starts_at=NOW)
GROUP = AlertGroup(key="k", title="errors", severity="P1", alerts=(ALERT,))
REQUEST = a_request(b"{}", authorization=f"Bearer {SECRET}")


class Tool:
    """A paging tool that does as it is told."""

    def __init__(
        self, page: Callable[[Any, Any], object] = lambda page, call: Ref(id=page.page_id),
        capabilities: Any = frozenset({"native-key"}), shown: str = "a tool",
    ) -> None:  # fmt: skip
        self.page = page
        self.capabilities = capabilities
        self._shown = shown

    def __repr__(self) -> str:
        return self._shown


def refuse(error: Exception) -> Callable[..., object]:
    def page(*_: object) -> object:
        raise error

    return page


def hang(_page: object, _call: object) -> object:
    time.sleep(1.3)
    raise ProviderError("timeout", "no answer")


class Secretive(PagingContract):
    secrets = (SECRET,)


def count() -> Callable[[Any, Any], Ref]:
    """A tool that gives every call a new id."""
    refs = iter(range(1000))
    return lambda page, call: Ref(id=str(next(refs)))


@pytest.mark.parametrize(
    ("test", "tool"),
    [
        (
            Secretive().test_capabilities_are_of_the_closed_set,
            Tool(capabilities=frozenset({"fly"})),
        ),
        (Secretive().test_capabilities_are_of_the_closed_set, Tool(capabilities=["find"])),
        (Secretive().test_a_page_gives_a_ref, Tool(lambda page, call: None)),
        (Secretive().test_a_repeat_is_taken_again, Tool(count())),
        (Secretive().test_a_failure_is_a_provider_error_without_secrets, Tool()),
        (
            Secretive().test_a_failure_is_a_provider_error_without_secrets,
            Tool(refuse(ProviderError("auth", f"{SECRET} is wrong"))),
        ),
        (
            Secretive().test_a_failure_is_a_provider_error_without_secrets,
            Tool(refuse(ProviderError("auth", ""))),
        ),
        (Secretive().test_an_unanswered_call_ends_by_its_deadline, Tool(hang)),
    ],
)
def test_a_paging_tool_is_caught(test: Callable[..., None], tool: Tool) -> None:
    with pytest.raises(BROKEN):
        test(tool)


def test_a_paging_tool_that_raises_something_else_is_caught() -> None:
    with pytest.raises(ZeroDivisionError):
        Secretive().test_a_failure_is_a_provider_error_without_secrets(
            Tool(refuse(ZeroDivisionError()))  # type: ignore[arg-type]  # broken on purpose
        )


def test_a_secret_behind_the_error_is_caught() -> None:
    error = ProviderError("auth", "refused")
    error.__cause__ = ValueError(f"401 for {SECRET}")
    with pytest.raises(AssertionError, match="secret number 0"):
        Secretive().test_a_failure_is_a_provider_error_without_secrets(Tool(refuse(error)))  # type: ignore[arg-type]  # as above


def test_a_tool_that_shows_its_secret_is_caught(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AssertionError, match="secret number 0"):
        Secretive().test_no_secret_is_shown_or_logged(Tool(shown=SECRET), caplog)  # type: ignore[arg-type]  # as above


class Source:
    """An alert source that does as it is told."""

    def __init__(
        self, receive: Callable[[RawRequest], object] = lambda _: Received(groups=(GROUP,)),
        authenticate: Callable[[RawRequest], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self.receive = receive
        self.authenticate = authenticate


def reading(**changed: Any) -> Source:
    group = replace(GROUP, **changed)
    return Source(lambda _: Received(groups=(group,)))


def sound(source: Any) -> None:
    AlertSourceContract().test_what_is_read_is_sound(source, [REQUEST])


def hostile(source: Any) -> None:
    AlertSourceContract().test_a_hostile_body_is_a_bad_payload_at_most(source, [REQUEST], b"[]")


def headless(source: Any) -> None:
    AlertSourceContract().test_a_delivery_without_its_headers_stays_out(source, [REQUEST])


def pure(source: Any) -> None:
    AlertSourceContract().test_reading_is_pure(source, [REQUEST, REQUEST])


class Forgetful:
    """Reads each delivery differently."""

    def __init__(self) -> None:
        self._count = 0

    def receive(self, _: RawRequest) -> Received:
        self._count += 1
        return Received(delivery_id=str(self._count))


def bad(text: str) -> Callable[[RawRequest], object]:
    return refuse(BadPayload(text))


@pytest.mark.parametrize(
    ("ask", "source"),
    [
        (sound, reading(key="")),
        (sound, reading(title="two\nlines")),
        (sound, reading(severity="critical")),
        (sound, reading(alerts=())),
        (sound, reading(alerts=(ALERT, ALERT))),
        (sound, reading(truncated=-1)),
        (sound, reading(alerts=(replace(ALERT, starts_at=NOW.replace(tzinfo=None)),))),
        (sound, reading(alerts=(replace(ALERT, links={"a": "javascript:x"}),))),
        (hostile, Source(bad(""))),
        (hostile, Source(bad("x" * 1000))),
        (hostile, Source(bad("\x1b[2J"))),
        (headless, Source()),
        (pure, Forgetful()),
    ],
)
def test_an_alert_source_is_caught(ask: Callable[[Any], None], source: object) -> None:
    with pytest.raises(BROKEN):
        ask(source)


def test_an_alert_source_that_breaks_on_a_body_is_caught() -> None:
    with pytest.raises(KeyError):
        hostile(Source(refuse(KeyError("alerts"))))


def test_an_alert_source_that_tells_its_token_is_caught() -> None:
    class Telling(AlertSourceContract):
        secrets = (SECRET,)

    source: Any = Source(authenticate=refuse(Unauthorised(f"it is {SECRET}")))  # type: ignore[arg-type]  # it only raises
    with pytest.raises(AssertionError, match="secret number 0"):
        Telling().test_a_delivery_without_its_headers_stays_out(source, [REQUEST])


class Tracker:
    """A tracker that opens a new ticket at each call."""

    def __init__(self) -> None:
        self._refs = iter(range(1000))

    def create(self, _draft: object, _call: object) -> Ref:
        return Ref(id=str(next(self._refs)))


def test_a_tracker_that_doubles_tickets_is_caught() -> None:
    tracker: Any = Tracker()
    for ask in (
        TicketingContract().test_the_same_key_is_the_same_ticket,
        TicketingContract().test_many_threads_that_create_one_ticket_get_one,
    ):
        with pytest.raises(AssertionError):
            ask(tracker)


class Pigeons:
    """A chat that opens the same room for everybody, and calls all messages alike."""

    platform = "Pigeons"
    capabilities = frozenset({"topic"})

    def open_room(self, name: str, _incident: str, *, private: bool) -> RoomRef:
        return RoomRef(platform="pigeons", id=name, name=name)

    def post(self, room: RoomRef, _text: str, *, key: str) -> MessageRef:
        return MessageRef(platform="pigeons", room=room.id, id="1")


def test_a_chat_is_caught() -> None:
    chat: Any = Pigeons()
    room = chat.open_room(NAME, "uuid-42", private=False)
    contract = ChatContract()
    with pytest.raises(AssertionError):
        contract.test_it_has_a_name_and_capabilities_of_the_closed_set(chat)
    for ask in (
        contract.test_a_room_is_named_with_a_hash,
        contract.test_a_room_of_another_incident_is_not_adopted,
        contract.test_many_threads_may_speak_at_once,
    ):
        with pytest.raises(AssertionError):
            ask(chat, room)
