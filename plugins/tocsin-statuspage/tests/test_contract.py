from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.counterparts.statuspage.site import Incident
from tests.counterparts.statuspage.statuspage import TOKEN, Statuspage
from tocsin.providers import StatusPage
from tocsin.testing import Notice, Shows, StatusPageContract

Make = Callable[[], StatusPage]


class TestStatuspage(StatusPageContract):
    """Read as customers read it: the phase stands beside the words of an update."""

    secrets = (TOKEN,)

    @pytest.fixture
    def page(self, make: Make) -> StatusPage:
        return make()

    @pytest.fixture
    def shown(self, sp: Statuspage) -> Shows:
        return lambda: [notice(sp, one) for one in sp.site.incidents.values()]


def notice(sp: Statuspage, one: Incident) -> Notice:
    """What readers see of an incident."""
    updates = [f"{each.status.capitalize()} - {each.body}" for each in one.updates]
    return Notice(
        title=one.name,
        entries=(*updates, *([f"Post-mortem - {one.postmortem}"] if one.postmortem else [])),
        resolved=one.status == "resolved",
        components=tuple(sp.site.components[key] for key in one.components),
    )
