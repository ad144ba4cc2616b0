"""Keys that many sections share, and one connection for several kinds of one tool."""

from __future__ import annotations

import hmac
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.patience import HANGS_S
from tocsin.errors import ProviderError
from tocsin.providers import BaseUrl, HttpConfig, ProviderContext, Shared, SignedConfig
from tocsin.providers.http import HttpClient
from tocsin.testing import FarEnd, a_context

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


class ToolConfig(HttpConfig):
    base_url: BaseUrl = "https://api.example.org"


@pytest.mark.parametrize(
    "section",
    [
        {},
        {"base_url": "https://10.0.0.1/api"},
        {"base_url": "http://127.0.0.1:9/x"},
        {"base_url": "http://[::1]:9/"},
        {"base_url": "http://localhost:9"},
        {"base_url": "http://tool.internal", "plain_http": True},
    ],
)
def test_an_address_is_https_or_on_this_machine_or_meant(section: dict[str, object]) -> None:
    assert ToolConfig.model_validate(section).base_url


@pytest.mark.parametrize(
    "url", ["http://t0ken.internal", "ftp://t0ken", "t0ken", "https://", "http://127.0.0.1.t0ken/"]
)
def test_any_other_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ToolConfig.model_validate({"base_url": url})
    assert "t0ken" not in str(caught.value)


def test_neither_address_nor_proxy_is_shown() -> None:
    made = ToolConfig.model_validate(
        {"base_url": "https://a:pa55@x.example", "proxy": "http://b:pa55@p.example:3128"}
    )
    assert "pa55" not in repr(made) + repr(made.via())
    assert made.via().proxy.startswith("http://b:")


def sign(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, "sha256").hexdigest()


def signed(*names: str) -> SignedConfig:
    envs = [{"env": name} for name in names]
    return SignedConfig.model_validate({"secret": envs[0] if len(envs) == 1 else envs})


def test_one_secret_or_several_are_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEW_KEY", "new-k3y")
    monkeypatch.setenv("OLD_KEY", "old-k3y")
    both, one = signed("NEW_KEY", "OLD_KEY"), signed("NEW_KEY")
    assert both.is_signed(b"x", [sign("old-k3y", b"x")])
    assert both.is_signed(b"x", ["é", sign("new-k3y", b"x")])
    assert not both.is_signed(b"y", [sign("old-k3y", b"x")])
    assert not one.is_signed(b"x", [sign("old-k3y", b"x")])
    assert not both.is_signed(b"x", [])


@pytest.mark.parametrize("value", [None, ""])
def test_a_secret_that_is_not_set_signs_nothing(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("NEW_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("NEW_KEY", value)
    assert not signed("NEW_KEY").is_signed(b"x", [sign("", b"x")])


@pytest.mark.parametrize(
    ("unix", "near"),
    [("0", True), ("300", True), ("-300", True), ("301", False), ("-301", False)],
)
def test_a_signature_of_another_time_is_old(unix: str, near: bool) -> None:
    moment = str(int(NOW.timestamp()) + int(unix))
    assert signed("NEW_KEY").is_now(moment, NOW) is near


@pytest.mark.parametrize("unix", ["", "x", "-5", "1e9", "9" * 20, "١٢٣"])
def test_a_time_that_is_none_is_old(unix: str) -> None:
    assert not signed("NEW_KEY").is_now(unix, NOW)


@pytest.mark.parametrize("secret", [[], "k3y", [{"env": "A"}] * 5, ["k3y"]])
def test_a_secret_is_named_by_its_variable(secret: object) -> None:
    with pytest.raises(ValidationError) as caught:
        SignedConfig.model_validate({"secret": secret})
    assert caught.value.errors()[0]["loc"][0] == "secret"


# ------------------------------------------------------------------- one connection for several


class Tool:
    """A section of any kind of one vendor."""

    def __init__(self, url: str, context: ProviderContext) -> None:
        self.lease = context.shared.use(
            ("tool", url),
            lambda: HttpClient(url, tool="The tool", agent="x/1", clock=context.clock),
        )

    def ask(self, *, polite: bool) -> int:
        return self.lease.one.get("/x", deadline=5, polite=polite).status

    def close(self) -> None:
        self.lease.close()


def test_two_kinds_of_one_tool_share_client_connection_and_limit(
    far_end: FarEnd, tmp_path: Path
) -> None:
    context = a_context(tmp_path)
    pager = Tool(far_end.url, context)
    schedules = Tool(far_end.url, replace(context, instance="other"))
    assert pager.lease.one is schedules.lease.one
    pager.ask(polite=False)
    schedules.ask(polite=True)
    assert len({asked.client for asked in far_end.arrived}) == 1
    far_end.fail("429-with-wait", times=1)
    with pytest.raises(ProviderError):
        schedules.ask(polite=True)
    with pytest.raises(ProviderError, match="asked to be left alone"):
        schedules.ask(polite=True)
    assert pager.ask(polite=False) == 202, "what rings a person is not held back"
    pager.close()
    pager.close()
    assert schedules.lease.one.get(deadline=5).status == 202, "the other still uses it"
    schedules.close()


def test_another_address_and_another_team_share_nothing(tmp_path: Path) -> None:
    one, other = a_context(tmp_path), a_context(tmp_path)
    tools = [
        Tool("http://127.0.0.1:9", one),
        Tool("http://127.0.0.1:8", one),
        Tool("http://127.0.0.1:9", other),
    ]
    assert len({id(tool.lease.one) for tool in tools}) == 3
    for tool in tools:
        tool.close()


class Counted:
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_it_is_closed_with_its_last_user_and_then_made_anew() -> None:
    shared = Shared()
    leases = [shared.use("k", Counted) for _ in range(3)]
    one = leases[0].one
    for lease in leases:
        assert one.closed == 0
        lease.close()
    assert one.closed == 1
    again = shared.use("k", Counted)
    assert again.one is not one


def test_what_cannot_be_made_is_not_kept() -> None:
    shared = Shared()

    def broken() -> Counted:
        raise ProviderError("invalid", "no address")

    with pytest.raises(ProviderError):
        shared.use("k", broken)
    assert shared.use("k", Counted).one.closed == 0


def test_many_threads_make_one() -> None:
    shared, gate = Shared(), threading.Barrier(8)

    def use(_: int) -> int:
        gate.wait(HANGS_S)
        return id(shared.use("k", Counted).one)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(use, range(8)))) == 1
