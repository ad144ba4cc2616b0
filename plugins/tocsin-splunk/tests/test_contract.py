"""The contracts of alert sources, graphs and logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.counterparts.splunk.head import NOON, TOKEN, SearchHead
from tests.counterparts.splunk.hooks import delivery, payload
from tocsin.errors import Unauthorised
from tocsin.providers import AlertSource, Graphs, ListsFiring, Logs, RawRequest, Secret
from tocsin.testing import AlertSourceContract, FiringContract, GraphsContract, LogsContract

Make = Callable[..., Any]
PAGES: Final = "https://splunk.example.com"
HOOKS: Final = ("spl-h00k-token-of-today", "spl-h00k-token-of-yesterday")


class Webhooks(AlertSourceContract):
    """Let in with the newest token, or with the one before."""

    secrets = HOOKS
    secret_envs = ("SPLUNK_HOOK", "SPLUNK_HOOK_BEFORE")
    header: bool

    @pytest.fixture
    def source(self, tool: Make, monkeypatch: pytest.MonkeyPatch) -> AlertSource:
        monkeypatch.setenv("SPLUNK_HOOK_BEFORE", HOOKS[1])
        tokens = [Secret(name) for name in self.secret_envs]
        made: AlertSource = tool("alerts", token=tokens)
        return made

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        return lambda token: delivery(token, header=self.header)

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        over = payload(tocsin_state="resolved")
        return [
            delivery(HOOKS[0], header=self.header),
            delivery(HOOKS[1], over, header=self.header),
        ]


class TestByHeader(Webhooks):
    """As apps send it that can send a header."""

    header = True


class TestByAddress(Webhooks):
    """As Splunk itself sends it: it can send no header, so the token stands in the address."""

    header = False
    exceptions = dict.fromkeys(
        (
            "test_a_delivery_without_its_headers_stays_out",
            "test_a_delivery_with_other_headers_stays_out",
            "test_what_lets_a_delivery_in_is_compared_whole",
            "test_without_a_secret_of_our_own_nobody_comes_in",
        ),
        "the token stands in the address, for Splunk's own webhook sends no header",
    )

    @pytest.mark.parametrize("added", ["x", "é", "\udcff", "\u0000"])
    def test_a_delivery_with_other_headers_stays_out(
        self, asked: AlertSource, deliveries: Sequence[RawRequest], added: str
    ) -> None:
        for path in ("/hooks/shop/splunk", f"/hooks/shop/splunk?token={HOOKS[0]}{added}"):
            with pytest.raises(Unauthorised):
                asked.authenticate(_at(path))

    @pytest.mark.parametrize("added", ["x", "é", "\udcff"])
    def test_what_lets_a_delivery_in_is_compared_whole(
        self, asked: AlertSource, deliveries: Sequence[RawRequest], added: str
    ) -> None:
        for query in (
            f"token={HOOKS[0]}&token={HOOKS[0]}",
            f"token={added}{HOOKS[0]}",
            f"TOKEN={HOOKS[0]}",
            f"token={HOOKS[0][:-1]}",
            "&".join(["a=b"] * 20) + f"&token={HOOKS[0]}",
        ):
            with pytest.raises(Unauthorised):
                asked.authenticate(_at(f"/hooks/shop/splunk?{query}"))

    @pytest.mark.parametrize("value", [None, ""])
    def test_without_a_secret_of_our_own_nobody_comes_in(
        self,
        asked: AlertSource,
        deliveries: Sequence[RawRequest],
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
        value: str | None,
    ) -> None:
        for env in self.envs():
            monkeypatch.delenv(env)
            if value is not None:
                monkeypatch.setenv(env, value)
        for path in ("/hooks/shop/splunk", "/hooks/shop/splunk?token=", deliveries[0].path):
            with pytest.raises(Unauthorised):
                asked.authenticate(_at(path))


def _at(path: str) -> RawRequest:
    known = delivery("")
    return RawRequest(
        method="POST", path=path, headers={}, body=known.body, received=known.received
    )


class TestFiring(FiringContract):
    secrets = (TOKEN, *HOOKS)

    @pytest.fixture
    def firing(self, tool: Make, splunk: SearchHead) -> ListsFiring:
        # The call of the contract is at half past ten.
        at = NOON - timedelta(hours=1, minutes=30)
        rows = [{"severity": "critical", "service": "checkout"}]
        splunk.trigger("Checkout errors", at - timedelta(minutes=4), rows)
        splunk.trigger("Queue is full", at - timedelta(minutes=20))
        made: ListsFiring = tool("alerts", pages_url=PAGES)
        return made


class TestLogs(LogsContract):
    secrets = (TOKEN,)

    @pytest.fixture
    def logs(self, tool: Make) -> Logs:
        made: Logs = tool("logs", pages_url=PAGES)
        return made


class TestGraphs(GraphsContract):
    secrets = (TOKEN,)
    query = "index=main error"
    nothing = "no-such-entry-anywhere"

    @pytest.fixture
    def graphs(self, tool: Make) -> Graphs:
        made: Graphs = tool("graphs", pages_url=PAGES)
        return made
