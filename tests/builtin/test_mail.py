"""Mail by SMTP, against a real server on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tests.e2e.deployment import free_port
from tocsin.builtin.smtp import SMTP, SmtpConfig
from tocsin.errors import ProviderError
from tocsin.providers import Customers
from tocsin.testing import CustomersContract, a_call, a_context
from tocsin.testing.customers import a_customer_mail, a_person_mail

PASSWORD = "mail-pass-5150"


class Postbox:
    """Takes mail, but none for addresses that begin with `no-`."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self,
        server: object,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if address.startswith("no-"):
            return "550 no such person; your password is mail-pass-5150"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server's name for it
        self, server: object, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content))
        return "250 OK"


def knows(
    server: object, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=right)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def port(postbox: Postbox) -> Iterator[int]:
    controller = Controller(
        postbox, hostname="127.0.0.1", port=free_port(), authenticator=knows,
        auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    yield controller.port
    controller.stop()


Make = Callable[..., Customers]


@pytest.fixture
def make(port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)

    def made(**changed: object) -> Customers:
        given = {
            "host": "127.0.0.1", "port": port, "security": "none", "user": "tocsin",
            "password": {"env": "MAIL_PASSWORD"}, "sender": "Shop <status@example.org>",
            "to": ["customers@example.org"],
        }  # fmt: skip
        config = SmtpConfig.model_validate({**given, **changed})
        mailer = SMTP.factory(config, a_context(tmp_path))
        return cast("Customers", mailer)

    return made


class TestSmtp(CustomersContract):
    secrets = (PASSWORD,)

    @pytest.fixture
    def mailer(self, make: Make) -> Customers:
        return make()

    @pytest.fixture
    def refusing(self, make: Make) -> Customers:
        return make(to=["no-body@example.org"])


def test_customers_read_the_text_and_the_subject(make: Make, postbox: Postbox) -> None:
    make().send(a_customer_mail(), a_call())
    (mail,) = postbox.mails
    assert (mail["Subject"], mail["To"]) == ("Checkout fails", "customers@example.org")
    assert "We work on it." in str(mail.get_payload())


def test_no_customer_sees_the_address_of_another(make: Make, postbox: Postbox) -> None:
    posted = make(to=["a@example.org", "b@example.org"]).send(a_customer_mail(), a_call())
    assert posted.recipients == 2
    assert [mail["To"] for mail in postbox.mails] == ["a@example.org", "b@example.org"]


def test_one_refused_address_does_not_hold_up_the_others(make: Make, postbox: Postbox) -> None:
    mailer = make(to=["no-body@example.org", "b@example.org"])
    assert mailer.send(a_customer_mail(), a_call()).recipients == 1
    assert [mail["To"] for mail in postbox.mails] == ["b@example.org"]


def test_mails_of_one_incident_are_one_thread(make: Make, postbox: Postbox) -> None:
    mailer = make()
    mailer.send(a_customer_mail(), a_call("INC-42.customers"))
    mailer.send(a_customer_mail(), a_call("INC-42.other"))
    first, second = postbox.mails
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_subject_cannot_bring_a_header_of_its_own(make: Make, postbox: Postbox) -> None:
    make().send(a_customer_mail(subject="hello\r\nBcc: evil@example.org"), a_call())
    (mail,) = postbox.mails
    assert mail["Bcc"] is None


def test_an_invitation_carries_the_meeting(make: Make, postbox: Postbox) -> None:
    make().send_person(a_person_mail(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), a_call())
    (mail,) = postbox.mails
    kinds = [part.get_content_type() for part in mail.walk()]
    assert "text/calendar" in kinds


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"port": 1}, "unavailable"),
        ({"password": {"env": "MAIL_NOT_THERE"}}, "auth"),
        ({"password": {"env": "HOME"}}, "auth"),
        ({"security": "starttls"}, "unsupported"),
        ({"to": ["no-body@example.org"]}, "invalid"),
    ],
)
def test_each_failure_has_its_code(make: Make, changed: dict[str, object], code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        make(**changed).send(a_customer_mail(), a_call())
    assert (caught.value.code, PASSWORD in str(caught.value)) == (code, False)


@pytest.mark.parametrize(
    "changed", [{"sender": "nobody"}, {"to": ["a@x\nBcc: b@y"]}, {"user": ""}, {"password": None}]
)
def test_a_wrong_section_is_refused(make: Make, changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"e-mail address|both user and password"):
        make(**changed)
