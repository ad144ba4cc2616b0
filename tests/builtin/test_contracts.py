"""What Tocsin brings along keeps the contracts that plugins keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from tocsin.builtin.direct_message import DIRECT_MESSAGE, DirectMessageConfig
from tocsin.builtin.json_alerts import JSON_ALERTS, JsonAlertsConfig
from tocsin.builtin.json_changes import JSON_CHANGES, JsonChangesConfig
from tocsin.builtin.ticket_list import TICKET_LIST, TicketListConfig
from tocsin.errors import ProviderError
from tocsin.providers import AlertSource, Inbound, Paging, Person, RawRequest, Secret, Ticketing
from tocsin.testing import (
    AlertSourceContract,
    InboundContract,
    MemoryKeyValue,
    PagingContract,
    Rung,
    Ticket,
    TicketingContract,
    a_call,
    a_context,
    a_page,
    a_request,
    a_ticket,
)


class TestDirectMessage(PagingContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it reaches nobody itself: the chat it sends through has a contract of its own",
        "hanging": "the chat it sends through has a deadline of its own",
    }

    @pytest.fixture
    def sent(self) -> list[Rung]:
        return []

    @pytest.fixture
    def tool(self, tmp_path: Path, sent: list[Rung]) -> Paging:
        def direct(person: Person, text: str, key: str, *, link: str = "") -> None:
            sent.append(Rung(page_id=key.rpartition(":")[2], person=person.id, text=text + link))

        context = a_context(tmp_path, direct=direct)
        made: Paging = DIRECT_MESSAGE.factory(DirectMessageConfig(), context)  # type: ignore[assignment]  # a factory returns what its kind asks for
        return made

    @pytest.fixture
    def rung(self, sent: list[Rung]) -> Callable[[], Sequence[Rung]]:
        return lambda: sent

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> Paging:
        made: Paging = DIRECT_MESSAGE.factory(DirectMessageConfig(), a_context(tmp_path))  # type: ignore[assignment]  # as above
        return made


class TestJsonAlerts(AlertSourceContract):
    secrets = ("t0ken-of-the-shop",)
    secret_env = "SHOP_ALERTS_TOKEN"

    @pytest.fixture
    def source(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlertSource:
        monkeypatch.setenv(self.secret_env, self.secrets[0])
        config = JsonAlertsConfig(token=Secret(self.secret_env))
        made: AlertSource = JSON_ALERTS.factory(config, a_context(tmp_path))  # type: ignore[assignment]  # as above
        return made

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        bodies = (
            b'{"key": "checkout", "title": "checkout returns 500s", "severity": "critical"}',
            b'{"key": "checkout", "title": "over", "status": "resolved", "id": "7",'
            b' "started": "2026-11-23T10:00:00Z", "link": "https://example.org/g"}',
        )
        return [a_request(body, authorization=f"Bearer {self.secrets[0]}") for body in bodies]

    @pytest.fixture
    def signed_with(self, deliveries: Sequence[RawRequest]) -> Callable[[str], RawRequest]:
        return lambda value: a_request(deliveries[0].body, authorization=f"Bearer {value}")


class TestJsonChanges(InboundContract):
    secrets = ("t0ken-of-the-shop",)
    secret_env = "SHOP_CHANGES_TOKEN"

    @pytest.fixture
    def inlet(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inbound:
        monkeypatch.setenv(self.secret_env, self.secrets[0])
        config = JsonChangesConfig(token=Secret(self.secret_env))
        made: Inbound = JSON_CHANGES.factory(config, a_context(tmp_path))  # type: ignore[assignment]  # as above
        return made

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        body = b'{"title": "checkout 4.3", "service": "checkout", "id": "7"}'
        return lambda value: a_request(body, authorization=f"Bearer {value}")

    @pytest.fixture
    def deliveries(self, signed_with: Callable[[str], RawRequest]) -> Sequence[RawRequest]:
        return [signed_with(self.secrets[0])]


class NoStore:
    """A store that is away."""

    def get(self, key: str) -> str | None:
        raise ProviderError("unavailable", "the store is away")

    def put(self, key: str, value: str) -> None:
        raise ProviderError("unavailable", "the store is away")


class TestTicketList(TicketingContract):
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it asks nobody outside: its tickets lie in our own store",
        "hanging": "it asks nobody outside: the store has deadlines of its own",
    }

    @pytest.fixture
    def store(self) -> MemoryKeyValue:
        return MemoryKeyValue()

    @pytest.fixture
    def tracker(self, tmp_path: Path, store: MemoryKeyValue) -> Ticketing:
        context = a_context(tmp_path, store=store)
        made: Ticketing = TICKET_LIST.factory(TicketListConfig(), context)  # type: ignore[assignment]  # as above
        return made

    @pytest.fixture
    def tickets(self, store: MemoryKeyValue) -> Callable[[], Sequence[Ticket]]:
        def every() -> Sequence[Ticket]:
            read = [(number, json.loads(text)) for number, text in store.items()]
            return [
                Ticket(id=number, title=one["title"], text=one["text"], done=one["state"] == "done")
                for number, one in read
            ]

        return every

    @pytest.fixture
    def refusing(self, tmp_path: Path) -> Ticketing:
        context = a_context(tmp_path, store=NoStore())
        made: Ticketing = TICKET_LIST.factory(TicketListConfig(), context)  # type: ignore[assignment]  # as above
        return made


def test_a_token_beyond_ascii_is_compared_as_the_bytes_that_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTP hands a header over as Latin-1, whatever its bytes meant."""
    monkeypatch.setenv("SHOP_ALERTS_TOKEN", "schlüssel")
    config = JsonAlertsConfig(token=Secret("SHOP_ALERTS_TOKEN"))
    source: AlertSource = JSON_ALERTS.factory(config, a_context(tmp_path))  # type: ignore[assignment]  # as above
    arrived = "Bearer schlüssel".encode().decode("latin-1")
    source.authenticate(a_request(b"{}", authorization=arrived))


def test_a_page_by_message_goes_to_its_person_with_the_link(tmp_path: Path) -> None:
    sent: list[tuple[str, str, str]] = []

    def direct(person: Person, text: str, key: str, *, link: str = "") -> None:
        sent.append((person.id, text, link))
        assert key == call.effect_key

    tool: Paging = DIRECT_MESSAGE.factory(DirectMessageConfig(), a_context(tmp_path, direct=direct))  # type: ignore[assignment]  # as above
    call = a_call()
    tool.page(a_page(), call)
    ((person, text, link),) = sent
    assert (person, link) == ("ana", a_page().ack_url)
    assert a_page().text in text


def test_a_page_by_message_fails_as_the_chat_does(tmp_path: Path) -> None:
    tool: Paging = DIRECT_MESSAGE.factory(DirectMessageConfig(), a_context(tmp_path))  # type: ignore[assignment]  # as above
    with pytest.raises(ProviderError, match="no chat platform"):
        tool.page(a_page(), a_call())


def test_a_closed_ticket_stays_in_the_list(tmp_path: Path) -> None:
    context = a_context(tmp_path)
    tracker: Ticketing = TICKET_LIST.factory(TicketListConfig(), context)  # type: ignore[assignment]  # as above
    tracker.close(tracker.create(a_ticket(), a_call()), a_call())
    kept = context.store.get("INC-42") or ""
    assert '"state": "done"' in kept
    assert "typo on the start page" in kept
