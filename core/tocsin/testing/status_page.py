"""The contract of status pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar, get_args

import pytest

from tocsin.providers import Ref, StatusEntry, StatusPage, StatusPageState, StatusPhase
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
from tocsin.testing.values import NOW, a_call, a_page_state

KEY = "INC-42.status"
INSIDE: Sequence[str] = ("INC-42", "INC-43", a_call(KEY).effect_key)
"""What a page is handed for its calls alone, and never shows."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One incident as the page shows it.

    Args:
        title: Its heading.
        entries: The words of every entry, the oldest first.
        resolved: Whether it is shown as over.
        components: The components it marks as touched; None where the page has none to mark.
    """

    title: str
    entries: tuple[str, ...]
    resolved: bool = False
    components: tuple[str, ...] | None = None


Shows = Callable[[], Sequence[Notice]]


class StatusPageContract(CalledContract[StatusPage]):
    """Inherit in a class named `Test…` and override the fixtures `page` and `shown`."""

    _kind: ClassVar[str] = "status_page"

    @pytest.fixture
    def page(self) -> StatusPage:
        """A fixture: an empty page that takes everything."""
        raise NotImplementedError("override the fixture `page`")

    @pytest.fixture
    def shown(self, request: pytest.FixtureRequest) -> Shows:
        """A fixture: a function that returns every notice on the page."""
        self.lacking(request, "shown")

    @pytest.fixture
    def made(self, page: StatusPage) -> StatusPage:
        """The page under test."""
        return page

    def calls(self, subject: StatusPage, deadline_s: float) -> Calls:
        """Return every method of a status page, ready to be called."""
        call = a_call(KEY, deadline_s=deadline_s)
        return {"put": lambda: subject.put(a_page_state(), None, call)}

    def test_an_incident_has_an_id_on_the_page(self, subject: StatusPage, shown: Shows) -> None:
        check_ref(subject.put(a_page_state(), None, a_call(KEY)))
        check_notice(shown(), a_page_state())

    def test_every_later_state_goes_to_the_same_incident(
        self, subject: StatusPage, shown: Shows
    ) -> None:
        """From the first entry to the post-mortem, each with what was said before."""
        ref = subject.put(a_page_state(), None, a_call(KEY))
        for attempt, state in enumerate(_whole_life(), start=2):
            assert subject.put(state, ref, a_call(KEY, attempt=attempt)).id == ref.id
            check_notice(shown(), state)

    def test_a_first_put_that_was_not_answered_is_found_again(
        self, subject: StatusPage, shown: Shows
    ) -> None:
        """The engine never heard of the id; there must not be two notices of one incident."""
        first = subject.put(a_page_state(), None, a_call(KEY))
        again = subject.put(a_page_state(), None, a_call(KEY, attempt=2))
        assert again.id == first.id
        check_notice(shown(), a_page_state())

    def test_a_put_whose_answer_was_lost_is_there_once(
        self, subject: StatusPage, trouble: FailsWhenTold, shown: Shows
    ) -> None:
        trouble.fail("timeout-after")
        refusal(lambda: subject.put(a_page_state(), None, a_call(KEY, deadline_s=self.deadline_s)))
        trouble.heal()
        subject.put(a_page_state(), None, a_call(KEY, attempt=2))
        check_notice(shown(), a_page_state())

    def test_the_same_state_may_be_put_again(self, subject: StatusPage, shown: Shows) -> None:
        ref = subject.put(a_page_state(), None, a_call(KEY))
        assert subject.put(a_page_state(), ref, a_call(KEY, attempt=2)).id == ref.id
        check_notice(shown(), a_page_state())

    def test_states_may_be_left_out(self, subject: StatusPage, shown: Shows) -> None:
        """The latest wins: what was said in between arrives together with it."""
        state = list(_whole_life())[-1]
        check_ref(subject.put(state, None, a_call(KEY)))
        check_notice(shown(), state)

    def test_two_incidents_have_two_notices(self, subject: StatusPage, shown: Shows) -> None:
        first = subject.put(a_page_state(), None, a_call(KEY))
        entry = StatusEntry(at=NOW, phase="identified", text="Search is slow.")
        state = a_page_state(key="90b1d7c2e6f5a384", title="Problem with Search", entries=(entry,))
        other = subject.put(state, None, a_call("INC-43.status"))
        assert other.id != first.id
        found = {incident.title: incident for incident in shown()}
        assert sorted(found) == sorted((a_page_state().title, state.title))
        for told in (a_page_state(), state):
            check_notice([found[told.title]], told)

    def test_an_incident_needs_no_component(self, subject: StatusPage, shown: Shows) -> None:
        check_ref(subject.put(a_page_state(components=()), None, a_call(KEY)))
        assert len(shown()) == 1

    def test_a_component_the_page_does_not_know_is_no_surprise(self, subject: StatusPage) -> None:
        allowed(lambda: subject.put(a_page_state(components=("Teleport",)), None, a_call(KEY)))

    def test_what_is_gone_from_the_page_is_no_surprise(self, subject: StatusPage) -> None:
        allowed(lambda: subject.put(a_page_state(), Ref(id="0"), a_call(KEY)))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, subject: StatusPage, shown: Shows, text: str
    ) -> None:
        entry = StatusEntry(at=NOW, phase="investigating", text=text)
        state = a_page_state(title=text, entries=(entry,), components=(text,))
        if allowed(lambda: subject.put(state, None, a_call(KEY))):
            assert [len(incident.entries) for incident in shown()] == [1], "what was taken is shown"

    def test_many_threads_that_put_one_incident_get_one(
        self, subject: StatusPage, shown: Shows
    ) -> None:
        refs = together(lambda _: subject.put(a_page_state(), None, a_call(KEY)))
        assert len({ref.id for ref in refs}) == 1
        check_notice(shown(), a_page_state())

    def test_no_secret_is_shown_or_logged(
        self, subject: StatusPage, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = subject.put(a_page_state(), None, a_call(KEY))
        assert_hidden(self.secrets, subject, ref, caplog.text)


def check_notice(shown: Sequence[Notice], state: StatusPageState) -> None:
    """Check that the page shows this state only: each entry once, in order."""
    (incident,) = shown
    assert incident.title == state.title
    wanted = [_plain(entry.text) for entry in state.entries]
    found = [_plain(text) for text in incident.entries]
    assert len(found) == len(wanted), f"{len(wanted)} entries were put, {len(found)} are shown"
    missing = [text for text, told in zip(wanted, found, strict=True) if text not in told]
    assert not missing, f"not shown, or in another order: {missing}"
    assert incident.resolved == (state.resolved is not None)
    inside = [
        name for name in INSIDE for text in (incident.title, *incident.entries) if name in text
    ]
    assert not inside, f"our own numbers and keys are not public; shown is {inside[0]}"
    if incident.components is not None:
        assert sorted(incident.components) == sorted(state.components), (
            "other components are marked"
        )


def _plain(text: str) -> str:
    """The letters and digits of a text: a page may set it in another markup."""
    return "".join(char for char in text if char.isalnum())


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
