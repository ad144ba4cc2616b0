"""Status pages and trackers as they should be, and with one fault each; in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from tests.testing.mutants.wire import Wire
from tocsin.errors import ProviderError
from tocsin.providers import Call, Ref, StatusPage, StatusPageState, TicketDraft, Ticketing
from tocsin.testing import FailsWhenTold, Notice, StatusPageContract, Ticket, TicketingContract
from tocsin.testing.status_page import Shows
from tocsin.testing.ticketing import Tickets

SECRET = "k3y-of-the-shop"


@dataclass
class Page:
    """Sound: one notice for each key, whose entries are all that was said."""

    wire: Wire
    shown: dict[str, Notice] = field(default_factory=dict)

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        return self.wire.ask(lambda: self._put(state, ref))

    def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
        self.shown[state.key] = self._notice(state)
        return Ref(id=state.key)

    def _notice(self, state: StatusPageState) -> Notice:
        return Notice(
            title=state.title,
            entries=tuple(one.text for one in state.entries),
            resolved=state.resolved is not None,
            components=state.components,
        )


class PageSuite(StatusPageContract):
    """The suite; each mutant is a class with its own `Kind`."""

    secrets = (SECRET,)
    patience_s = 1.0
    Kind: ClassVar[type[Page]] = Page

    @pytest.fixture
    def wire(self) -> Wire:
        return Wire()

    @pytest.fixture
    def trouble(self, wire: Wire) -> FailsWhenTold:
        return wire

    @pytest.fixture
    def page(self, wire: Wire) -> StatusPage:
        return self.Kind(wire)

    @pytest.fixture
    def shown(self, page: Page) -> Shows:
        return lambda: list(page.shown.values())


class TestRightPage(PageSuite):
    """Nothing is wrong with it."""


class TestPostsAnEntryTwice(PageSuite):
    class Kind(Page):
        def _notice(self, state: StatusPageState) -> Notice:
            made = super()._notice(state)
            return replace(made, entries=(*made.entries, made.entries[-1]))


class TestAddsWhatItAlreadyShows(PageSuite):
    """Every state is put behind what is there."""

    class Kind(Page):
        def _notice(self, state: StatusPageState) -> Notice:
            made, before = super()._notice(state), self.shown.get(state.key)
            return replace(made, entries=(*before.entries, *made.entries)) if before else made


class TestNeverPosts(PageSuite):
    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            return Ref(id=state.key)


class TestShowsTheFirstStateForEver(PageSuite):
    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            self.shown.setdefault(state.key, self._notice(state))
            return Ref(id=state.key)


class TestShowsWhatWasNotPut(PageSuite):
    """Something of its own stands behind the words: here the key of the call."""

    class Kind(Page):
        def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
            last = replace(state.entries[-1], text=f"{state.entries[-1].text} ({call.object_key})")
            return super().put(replace(state, entries=(*state.entries[:-1], last)), ref, call)


class TestNewestFirst(PageSuite):
    class Kind(Page):
        def _notice(self, state: StatusPageState) -> Notice:
            made = super()._notice(state)
            return replace(made, entries=made.entries[::-1])


class TestNeverResolves(PageSuite):
    class Kind(Page):
        def _notice(self, state: StatusPageState) -> Notice:
            return replace(super()._notice(state), resolved=False)


class TestMarksNoComponent(PageSuite):
    class Kind(Page):
        def _notice(self, state: StatusPageState) -> Notice:
            return replace(super()._notice(state), components=())


class TestSwapsWords(PageSuite):
    """Of two notices the second has the words of the first."""

    class Kind(Page):
        def _notice(self, state: StatusPageState) -> Notice:
            made, others = super()._notice(state), list(self.shown.values())
            return replace(made, entries=others[0].entries) if others else made


class TestOneNoticeForAll(PageSuite):
    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            return super()._put(replace(state, key="1"), ref)


class TestANewNoticeEachTime(PageSuite):
    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            return super()._put(replace(state, key=str(len(self.shown))), ref)


class TestForgetsWithoutItsRef(PageSuite):
    """It knows an incident by its own id alone, and never looks for the key."""

    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            key = ref.id if ref else str(len(self.shown))
            return super()._put(replace(state, key=key), ref)


class TestNumberAsId(PageSuite):
    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            super()._put(state, ref)
            wrong: Any = 7
            return Ref(id=wrong)


class TestWithoutId(PageSuite):
    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            super()._put(state, ref)
            return Ref(url=f"https://status.example.org/{state.key}")


class TestBreaksOnAComponent(PageSuite):
    class Kind(Page):
        def _notice(self, state: StatusPageState) -> Notice:
            ids = {"Checkout": 1}
            assert all(ids[name] for name in state.components)
            return super()._notice(state)


class TestPageHangs(PageSuite):
    """While somebody else's notice is there."""

    class Kind(Page):
        def _put(self, state: StatusPageState, ref: Ref | None) -> Ref:
            if any(key != state.key for key in self.shown):
                threading.Event().wait(3)
            return super()._put(state, ref)


