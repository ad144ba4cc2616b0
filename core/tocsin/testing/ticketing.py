"""The contract of trackers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest

from tocsin.providers import Ref, Ticketing
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, chain, refusal, together
from tocsin.testing.values import a_call, a_ticket

KEY = "INC-42.ticket"


class TicketingContract:
    """Inherit in a class named `Test…` and override the fixture `tracker`, best also `refusing`.

    Attributes:
        secrets: The secret values the trackers were made with; none may ever be shown.
    """

    secrets: ClassVar[Sequence[str]] = ()

    @pytest.fixture
    def tracker(self) -> Ticketing:
        """A tracker that takes everything."""
        raise NotImplementedError("override the fixture `tracker`")

    @pytest.fixture
    def refusing(self) -> Ticketing:
        """A tracker that cannot be reached or refuses everything."""
        pytest.skip("override the fixture `refusing` to prove what a failure looks like")

    def test_a_ticket_has_an_id(self, tracker: Ticketing) -> None:
        ref = tracker.create(a_ticket(), a_call(KEY))
        assert isinstance(ref, Ref)
        assert ref.id, "people look a ticket up by its id"

    def test_the_same_key_is_the_same_ticket(self, tracker: Ticketing) -> None:
        first = tracker.create(a_ticket(), a_call(KEY))
        second = tracker.create(a_ticket(), a_call(KEY, attempt=2))
        assert second.id == first.id

    def test_two_incidents_have_two_tickets(self, tracker: Ticketing) -> None:
        first = tracker.create(a_ticket(), a_call(KEY))
        other = tracker.create(a_ticket(incident="INC-43"), a_call("INC-43.ticket"))
        assert other.id != first.id

    def test_a_ticket_can_be_closed_and_closed_again(self, tracker: Ticketing) -> None:
        ref = tracker.create(a_ticket(), a_call(KEY))
        tracker.close(ref, a_call(KEY))
        tracker.close(ref, a_call(KEY, attempt=2))

    def test_closing_what_is_gone_is_no_surprise(self, tracker: Ticketing) -> None:
        allowed(lambda: tracker.close(Ref(id="INC-999"), a_call("INC-999.ticket")))

    def test_a_ticket_needs_no_due_time(self, tracker: Ticketing) -> None:
        assert tracker.create(a_ticket(due=None), a_call(KEY)).id

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, tracker: Ticketing, text: str
    ) -> None:
        allowed(lambda: tracker.create(a_ticket(title=text, text=text), a_call(KEY)))

    def test_many_threads_that_create_one_ticket_get_one(self, tracker: Ticketing) -> None:
        refs = together(lambda _: tracker.create(a_ticket(), a_call(KEY)))
        assert len({ref.id for ref in refs}) == 1

    def test_a_failure_is_a_provider_error_without_secrets(self, refusing: Ticketing) -> None:
        for work in (
            lambda: refusing.create(a_ticket(), a_call(KEY)),
            lambda: refusing.close(Ref(id="INC-42"), a_call(KEY)),
        ):
            assert_hidden(self.secrets, *chain(refusal(work)))

    def test_no_secret_is_shown_or_logged(
        self, tracker: Ticketing, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = tracker.create(a_ticket(), a_call(KEY))
        assert_hidden(self.secrets, tracker, ref, caplog.text)
