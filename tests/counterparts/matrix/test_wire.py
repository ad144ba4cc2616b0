"""A homeserver that is too busy for one call is asked again; what it refuses is refused."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.counterparts.matrix.wire import TRIES, Refused, Wire
from tocsin.testing import Answer, Arrived, FarEnd, json_answer

FAILS = json_answer({"errcode": "M_UNKNOWN", "error": "Internal server error"}, status=500)
FORBIDS = json_answer({"errcode": "M_FORBIDDEN", "error": "no"}, status=403)


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with FarEnd() as made:
        yield made


@pytest.mark.parametrize(
    ("fails", "refusal", "asked"), [(2, FAILS, 3), (99, FAILS, TRIES), (99, FORBIDS, 1)]
)
def test_what_fails_by_itself_is_asked_again_a_few_times(
    far_end: FarEnd, fails: int, refusal: Answer, asked: int
) -> None:
    def answers(_: Arrived) -> Answer:
        return refusal if len(far_end.arrived) <= fails else json_answer({"room_id": "!a"})

    far_end.on("*", "*", answers)
    port = urlsplit(far_end.url).port or 0
    wire = Wire(lambda: port)
    try:
        told = wire.ask("POST", "/createRoom", {})
    except Refused as refused:
        told = {"status": refused.status}
    finally:
        wire.close()
    assert len(far_end.arrived) == asked
    assert told == ({"room_id": "!a"} if asked == fails + 1 else {"status": refusal.status})
