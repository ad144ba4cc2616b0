"""The contract of alert sources that can be asked what fires."""

from __future__ import annotations

from typing import ClassVar, get_args

import pytest

from tocsin.domain.severity import Severity
from tocsin.providers import MOST_FIRING, FiringAlert, ListsFiring
from tocsin.testing.asked import answered, is_aware, is_link, is_texts
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import assert_hidden, together
from tocsin.testing.values import a_call


class FiringContract(CalledContract[ListsFiring]):
    """Inherit in a class named `Test…`; override the fixture `firing`.

    What comes in by itself is another suite, `AlertSourceContract`.
    """

    _kind: ClassVar[str] = "alerts"

    @pytest.fixture
    def firing(self) -> ListsFiring:
        """A fixture: a source with at least two firing alerts that began at different times."""
        raise NotImplementedError("override the fixture `firing`")

    @pytest.fixture
    def made(self, firing: ListsFiring) -> ListsFiring:
        """The source under test."""
        return firing

    def calls(self, subject: ListsFiring, deadline_s: float) -> Calls:
        """Return the methods that are called."""
        call = a_call(deadline_s=deadline_s)

        def firing() -> None:
            for alert in subject.firing(call):
                check_firing(alert)

        return {"firing": firing}

    def told(self, firing: ListsFiring) -> tuple[FiringAlert, ...]:
        """Return the alerts of a call, each checked."""
        found = answered(lambda: firing.firing(a_call()), self.patience_s)
        assert isinstance(found, tuple)
        assert len(found) <= MOST_FIRING, "more alerts than anybody reads"
        for alert in found:
            check_firing(alert)
        assert len({alert.fingerprint for alert in found}) == len(found), "two share a fingerprint"
        assert [alert.since for alert in found] == sorted(
            (alert.since for alert in found), reverse=True
        )
        return found

    def test_it_says_that_it_can_be_asked(self, firing: ListsFiring) -> None:
        assert isinstance(firing, ListsFiring), "it has `capabilities` and `firing`"
        assert "firing" in firing.capabilities

    def test_what_fires_is_told_whatever_began_last_first(self, firing: ListsFiring) -> None:
        assert len(self.told(firing)) >= 2

    def test_to_ask_changes_nothing(self, firing: ListsFiring) -> None:
        first, *others = together(lambda _: self.told(firing))
        assert all(alert == first for alert in others)

    def test_no_secret_is_shown_or_logged(
        self, firing: ListsFiring, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            found = self.told(firing)
        assert_hidden(self.secrets, firing, found, caplog.text)


def check_firing(alert: FiringAlert) -> None:
    """Check a firing alert as it is shown in a room."""
    assert isinstance(alert, FiringAlert), f"a {type(alert).__name__} is no FiringAlert"
    texts = {"fingerprint": alert.fingerprint, "title": alert.title, "service": alert.service}
    assert is_texts({**texts, "link": alert.link}), f"of {sorted(texts)} one is no text"
    assert is_texts(alert.labels), "labels are texts"
    assert alert.fingerprint, "an alert is known again by its fingerprint"
    assert alert.title.strip(), "an alert needs a title"
    assert "\n" not in alert.title, "a title is one line"
    assert is_aware(alert.since), "times are aware"
    assert alert.severity is None or alert.severity in get_args(Severity)
    assert is_link(alert.link), "a link is http, https or left out"
    assert isinstance(alert.silenced, bool)
