"""The contracts of paging tools, schedules, and of what comes in; each for both products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

import pytest

from tests.counterparts.opsgenie.account import PRIMARY, Alert
from tests.counterparts.opsgenie.hooks import By, action, delivery
from tests.counterparts.opsgenie.opsgenie import KEY, TOKEN, Opsgenie
from tocsin.providers import Inbound, Paging, RawRequest, Schedules, Secret
from tocsin.testing import (
    InboundContract,
    PagingContract,
    Rung,
    SchedulesContract,
    a_context,
)
from tocsin_opsgenie.alerts import Alerts
from tocsin_opsgenie.config import PagingConfig
from tocsin_opsgenie.schedules import OnCall

Make = Callable[..., Any]
OURS = Alert(id="70413a06-38d6-4c85-92b8-5ebc900d42e2-1", alias="INC-42.p3", message="P1: checkout")
SECRETS: Final = ("0g-h00k-of-today", "0g-h00k-of-yesterday")


def state(of: Alert) -> Literal["ringing", "acknowledged", "resolved"]:
    if of.status == "closed":
        return "resolved"
    return "acknowledged" if of.acknowledged else "ringing"


class TestAlerts(PagingContract):
    """Pages through Opsgenie."""

    secrets = (KEY, "0g-h00k-secret-of-today")

    @pytest.fixture
    def tool(self, tool: Make) -> Paging:
        made: Paging = tool()
        return made

    @pytest.fixture
    def rung(self, og: Opsgenie) -> Callable[[], Sequence[Rung]]:
        return lambda: [
            Rung(page_id=one.alias, person=str(one.responders), text=one.message, state=state(one))
            for one in og.account.alerts
        ]


class TestAlertsOfJsm(TestAlerts):
    """The same through Jira Service Management, which cannot be asked for an alert."""

    @pytest.fixture
    def tool(self, jsm: Make) -> Paging:
        made: Paging = jsm()
        return made


class TestOnCall(SchedulesContract):
    secrets = (KEY,)

    @pytest.fixture
    def schedules(self, oncall: OnCall) -> Schedules:
        return oncall

    @pytest.fixture
    def known(self) -> str:
        return PRIMARY


class TestOnCallByName(TestOnCall):
    @pytest.fixture
    def known(self) -> str:
        return "Primary"


class TestOnCallOfJsm(TestOnCall):
    secrets = (TOKEN,)

    @pytest.fixture
    def schedules(self, jsm_oncall: OnCall) -> Schedules:
        return jsm_oncall


class TestWebhooks(InboundContract):
    """Let in by the header that both products can send."""

    secrets = SECRETS
    secret_envs = ("OG_HOOK", "OG_HOOK_BEFORE")
    by: ClassVar[By] = "header"

    @pytest.fixture
    def inlet(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Inbound:
        for name, value in zip(self.secret_envs, self.secrets, strict=True):
            monkeypatch.setenv(name, value)
        config = PagingConfig(
            product="jsm",
            key=Secret("OG_KEY"),
            webhook_secret=tuple(Secret(name) for name in self.secret_envs),
            webhook_by=self.by,
        )
        return Alerts(config, a_context(tmp_path))

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        body = action("Acknowledge", OURS)
        return lambda secret: delivery(body, secret, by=self.by)

    @pytest.fixture
    def deliveries(self, signed_with: Callable[[str], RawRequest]) -> Sequence[RawRequest]:
        return [signed_with(secret) for secret in self.secrets]


class TestSignedWebhooks(TestWebhooks):
    """Let in by the signature over the body."""

    by = "signature"
    exceptions = {  # noqa: RUF012 - the contract's own name
        "test_a_signed_delivery_of_long_ago_stays_out": "its signatures cover no time: what is "
        "sent again is known by the alert, what was done with it, and the moment"
    }
