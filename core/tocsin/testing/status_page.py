"""The contract of status pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import ClassVar, get_args

import pytest

from tocsin.providers import Ref, StatusEntry, StatusPage, StatusPageState, StatusPhase
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, chain, refusal, together
from tocsin.testing.values import NOW, a_call, a_page_state

KEY = "INC-42.status"


class StatusPageContract:
    """Inherit in a class named `Test…` and override the fixture `page`, best also `refusing`.

    Attributes:
        secrets: The secret values the pages were made with; none may ever be shown.
    """

    secrets: ClassVar[Sequence[str]] = ()

    @pytest.fixture
    def page(self) -> StatusPage:
        """A page that takes everything; nothing is on it yet."""
        raise NotImplementedError("override the fixture `page`")

    @pytest.fixture
    def refusing(self) -> StatusPage:
        """A page that cannot be reached or refuses everything."""
        pytest.skip("override the fixture `refusing` to prove what a failure looks like")

    def test_an_incident_has_an_id_on_the_page(self, page: StatusPage) -> None:
        ref = page.put(a_page_state(), None, a_call(KEY))
        assert isinstance(ref, Ref)
        assert ref.id, "the next state is put under this id"

    def test_every_later_state_goes_to_the_same_incident(self, page: StatusPage) -> None:
        """From the first entry to the post-mortem, each with what was said before."""
        ref = page.put(a_page_state(), None, a_call(KEY))
        for attempt, state in enumerate(_whole_life(), start=2):
            assert page.put(state, ref, a_call(KEY, attempt=attempt)).id == ref.id

    def test_a_first_put_that_was_not_answered_is_found_again(self, page: StatusPage) -> None:
        """The engine never heard of the id; there must not be two notices of one incident."""
        first = page.put(a_page_state(), None, a_call(KEY))
        again = page.put(a_page_state(), None, a_call(KEY, attempt=2))
        assert again.id == first.id

    def test_the_same_state_may_be_put_again(self, page: StatusPage) -> None:
        ref = page.put(a_page_state(), None, a_call(KEY))
        assert page.put(a_page_state(), ref, a_call(KEY, attempt=2)).id == ref.id

    def test_states_may_be_left_out(self, page: StatusPage) -> None:
        """The latest wins: what was said in between arrives together with it."""
        state = list(_whole_life())[-1]
        assert page.put(state, None, a_call(KEY)).id

    def test_two_incidents_have_two_notices(self, page: StatusPage) -> None:
        first = page.put(a_page_state(), None, a_call(KEY))
        other = page.put(a_page_state(key="90b1d7c2e6f5a384"), None, a_call("INC-43.status"))
        assert other.id != first.id

    def test_an_incident_needs_no_component(self, page: StatusPage) -> None:
        assert page.put(a_page_state(components=()), None, a_call(KEY)).id

    def test_a_component_the_page_does_not_know_is_no_surprise(self, page: StatusPage) -> None:
        allowed(lambda: page.put(a_page_state(components=("Teleport",)), None, a_call(KEY)))

    def test_what_is_gone_from_the_page_is_no_surprise(self, page: StatusPage) -> None:
        allowed(lambda: page.put(a_page_state(), Ref(id="0"), a_call(KEY)))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, page: StatusPage, text: str
    ) -> None:
        entry = StatusEntry(at=NOW, phase="investigating", text=text)
        state = a_page_state(title=text, entries=(entry,), components=(text,))
        allowed(lambda: page.put(state, None, a_call(KEY)))

    def test_many_threads_that_put_one_incident_get_one(self, page: StatusPage) -> None:
        refs = together(lambda _: page.put(a_page_state(), None, a_call(KEY)))
        assert len({ref.id for ref in refs}) == 1

    def test_a_failure_is_a_provider_error_without_secrets(self, refusing: StatusPage) -> None:
        for ref in (None, Ref(id="42")):
            error = refusal(partial(refusing.put, a_page_state(), ref, a_call(KEY)))
            assert_hidden(self.secrets, *chain(error))

    def test_no_secret_is_shown_or_logged(
        self, page: StatusPage, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = page.put(a_page_state(), None, a_call(KEY))
        assert_hidden(self.secrets, page, ref, caplog.text)


def _whole_life() -> Sequence[StatusPageState]:
    """A state for each phase in turn, with all its entries."""
    states, entries = [], a_page_state().entries
    phases: tuple[StatusPhase, ...] = get_args(StatusPhase)
    for number, phase in enumerate(phases[1:], start=1):
        at = NOW + timedelta(minutes=30 * number)
        entries = (*entries, StatusEntry(at=at, phase=phase, text=f"It is {phase}."))
        over = at if phase in ("resolved", "postmortem") else None
        told = "https://example.org/postmortems/42" if phase == "postmortem" else ""
        states.append(replace(a_page_state(), entries=entries, resolved=over, postmortem_url=told))
    return states
