"""The contract of `customers`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from tocsin.providers import CustomerMail, Customers, PersonMail, Posted
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import (
    HOSTILE_TEXTS,
    allowed,
    assert_hidden,
    refusal,
)
from tocsin.testing.contract import FailsWhenTold
from tocsin.testing.values import a_call

KEY = "INC-42.customers"
AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def a_customer_mail(
    *, subject: str = "Checkout fails", text: str = "We work on it."
) -> CustomerMail:
    """Return a notice to customers about INC-42."""
    return CustomerMail(incident="INC-42", kind="notice", subject=subject, text=text, at=AT)


def a_person_mail(*, subject: str = "P1 INC-42", calendar: str = "") -> PersonMail:
    """Return a mail to Ana about INC-42."""
    return PersonMail(
        incident="INC-42",
        to="ana@example.org",
        subject=subject,
        text="Please look.",
        at=AT,
        calendar=calendar,
    )


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail as its recipient got it."""

    to: str
    subject: str
    text: str


Mails = Callable[[], Sequence[Mail]]


class CustomersContract(CalledContract[Customers]):
    """Inherit in a class named `Test…` and override the fixtures `mailer` and `mails`."""

    _kind: ClassVar[str] = "customers"

    @pytest.fixture
    def mailer(self) -> Customers:
        """A fixture: a mailer that takes everything, with one customer address."""
        raise NotImplementedError("override the fixture `mailer`")

    @pytest.fixture
    def mails(self, request: pytest.FixtureRequest) -> Mails:
        """A fixture: a function that returns every mail, one for each recipient."""
        self.lacking(request, "mails")

    @pytest.fixture
    def made(self, mailer: Customers) -> Customers:
        """The mailer under test."""
        return mailer

    def calls(self, subject: Customers, deadline_s: float) -> Calls:
        """Return every method of a mailer, ready to be called."""
        call = a_call(KEY, deadline_s=deadline_s)
        return {
            "send": lambda: subject.send(a_customer_mail(), call),
            "send_person": lambda: subject.send_person(a_person_mail(), call),
        }

    def test_a_mail_arrives_and_tells_how_many_it_went_to(
        self, subject: Customers, mails: Mails
    ) -> None:
        posted = subject.send(a_customer_mail(), a_call(KEY))
        assert isinstance(posted, Posted)
        assert (posted.recipients, posted.refused) == (1, ())
        (mail,) = mails()
        assert a_customer_mail().subject in mail.subject
        assert a_customer_mail().text in mail.text

    def test_the_same_call_again_has_the_same_id_and_is_no_second_mail(
        self, subject: Customers, mails: Mails
    ) -> None:
        first = subject.send(a_customer_mail(), a_call(KEY))
        assert subject.send(a_customer_mail(), a_call(KEY, attempt=2)).ref == first.ref
        assert len(mails()) == 1

    def test_a_mail_whose_answer_was_lost_arrives_once(
        self, subject: Customers, trouble: FailsWhenTold, mails: Mails
    ) -> None:
        trouble.fail("timeout-after")
        refusal(lambda: subject.send(a_customer_mail(), a_call(KEY, deadline_s=self.deadline_s)))
        trouble.heal()
        subject.send(a_customer_mail(), a_call(KEY, attempt=2))
        assert len(mails()) == 1

    def test_a_second_mail_of_an_incident_is_not_taken_for_the_first(
        self, subject: Customers, mails: Mails
    ) -> None:
        """Two mails differ in `Call.effect_key`; the incident and the object may be the same."""
        first = subject.send(a_customer_mail(), a_call(KEY))
        later = a_call(KEY, effect_key=f"{first.ref}:later")
        second = subject.send(a_customer_mail(subject="Checkout works again"), later)
        assert second.ref != first.ref
        assert len(mails()) == 2

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, subject: Customers, mails: Mails, text: str
    ) -> None:
        hostile = a_customer_mail(subject=text, text=text)
        if allowed(lambda: subject.send(hostile, a_call(KEY))):
            assert len(mails()) == 1, "what was taken arrives"

    def test_people_are_mailed_where_it_says_so(self, subject: Customers, mails: Mails) -> None:
        if "people" not in subject.capabilities:
            pytest.skip("this mailer does not mail people")
        assert subject.send_person(a_person_mail(), a_call("INC-42.mail")).recipients == 1
        (mail,) = mails()
        assert (mail.to, mail.subject) == (a_person_mail().to, a_person_mail().subject)

    def test_a_person_is_mailed_once_when_told_again(
        self, subject: Customers, mails: Mails
    ) -> None:
        if "people" not in subject.capabilities:
            pytest.skip("this mailer does not mail people")
        subject.send_person(a_person_mail(), a_call("INC-42.mail"))
        subject.send_person(a_person_mail(), a_call("INC-42.mail", attempt=2))
        assert len(mails()) == 1

    def test_no_secret_is_shown_or_logged(
        self, subject: Customers, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            posted = subject.send(a_customer_mail(), a_call(KEY))
        assert_hidden(self.secrets, subject, posted, caplog.text)
