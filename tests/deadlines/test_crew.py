"""A crew: calls to foreign code, each with a deadline that its caller can rely on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import partial

import pytest

from tocsin import deadlines
from tocsin.deadlines import Crew, Raised, run_once
from tocsin.errors import ProviderError

SOON_S = 0.05
LONG_S = 10.0


@pytest.fixture
def never() -> Iterator[Callable[[], None]]:
    """Work that hangs until the test is over."""
    over = threading.Event()

    def hang() -> None:
        over.wait(LONG_S)

    yield hang
    over.set()


def threads_of(crew: Crew) -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith(f"tocsin-{crew.name}-")]


def eventually(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + LONG_S
    while not holds() and time.monotonic() < ends:
        time.sleep(0.005)
    return holds()


class TestACallThatEndsInTime:
    def test_gives_what_the_work_returned(self) -> None:
        assert Crew("shop/paging.pd").call(lambda: 7, LONG_S, "page") == 7

    def test_runs_in_a_daemon_thread_named_for_the_instance(self) -> None:
        one = Crew("shop/paging.pd").call(threading.current_thread, LONG_S, "page")
        assert one.daemon
        assert one.name == "tocsin-shop/paging.pd-1"

    def test_sees_what_belongs_to_its_caller(self) -> None:
        about = ContextVar("about", default="nothing")
        about.set("INC-1")
        assert Crew("one").call(about.get, LONG_S, "page") == "INC-1"

    def test_uses_the_thread_of_the_call_before(self) -> None:
        crew = Crew("reused")
        idents = {crew.call(threading.get_ident, LONG_S, "page") for _ in range(20)}
        assert len(idents) == 1


class TestWhatTheWorkRaises:
    def test_an_error_on_purpose_arrives_as_it_is(self) -> None:
        error = ProviderError("rate_limited", "slow down", retry_after=3.0)

        def refuse() -> None:
            raise error

        with pytest.raises(ProviderError) as caught:
            Crew("one").call(refuse, LONG_S, "page")
        assert caught.value is error

    @pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit])
    def test_what_would_end_the_process_is_an_ordinary_failure(
        self, kind: type[BaseException]
    ) -> None:
        def end() -> None:
            raise kind("token=abc")

        with pytest.raises(Raised) as caught:
            Crew("one").call(end, LONG_S, "page")
        assert isinstance(caught.value.error, kind)
        assert str(caught.value) == f"{kind.__name__} was raised"

    def test_the_next_call_is_made_all_the_same(self) -> None:
        crew = Crew("one")

        def end() -> None:
            raise KeyboardInterrupt

        with pytest.raises(Raised):
            crew.call(end, LONG_S, "page")
        assert crew.call(lambda: "well", LONG_S, "page") == "well"


class TestACallThatHangs:
    def test_fails_at_its_deadline_and_says_what_hung(self, never: Callable[[], None]) -> None:
        began = time.monotonic()
        with pytest.raises(ProviderError, match=r"no answer within 0.05 s \(page\)") as caught:
            Crew("shop/paging.pd").call(never, SOON_S, "page")
        assert caught.value.code == "timeout"
        assert time.monotonic() - began < LONG_S / 2

    def test_is_counted_with_its_age_until_it_comes_back(self) -> None:
        now, over = [100.0], threading.Event()
        crew = Crew("one", steady=lambda: now[0])
        with pytest.raises(ProviderError):
            crew.call(lambda: over.wait(LONG_S), SOON_S, "page")
        now[0] = 140.0
        assert str(crew.stuck) == "1 call hangs, it (page) for 40 s"
        over.set()
        assert eventually(lambda: crew.stuck.calls == 0)
        assert str(crew.stuck) == ""

    def test_does_not_keep_the_next_call(self, never: Callable[[], None]) -> None:
        crew = Crew("one")
        with pytest.raises(ProviderError):
            crew.call(never, SOON_S, "page")
        assert crew.call(lambda: "well", LONG_S, "page") == "well"

    def test_too_many_of_them_and_further_calls_fail_at_once_without_being_made(
        self, never: Callable[[], None]
    ) -> None:
        crew, made = Crew("bounded", most=3), list[int]()
        for _ in range(3):
            with pytest.raises(ProviderError):
                crew.call(never, SOON_S, "page")
        with pytest.raises(ProviderError, match="not asked any more: 3 calls hang") as caught:
            crew.call(lambda: made.append(1), LONG_S, "page")
        assert caught.value.code == "unavailable"
        assert not made
        assert len(threads_of(crew)) == 3

    def test_its_late_end_harms_nobody(self) -> None:
        over, crew = threading.Event(), Crew("late")

        def late() -> None:
            over.wait(LONG_S)
            raise KeyboardInterrupt

        with pytest.raises(ProviderError):
            crew.call(late, SOON_S, "page")
        over.set()
        assert eventually(lambda: crew.stuck.calls == 0)
        assert crew.call(lambda: "well", LONG_S, "page") == "well"
        assert len(threads_of(crew)) == 1


class TestTurns:
    def test_who_waits_too_long_for_a_turn_is_told_and_nobody_else_waits(
        self, never: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(deadlines, "TURN_S", SOON_S)
        crew = Crew("turns", at_once=1)

        def hang() -> None:
            with pytest.raises(ProviderError):
                crew.call(never, 1, "receive")

        first = threading.Thread(target=hang)
        first.start()
        assert eventually(lambda: bool(threads_of(crew)))
        with pytest.raises(ProviderError, match="asked too much at once") as caught:
            crew.call(lambda: None, LONG_S, "receive")
        assert caught.value.code == "unavailable"
        first.join(LONG_S)
        assert crew.call(lambda: "its turn", LONG_S, "receive") == "its turn"


class TestWhatACrewCosts:
    def test_nothing_before_its_first_call(self) -> None:
        assert not threads_of(Crew("quiet"))

    def test_nothing_a_while_after_its_last(self) -> None:
        crew = Crew("idle", idle_s=0.01)
        crew.call(lambda: None, LONG_S, "page")
        assert eventually(lambda: not threads_of(crew))
        assert crew.call(lambda: "again", LONG_S, "page") == "again"

    @pytest.mark.parametrize("idle_s", [0.0005, 0.0])
    def test_who_leaves_while_it_is_given_work_does_it_first(self, idle_s: float) -> None:
        crew = Crew("hasty", idle_s=idle_s)
        for number in range(300):
            assert crew.call(partial(abs, number), LONG_S, "page") == number
            time.sleep(idle_s)

    def test_calls_at_once_have_a_thread_each(self) -> None:
        crew, met = Crew("many"), threading.Barrier(5)
        callers = [
            threading.Thread(target=lambda: crew.call(lambda: met.wait(LONG_S), LONG_S, "page"))
            for _ in range(5)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(LONG_S)
        assert not met.broken
        assert len(threads_of(crew)) == 5


class TestOnce:
    def test_what_is_run_once_has_a_deadline_too(self, never: Callable[[], None]) -> None:
        assert run_once(lambda: 3, LONG_S, "import of one") == 3
        with pytest.raises(ProviderError, match="no answer within"):
            run_once(never, SOON_S, "import of one")

    def test_it_leaves_no_thread_behind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deadlines, "IDLE_S", 600.0)
        before = threading.active_count()
        for _ in range(50):
            run_once(lambda: None, LONG_S, "plugin")
        assert eventually(lambda: threading.active_count() <= before)


class TestAnAttribute:
    def test_is_asked_once_a_second_however_often_somebody_looks(self) -> None:
        now, asked = [100.0], list[float]()
        crew = Crew("one", steady=lambda: now[0])

        def tell() -> int:
            asked.append(now[0])
            return len(asked)

        assert [crew.told(tell, LONG_S, "limits") for _ in range(3)] == [1, 1, 1]
        now[0] = 101.0
        assert crew.told(tell, LONG_S, "limits") == 2
        assert crew.told(lambda: "other", LONG_S, "capabilities") == "other"

    def test_that_hung_is_asked_again_by_whoever_looks_next(
        self, never: Callable[[], None]
    ) -> None:
        crew = Crew("one")
        with pytest.raises(ProviderError):
            crew.told(never, SOON_S, "limits")
        assert crew.told(lambda: 7, LONG_S, "limits") == 7
