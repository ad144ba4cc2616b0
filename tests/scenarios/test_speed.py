"""In an incident speed matters: the answer waits for nobody, and says what comes next."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play
from tests.simulate.given import minute

AWAY = tuple(
    f"+0m fault {one} timeout"
    for one in ("paging.tower", "paging.church", "status_page.static", "chat.console")
)


def test_the_reply_comes_at_once_whatever_is_away(play: Play) -> None:
    told = play(*AWAY, P1, "until +1m", team=FULL)
    (reply,) = told.of("reply")
    assert minute(reply) == 0
    assert "INC-1 declared: P1" in reply.text
    assert "paging Ana (primary)" in reply.text


@pytest.mark.parametrize("words", ["next", "show"])
def test_what_is_owed_next_by_whom_and_by_when_is_one_word_away(play: Play, words: str) -> None:
    told = play(P1, ACK, f"+2m @bo #INC-1: !incident {words}", "until +3m", team=FULL)
    assert "The update: Communications Lead, due 03:30 CET (in 28 min)" in last(told)[1]
