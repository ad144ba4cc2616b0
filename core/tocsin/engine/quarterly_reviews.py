"""Reminds each team of the quarterly review on the first working morning of a quarter."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta

from tocsin.chat.text import text
from tocsin.config.values import Team
from tocsin.domain.calendar import wall_to_utc
from tocsin.domain.quarter_metrics import Quarter, quarter_of
from tocsin.engine.ports import Providers
from tocsin.engine.quarter_metrics import quarter_numbers
from tocsin.engine.rosters import Rosters
from tocsin.errors import ProviderError
from tocsin.store.contract import ReadTx, Store, Tx
from tocsin.wording.quarter_metrics import review_text

log = logging.getLogger(__name__)
SPACE = "review"
TURNS = "review-turn"
MORNING = time(10)
LATE = timedelta(days=14)
AGAIN = timedelta(minutes=5)


class QuarterlyReviews:
    """Posts the review once for each team and quarter; a failure is tried again."""

    def __init__(
        self, *, store: Store, rosters: Rosters, providers: Providers, prefix: str
    ) -> None:
        """Nothing has failed yet."""
        self._store = store
        self._rosters = rosters
        self._providers = providers
        self._prefix = prefix
        self._not_before: dict[str, datetime] = {}

    def step(self, now: datetime) -> int:
        """Remind every team whose quarter is over and not reviewed; return how many."""
        return sum(self._remind(team, now) for team in self._rosters.teams.values())

    def _remind(self, team: Team, now: datetime) -> bool:
        quarter = quarter_of(now, team.timezone)
        starts = _first_morning(team, quarter)
        if not starts <= now < starts + LATE or now < self._not_before.get(team.id, now):
            return False
        over = quarter.before
        if self._store.read(lambda tx: tx.fact(SPACE, team.id)) == str(over):
            return False
        began = self._store.read(lambda tx: _began(tx, team.id))
        if not self._store.write(lambda tx: _take_turn(tx, team.id, now)):
            return False
        try:
            self._post(team, over, again=began is not None and began >= starts)
        except ProviderError as error:
            log.warning("the review of %s is not posted yet: %s", team.id, error)
            self._not_before[team.id] = now + AGAIN
            return False
        self._store.write(lambda tx: tx.set_fact(SPACE, team.id, str(over)))
        return True

    def _post(self, team: Team, over: Quarter, *, again: bool) -> None:
        numbers = self._store.read(lambda tx: quarter_numbers(tx, team.id, over))
        if not numbers.total:
            return  # nothing happened, so there is nothing to look at
        words = review_text(numbers, name=team.name, prefix=self._prefix)
        for platform in team.platforms or tuple(self._providers.chats):
            chat = self._providers.chats.get(platform)
            if chat is not None:
                room = chat.find_room(team.announce)
                key = f"review:{team.id}:{over}:{platform}"
                chat.post(room, text(words), key=key, again=again)


def _take_turn(tx: Tx, team: str, now: datetime) -> bool:
    """Whether nobody else has just begun to post it: another replica sees the same morning."""
    began = _began(tx, team)
    if began is not None and began > now - AGAIN:
        return False
    tx.set_fact(TURNS, team, now.isoformat())
    return True


def _began(tx: ReadTx, team: str) -> datetime | None:
    """When somebody last began to post one to the team."""
    began = tx.fact(TURNS, team)
    return datetime.fromisoformat(began) if began is not None else None


def _first_morning(team: Team, quarter: Quarter) -> datetime:
    days = (quarter.first + timedelta(days=n) for n in range(92))
    first = next((day for day in days if team.calendar.is_workday(day)), quarter.first)
    return wall_to_utc(first, MORNING, team.timezone)
