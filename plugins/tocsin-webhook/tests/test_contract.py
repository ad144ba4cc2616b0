"""The contract every paging tool keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tocsin.providers import Paging, Secret
from tocsin.testing import PagingContract, a_context
from tocsin_webhook.config import WebhookConfig
from tocsin_webhook.paging import WebhookPaging, make_paging

NOBODY = "http://127.0.0.1:9/pages"


class TestWebhookPaging(PagingContract):
    secrets = ("k3y-ü", "in-the-query", "pa55word")

    @pytest.fixture
    def make(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> Iterator[Callable[[str], Paging]]:
        """Given an address: a tool that also has secrets in its address."""
        monkeypatch.setenv("HOOK_SECRET", self.secrets[0])
        made: list[WebhookPaging] = []

        def tool(url: str) -> Paging:
            secret = url.replace("//", "//ana:pa55word@") + "?key=in-the-query"
            config = WebhookConfig(url=secret, secret=Secret("HOOK_SECRET"))
            made.append(make_paging(config, a_context(tmp_path)))
            return made[-1]

        yield tool
        for each in made:
            each.close()

    @pytest.fixture
    def tool(self, make: Callable[[str], Paging], receiver: Any) -> Paging:
        return make(receiver.url)

    @pytest.fixture
    def refusing(self, make: Callable[[str], Paging]) -> Paging:
        return make(NOBODY)

    @pytest.fixture
    def hanging(self, make: Callable[[str], Paging], receiver: Any) -> Paging:
        def silence(_handler: BaseHTTPRequestHandler) -> None:
            receiver.released.wait(20)

        receiver.answer = silence
        return make(receiver.url)
