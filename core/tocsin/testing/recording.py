"""The contract of tools that record the changes responders made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import ClassVar

import pytest

from tocsin.providers import Change, MadeChange, RecordsChanges, Window
from tocsin.testing.asked import answered
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, refusal, together
from tocsin.testing.contract import FailsWhenTold
from tocsin.testing.received import check_change
from tocsin.testing.values import a_call, a_made_change

Recorded = Callable[[], Sequence[str]]
AROUND = timedelta(minutes=1)
PRECISE = timedelta(seconds=1)


class RecordsChangesContract(CalledContract[RecordsChanges]):
    """Inherit in a class named `Test…`; override the fixtures `recorder` and `recorded`.

    What is only asked is another suite, `ChangesContract`.

    Attributes:
        service: The service of the changes that are recorded, as in the team file.
    """

    _kind: ClassVar[str] = "changes"
    service: ClassVar[str] = "checkout"

    @pytest.fixture
    def recorder(self) -> RecordsChanges:
        """A fixture: a tool that takes everything and was told of no change within the minute."""
        raise NotImplementedError("override the fixture `recorder`")

    @pytest.fixture
    def recorded(self, request: pytest.FixtureRequest) -> Recorded:
        """A fixture: a function that returns the title of each change the far end was told of."""
        self.lacking(request, "recorded")

    @pytest.fixture
    def made(self, recorder: RecordsChanges) -> RecordsChanges:
        """The tool under test."""
        return recorder

    def calls(self, subject: RecordsChanges, deadline_s: float) -> Calls:
        """Return the method that is called."""
        change = self.a_change()
        call = a_call(change.key, deadline_s=deadline_s)
        return {"record": lambda: subject.record(change, call)}

    def a_change(self, n: int = 1, **changed: str) -> MadeChange:
        """Return change `n` of an incident."""
        key = a_made_change().key.replace(".c1", f".c{n}")
        return a_made_change(**{"key": key, "service": self.service, **changed})

    def told(self, recorder: RecordsChanges) -> tuple[Change, ...]:
        """Return the changes of the minute, each checked."""
        at = a_made_change().at
        window = Window(start=at - AROUND, end=at + AROUND)
        found = answered(lambda: recorder.changes(window, "", a_call()), self.patience_s)
        for change in found:
            check_change(change)
        return found

    def test_it_says_that_it_records(self, recorder: RecordsChanges) -> None:
        assert isinstance(recorder, RecordsChanges), "it has `capabilities`, `changes`, `record`"
        assert "record" in recorder.capabilities

    def test_a_recorded_change_is_there(self, subject: RecordsChanges, recorded: Recorded) -> None:
        change = self.a_change()
        subject.record(change, a_call(change.key))
        (title,) = recorded()
        assert change.title in title

    def test_it_is_told_again_under_its_key(self, subject: RecordsChanges) -> None:
        assert not [change for change in self.told(subject) if change.recorded]
        change = self.a_change()
        subject.record(change, a_call(change.key))
        (found,) = (known for known in self.told(subject) if known.recorded)
        assert found.recorded == change.key
        assert change.title in found.title
        assert found.service == change.service, "the service as the team file calls it"
        assert abs(found.at - change.at) < PRECISE, "a change has the time at which it was made"

    def test_a_change_whose_answer_was_lost_is_found_by_its_key(
        self, subject: RecordsChanges, trouble: FailsWhenTold, recorded: Recorded
    ) -> None:
        """So it is recorded once: the engine looks before it repeats."""
        change = self.a_change()
        trouble.fail("timeout-after")
        refusal(lambda: subject.record(change, a_call(change.key, deadline_s=self.deadline_s)))
        trouble.heal()
        assert len(recorded()) == 1
        assert change.key in {known.recorded for known in self.told(subject)}

    def test_two_changes_are_two(self, subject: RecordsChanges, recorded: Recorded) -> None:
        changes = [self.a_change(1), self.a_change(2)]
        for change in changes:
            subject.record(change, a_call(change.key))
        assert len(recorded()) == 2
        keys = {known.recorded for known in self.told(subject)}
        assert keys >= {change.key for change in changes}

    def test_a_change_of_no_service_is_taken_or_refused_as_a_provider_error(
        self, subject: RecordsChanges, recorded: Recorded
    ) -> None:
        change = self.a_change(service="", person="", link="")
        if allowed(lambda: subject.record(change, a_call(change.key))):
            assert len(recorded()) == 1, "what was taken is there"

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, subject: RecordsChanges, recorded: Recorded, text: str
    ) -> None:
        change = self.a_change(title=text, person=text)
        if allowed(lambda: subject.record(change, a_call(change.key))):
            assert len(recorded()) == 1, "what was taken is there"
            self.told(subject)

    def test_many_threads_record_at_once(self, subject: RecordsChanges, recorded: Recorded) -> None:
        changes = [self.a_change(n) for n in range(1, 9)]
        together(lambda n: subject.record(changes[n], a_call(changes[n].key)))
        assert len(recorded()) == len(changes)

    def test_no_secret_is_shown_or_logged(
        self, subject: RecordsChanges, caplog: pytest.LogCaptureFixture
    ) -> None:
        change = self.a_change()
        with caplog.at_level(0):
            subject.record(change, a_call(change.key))
        assert_hidden(self.secrets, subject, caplog.text)
