"""The contract of places that keep post-mortems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import Postmortems, Ref
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, chain, refusal, together
from tocsin.testing.values import a_call, a_document

KEY = "INC-42.postmortem"
ESCAPES = ("../x", "..", "/etc/x", "a/b", "", "a\0b", ".git", "-rf", "x\ny", "UP")


class PostmortemsContract:
    """Inherit in a class named `Test…`; override the fixture `place`, best also the others.

    Attributes:
        secrets: The secret values the places were made with; none may ever be shown.
    """

    secrets: ClassVar[Sequence[str]] = ()

    @pytest.fixture
    def place(self) -> Postmortems:
        """A place that takes everything."""
        raise NotImplementedError("override the fixture `place`")

    @pytest.fixture
    def kept(self) -> Callable[[], Sequence[str]]:
        """A function that gives the texts of all documents the place now holds."""
        pytest.skip("override the fixture `kept` to prove what is in the place")

    @pytest.fixture
    def refusing(self) -> Postmortems:
        """A place that cannot be reached or refuses everything."""
        pytest.skip("override the fixture `refusing` to prove what a failure looks like")

    def test_a_document_says_where_it_lies(self, place: Postmortems) -> None:
        ref = place.publish(a_document(), a_call(KEY))
        assert isinstance(ref, Ref)
        assert ref.id, "people look a post-mortem up by its id"
        assert not ref.url or ref.url.startswith(("http://", "https://"))

    def test_the_address_is_known_beforehand_or_not_at_all(self, place: Postmortems) -> None:
        told = place.address(a_document())
        assert not told or place.publish(a_document(), a_call(KEY)).url == told

    def test_the_document_is_there_word_for_word(
        self, place: Postmortems, kept: Callable[[], Sequence[str]]
    ) -> None:
        place.publish(a_document(), a_call(KEY))
        assert [text.strip() for text in kept()] == [a_document().markdown.strip()]

    def test_the_same_incident_again_replaces_it(
        self, place: Postmortems, kept: Callable[[], Sequence[str]]
    ) -> None:
        place.publish(a_document(), a_call(KEY))
        place.publish(a_document(markdown="# Better\n"), a_call(KEY))
        assert [text.strip() for text in kept()] == ["# Better"]

    def test_a_repeat_changes_nothing(
        self, place: Postmortems, kept: Callable[[], Sequence[str]]
    ) -> None:
        first = place.publish(a_document(), a_call(KEY))
        second = place.publish(a_document(), a_call(KEY, attempt=2))
        assert (second.id, second.url, len(kept())) == (first.id, first.url, 1)

    def test_two_incidents_have_two_documents(
        self, place: Postmortems, kept: Callable[[], Sequence[str]]
    ) -> None:
        place.publish(a_document(), a_call(KEY))
        other = a_document(incident="INC-43", name="2026-11-24-inc-43-other", markdown="# Other\n")
        place.publish(other, a_call("INC-43.postmortem"))
        assert len(kept()) == 2

    @pytest.mark.parametrize("name", ESCAPES)
    def test_a_name_that_leads_elsewhere_is_refused_or_harmless(
        self, place: Postmortems, name: str
    ) -> None:
        allowed(lambda: place.publish(a_document(name=name), a_call(KEY)))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, place: Postmortems, text: str
    ) -> None:
        one = a_document(title=text, author=text, markdown=text)
        allowed(lambda: place.publish(one, a_call(KEY)))

    def test_many_threads_that_publish_one_document_leave_one(
        self, place: Postmortems, kept: Callable[[], Sequence[str]]
    ) -> None:
        def publish(_number: int) -> bool:
            try:
                return bool(place.publish(a_document(), a_call(KEY)).id)
            except ProviderError:
                return False

        assert any(together(publish))
        assert len(kept()) == 1

    def test_a_failure_is_a_provider_error_without_secrets(self, refusing: Postmortems) -> None:
        error = refusal(lambda: refusing.publish(a_document(), a_call(KEY)))
        assert_hidden(self.secrets, *chain(error))

    def test_no_secret_is_shown_or_logged(
        self, place: Postmortems, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = place.publish(a_document(), a_call(KEY))
        assert_hidden(self.secrets, place, ref, caplog.text)
