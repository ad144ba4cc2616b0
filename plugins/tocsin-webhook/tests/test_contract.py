"""The contract every paging tool keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from tocsin.providers import Inbound, Paging, RawRequest, Secret
from tocsin.testing import (
    Answer,
    Arrived,
    FarEnd,
    InboundContract,
    PagingContract,
    Rung,
    a_context,
    a_request,
)
from tocsin_webhook.config import WebhookConfig
from tocsin_webhook.paging import make_paging
from tocsin_webhook.wire import signature

State = Literal["ringing", "acknowledged", "resolved"]
STATES: dict[str, State] = {
    "trigger": "ringing",
    "acknowledge": "acknowledged",
    "resolve": "resolved",
}


class Receiver:
    """A receiver as the README asks for it: it remembers the keys that it has handled."""

    def __init__(self) -> None:
        self.handled: set[str] = set()
        self.pages: list[Rung] = []

    def take(self, asked: Arrived) -> Answer:
        key, told = asked.headers["idempotency-key"], asked.json()
        if key not in self.handled:
            self.handled.add(key)
            self._do(str(told["action"]), str(told["page_id"]), told)
        return Answer(status=202)

    def _do(self, action: str, page_id: str, told: dict[str, object]) -> None:
        if action == "trigger":
            one = Rung(page_id=page_id, person=str(told["person"]), text=str(told["title"]))
            self.pages.append(one)
            return
        self.pages = [
            replace(one, state=STATES[action]) if one.page_id == page_id else one
            for one in self.pages
        ]


class TestWebhookPaging(PagingContract):
    secrets = ("k3y-ü", "in-the-query", "pa55word")
    exceptions: ClassVar[Mapping[str, str]] = {
        "test_a_page_for_people_is_no_answer": "a receiver takes a page with any 2xx, and any body"
    }

    @pytest.fixture
    def receiver(self, far_end: FarEnd) -> Receiver:
        made = Receiver()
        far_end.on("POST", "/pages", made.take)
        return made

    @pytest.fixture
    def tool(
        self,
        far_end: FarEnd,
        receiver: Receiver,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> Iterator[Paging]:
        """A tool that also has secrets in its address."""
        monkeypatch.setenv("HOOK_SECRET", self.secrets[0])
        url = far_end.url.replace("//", "//ana:pa55word@") + "/pages?key=in-the-query"
        config = WebhookConfig(url=url, secret=Secret("HOOK_SECRET"))
        made = make_paging(config, a_context(tmp_path))
        yield made
        made.close()

    @pytest.fixture
    def rung(self, receiver: Receiver) -> Callable[[], Sequence[Rung]]:
        return lambda: receiver.pages


class TestWebhookAnswers(InboundContract):
    """What a receiver tells back, signed with the newest key or one that is still accepted."""

    secrets = ("k3y-of-today", "k3y-of-yesterday")
    secret_envs = ("HOOK_SECRET", "HOOK_SECRET_BEFORE")

    @pytest.fixture
    def inlet(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Inbound]:
        for name, value in zip(self.secret_envs, self.secrets, strict=True):
            monkeypatch.setenv(name, value)
        config = WebhookConfig(
            url="http://127.0.0.1:9/pages",
            secret=Secret("HOOK_SECRET"),
            also_accept=(Secret("HOOK_SECRET_BEFORE"),),
        )
        made = make_paging(config, a_context(tmp_path))
        yield made
        made.close()

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        user = {"id": "U1", "email": "ana@example.org", "name": "Ana"}
        told = {"version": 1, "action": "acknowledged", "page_id": "INC-42.p3", "user": user}
        body = json.dumps(told).encode()

        def signed(secret: str) -> RawRequest:
            header = signature(body, int(a_request(body).received.timestamp()), secret)
            return a_request(body, tocsin_signature=header)

        return signed

    @pytest.fixture
    def deliveries(self, signed_with: Callable[[str], RawRequest]) -> Sequence[RawRequest]:
        return [signed_with(secret) for secret in self.secrets]
