"""Observers and sources of alerts as they should be, and with one fault each."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from tocsin.errors import BadPayload, ProviderError, Unauthorised
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    AlertSource,
    IncidentView,
    Observer,
    RawRequest,
    Received,
    Secret,
)
from tocsin.providers.inbound import Door
from tocsin.testing import AlertSourceContract, ObserverContract, a_request
from tocsin.testing.values import NOW

TOKEN = "t0ken-of-the-shop"


@dataclass
class Ear:
    """A sound observer: its far end has the latest state of each incident."""

    away: bool = False
    heard: dict[str, str] = field(default_factory=dict)

    def changed(self, incident: IncidentView) -> None:
        if self.away:
            raise ProviderError("unavailable", "Nobody listens.")
        self._keep(incident)

    def _keep(self, incident: IncidentView) -> None:
        self.heard[incident.number] = incident.status


class EarSuite(ObserverContract):
    """The suite; each mutant is a class with its own `Kind`."""

    secrets = (TOKEN,)
    patience_s = 0.2
    Kind: ClassVar[type[Ear]] = Ear

    @pytest.fixture
    def observer(self) -> Observer:
        return self.Kind()

    @pytest.fixture
    def known(self, observer: Ear) -> Callable[[], Mapping[str, str]]:
        return lambda: observer.heard

    @pytest.fixture
    def down(self) -> Observer:
        return self.Kind(away=True)


class TestRightEar(EarSuite):
    """Nothing is wrong with it."""


class TestSendsLate(EarSuite):
    """It takes a change, and sends it when it hears of the next."""

    class Kind(Ear):
        def _keep(self, incident: IncidentView) -> None:
            waiting: list[IncidentView] = self.__dict__.setdefault("waiting", [])
            waiting.append(incident)
            for one in waiting[:-1]:
                super()._keep(one)


class TestEarHangs(EarSuite):
    """When an incident is over."""

    class Kind(Ear):
        def _keep(self, incident: IncidentView) -> None:
            super()._keep(incident)
            if incident.status == "resolved":
                threading.Event().wait(2)


class TestRaises(EarSuite):
    """What it heard before is an error."""

    class Kind(Ear):
        def _keep(self, incident: IncidentView) -> None:
            if self.heard.get(incident.number) == incident.status:
                raise ProviderError("invalid", "It is there already.")
            super()._keep(incident)


class TestEndsTheProcess(EarSuite):
    class Kind(Ear):
        def _keep(self, incident: IncidentView) -> None:
            super()._keep(incident)
            if incident.number == "INC-43":
                raise SystemExit(1)


class TestKeepsTheFirst(EarSuite):
    class Kind(Ear):
        def _keep(self, incident: IncidentView) -> None:
            self.heard.setdefault(incident.number, incident.status)


class TestOneForAll(EarSuite):
    class Kind(Ear):
        def _keep(self, incident: IncidentView) -> None:
            self.heard.clear()
            super()._keep(incident)


class TestSwallowsItsFailure(EarSuite):
    """It says that it took what nobody will ever hear."""

    class Kind(Ear):
        def changed(self, incident: IncidentView) -> None:
            if not self.away:
                super().changed(incident)


class TestEarTellsItsSecret(EarSuite):
    class Kind(Ear):
        def changed(self, incident: IncidentView) -> None:
            if self.away:
                raise ProviderError("auth", f"{TOKEN} is refused")
            super().changed(incident)


class TestNeedsToKnowAll(EarSuite):
    class Kind(Ear):
        def _keep(self, incident: IncidentView) -> None:
            changed: Any = incident.changed
            assert changed.isoformat()
            super()._keep(incident)


@dataclass(frozen=True)
class Source:
    """A sound source: a token, and a body that names one alert."""

    token: Secret
    door: ClassVar[Door] = Door(token_only=True)

    def authenticate(self, request: RawRequest) -> None:
        sent = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
        wanted = f"Bearer {self.token.reveal() if self.token.is_set else ''}".encode()
        if not self.token.is_set or not hmac.compare_digest(sent, wanted):
            raise Unauthorised("The token is missing or wrong.")

    def receive(self, request: RawRequest) -> Received:
        try:
            told = json.loads(request.body)
            key, over = told["key"], told["over"]
            assert isinstance(key, str)
            assert isinstance(over, bool)
            assert 0 < len(key.strip()) < 64
            assert key.isprintable()
        except (ValueError, LookupError, TypeError, AssertionError, RecursionError):
            raise BadPayload("key and over are missing") from None
        alert = AlertEvent(
            fingerprint=key, status="resolved" if over else "firing", title=key, starts_at=NOW,
            ends_at=NOW if over else None,
        )  # fmt: skip
        alert = self._alert(alert)
        group = AlertGroup(key=key, title=key, severity="P1", alerts=(alert,))
        return Received(groups=(self._group(group),))

    def _alert(self, alert: AlertEvent) -> AlertEvent:
        return alert

    def _group(self, group: AlertGroup) -> AlertGroup:
        return group


def alerts(**fields: Any) -> type[Source]:
    """A source whose alerts have these fields."""

    class Kind(Source):
        def _alert(self, alert: AlertEvent) -> AlertEvent:
            return replace(alert, **fields)

    return Kind


def groups(**fields: Any) -> type[Source]:
    """A source whose groups have these fields."""

    class Kind(Source):
        def _group(self, group: AlertGroup) -> AlertGroup:
            return replace(group, **fields)

    return Kind


class SourceSuite(AlertSourceContract):
    """The suite; each mutant is a class with its own `Kind`."""

    secrets = (TOKEN,)
    secret_env = "SOURCE_TOKEN"
    Kind: ClassVar[type[Source]] = Source
    exceptions: ClassVar[Mapping[str, str]] = {
        "test_a_damaged_delivery_is_a_bad_payload_at_most": "what is wrong here is in every one",
    }

    @pytest.fixture
    def source(self, monkeypatch: pytest.MonkeyPatch) -> AlertSource:
        monkeypatch.setenv(self.secret_env, TOKEN)
        made: AlertSource = self.Kind(Secret(self.secret_env))
        return made

    @pytest.fixture
    def deliveries(self, signed_with: Callable[[str], RawRequest]) -> Sequence[RawRequest]:
        over = replace(signed_with(TOKEN), body=b'{"key": "checkout", "over": true}')
        return [signed_with(TOKEN), over]

    @pytest.fixture
    def signed_with(self) -> Callable[[str], RawRequest]:
        body = b'{"key": "checkout", "over": false}'
        return lambda value: a_request(body, authorization=f"Bearer {value}")


class TestRightSource(SourceSuite):
    """Nothing is wrong with it."""

    exceptions: ClassVar[Mapping[str, str]] = {}


class TestEmptyKey(SourceSuite):
    Kind = groups(key="")


class TestBlankTitle(SourceSuite):
    Kind = groups(title=" ")


class TestTitleOfTwoLines(SourceSuite):
    Kind = groups(title="two\nlines")


class TestSeverityOfAnother(SourceSuite):
    Kind = groups(severity="critical")


class TestNoAlerts(SourceSuite):
    Kind = groups(alerts=())


class TestLessThanNothingLeftOut(SourceSuite):
    Kind = groups(truncated=-1)


class TestFileOfAGroup(SourceSuite):
    Kind = groups(links={"graph": "file:///etc/passwd"})


class TestFingerprintsOfThePlanet(SourceSuite):
    Kind = groups(fingerprints="planet")


class TestNumberForAService(SourceSuite):
    Kind = groups(service=7)


class TestTwoOfOneAlert(SourceSuite):
    class Kind(Source):
        def _group(self, group: AlertGroup) -> AlertGroup:
            return replace(group, alerts=group.alerts * 2)


class TestEmptyFingerprint(SourceSuite):
    Kind = alerts(fingerprint="")


class TestNumberForAFingerprint(SourceSuite):
    Kind = alerts(fingerprint=7)


class TestStatusOfAnother(SourceSuite):
    Kind = alerts(status="acknowledged")


class TestBlankTitleOfAnAlert(SourceSuite):
    Kind = alerts(title="")


class TestNaiveStart(SourceSuite):
    Kind = alerts(starts_at=NOW.replace(tzinfo=None))


class TestNaiveEnd(SourceSuite):
    Kind = alerts(ends_at=NOW.replace(tzinfo=None))


class TestScriptOfAnAlert(SourceSuite):
    Kind = alerts(links={"a": "javascript:x"})


class TestAlertSeverityOfAnother(SourceSuite):
    Kind = alerts(severity="page")


class TestNumberForALabel(SourceSuite):
    Kind = alerts(labels={"shard": 7})


class TestNeverOver(SourceSuite):
    Kind = alerts(status="firing")


class TestSaysItCanBeAsked(SourceSuite):
    class Kind(Source):
        capabilities: ClassVar[Any] = frozenset({"firing"})
