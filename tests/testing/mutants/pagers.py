"""A paging tool as it should be, over HTTP, and tools with one fault each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import Call, PageRequest, Paging, Ref
from tocsin.providers.http import Deadline, HttpClient
from tocsin.testing import Answer, Arrived, FarEnd, PagingContract, Rung, json_answer
from tocsin.testing.values import NOW

SECRET = "k3y-of-the-shop"


class Desk:
    """The far end: pages by their number; it knows no key of ours but keeps it."""

    def __init__(self) -> None:
        self.pages: dict[str, Rung] = {}

    def create(self, asked: Arrived) -> Answer:
        told = asked.json()
        number = str(len(self.pages) + 1)
        self.pages[number] = Rung(
            page_id=str(told["key"]), person=str(told["user"]), text=str(told["title"])
        )
        return json_answer({"id": number}, status=201)

    def find(self, asked: Arrived) -> Answer:
        key = asked.query["key"][0]
        return json_answer([number for number, one in self.pages.items() if one.page_id == key])

    def change(self, asked: Arrived) -> Answer:
        number = asked.path.rpartition("/")[2]
        if number not in self.pages:
            return Answer(status=404)
        state: Any = asked.json()["state"]
        self.pages[number] = replace(self.pages[number], state=state)
        return json_answer({})


@dataclass(frozen=True)
class Pager:
    """A sound tool: it looks a page up before it makes one."""

    http: HttpClient
    lock: threading.Lock

    @property
    def capabilities(self) -> frozenset[Any]:
        return frozenset({"acknowledge", "resolve", "find"})

    def page(self, request: PageRequest, call: Call) -> Ref:
        deadline = Deadline(call.deadline_s)
        with self.lock:
            found = self._found(request.page_id, deadline)
            return found or Ref(id=self._made(request, deadline))

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self._change(request, ref, call, "acknowledged")

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self._change(request, ref, call, "resolved")

    def find(self, object_key: str, call: Call) -> Ref | None:
        return self._found(object_key, Deadline(call.deadline_s))

    def close(self) -> None:
        self.http.close()

    def _made(self, request: PageRequest, deadline: Deadline) -> str:
        told = {"key": request.page_id, "user": request.person.id, "title": request.text}
        return str(self.http.post("/pages", deadline=deadline, json=told).object()["id"])

    def _found(self, key: str, deadline: Deadline) -> Ref | None:
        numbers = self.http.get("/pages", deadline=deadline, params={"key": key}).array()
        return Ref(id=str(numbers[0])) if numbers else None

    def _change(self, request: PageRequest, ref: Ref, call: Call, state: str) -> None:
        deadline = Deadline(call.deadline_s)
        found = ref if ref.id.isdigit() else self._found(request.page_id, deadline) or Ref(id="0")
        self.http.request("PUT", f"/pages/{found.id}", deadline=deadline, json={"state": state})


class Suite(PagingContract):
    """The suite, with a far end; each mutant is a class with its own `Kind`."""

    secrets = (SECRET,)
    patience_s = 3.0
    deadline_s = 0.2
    Kind: ClassVar[type[Pager]] = Pager

    @pytest.fixture
    def desk(self, far_end: FarEnd) -> Desk:
        made = Desk()
        far_end.on("POST", "/pages", made.create)
        far_end.on("GET", "/pages", made.find)
        far_end.on("PUT", "/pages/*", made.change)
        return made

    @pytest.fixture
    def tool(self, far_end: FarEnd, desk: Desk) -> Iterator[Paging]:
        http = HttpClient(
            far_end.url, tool="The pager", agent="x/1", clock=lambda: NOW,
            authorise=lambda: {"Authorization": f"Token {SECRET}"},
        )  # fmt: skip
        yield self.Kind(http, threading.Lock())
        http.close()

    @pytest.fixture
    def rung(self, desk: Desk) -> Callable[[], Sequence[Rung]]:
        return lambda: list(desk.pages.values())


class TestRight(Suite):
    """Nothing is wrong with it."""


class TestRightByAddress(Suite):
    """Asked for one page, its far end says 404 where there is none."""

    class Kind(Pager):
        def find(self, object_key: str, call: Call) -> Ref | None:
            try:
                return super().find(object_key, call)
            except ProviderError as error:
                if error.code != "not_found":
                    raise
                return None


class TestRightByPhone(Suite):
    """It calls numbers, and knows nobody by another name."""

    class Kind(Pager):
        def _made(self, request: PageRequest, deadline: Deadline) -> str:
            person = request.person
            if not person.phone:
                raise ProviderError("invalid", f"{person.name} has no phone")
            called = replace(request, person=replace(person, id=person.phone))
            return super()._made(called, deadline)


class TestNeverSends(Suite):
    class Kind(Pager):
        def page(self, request: PageRequest, call: Call) -> Ref:
            return Ref(id=request.page_id)

        def find(self, object_key: str, call: Call) -> Ref | None:
            return Ref(id=object_key) if object_key != "INC-42.p99" else None


class TestSendsTwice(Suite):
    class Kind(Pager):
        def page(self, request: PageRequest, call: Call) -> Ref:
            self._made(request, Deadline(call.deadline_s))
            return super().page(request, call)


class TestNeverLooks(Suite):
    """A repeat, as after an answer that was lost, rings again."""

    class Kind(Pager):
        def page(self, request: PageRequest, call: Call) -> Ref:
            return Ref(id=self._made(request, Deadline(call.deadline_s)))


class TestRingsSomebodyElse(Suite):
    class Kind(Pager):
        def _made(self, request: PageRequest, deadline: Deadline) -> str:
            ana = replace(request.person, id="ana")
            return super()._made(replace(request, person=ana), deadline)


class TestNumbersAsIds(Suite):
    class Kind(Pager):
        def page(self, request: PageRequest, call: Call) -> Ref:
            wrong: Any = int(super().page(request, call).id)
            return Ref(id=wrong)


class TestDataThatIsNoText(Suite):
    class Kind(Pager):
        def page(self, request: PageRequest, call: Call) -> Ref:
            wrong: Any = {"sequence": 7}
            return replace(super().page(request, call), data=wrong)


class TestSaysItCanWhatItCannot(Suite):
    class Kind(Pager):
        acknowledge: Any = None


class TestAcknowledgesNothing(Suite):
    class Kind(Pager):
        def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
            self.find(request.page_id, call)


class TestFindsNothing(Suite):
    class Kind(Pager):
        def find(self, object_key: str, call: Call) -> Ref | None:
            super().find(object_key, call)
            return None


class TestInboundWithoutADoor(Suite):
    class Kind(Pager):
        @property
        def capabilities(self) -> frozenset[Any]:
            return super().capabilities | {"inbound"}


class TestFlies(Suite):
    class Kind(Pager):
        @property
        def capabilities(self) -> frozenset[Any]:
            return super().capabilities | {"fly"}


class TestHangs(Suite):
    """In `resolve` alone, whatever the far end does."""

    class Kind(Pager):
        def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
            threading.Event().wait()


class TestHangsWhenNobodyAnswers(Suite):
    """It has a deadline of its own that nobody gave it."""

    class Kind(Pager):
        def find(self, object_key: str, call: Call) -> Ref | None:
            return super().find(object_key, replace(call, deadline_s=2.5))


class TestEndsTheProcess(Suite):
    class Kind(Pager):
        def find(self, object_key: str, call: Call) -> Ref | None:
            raise SystemExit(1)


class TestTakesEveryAnswerForASuccess(Suite):
    class Kind(Pager):
        def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
            try:
                super().acknowledge(request, ref, call)
            except ProviderError as error:
                if error.code == "timeout":
                    raise


class TestForgetsHowLongToWait(Suite):
    class Kind(Pager):
        def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
            try:
                super().resolve(request, ref, call)
            except ProviderError as error:
                raise ProviderError(error.code, str(error)) from None


class TestRaisesSomethingElse(Suite):
    class Kind(Pager):
        def find(self, object_key: str, call: Call) -> Ref | None:
            try:
                return super().find(object_key, call)
            except ProviderError as error:
                raise RuntimeError(str(error)) from None


class TestShowsItsSecret(Suite):
    class Kind(Pager):
        def find(self, object_key: str, call: Call) -> Ref | None:
            try:
                return super().find(object_key, call)
            except ProviderError as error:
                error.__cause__ = ValueError(f"401 for {SECRET}")
                raise


class TestSaysNothing(Suite):
    class Kind(Pager):
        def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
            try:
                super().resolve(request, ref, call)
            except ProviderError as error:
                raise ProviderError(error.code, "", retry_after=error.retry_after) from None
