"""The contracts of paging tools, schedules, changes, and of what comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from tests.counterparts.pagerduty.account import Incident
from tests.counterparts.pagerduty.hooks import delivery, event, incident
from tests.counterparts.pagerduty.pagerduty import KEY, TOKEN, PagerDuty
from tocsin.providers import (
    Changes,
    Inbound,
    Paging,
    ProviderContext,
    RawRequest,
    RecordsChanges,
    Schedules,
    Secret,
)
from tocsin.testing import (
    ChangesContract,
    InboundContract,
    PagingContract,
    Recorded,
    RecordsChangesContract,
    Rung,
    SchedulesContract,
    a_call,
    a_context,
)
from tocsin_pagerduty.changes import ChangeEvents
from tocsin_pagerduty.config import ChangesConfig, OnCallConfig, PagingConfig
from tocsin_pagerduty.paging import make_paging
from tocsin_pagerduty.schedules import OnCall

Make = Callable[..., Any]
STATES: dict[str, Literal["ringing", "acknowledged", "resolved"]] = {
    "triggered": "ringing",
    "acknowledged": "acknowledged",
    "resolved": "resolved",
}
NOW: Final = a_call().at
OURS = Incident(id="Q0000000000042", title="P1: checkout", service="PSVC001", key="INC-42.p3")
SECRETS: Final = ("pd-h00k-of-today", "pd-h00k-of-yesterday")


def rungs(pd: PagerDuty, whom: Callable[[Incident], str]) -> list[Rung]:
    return [
        Rung(
            page_id=one.key or one.alert,
            person=whom(one),
            text=one.title,
            state=STATES[one.status],
        )
        for one in pd.account.incidents.values()
    ]


class TestIncidents(PagingContract):
    """Pages by the REST API."""

    secrets = (TOKEN, "pd-h00k-secret-of-today")

    @pytest.fixture
    def tool(self, tool: Make, pd: PagerDuty) -> Paging:
        pd.account.users["PUBO001"] = ("Bo Olsen", "bo@example.org")
        made: Paging = tool()
        return made

    @pytest.fixture
    def rung(self, pd: PagerDuty) -> Callable[[], Sequence[Rung]]:
        """Whom it was assigned to at first: who acknowledges there has it from then on."""

        def named(one: Incident) -> str:
            return one.details

        return lambda: rungs(pd, named)


class TestEvents(PagingContract):
    """Pages by events: whom they are for stands in them, whom they ring PagerDuty decides."""

    secrets = (KEY, "pd-h00k-secret-of-today")

    @pytest.fixture
    def tool(self, events: Make) -> Paging:
        made: Paging = events()
        return made

    @pytest.fixture
    def rung(self, pd: PagerDuty) -> Callable[[], Sequence[Rung]]:
        return lambda: rungs(pd, lambda one: one.details)


class TestOnCall(SchedulesContract):
    secrets = (TOKEN,)

    @pytest.fixture
    def schedules(self, pd: PagerDuty, context: ProviderContext) -> Iterator[Schedules]:
        config = OnCallConfig(base_url=pd.rest_url, token=Secret("PD_TOKEN"))
        made = OnCall(config, context)
        yield made
        made.close()

    @pytest.fixture
    def known(self) -> str:
        return "PSCHED1"


class TestOnCallOfPolicy(TestOnCall):
    @pytest.fixture
    def known(self) -> str:
        return "policy:PEP0001/2"


class TestChangeEvents(ChangesContract):
    secrets = (TOKEN,)

    @pytest.fixture
    def changes(self, pd: PagerDuty, context: ProviderContext) -> Iterator[Changes]:
        for minutes in (50, 20, 5):
            at = self.until - timedelta(minutes=minutes)
            pd.account.change(f"checkout {minutes}", at, url="https://ci.example/1")
        pd.account.change("payments 7", self.until - timedelta(minutes=30), "PSVC002")
        config = ChangesConfig(
            base_url=pd.rest_url, token=Secret("PD_TOKEN"), services={"checkout": "PSVC001"}
        )
        made = ChangeEvents(config, context)
        yield made
        made.close()


class TestRecordedChanges(RecordsChangesContract):
    secrets = (TOKEN, KEY)

    @pytest.fixture
    def recorder(self, pd: PagerDuty, context: ProviderContext) -> Iterator[RecordsChanges]:
        pd.account.change("checkout 7", NOW - timedelta(seconds=30), url="https://ci.example/1")
        config = ChangesConfig(
            base_url=pd.rest_url,
            events_base_url=pd.events_url,
            token=Secret("PD_TOKEN"),
            routing_key=Secret("PD_KEY"),
        )
        made = ChangeEvents(config, context)
        yield made
        made.close()

    @pytest.fixture
    def recorded(self, pd: PagerDuty) -> Recorded:
        return lambda: [one["summary"] for one in pd.account.changes[1:]]


class TestWebhooks(InboundContract):
    """Signed with the newest secret, or with the one before."""

    secrets = SECRETS
    secret_envs = ("PD_HOOK", "PD_HOOK_BEFORE")
    exceptions = {  # noqa: RUF012 - the contract's own name
        "test_a_signed_delivery_of_long_ago_stays_out": "its signatures cover no time, and "
        "PagerDuty repeats for 48 hours: what is sent again is known by the id of its event"
    }

    @pytest.fixture
    def inlet(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Inbound:
        monkeypatch.setenv("PD_KEY", KEY)
        for name, value in zip(self.secret_envs, self.secrets, strict=True):
            monkeypatch.setenv(name, value)
        return make_paging(self.config(), a_context(tmp_path))

    def config(self) -> PagingConfig:
        """A section that pages by events."""
        return PagingConfig(
            base_url="http://127.0.0.1:9",
            routing_key=Secret("PD_KEY"),
            webhook_secret=tuple(Secret(name) for name in self.secret_envs),
        )

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        body = event("incident.acknowledged", incident(OURS))
        return lambda secret: delivery(body, [secret], received=datetime(2026, 11, 23, tzinfo=UTC))

    @pytest.fixture
    def deliveries(self, signed_with: Callable[[str], RawRequest]) -> Sequence[RawRequest]:
        return [signed_with(secret) for secret in self.secrets]


class TestWebhooksOfIncidents(TestWebhooks):
    """The same door, where pages go by the REST API."""

    def config(self) -> PagingConfig:
        return PagingConfig.model_validate(
            {
                "base_url": "http://127.0.0.1:9",
                "token": Secret("PD_KEY"),
                "from_email": "tocsin@example.com",
                "service": "PSVC001",
                "webhook_secret": tuple(Secret(name) for name in self.secret_envs),
            }
        )
