"""The doctor finds what keeps the app from working, and says what to click."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.counterparts.slack import Slack
from tests.patience import COMES_S
from tocsin.chat import Finding
from tocsin_slack.api import SlackApi
from tocsin_slack.config import SlackConfig
from tocsin_slack.doctor import MANIFEST, findings


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with Slack(manifest=MANIFEST) as running:
        running.room("incidents", running.person("ana"))
        running.user_group("pay-oncall", "Payments", running.person("ana"))
        yield running


@pytest.fixture
def config(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> SlackConfig:
    monkeypatch.setenv("BOT", slack.bot_token)
    monkeypatch.setenv("APP", slack.app_token)
    tokens = {"bot_token": {"env": "BOT"}, "app_token": {"env": "APP"}}
    return SlackConfig.model_validate({**tokens, "base_url": slack.url})


def examine(config: SlackConfig) -> tuple[Finding, ...]:
    bot, app = (SlackApi(one, config.base_url) for one in (config.bot_token, config.app_token))
    return findings(config, bot, app)


def faults(config: SlackConfig) -> dict[str, str]:
    return {one.what: one.detail for one in examine(config) if one.verdict != "ok"}


def found(config: SlackConfig, what: str) -> Finding:
    (one,) = (one for one in examine(config) if one.what == what)
    return one


def test_an_app_made_from_the_manifest_is_well(config: SlackConfig) -> None:
    assert faults(config) == {}


def test_it_says_where_it_hears(config: SlackConfig) -> None:
    assert "#incidents" in found(config, "channels").detail


def test_swapped_tokens_are_told_apart_before_slack_is_asked(
    slack: Slack, config: SlackConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT", slack.app_token)
    monkeypatch.setenv("APP", slack.bot_token)
    slack.clear_calls()

    told = faults(config)

    assert told["bot_token"].startswith("BOT is an app token; copy the one that begins with xoxb-")
    assert told["app_token"].startswith("APP is a bot token; copy the one that begins with xapp-")
    assert not slack.calls


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("xoxp-1", "a user's token"),
        ("xoxe.xoxb-1", "a token that rotates"),
        ("https://hooks.slack.com/services/1", "no token"),
    ],
)
def test_a_token_of_another_kind_is_named(
    config: SlackConfig, monkeypatch: pytest.MonkeyPatch, token: str, kind: str
) -> None:
    monkeypatch.setenv("BOT", token)

    assert f"BOT is {kind};" in faults(config)["bot_token"]


def test_a_token_that_is_not_set_names_its_variable(
    config: SlackConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("APP")

    assert "APP" in faults(config)["app_token"]


def test_a_token_that_slack_does_not_know_says_where_to_copy_it(
    config: SlackConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT", "xoxb-nobodys")
    monkeypatch.setenv("APP", "xapp-nobodys")

    told = faults(config)

    assert "OAuth & Permissions" in told["the bot token"]
    assert "Basic Information" in told["the app token"]
    assert "nobodys" not in str(told)


def test_a_scope_that_is_missing_is_named_with_the_way_to_get_it(
    slack: Slack, config: SlackConfig
) -> None:
    slack.scopes.remove("pins:write")
    try:
        told = faults(config)
    finally:
        slack.scopes.add("pins:write")

    assert told["scopes"].startswith("pins:write missing. App Manifest: paste")
    assert "Reinstall" in told["scopes"]


@pytest.mark.parametrize("scope", ["channels:manage", "groups:write"])
def test_no_channel_is_made_to_see_whether_one_can_be(
    slack: Slack, config: SlackConfig, scope: str
) -> None:
    slack.clear_calls()
    assert "not tried" in found(config, "making public and private channels").detail

    slack.scopes.remove(scope)
    try:
        told = faults(config)
    finally:
        slack.scopes.add(scope)

    assert scope in told["scopes"]
    assert "conversations.create" not in slack.calls


def test_a_user_group_that_is_not_there_is_a_fault(config: SlackConfig) -> None:
    groups = {"pay-oncall": "payments", "paymnts": "payments"}
    named = config.model_copy(update={"user_groups": groups})

    assert list(faults(named)) == ["user group @paymnts"]


def test_a_bot_that_is_a_member_nowhere_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Slack(manifest=MANIFEST) as alone:
        monkeypatch.setenv("BOT", alone.bot_token)
        monkeypatch.setenv("APP", alone.app_token)
        tokens = {"bot_token": {"env": "BOT"}, "app_token": {"env": "APP"}}
        config = SlackConfig.model_validate({**tokens, "base_url": alone.url})

        assert "/invite @tocsin" in faults(config)["channels"]


def test_events_cannot_be_asked_and_how_to_see_them_is_said(config: SlackConfig) -> None:
    assert "Event Subscriptions" in found(config, "events").detail


def test_a_slack_that_is_away_is_a_fault_of_each_and_soon_told(
    config: SlackConfig,
) -> None:
    began = time.monotonic()

    told = faults(config.model_copy(update={"base_url": "http://127.0.0.1:9/api/"}))

    assert set(told) == {"the bot token", "the app token"}
    assert all("cannot be reached" in detail for detail in told.values())
    assert time.monotonic() - began < COMES_S
