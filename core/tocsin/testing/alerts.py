"""The contract of alert sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pytest

from tocsin.providers import AlertCapability, AlertSource, RawRequest
from tocsin.providers.inbound import Inbound
from tocsin.testing.checks import check_backed, check_capabilities
from tocsin.testing.inbound import InboundContract


class AlertSourceContract(InboundContract):
    """Inherit in a class named `Test…` and override `source`, `deliveries` and `signed_with`."""

    @pytest.fixture
    def source(self) -> AlertSource:
        """A fixture: the source, its secret set in the environment."""
        raise NotImplementedError("override the fixture `source`")

    @pytest.fixture
    def inlet(self, source: AlertSource) -> Inbound:
        """The source."""
        return source

    def test_each_capability_goes_with_its_method(self, source: AlertSource) -> None:
        """`FiringContract` and `AlertUpdatesContract` are the suites of what they do."""
        if hasattr(source, "capabilities"):
            told = check_capabilities(source, frozenset(get_args(AlertCapability)))
            check_backed(source, {name: name for name in get_args(AlertCapability)}, told)

    def test_what_fires_and_what_is_over_is_told(
        self, source: AlertSource, deliveries: Sequence[RawRequest]
    ) -> None:
        """Give a delivery of each; without the end of alerts no incident could ever be at rest."""
        said = [self.kept(source).receive(request) for request in deliveries]
        found = {alert.status for each in said for group in each.groups for alert in group.alerts}
        assert found == {"firing", "resolved"}
