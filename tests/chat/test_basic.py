"""What a backend's port raises, whatever its platform answers."""

from __future__ import annotations

import pytest

from tocsin.chat import BasicChat, RoomRef
from tocsin.errors import ProviderError, StoreUnavailable

ROOM = RoomRef(platform="paper", id="r1", name="#incidents")


class Paper(BasicChat):
    """Reads who is in a room out of whatever it is given."""

    platform = "paper"

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def members(self, room: RoomRef) -> frozenset[str]:
        """Those of the answer."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return frozenset(one["id"] for one in self.answer["members"])  # type: ignore[index]  # as it comes


@pytest.mark.parametrize(
    "answer", [7, None, [], {}, {"members": 7}, {"members": [7]}, {"members": [{"id": []}]}]
)
def test_an_answer_that_is_not_as_the_platform_writes_it_is_a_fault_of_the_platform(
    answer: object, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ProviderError, match="paper answered what cannot be read") as caught:
        Paper(answer).members(ROOM)
    assert (caught.value.code, caught.value.ambiguous) == ("unavailable", True)
    assert "test_basic.py:" in caplog.text


def test_what_went_wrong_is_told_without_a_word_of_it(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ProviderError) as caught:
        Paper(KeyError("hunter2")).members(ROOM)
    assert caught.value.__cause__ is None
    assert "hunter2" not in f"{caught.value}{caplog.text}"


@pytest.mark.parametrize("error", [ProviderError("forbidden", "No."), StoreUnavailable("away")])
def test_what_it_may_raise_goes_through_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        Paper(error).members(ROOM)
    assert caught.value is error


def test_what_can_be_read_is_the_answer() -> None:
    assert Paper({"members": [{"id": "a"}]}).members(ROOM) == frozenset({"a"})
