"""The plan: regions in the order in which they are awake, then whoever is called last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tocsin.providers import IncidentView, Ladder, Step
from tocsin_follow_the_sun.config import FollowTheSunConfig, Region

DAY = timedelta(days=1)


class FollowTheSun:
    """Calls nobody at night who need not be. Keeps nothing; any number of threads may ask.

    Args:
        clock: Returns the present moment; where the sun stands is read from it.
    """

    def __init__(self, config: FollowTheSunConfig, clock: Callable[[], datetime]) -> None:
        self._config = config
        self._clock = clock

    def plan(self, incident: IncidentView) -> Ladder:
        """Who is at work now, then who begins soonest, then the last ones.

        The incident says nothing of where the sun stands: every one is planned alike.
        """
        now = self._clock()
        regions = sorted(self._config.regions.values(), key=lambda one: waits(one, now))
        called = [*(one.call for one in regions), *((one,) for one in self._config.last)]
        apart = timedelta(minutes=self._config.minutes_apart)
        return Ladder(
            steps=tuple(
                Step(after=number * apart, targets=targets) for number, targets in enumerate(called)
            ),
            repeats=self._config.repeats,
            alarm=True,
        )


def waits(region: Region, now: datetime) -> timedelta:
    """How long until somebody there is at work; zero while they are.

    Counted on their wall clock: an hour more or less changes no order that matters.
    """
    here = now.astimezone(region.zone).replace(tzinfo=None)
    starts, ends = (datetime.combine(here.date(), hour) for hour in region.day)
    length = (ends - starts) % DAY or DAY
    since = (here - starts) % DAY
    return timedelta(0) if since < length else DAY - since
