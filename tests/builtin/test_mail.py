"""Mail by SMTP, against a real server on loopback."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import ClassVar, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from icalendar import Calendar as Parsed

from tests.e2e.deployment import free_port
from tocsin.builtin.smtp import SMTP, SmtpConfig
from tocsin.errors import ProviderError
from tocsin.providers import Customers
from tocsin.providers.ical import ical
from tocsin.testing import CustomersContract, Mail, a_call, a_context
from tocsin.testing.calendar import MEETING, STARTS
from tocsin.testing.customers import a_customer_mail, a_person_mail
from tocsin.testing.values import MemoryKeyValue

PASSWORD = "mail-pass-5150"


class Postbox:
    """Takes mail, but none for addresses that begin with `no-`."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.asked: list[str] = []
        self.late: set[str] = set()
        self.options: list[str] = []
        self.greeted = ""

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self,
        server: object,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        self.asked.append(address)
        if address.startswith("no-"):
            return "550 no such person; your password is mail-pass-5150"
        if address in self.late:
            return "450 try again in a while"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server's name for it
        self, server: object, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=default))
        self.options += envelope.mail_options
        self.greeted = str(session.host_name)
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
    """Mailers on one store, as after a restart."""
    kept = MemoryKeyValue()
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)

    def made(**changed: object) -> Customers:
        given = {
            "host": "127.0.0.1", "port": port, "security": "none", "user": "tocsin",
            "password": {"env": "MAIL_PASSWORD"}, "sender": "Shop <status@example.org>",
            "to": ["customers@example.org"],
        }  # fmt: skip
        config = SmtpConfig.model_validate({**given, **changed})
        mailer = SMTP.factory(config, a_context(tmp_path, store=kept))
        return cast("Customers", mailer)

    return made


class TestSmtp(CustomersContract):
    secrets = (PASSWORD,)
    exceptions: ClassVar[Mapping[str, str]] = {
        "trouble": "it speaks SMTP: refusals, late recipients and lost answers are proved below",
    }

    @pytest.fixture
    def mails(self, postbox: Postbox) -> Callable[[], Sequence[Mail]]:
        return lambda: [
            Mail(to=str(mail["To"]), subject=str(mail["Subject"]), text=str(mail.get_payload()))
            for mail in postbox.mails
        ]

    @pytest.fixture
    def hanging(self, make: Make) -> Iterator[Customers]:
        """A host that takes the connection and never says who it is."""
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            yield make(port=silent.getsockname()[1])

    @pytest.fixture
    def mailer(self, make: Make) -> Customers:
        return make()

    @pytest.fixture
    def refusing(self, make: Make) -> Customers:
        return make(port=free_port())


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
    posted = mailer.send(a_customer_mail(), a_call())
    assert (posted.recipients, posted.refused) == (1, ("no…@example.org (550)",))
    assert [mail["To"] for mail in postbox.mails] == ["b@example.org"]


def test_who_was_put_off_is_tried_again_and_nobody_else(make: Make, postbox: Postbox) -> None:
    mailer = make(to=["a@example.org", "no-body@example.org", "kate@example.org", "d@example.org"])
    postbox.late = {"kate@example.org"}
    with pytest.raises(ProviderError) as put_off:
        mailer.send(a_customer_mail(), a_call())
    assert (put_off.value.retryable, str(put_off.value)) == (
        True, "not taken yet: ka…@example.org (450); 2 got it",
    )  # fmt: skip
    postbox.late, postbox.asked = set(), []
    later = make(to=["a@example.org", "no-body@example.org", "kate@example.org", "d@example.org"])
    posted = later.send(a_customer_mail(), a_call(attempt=2))
    assert postbox.asked == ["kate@example.org"]
    assert (posted.recipients, posted.refused) == (3, ("no…@example.org (550)",))
    assert later.send(a_customer_mail(), a_call(attempt=3)).recipients == 3
    assert postbox.asked == ["kate@example.org"]


def test_another_mail_goes_to_everybody_anew(make: Make, postbox: Postbox) -> None:
    mailer = make()
    mailer.send(a_customer_mail(), a_call("INC-42.notice"))
    mailer.send(a_customer_mail(), a_call("INC-42.follow-up"))
    assert len(postbox.mails) == 2


def test_a_list_that_takes_longer_than_there_is_time_goes_on_later(
    make: Make, postbox: Postbox
) -> None:
    mailer = make(to=["a@example.org", "b@example.org"])
    with pytest.raises(ProviderError, match="no time left"):
        mailer.send(a_customer_mail(), a_call(deadline_s=0.0001))
    assert mailer.send(a_customer_mail(), a_call(attempt=2)).recipients == 2
    assert sorted(postbox.asked) == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize("utf8", [True, False])
