"""The strategy keeps the contract of its kind, whatever the hour."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin.providers import EscalationStrategy
from tocsin.testing import EscalationContract, a_context, a_view
from tocsin_follow_the_sun import tocsin_providers
from tocsin_follow_the_sun.config import FollowTheSunConfig
from tocsin_follow_the_sun.strategy import FollowTheSun

CONFIG = FollowTheSunConfig.model_validate(
    {
        "regions": {
            "lisbon": {"call": ["lisbon"], "timezone": "Europe/Lisbon"},
            "sydney": {"call": ["@kim"], "timezone": "Australia/Sydney"},
            "denver": {
                "call": ["denver", "@lee"],
                "timezone": "America/Denver",
                "starts": "12:00",
                "ends": "02:00",
            },
        }
    }
)


def at(hour: int) -> EscalationStrategy:
    """The strategy on a winter's day half an hour past that hour, UTC."""
    return FollowTheSun(CONFIG, lambda: datetime(2026, 12, 2, hour, 30, tzinfo=UTC))


class TestFollowTheSun(EscalationContract):
    levels = ("lisbon", "denver")

    @pytest.fixture(params=[0, 9, 23])
    def strategy(self, request: pytest.FixtureRequest) -> EscalationStrategy:
        return at(int(request.param))


def test_the_hook_adds_it(tmp_path: Path) -> None:
    (added,) = tocsin_providers()
    assert (added.kind, added.name) == ("escalation", "follow-the-sun")
    assert isinstance(added.factory(CONFIG, a_context(tmp_path)), FollowTheSun)


@pytest.mark.parametrize(
    ("hour", "order"),
    [
        (10, ["lisbon", "denver", "@kim"]),  # Lisbon works; Denver begins at 19:00 UTC
        (20, ["denver", "@kim", "lisbon"]),  # Denver works until late; Sydney begins at 22:00
        (23, ["@kim", "denver", "lisbon"]),  # both work, in the order of the file
    ],
)
def test_whoever_works_now_is_called_first(hour: int, order: list[str]) -> None:
    steps = at(hour).plan(a_view()).steps
    assert [step.targets[0] for step in steps[:3]] == order
    assert [step.targets for step in steps[3:]] == [("em",), ("cto",)]
    assert [step.after.total_seconds() / 60 for step in steps] == [0, 5, 10, 15, 20]


@pytest.mark.parametrize(
    "wrong",
    [
        {"regions": {}},
        {"regions": {"lisbon": {"call": [], "timezone": "Europe/Lisbon"}}},
        {"regions": {"lisbon": {"call": ["lisbon"], "timezone": "Lisbon"}}},
        {"regions": {"lisbon": {"call": ["a"], "timezone": "Europe/Lisbon", "starts": "9"}}},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"lisbon|regions"):
        FollowTheSunConfig.model_validate(wrong)
