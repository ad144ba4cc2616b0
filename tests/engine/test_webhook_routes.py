"""The addresses of everything that takes requests."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.engine.desk_phone import Reads
from tocsin.engine.webhook_routes import WebhookRoutes
from tocsin.errors import NotFound

Made = dict[tuple[str, str, str], object]


@dataclass
class Deaf:
    """An instance that takes no requests."""


class Broken(Reads):
    """An instance that cannot say how it wants its requests."""

    def __init__(self) -> None: ...

    @property
    def door(self) -> object:  # type: ignore[override]  # what a careless plugin may do
        raise RuntimeError("hunter2")


def doors(*sections: str, deaf: tuple[str, ...] = ()) -> WebhookRoutes:
    made: Made = {}
    for section in (*sections, *deaf):
        kind, _, name = section.partition(".")
        made[kind, "shop", name] = Deaf() if section in deaf else Reads()
    return WebhookRoutes(made)


def meant(found: WebhookRoutes, name: str) -> str:
    return found.find("shop", name).source.actor


def test_a_bare_name_is_the_alerts_section_of_it() -> None:
    found = doors("alerts.pd", "paging.pd", "changes.pd")
    assert meant(found, "pd") == "alerts.pd"
    assert meant(found, "paging.pd") == "paging.pd"
    assert meant(found, "alerts.pd") == "alerts.pd"


def test_else_it_is_the_only_one_of_it_that_takes_requests() -> None:
    found = doors("paging.pd", deaf=("schedules.pd", "ticketing.pd"))
    assert meant(found, "pd") == "paging.pd"
    with pytest.raises(NotFound):
        found.find("shop", "schedules.pd")


def test_a_bare_name_that_may_mean_several_means_none() -> None:
    found = doors("paging.pd", "changes.pd")
    with pytest.raises(NotFound):
        found.find("shop", "pd")
    assert list(found.ambiguous()) == [("shop", "pd", ("paging.pd", "changes.pd"))]


@pytest.mark.parametrize(("team", "name"), [("shop", "x"), ("bank", "pd"), ("", ""), ("shop", ".")])
def test_a_stranger_reads_the_same_of_whatever_is_not_there(team: str, name: str) -> None:
    with pytest.raises(NotFound) as one:
        doors("paging.pd").find(team, name)
    with pytest.raises(NotFound) as other:
        doors("paging.pd", "changes.pd").find("shop", "pd")
    assert str(one.value) == str(other.value)
    assert "pd" not in str(one.value)


def test_each_is_listed_with_the_shortest_address_that_means_it() -> None:
    found = doors("alerts.prom", "paging.hook", "paging.pd", "changes.pd")
    assert [path for _, path in found.addresses()] == [
        "/hooks/shop/prom",
        "/hooks/shop/hook",
        "/hooks/shop/paging.pd",
        "/hooks/shop/changes.pd",
    ]


def test_an_alerts_section_with_a_dot_in_its_name_is_still_found() -> None:
    assert meant(doors("alerts.eu.prom"), "eu.prom") == "alerts.eu.prom"


def test_one_that_cannot_say_how_it_is_called_is_called_plainly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = WebhookRoutes({("paging", "shop", "odd"): Broken()})
    assert not found.find("shop", "odd").door.token_only
    assert "hunter2" not in caplog.text