def test_an_address_of_other_letters(
    utf8: bool, postbox: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the server takes them it gets the mail, elsewhere it is named and holds up nobody."""
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=utf8)
    controller.start()
    try:
        given = {
            "host": "127.0.0.1", "port": controller.port, "security": "none",
            "sender": "status@example.org",
            "to": ["jörg@example.org", "b@exämple.org", "Zoë <c@example.org>"],
        }  # fmt: skip
        mailer = SMTP.factory(SmtpConfig.model_validate(given), a_context(tmp_path))
        posted = cast("Customers", mailer).send(a_customer_mail(), a_call())
    finally:
        controller.stop()
    ascii_ones = ["b@xn--exmple-cua.org", "c@example.org"]
    if utf8:
        assert (posted.recipients, posted.refused) == (3, ())
        assert postbox.asked == ["jörg@example.org", *ascii_ones]
        assert "SMTPUTF8" in postbox.options
    else:
        why = "the server takes no such letters: no SMTPUTF8"
        assert (posted.recipients, posted.refused) == (2, (f"jö…@example.org ({why})",))
        assert postbox.asked == ascii_ones


def test_a_machine_reads_that_a_machine_wrote_it(make: Make, postbox: Postbox) -> None:
    mailer = make(helo="tocsin.example.org")
    mailer.send(a_customer_mail(), a_call())
    mailer.send_person(a_person_mail(), a_call())
    assert {mail["Auto-Submitted"] for mail in postbox.mails} == {"auto-generated"}
    assert postbox.greeted == "tocsin.example.org"


def test_no_header_holds_our_number_of_the_incident(make: Make, postbox: Postbox) -> None:
    make().send(a_customer_mail(), a_call())
    (mail,) = postbox.mails
    assert "INC-42" not in str(mail.items())


def test_a_sender_the_server_does_not_take_is_nobodys_fault(
    make: Make, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not remembered against the addresses: once mended, all of them are served."""

    async def handle_mail(*_given: object) -> str:
        return "553 not from you"

    monkeypatch.setattr(postbox, "handle_MAIL", handle_mail, raising=False)
    with pytest.raises(ProviderError, match="answered 553"):
        make().send(a_customer_mail(), a_call())
    monkeypatch.undo()
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    assert make().send(a_customer_mail(), a_call()).recipients == 1


def test_a_certificate_file_that_cannot_be_read_is_named(make: Make, tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="ca_file cannot be read"):
        make(security="tls", ca_file=str(tmp_path / "none.pem")).send(a_customer_mail(), a_call())


def test_its_own_certificate_authority_is_trusted(postbox: Postbox, tmp_path: Path) -> None:
    made = certificate(tmp_path)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(made)
    controller = Controller(
        postbox, hostname="127.0.0.1", port=free_port(), tls_context=served, require_starttls=True
    )
    controller.start()
    given = {
        "host": "127.0.0.1", "port": controller.port, "sender": "status@example.org",
        "to": ["customers@example.org"],
    }  # fmt: skip
    try:
        for ca_file, works in ((str(made), True), ("", False)):
            config = SmtpConfig.model_validate({**given, "ca_file": ca_file})
            mailer = cast("Customers", SMTP.factory(config, a_context(tmp_path)))
            if works:
                assert mailer.send(a_customer_mail(), a_call()).recipients == 1
            else:
                with pytest.raises(ProviderError, match="certificate or TLS is not accepted"):
                    mailer.send(a_customer_mail(), a_call())
    finally:
        controller.stop()


def certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1, signed by itself.

    The test is skipped without openssl, and fails where TOCSIN_CI=1.
    """
    if shutil.which("openssl") is None and os.environ.get("TOCSIN_CI") == "1":
        pytest.fail("openssl is missing, and TOCSIN_CI=1 asks for every counterpart")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    file = folder / "server.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {folder / 'key'} -out {folder / 'cert'}"
    )
    subprocess.run(shlex.split(command), check=True, capture_output=True)
    file.write_bytes((folder / "cert").read_bytes() + (folder / "key").read_bytes())
    return file


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


def test_an_invitation_is_another_form_of_the_text(make: Make, postbox: Postbox) -> None:
    text = ical(MEETING, at=STARTS, method="CANCEL")
    make().send_person(a_person_mail(calendar=text), a_call())
    (mail,) = postbox.mails
    assert mail.get_content_type() == "multipart/alternative"
    plain, calendar = mail.iter_parts()  # type: ignore[attr-defined]  # the policy makes EmailMessages
    assert plain.get_content_type() == "text/plain"
    assert calendar["Content-Type"] == 'text/calendar; charset="utf-8"; method="CANCEL"'
    (event,) = Parsed.from_ical(calendar.get_content()).walk("VEVENT")
    assert str(event["organizer"]) == "mailto:status@example.org"
    assert str(event["summary"]) == MEETING.title


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
