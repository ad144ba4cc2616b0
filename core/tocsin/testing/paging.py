"""The contract of paging tools."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar, get_args

import pytest

from tocsin.domain.people import Person
from tocsin.providers import Call, PageRequest, Paging, PagingCapability, Ref
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, chain, refusal, together
from tocsin.testing.values import a_call, a_page

DEADLINE_S = 0.5
GRACE_S = 0.5


class PagingContract:
    """Inherit in a class named `Test…` and override the fixture `tool`, best also the others.

    Attributes:
        secrets: The secret values the tools were made with; none may ever be shown.
    """

    secrets: ClassVar[Sequence[str]] = ()

    @pytest.fixture
    def tool(self) -> Paging:
        """A tool whose far end takes everything."""
        raise NotImplementedError("override the fixture `tool`")

    @pytest.fixture
    def refusing(self) -> Paging:
        """A tool whose far end cannot be reached or refuses everything."""
        pytest.skip("override the fixture `refusing` to prove what a failure looks like")

    @pytest.fixture
    def hanging(self) -> Paging:
        """A tool whose far end takes the request and never answers."""
        pytest.skip("override the fixture `hanging` to prove that the deadline is kept")

    def test_capabilities_are_of_the_closed_set(self, tool: Paging) -> None:
        unknown = set(tool.capabilities) - set(get_args(PagingCapability))
        assert isinstance(tool.capabilities, frozenset)
        assert not unknown, f"no such capability: {sorted(unknown)}"

    def test_a_page_gives_a_ref(self, tool: Paging) -> None:
        assert isinstance(tool.page(a_page(), a_call()), Ref)

    def test_a_repeat_is_taken_again(self, tool: Paging) -> None:
        first = tool.page(a_page(), a_call())
        second = tool.page(a_page(), a_call(attempt=2))
        if tool.capabilities & {"native-key", "find"}:
            assert second.id == first.id, "the same key must be the same page"

    def test_a_page_can_be_acknowledged_and_resolved(self, tool: Paging) -> None:
        ref = tool.page(a_page(), a_call())
        for name, end in (("acknowledge", tool.acknowledge), ("resolve", tool.resolve)):
            if name in tool.capabilities:
                end(a_page(ack_url=None), ref, a_call())
                end(a_page(ack_url=None), ref, a_call(attempt=2))

    def test_a_page_is_found_by_its_key_and_another_is_not(self, tool: Paging) -> None:
        if "find" not in tool.capabilities:
            pytest.skip("this tool cannot find")
        ref = tool.page(a_page(), a_call())
        found = tool.find("INC-42.p3", a_call(attempt=2))
        assert found is not None
        assert found.id == ref.id
        assert tool.find("INC-42.p99", a_call("INC-42.p99")) is None

    def test_what_may_be_missing_may_be_missing(self, tool: Paging) -> None:
        bare = a_page(room=None, ack_url=None, person=Person(id="bo", name="Bo"))
        allowed(lambda: tool.page(bare, a_call()))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, tool: Paging, text: str
    ) -> None:
        allowed(lambda: tool.page(a_page(title=text, text=text), a_call()))

    def test_many_threads_may_page_at_once(self, tool: Paging) -> None:
        refs = together(lambda n: tool.page(a_page(page_id=f"INC-42.p{n}"), a_call(f"INC-42.p{n}")))
        assert all(isinstance(ref, Ref) for ref in refs)
        if "find" in tool.capabilities:
            assert len({ref.id for ref in refs}) == len(refs), "two pages share one id"

    def test_a_failure_is_a_provider_error_without_secrets(self, refusing: Paging) -> None:
        for work in _calls(refusing):
            error = refusal(work)
            assert_hidden(self.secrets, *chain(error))

    def test_an_unanswered_call_ends_by_its_deadline(self, hanging: Paging) -> None:
        began = time.monotonic()
        error = refusal(lambda: hanging.page(a_page(), a_call(deadline_s=DEADLINE_S)))
        assert time.monotonic() - began < DEADLINE_S + GRACE_S, "the deadline was not kept"
        assert error.code == "timeout"
        assert error.retryable

    def test_no_secret_is_shown_or_logged(
        self, tool: Paging, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = tool.page(a_page(), a_call())
        assert_hidden(self.secrets, tool, ref, caplog.text)


def _calls(tool: Paging) -> list[Callable[[], object]]:
    page: PageRequest = a_page()
    call: Call = a_call()
    ref = Ref(id=page.page_id)
    every: dict[str, Callable[[], object]] = {
        "acknowledge": lambda: tool.acknowledge(page, ref, call),
        "resolve": lambda: tool.resolve(page, ref, call),
        "find": lambda: tool.find(page.page_id, call),
    }
    return [
        lambda: tool.page(page, call),
        *(work for name, work in every.items() if name in tool.capabilities),
    ]
