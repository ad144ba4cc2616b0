"""Work that stops in the middle and goes on later, one piece at a time."""

from __future__ import annotations

import pytest

from tests.chaos.strands import Strand, Strands


def test_work_stops_where_it_parks_and_goes_on_there() -> None:
    strands, told = Strands(), list[str]()
    made: list[Strand] = []

    def work() -> None:
        told.append("begins")
        made[0].park()
        told.append("goes on")

    made.append(strands.make(work))
    made[0].resume()
    told.append("meanwhile")
    ended = [made[0].ended]
    made[0].resume()
    ended.append(made[0].ended)

    assert told == ["begins", "meanwhile", "goes on"]
    assert ended == [False, True]
    strands.close()


def test_what_work_raises_is_raised_where_it_was_resumed() -> None:
    strands = Strands()

    def work() -> None:
        raise KeyError("mistake")

    with pytest.raises(KeyError, match="mistake"):
        strands.make(work).resume()
    strands.close()


def test_many_pieces_are_parked_at_once_and_end_in_any_order() -> None:
    strands, told = Strands(), list[int]()
    made: list[Strand] = []

    def work(number: int) -> None:
        made[number].park()
        told.append(number)

    for number in range(5):
        made.append(strands.make(lambda number=number: work(number)))  # type: ignore[misc]
        made[number].resume()
    for number in (3, 0, 4, 1, 2):
        made[number].resume()

    assert told == [3, 0, 4, 1, 2]
    strands.close()
