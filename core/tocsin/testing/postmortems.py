"""The contract of places that keep post-mortems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import Postmortems
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, check_ref, together
from tocsin.testing.values import a_call, a_document

KEY = "INC-42.postmortem"
ESCAPES = ("../x", "..", "/etc/x", "a/b", "", "a\0b", ".git", "-rf", "x\ny", "UP")


class PostmortemsContract(CalledContract[Postmortems]):
    """Inherit in a class named `Test…` and override the fixtures `place` and `kept_there`."""

    _kind: ClassVar[str] = "postmortems"

    @pytest.fixture
    def place(self) -> Postmortems:
        """A fixture: a place that takes everything."""
        raise NotImplementedError("override the fixture `place`")

    @pytest.fixture
    def kept_there(self, request: pytest.FixtureRequest) -> Callable[[], Sequence[str]]:
        """A fixture: a function that returns the texts of all documents there."""
        self.lacking(request, "kept_there")

    @pytest.fixture
    def made(self, place: Postmortems) -> Postmortems:
        """The place under test."""
        return place

    def calls(self, subject: Postmortems, deadline_s: float) -> Calls:
        """Return the methods that reach the far end; `address` does not."""
        call = a_call(KEY, deadline_s=deadline_s)
        return {"publish": lambda: subject.publish(a_document(), call)}

    def test_a_document_says_where_it_lies(self, subject: Postmortems) -> None:
        check_ref(subject.publish(a_document(), a_call(KEY)))

    def test_the_address_is_known_beforehand_or_not_at_all(self, subject: Postmortems) -> None:
        told = subject.address(a_document())
        assert not told or subject.publish(a_document(), a_call(KEY)).url == told

    def test_the_document_is_there_word_for_word(
        self, subject: Postmortems, kept_there: Callable[[], Sequence[str]]
    ) -> None:
        subject.publish(a_document(), a_call(KEY))
        assert [text.strip() for text in kept_there()] == [a_document().markdown.strip()]

    def test_the_same_incident_again_replaces_it(
        self, subject: Postmortems, kept_there: Callable[[], Sequence[str]]
    ) -> None:
        subject.publish(a_document(), a_call(KEY))
        subject.publish(a_document(markdown="# Better\n"), a_call(KEY))
        assert [text.strip() for text in kept_there()] == ["# Better"]

    def test_a_repeat_changes_nothing(
        self, subject: Postmortems, kept_there: Callable[[], Sequence[str]]
    ) -> None:
        first = subject.publish(a_document(), a_call(KEY))
        second = subject.publish(a_document(), a_call(KEY, attempt=2))
        assert (second.id, second.url, len(kept_there())) == (first.id, first.url, 1)

    def test_two_incidents_have_two_documents(
        self, subject: Postmortems, kept_there: Callable[[], Sequence[str]]
    ) -> None:
        subject.publish(a_document(), a_call(KEY))
        other = a_document(incident="INC-43", name="2026-11-24-inc-43-other", markdown="# Other\n")
        subject.publish(other, a_call("INC-43.postmortem"))
        wanted = (a_document().markdown, other.markdown)
        assert sorted(map(str.strip, kept_there())) == sorted(map(str.strip, wanted))

    @pytest.mark.parametrize("name", ESCAPES)
    def test_a_name_that_leads_elsewhere_is_refused_or_harmless(
        self, subject: Postmortems, name: str
    ) -> None:
        allowed(lambda: subject.publish(a_document(name=name), a_call(KEY)))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, subject: Postmortems, text: str
    ) -> None:
        document = a_document(title=text, author=text, markdown=text)
        allowed(lambda: subject.publish(document, a_call(KEY)))

    def test_many_threads_that_publish_one_document_leave_one(
        self, subject: Postmortems, kept_there: Callable[[], Sequence[str]]
    ) -> None:
        def publish(_number: int) -> bool:
            try:
                return bool(subject.publish(a_document(), a_call(KEY)).id)
            except ProviderError:
                return False

        assert any(together(publish))
        assert len(kept_there()) == 1

    def test_no_secret_is_shown_or_logged(
        self, subject: Postmortems, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = subject.publish(a_document(), a_call(KEY))
        assert_hidden(self.secrets, subject, ref, caplog.text)
