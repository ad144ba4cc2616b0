"""Posts several messages in one attempt, none begun that may outlast the lane's lease."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from tocsin.engine.attempts import BudgetExhausted, PartlyPosted, as_partly_posted
from tocsin.errors import ProviderError

T = TypeVar("T")
# The lease is 15 s and one call of a chat may take 10.5 s of it; a long text is several calls, of
# which the last begins within as long again.
SPAN_S: Final = 2.0


def post_in_order(sends: Iterable[Callable[[], object]]) -> None:
    """Send each; an error after the first is raised as `PartlyPosted`.

    Raises:
        ProviderError: That of the one that failed; those after it were not sent.
    """
    for number, send in enumerate(sends):
        try:
            send()
        except ProviderError as error:
            if not number:
                raise
            raise as_partly_posted(error) from error


class PostingWindow:
    """The posts of one attempt, in order. The first is always made."""

    def __init__(self, steady: Callable[[], float]) -> None:
        """It begins now.

        Args:
            steady: Seconds of a clock that nobody sets.
        """
        self._steady = steady
        self._ends = steady() + SPAN_S
        self._posted = False

    def post(self, act: Callable[[], T]) -> T:
        """Make one post if there is time left for it.

        Raises:
            PartlyPosted: Something was posted before, and this was not, or nobody knows.
            ProviderError: The same, of the first.
        """
        if self._posted and self._steady() >= self._ends:
            raise PartlyPosted(BudgetExhausted("the rest is for another attempt", 0.0))
        try:
            result = act()
        except ProviderError as error:
            if self._posted:
                raise PartlyPosted(error) from error
            raise
        self._posted = True
        return result
