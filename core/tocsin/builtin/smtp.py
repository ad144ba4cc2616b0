"""Mail by SMTP: to customers, and to people of the team."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    CustomerMail,
    MailCapability,
    PersonMail,
    Posted,
    ProviderConfig,
    ProviderContext,
    ProviderType,
    SecretField,
)

Security = Literal["starttls", "tls", "none"]
T = TypeVar("T")


def _is_address(value: str) -> str:
    address = parseaddr(value)[1]
    local, at, domain = address.partition("@")
    if not (local and at and domain) or any(mark in value for mark in "\r\n,;"):
        raise ValueError("an e-mail address looks like name@example.com")
    return value


Address = Annotated[str, AfterValidator(_is_address)]


class SmtpConfig(ProviderConfig):
    """`[customers.<name>] type = "smtp"`."""

    host: str
    """The mail server."""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    """Its port."""
    security: Security = "starttls"
    """How the connection is protected."""
    user: str = ""
    """Whom to log in as; "" = without a login."""
    password: SecretField | None = None
    """Its password."""
    sender: Address
    """From whom mails come."""
    reply_to: Address | None = None
    """Where answers go."""
    to: tuple[Address, ...] = ()
    """Customer addresses or lists; each gets a mail of its own."""
    people: bool = True
    """Whether notices and invitations for people of the team go out here as well."""

    @model_validator(mode="after")
    def _login_is_whole(self) -> Self:
        if bool(self.user) != (self.password is not None):
            raise ValueError("write both user and password, or neither")
        return self


class Smtp:
    """One connection for each mail: rare, bounded, nothing kept open."""

    def __init__(self, config: SmtpConfig) -> None:
        """Settings as checked."""
        self._config = config
        people: tuple[MailCapability, ...] = ("people",) if config.people else ()
        self.capabilities: frozenset[MailCapability] = frozenset(people)
        self.recipients: tuple[str, ...] = config.to

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        """Send to every address; one that is refused does not hold up the others."""
        made = [
            self._message(to, mail.subject, mail.text, f"{call.effect_key}:{to}", mail)
            for to in self._config.to
        ]
        taken = self._guarded(lambda: self._deliver(made, call))
        return Posted(ref=made[0]["Message-ID"] if made else "", recipients=taken)

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        """Send to one address of the team."""
        message = self._guarded(
            lambda: self._message(mail.to, mail.subject, mail.text, call.effect_key, mail)
        )
        if mail.calendar:
            message.add_attachment(
                mail.calendar.encode(), maintype="text", subtype="calendar", filename="invite.ics"
            )
        taken = self._guarded(lambda: self._deliver([message], call))
        return Posted(ref=message["Message-ID"], recipients=taken)

    def _message(
        self, to: str, subject: str, text: str, key: str, mail: CustomerMail | PersonMail
    ) -> EmailMessage:
        """The same key gives the same Message-ID, so that a repeat can be recognised."""
        message = EmailMessage()
        message["From"] = self._config.sender
        message["To"] = to
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(mail.at)
        domain = parseaddr(self._config.sender)[1].partition("@")[2]
        message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
        thread = hashlib.sha256(f"{domain}:{mail.incident}".encode()).hexdigest()[:40]
        message["References"] = f"<{thread}@{domain}>"
        if self._config.reply_to:
            message["Reply-To"] = self._config.reply_to
        message.set_content(text)
        return message

    def _deliver(self, messages: list[EmailMessage], call: Call) -> int:
        """How many were taken; raises when none was."""
        if not messages:
            return 0
        refused: smtplib.SMTPException | None = None
        taken = 0
        with self._connection(call) as server:
            for message in messages:
                try:
                    server.send_message(message)
                    taken += 1
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
                    refused = error
        if refused is not None and not taken:
            raise refused
        return taken

    def _connection(self, call: Call) -> smtplib.SMTP:
        config, wait = self._config, min(call.deadline_s, 10.0)
        if config.security == "tls":
            return self._logged_in(
                smtplib.SMTP_SSL(
                    config.host, config.port, timeout=wait, context=ssl.create_default_context()
                )
            )
        return self._logged_in(smtplib.SMTP(config.host, config.port, timeout=wait))

    def _logged_in(self, server: smtplib.SMTP) -> smtplib.SMTP:
        config = self._config
        try:
            if config.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if config.user and config.password is not None:
                server.login(config.user, config.password.reveal())
        except BaseException:
            server.close()
            raise
        return server

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except KeyError:
            raise ProviderError("auth", "the mail password is not set") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _fault(error) from None


def _fault(error: Exception) -> ProviderError:
    """What went wrong, without the server's words: they may repeat what was sent."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ProviderError("auth", "the mail server refused the login")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _by_code(max(codes, default=550), "the mail server refused every recipient")
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, f"the mail server answered {error.smtp_code}")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ProviderError("unsupported", "the mail server offers no TLS or no login")
    if isinstance(error, TimeoutError):
        return ProviderError("timeout", "the mail server did not answer in time")
    if isinstance(error, ssl.SSLError):
        return ProviderError("invalid", "the mail server's certificate or TLS is not accepted")
    if isinstance(error, ValueError):
        return ProviderError("invalid", "the mail has a header that cannot be sent")
    return ProviderError("unavailable", "the mail server cannot be reached")


def _by_code(code: int, sentence: str) -> ProviderError:
    return ProviderError("invalid" if code >= 500 else "unavailable", sentence)


def _make(config: SmtpConfig, _context: ProviderContext) -> Smtp:
    return Smtp(config)


SMTP = ProviderType(
    kind="customers",
    name="smtp",
    summary="mail by SMTP, to customers and to the team",
    config=SmtpConfig,
    factory=_make,
)
