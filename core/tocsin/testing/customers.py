"""The contract of ways to mail customers and the team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from tocsin.providers import CustomerMail, Customers, PersonMail, Posted
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, chain, refusal
from tocsin.testing.values import a_call

KEY = "INC-42.customers"
AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def a_customer_mail(
    *, subject: str = "Checkout fails", text: str = "We work on it."
) -> CustomerMail:
    """A notice to customers about INC-42."""
    return CustomerMail(incident="INC-42", kind="notice", subject=subject, text=text, at=AT)


def a_person_mail(*, subject: str = "P1 INC-42", calendar: str = "") -> PersonMail:
    """A mail to Ana about INC-42."""
    return PersonMail(
        incident="INC-42",
        to="ana@example.org",
        subject=subject,
        text="Please look.",
        at=AT,
        calendar=calendar,
    )


class CustomersContract:
    """Inherit in a class named `Test…` and override `mailer`, best also `refusing`.

    Attributes:
        secrets: The secret values the mailers were made with; none may ever be shown.
    """

    secrets: ClassVar[Sequence[str]] = ()

    @pytest.fixture
    def mailer(self) -> Customers:
        """A mailer that takes everything, with one customer address."""
        raise NotImplementedError("override the fixture `mailer`")

    @pytest.fixture
    def refusing(self) -> Customers:
        """A mailer that cannot be reached or refuses everything."""
        pytest.skip("override the fixture `refusing` to prove what a failure looks like")

    def test_a_mail_tells_how_many_it_went_to(self, mailer: Customers) -> None:
        posted = mailer.send(a_customer_mail(), a_call(KEY))
        assert isinstance(posted, Posted)
        assert posted.recipients == 1

    def test_the_same_call_again_has_the_same_id(self, mailer: Customers) -> None:
        first = mailer.send(a_customer_mail(), a_call(KEY))
        assert mailer.send(a_customer_mail(), a_call(KEY, attempt=2)).ref == first.ref

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    def test_any_text_is_taken_or_refused_as_a_provider_error(
        self, mailer: Customers, text: str
    ) -> None:
        allowed(lambda: mailer.send(a_customer_mail(subject=text, text=text), a_call(KEY)))

    def test_people_are_mailed_where_it_says_so(self, mailer: Customers) -> None:
        if "people" not in mailer.capabilities:
            pytest.skip("this mailer does not mail people")
        assert mailer.send_person(a_person_mail(), a_call("INC-42.mail")).recipients == 1

    def test_a_failure_is_a_provider_error_without_secrets(self, refusing: Customers) -> None:
        error = refusal(lambda: refusing.send(a_customer_mail(), a_call(KEY)))
        assert_hidden(self.secrets, *chain(error))

    def test_no_secret_is_shown_or_logged(
        self, mailer: Customers, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            posted = mailer.send(a_customer_mail(), a_call(KEY))
        assert_hidden(self.secrets, mailer, posted, caplog.text)
