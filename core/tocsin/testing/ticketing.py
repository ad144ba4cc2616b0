"""The contract of trackers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pytest

from tocsin.providers import Ref, Ticketing
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import (
    HOSTILE_TEXTS,
    allowed,
    assert_hidden,
    check_ref,
    refusal,
    together,
)
from tocsin.testing.contract import FailsWhenTold
from tocsin.testing.values import a_call, a_ticket

KEY = "INC-42.ticket"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A ticket as the tracker has it; `id` is what people search for."""

    id: str
    title: str
    text: str
    done: bool = False


Tickets = Callable[[], Sequence[Ticket]]


class TicketingContract(CalledContract[Ticketing]):
    """Inherit in a class named `Test…` and override the fixtures `tracker` and `tickets`."""

    _kind: ClassVar[str] = "ticketing"
    _may_be_gone: ClassVar[frozenset[str]] = frozenset({"close"})

    @pytest.fixture
    def tracker(self) -> Ticketing:
        """A fixture: a tracker that takes everything and has no ticket yet."""
        raise NotImplementedError("override the fixture `tracker`")

    @pytest.fixture
    def tickets(self, request: pytest.FixtureRequest) -> Tickets:
        """A fixture: a function that returns every ticket of the tracker."""
        self.lacking(request, "tickets")

    @pytest.fixture
    def made(self, tracker: Ticketing) -> Ticketing:
        """The tracker under test."""
        return tracker

    def calls(self, subject: Ticketing, deadline_s: float) -> Calls:
        """Return every method of a tracker, ready to be called."""
        call = a_call(KEY, deadline_s=deadline_s)
        return {
            "create": lambda: subject.create(a_ticket(), call),
            "close": lambda: subject.close(Ref(id="INC-42"), call),
        }

    def test_a_ticket_is_there_under_its_id(self, subject: Ticketing, tickets: Tickets) -> None:
        ref = subject.create(a_ticket(), a_call(KEY))
        check_ref(ref)
        (ticket,) = tickets()
        assert (ticket.id, ticket.done) == (ref.id, False)
        assert a_ticket().title in ticket.title
        assert a_ticket().text in ticket.text

    def test_the_same_key_is_the_same_ticket(self, subject: Ticketing, tickets: Tickets) -> None:
        first = subject.create(a_ticket(), a_call(KEY))
        second = subject.create(a_ticket(), a_call(KEY, attempt=2))
        assert second.id == first.id
        assert len(tickets()) == 1

    def test_a_ticket_whose_answer_was_lost_is_there_once(
        self, subject: Ticketing, trouble: FailsWhenTold, tickets: Tickets
    ) -> None:
        trouble.fail("timeout-after")
        refusal(lambda: subject.create(a_ticket(), a_call(KEY, deadline_s=self.deadline_s)))
        trouble.heal()
        ref = subject.create(a_ticket(), a_call(KEY, attempt=2))
        assert [ticket.id for ticket in tickets()] == [ref.id]

    def test_two_incidents_have_two_tickets(self, subject: Ticketing, tickets: Tickets) -> None:
        first = subject.create(a_ticket(), a_call(KEY))
        other = subject.create(a_ticket(incident="INC-43"), a_call("INC-43.ticket"))
        assert other.id != first.id
        assert sorted(ticket.id for ticket in tickets()) == sorted((first.id, other.id))
        subject.close(other, a_call("INC-43.ticket"))
        assert {ticket.id: ticket.done for ticket in tickets()} == {first.id: False, other.id: True}

    def test_a_ticket_can_be_closed_and_closed_again(
        self, subject: Ticketing, tickets: Tickets
    ) -> None:
        ref = subject.create(a_ticket(), a_call(KEY))
        subject.close(ref, a_call(KEY))
        subject.close(ref, a_call(KEY, attempt=2))
        assert [ticket.done for ticket in tickets()] == [True]

    def test_closing_what_is_gone_is_no_surprise(self, subject: Ticketing) -> None:
        allowed(lambda: subject.close(Ref(id="INC-999"), a_call("INC-999.ticket")))

    def test_a_ticket_needs_no_due_time(self, subject: Ticketing) -> None:
        check_ref(subject.create(a_ticket(due=None), a_call(KEY)))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, subject: Ticketing, tickets: Tickets, text: str
    ) -> None:
        if allowed(lambda: subject.create(a_ticket(title=text, text=text), a_call(KEY))):
            assert len(tickets()) == 1, "what was taken is there"

    def test_many_threads_that_create_one_ticket_get_one(
        self, subject: Ticketing, tickets: Tickets
    ) -> None:
        refs = together(lambda _: subject.create(a_ticket(), a_call(KEY)))
        assert len({ref.id for ref in refs}) == 1
        assert len(tickets()) == 1

    def test_no_secret_is_shown_or_logged(
        self, subject: Ticketing, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = subject.create(a_ticket(), a_call(KEY))
        assert_hidden(self.secrets, subject, ref, caplog.text)
