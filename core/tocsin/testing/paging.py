"""The contract of paging tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

import pytest

from tocsin.domain.people import Person
from tocsin.providers import Call, Paging, Ref
from tocsin.providers.inbound import Inbound
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
from tocsin.testing.values import ANA, BO, a_call, a_page


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A page as the far end has it.

    Args:
        page_id: Our key of it (`PageRequest.page_id`), wherever the tool puts it.
        person: Whom it rings, by anything that names them: id, e-mail, phone.
        text: What the person reads first.
        state: What became of it there.
    """

    page_id: str
    person: str
    text: str
    state: Literal["ringing", "acknowledged", "resolved"] = "ringing"


Rings = Callable[[], Sequence[Rung]]
LOOK_FIRST: Final = (
    "; a tool without a key of ours looks for it in `page`, from the second attempt on"
)


class PagingContract(CalledContract[Paging]):
    """Inherit in a class named `Test…` and override the fixtures `tool` and `rung`."""

    _kind: ClassVar[str] = "paging"
    _may_be_gone: ClassVar[frozenset[str]] = frozenset({"find"})

    @pytest.fixture
    def tool(self) -> Paging:
        """A fixture: a tool whose far end takes everything."""
        raise NotImplementedError("override the fixture `tool`")

    @pytest.fixture
    def rung(self, request: pytest.FixtureRequest) -> Rings:
        """A fixture: a function that returns the far end's pages, one for each ring."""
        self.lacking(request, "rung")

    @pytest.fixture
    def made(self, tool: Paging) -> Paging:
        """The tool under test."""
        return tool

    def calls(self, subject: Paging, deadline_s: float) -> Calls:
        """Return every method of a paging tool, ready to be called."""
        page, call = a_page(), a_call(deadline_s=deadline_s)
        ref = Ref(id=page.page_id)
        return {
            "page": lambda: subject.page(page, call),
            "acknowledge": lambda: subject.acknowledge(page, ref, call),
            "resolve": lambda: subject.resolve(page, ref, call),
            "find": lambda: subject.find(page.page_id, call),
        }

    def test_the_capability_inbound_goes_with_a_door(self, tool: Paging) -> None:
        told = "inbound" in tool.capabilities
        assert told == isinstance(tool, Inbound), "it needs `authenticate` and `receive`"

    def test_a_page_gives_a_ref(self, subject: Paging) -> None:
        check_ref(subject.page(a_page(), a_call()), named=False)

    def test_a_page_rings_its_person_once(self, subject: Paging, rung: Rings) -> None:
        subject.page(a_page(), a_call())
        (page,) = rung()
        assert (page.page_id, page.state) == ("INC-42.p3", "ringing")
        _check_person(page, ANA)
        assert a_page().title in page.text, "the person reads what it is about"

    def test_two_pages_ring_their_own_persons(self, subject: Paging, rung: Rings) -> None:
        subject.page(a_page(), a_call())
        subject.page(a_page(page_id="INC-42.p4", person=BO), a_call("INC-42.p4"))
        found = {page.page_id: page for page in rung()}
        assert sorted(found) == ["INC-42.p3", "INC-42.p4"]
        _check_person(found["INC-42.p3"], ANA)
        _check_person(found["INC-42.p4"], BO)

    def test_a_repeat_is_taken_again(self, subject: Paging, rung: Rings) -> None:
        first = subject.page(a_page(), a_call())
        second = subject.page(a_page(), a_call(attempt=2))
        if subject.capabilities & {"native-key", "find"}:
            assert second.id == first.id, f"the same key must be the same page{LOOK_FIRST}"
            assert len(rung()) == 1, f"the same key must ring once{LOOK_FIRST}"

    def test_a_page_whose_answer_was_lost_rings_once(
        self, subject: Paging, trouble: FailsWhenTold, rung: Rings
    ) -> None:
        trouble.fail("timeout-after")
        refusal(lambda: subject.page(a_page(), a_call(deadline_s=self.deadline_s)))
        trouble.heal()
        subject.page(a_page(), a_call(attempt=2))
        if subject.capabilities & {"native-key", "find"}:
            found = [page.page_id for page in rung()]
            assert found == ["INC-42.p3"], f"it must ring once{LOOK_FIRST}"

    def test_a_page_can_be_acknowledged_and_resolved(self, subject: Paging, rung: Rings) -> None:
        ref = subject.page(a_page(), a_call())
        for name, end, state in (
            ("acknowledge", subject.acknowledge, "acknowledged"),
            ("resolve", subject.resolve, "resolved"),
        ):
            if name in subject.capabilities:
                end(a_page(ack_url=None), ref, _call(name))
                end(a_page(ack_url=None), ref, _call(name, attempt=2))
                assert [page.state for page in rung()] == [state]

    def test_a_page_is_answered_whatever_its_first_ref_was(
        self, subject: Paging, rung: Rings
    ) -> None:
        """The answer to a page may be lost: then only the key is known."""
        subject.page(a_page(), a_call())
        if "acknowledge" in subject.capabilities and allowed(
            lambda: subject.acknowledge(a_page(), Ref(), _call("acknowledge"))
        ):
            assert [page.state for page in rung()] == ["acknowledged"]

    def test_a_page_is_found_by_its_key_and_another_is_not(self, subject: Paging) -> None:
        if "find" not in subject.capabilities:
            pytest.skip("this tool cannot find")
        ref = subject.page(a_page(), a_call())
        found = subject.find("INC-42.p3", a_call(attempt=2))
        assert found is not None
        check_ref(found)
        assert found.id == ref.id
        assert subject.find("INC-42.p99", a_call("INC-42.p99")) is None

    def test_what_may_be_missing_may_be_missing(self, subject: Paging, rung: Rings) -> None:
        bare = a_page(room=None, ack_url=None, person=Person(id="bo", name="Bo"))
        if allowed(lambda: subject.page(bare, a_call())):
            assert len(rung()) == 1

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, subject: Paging, rung: Rings, text: str
    ) -> None:
        if allowed(lambda: subject.page(a_page(title=text, text=text), a_call())):
            assert len(rung()) == 1, "what was taken rings"

    def test_many_threads_may_page_at_once(self, subject: Paging, rung: Rings) -> None:
        refs = together(
            lambda n: subject.page(a_page(page_id=f"INC-42.p{n}"), a_call(f"INC-42.p{n}"))
        )
        for ref in refs:
            check_ref(ref, named=False)
        if "find" in subject.capabilities:
            assert len({ref.id for ref in refs}) == len(refs), "two pages share one id"
        assert len({page.page_id for page in rung()}) == len(refs), "every page rings"

    def test_no_secret_is_shown_or_logged(
        self, subject: Paging, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            ref = subject.page(a_page(), a_call())
        assert_hidden(self.secrets, subject, ref, caplog.text)


def _call(op: str, *, attempt: int = 1) -> Call:
    """A call about the page: its key is another for each thing that is done with it."""
    return a_call(effect_key=f"0193a5c0-0000-7000-8000-000000000042:8:0:{op}", attempt=attempt)


def _check_person(page: Rung, person: Person) -> None:
    names = [name for name in (person.id, person.email, person.phone, person.name) if name]
    assert any(name in page.person for name in names), f"it rings {page.person}, not {person.id}"
