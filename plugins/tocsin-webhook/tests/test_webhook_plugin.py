"""The plugin as the bot and `tocsin check` see it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

import pytest
from pydantic import ValidationError

import tocsin_webhook
from tocsin.providers import Call, Paging
from tocsin_webhook.config import WebhookConfig


def read(url: str) -> WebhookConfig:
    return WebhookConfig.model_validate({"url": url, "secret": {"env": "HOOK_SECRET"}})


def test_the_entry_point_leads_to_the_module_with_the_hooks() -> None:
    (found,) = entry_points(group="tocsin", name="webhook")
    assert found.load() is tocsin_webhook


def test_it_adds_one_type_of_paging() -> None:
    (added,) = tocsin_webhook.tocsin_providers()
    assert (added.kind, added.name, added.config) == ("paging", "webhook", WebhookConfig)


def test_it_can_acknowledge_and_resolve_and_carries_our_key(
    tool: Any, call: Callable[..., Call]
) -> None:
    paging: Paging = tool("https://pager.example.org/")
    assert paging.capabilities == {"acknowledge", "resolve", "native-key", "inbound"}
    assert paging.find("INC-42.p3", call()) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://pager.example.org",
        "http://127.0.0.1:9000/x",
        "https://[::1]:9000/",
        "https://user:pw@pager.example.org/x?y=z",
        "https://прим.example/",
    ],
)
def test_any_whole_web_address_is_taken(url: str) -> None:
    assert read(url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "pager.example.org/x?t0ken",
        "ftp://pager.example.org/t0ken",
        "https://",
        "https:///t0ken",
        "https://pager.example.org:port/t0ken",
        "https://[::1/t0ken",
        "https://pager.example.org/\nt0ken",
    ],
)
def test_any_other_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read(url)
    assert "t0ken" not in str(caught.value)
    assert caught.value.errors()[0]["loc"] == ("url",)


@pytest.mark.parametrize(
    "section",
    [
        'url = "https://pager.example.org"',
        'secret = { env = "S" }',
        'url = "https://pager.example.org"\nsecret = "literal"',
        'url = "https://pager.example.org"\nsecret = { env = "S" }\nsecrte = 1',
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(section: str) -> None:
    with pytest.raises(ValidationError) as caught:
        WebhookConfig.model_validate(tomllib.loads(section))
    assert "literal'" not in str(caught.value)


def test_the_section_shows_neither_its_address_nor_its_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOOK_SECRET", "k3y")
    assert repr(read("https://user:pw@pager.example.org/?t0ken")) == (
        "WebhookConfig(secret=Secret(env='HOOK_SECRET'))"
    )
