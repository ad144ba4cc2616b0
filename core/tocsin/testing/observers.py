"""The contract of observers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from tocsin.deadlines import run_once
from tocsin.errors import ProviderError
from tocsin.providers import IncidentView, Observer
from tocsin.testing.checks import HOSTILE_TEXTS, assert_hidden, chain
from tocsin.testing.contract import Contract
from tocsin.testing.values import NOW, a_view

DEADLINE_S: Final = 10.0
VIEW: Final = a_view(changed=NOW)


class ObserverContract(Contract):
    """Inherit in a class named `Test…` and override `observer`, `known` and `down`."""

    @pytest.fixture
    def observer(self) -> Observer:
        """A fixture: an observer that was told nothing yet."""
        raise NotImplementedError("override the fixture `observer`")

    @pytest.fixture
    def known(self, observer: Observer) -> Callable[[], Mapping[str, str]]:
        """A fixture: a function that returns incident number -> status at the far end."""
        raise NotImplementedError("override the fixture `known`")

    @pytest.fixture
    def down(self, request: pytest.FixtureRequest) -> Observer:
        """A fixture: an observer whose far end cannot be reached."""
        self.lacking(request, "down")

    def tell(self, observer: Observer, view: IncidentView) -> None:
        """Tell the observer; a call that hangs fails its test."""
        seconds = min(DEADLINE_S, self.patience_s)
        try:
            run_once(lambda: observer.changed(view), seconds, "changed")
        except ProviderError as error:
            if "did not come back" in str(error):
                pytest.fail(f"an observer has {DEADLINE_S:g} s for each change: {error}")
            raise

    def test_the_far_end_has_what_was_told(
        self, observer: Observer, known: Callable[[], Mapping[str, str]]
    ) -> None:
        self.tell(observer, VIEW)
        assert known() == {"INC-42": "investigating"}

    def test_the_latest_state_counts(
        self, observer: Observer, known: Callable[[], Mapping[str, str]]
    ) -> None:
        self.tell(observer, VIEW)
        self.tell(observer, _later(VIEW, status="resolved"))
        assert known() == {"INC-42": "resolved"}

    def test_the_same_told_again_changes_nothing(
        self, observer: Observer, known: Callable[[], Mapping[str, str]]
    ) -> None:
        for _ in range(3):
            self.tell(observer, VIEW)
        assert known() == {"INC-42": "investigating"}

    def test_incidents_are_kept_apart(
        self, observer: Observer, known: Callable[[], Mapping[str, str]]
    ) -> None:
        self.tell(observer, VIEW)
        self.tell(observer, replace(VIEW, id="another", number="INC-43", status="monitoring"))
        assert known() == {"INC-42": "investigating", "INC-43": "monitoring"}

    @pytest.mark.parametrize("title", HOSTILE_TEXTS)
    def test_a_hostile_title_is_only_text(
        self, observer: Observer, known: Callable[[], Mapping[str, str]], title: str
    ) -> None:
        self.tell(observer, replace(VIEW, title=title, service=title))
        assert known() == {"INC-42": "investigating"}

    def test_little_may_be_known_of_an_incident(
        self, observer: Observer, known: Callable[[], Mapping[str, str]]
    ) -> None:
        self.tell(
            observer, replace(VIEW, severity="", title="", roles={}, milestones={}, changed=None)
        )
        assert known() == {"INC-42": "investigating"}

    def test_a_failure_is_raised_without_secrets(self, down: Observer) -> None:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is, it is told again
            self.tell(down, VIEW)
        assert_hidden(self.secrets, *chain(caught.value))

    def test_no_secret_is_shown_or_logged(
        self, observer: Observer, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            self.tell(observer, VIEW)
        assert_hidden(self.secrets, observer, caplog.text)


def _later(view: IncidentView, **changed: str) -> IncidentView:
    later = replace(view, version=view.version + 1, changed=NOW + timedelta(minutes=5))
    return replace(later, status=changed["status"])