class TestPageShowsItsSecret(PageSuite):
    class Kind(Page):
        def __repr__(self) -> str:
            return f"Page({SECRET})"


class TestPageTellsItsSecret(PageSuite):
    class Kind(Page):
        def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
            try:
                return super().put(state, ref, call)
            except ProviderError as error:
                raise ProviderError(error.code, f"refused {SECRET}") from None


@dataclass
class Tracker:
    """Sound: a ticket is known by the key it was created under."""

    wire: Wire
    made: dict[str, tuple[str, Ticket]] = field(default_factory=dict)

    def create(self, draft: TicketDraft, call: Call) -> Ref:
        return self.wire.ask(lambda: self._create(draft, call.object_key))

    def _create(self, draft: TicketDraft, key: str) -> Ref:
        for known, one in self.made.values():
            if known == key:
                return Ref(id=one.id)
        number = str(len(self.made) + 1)
        self.made[number] = (key, Ticket(id=number, title=draft.title, text=draft.text))
        return Ref(id=number)

    def close(self, ref: Ref, call: Call) -> None:
        self.wire.ask(lambda: self._close(ref))

    def _close(self, ref: Ref) -> None:
        if ref.id not in self.made:
            raise ProviderError("not_found", "There is no such ticket.")
        key, one = self.made[ref.id]
        self.made[ref.id] = (key, replace(one, done=True))


class TrackerSuite(TicketingContract):
    """The suite; each mutant is a class with its own `Kind`."""

    secrets = (SECRET,)
    patience_s = 1.0
    Kind: ClassVar[type[Tracker]] = Tracker

    @pytest.fixture
    def wire(self) -> Wire:
        return Wire()

    @pytest.fixture
    def trouble(self, wire: Wire) -> FailsWhenTold:
        return wire

    @pytest.fixture
    def tracker(self, wire: Wire) -> Ticketing:
        return self.Kind(wire)

    @pytest.fixture
    def tickets(self, tracker: Tracker) -> Tickets:
        def every() -> Sequence[Ticket]:
            return [one for _, one in tracker.made.values()]

        return every


class TestRightTracker(TrackerSuite):
    """Nothing is wrong with it."""


class TestCreatesTwo(TrackerSuite):
    """A repeat of a key is another ticket."""

    class Kind(Tracker):
        def _create(self, draft: TicketDraft, key: str) -> Ref:
            return super()._create(draft, f"{key}.{len(self.made)}")


class TestCreatesTwoAndTellsTheFirst(TrackerSuite):
    class Kind(Tracker):
        def _create(self, draft: TicketDraft, key: str) -> Ref:
            super()._create(draft, f"{key}.{len(self.made)}")
            return next(Ref(id=one.id) for known, one in self.made.values() if key in known)


class TestNeverCreates(TrackerSuite):
    class Kind(Tracker):
        def _create(self, draft: TicketDraft, key: str) -> Ref:
            return Ref(id=key)

        def _close(self, ref: Ref) -> None:
            """Nothing is there."""


class TestOneTicketForAll(TrackerSuite):
    class Kind(Tracker):
        def _create(self, draft: TicketDraft, key: str) -> Ref:
            return super()._create(draft, "1")


class TestSaysNothingInTheTicket(TrackerSuite):
    class Kind(Tracker):
        def _create(self, draft: TicketDraft, key: str) -> Ref:
            return super()._create(replace(draft, title=draft.incident, text=""), key)


class TestNeverCloses(TrackerSuite):
    class Kind(Tracker):
        def _close(self, ref: Ref) -> None:
            """Done, it says."""


class TestClosesEveryTicket(TrackerSuite):
    class Kind(Tracker):
        def _close(self, ref: Ref) -> None:
            for number in self.made:
                super()._close(Ref(id=number))


class TestReopensOnARepeat(TrackerSuite):
    class Kind(Tracker):
        def _close(self, ref: Ref) -> None:
            super()._close(ref)
            if self.__dict__.setdefault("closed", []):
                key, one = self.made[ref.id]
                self.made[ref.id] = (key, replace(one, done=False))
            self.__dict__["closed"].append(ref)


class TestBreaksOnWhatIsGone(TrackerSuite):
    class Kind(Tracker):
        def _close(self, ref: Ref) -> None:
            key, one = self.made[ref.id]
            self.made[ref.id] = (key, replace(one, done=True))


class TestBreaksWithoutADueTime(TrackerSuite):
    class Kind(Tracker):
        def _create(self, draft: TicketDraft, key: str) -> Ref:
            due: Any = draft.due
            return super()._create(replace(draft, text=f"{draft.text} {due.isoformat()}"), key)


class TestTicketNumberAsId(TrackerSuite):
    class Kind(Tracker):
        def _create(self, draft: TicketDraft, key: str) -> Ref:
            wrong: Any = int(super()._create(draft, key).id)
            return Ref(id=wrong)

        def _close(self, ref: Ref) -> None:
            super()._close(Ref(id=str(ref.id)))
