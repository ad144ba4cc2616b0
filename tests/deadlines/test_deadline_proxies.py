"""An instance as the core calls it: each call bounded, and otherwise what it was."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.patience import HANGS_S
from tocsin.bootstrap import deadline_proxies
from tocsin.bootstrap.deadline_proxies import InvalidInstance, checked_instance, with_deadlines
from tocsin.deadlines import Crew
from tocsin.errors import ProviderError
from tocsin.providers import Call, Inbound, ListsRecipients, PageRequest, Paging, RawRequest, Ref
from tocsin.providers.kinds import ALERTS, PAGING, KindRow, Method

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
METHODS = (Method(name="page", deadline_s=0.05), Method(name="find", deadline_s=5.0))


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline_proxies, "GRACE_S", 0.0)
    monkeypatch.setattr(deadline_proxies, "ATTRIBUTE_S", 0.05)


@pytest.fixture
def hang() -> Iterator[Callable[[], None]]:
    over = threading.Event()

    def wait() -> None:
        over.wait(HANGS_S)

    yield wait
    over.set()


def a_call(deadline_s: float) -> Call:
    return Call(
        effect_key="k", object_key="o", deadline_s=deadline_s, attempt=1, correlation="c", at=NOW
    )


class Bell:
    """A paging tool whose parts do what a test says."""

    recipients = ("a@example.org",)

    def __init__(self, does: Callable[[], object] = lambda: None) -> None:
        self.does = does
        self.rang: list[str] = []

    @property
    def capabilities(self) -> frozenset[str]:
        return frozenset({"find"})

    @property
    def moody(self) -> object:
        return self.does()

    def page(self, request: str, call: Call | None = None) -> Ref:
        self.does()
        self.rang.append(request)
        return Ref(id=request)

    def find(self, object_key: str) -> str:
        return threading.current_thread().name

    acknowledge = resolve = page


def test_a_method_runs_in_the_threads_of_the_instance() -> None:
    assert (
        with_deadlines(Bell(), METHODS, Crew("shop/paging.bell"))
        .find("x")
        .startswith("tocsin-shop/")
    )


def test_the_deadline_of_the_call_comes_before_the_one_of_the_row(
    hang: Callable[[], None],
) -> None:
    kept = with_deadlines(Bell(hang), (Method(name="page", deadline_s=60.0),), Crew("one"))
    with pytest.raises(ProviderError, match="no answer within"):
        kept.page("x", a_call(0.05))


def test_without_one_the_row_tells(hang: Callable[[], None]) -> None:
    with pytest.raises(ProviderError, match="no answer within"):
        with_deadlines(Bell(hang), METHODS, Crew("one")).page("x")


def test_what_it_has_besides_is_there_as_before() -> None:
    bell = Bell()
    kept = with_deadlines(bell, METHODS, Crew("one"))
    kept.page("x")
    assert kept.rang is bell.rang
    assert kept.capabilities == {"find"}
    with pytest.raises(AttributeError):
        kept.nothing_of_the_kind  # type: ignore[attr-defined]  # noqa: B018


def test_it_fulfils_the_protocols_it_fulfilled_and_no_others() -> None:
    kept: object = with_deadlines(Bell(), METHODS, Crew("one"))
    assert isinstance(kept, ListsRecipients)
    assert not isinstance(kept, Inbound)


def test_an_attribute_that_hangs_when_it_is_read_has_a_deadline_too(
    hang: Callable[[], None],
) -> None:
    with pytest.raises(ProviderError, match="no answer within"):
        _ = with_deadlines(Bell(hang), METHODS, Crew("one")).moody


@dataclass
class Deaf:
    """A paging tool that says it can find, and can't."""

    capabilities = frozenset({"find"})

    def page(self, request: PageRequest, call: Call) -> Ref:
        return Ref()


class Closed(Bell):
    """A paging tool that says it takes requests, and has no door."""

    capabilities = frozenset({"inbound"})


class Mute:
    """An alert source that cannot read."""

    def authenticate(self, request: RawRequest) -> None: ...


@pytest.mark.parametrize(
    ("one", "row", "why"),
    [
        (None, PAGING, "its factory returned nothing"),
        (object(), PAGING, "its factory returned a object without capabilities"),
        (Deaf(), PAGING, r"its factory returned a Deaf without find\(\)"),
        (Closed(), PAGING, r"its factory returned a Closed without authenticate\(\)"),
        (Mute(), ALERTS, r"its factory returned a Mute without receive\(\)"),
        (Bell, PAGING, "its factory returned a type without capabilities"),
    ],
)
def test_what_is_no_instance_of_its_kind_is_told_as_what_it_is(
    one: object, row: KindRow[object], why: str
) -> None:
    with pytest.raises(InvalidInstance, match=why):
        checked_instance(one, row)


def test_what_is_sound_is_taken_as_it_is() -> None:
    bell = Bell()
    assert checked_instance(bell, PAGING) is bell
    assert PAGING.protocol is Paging
