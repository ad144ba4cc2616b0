"""An incident that is thirty days old still runs its process."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play


def test_it_is_resolved_and_its_clocks_begin(play: Play) -> None:
    told = play(
        P1, ACK, "+30d @ana: !incident INC-1 show",
        "+30d1m @ana: !incident INC-1 resolve --override forgotten", "until +30d2m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "accepted"
    assert len(told.heard(told.room).splitlines()) < 200
    assert told.owed("postmortem-draft")[0][1] == "owed"
