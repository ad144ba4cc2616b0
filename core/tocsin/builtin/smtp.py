"""Mail by SMTP: to customers, and to people of the team."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from tocsin.builtin.mail_message import (
    header_address,
    invite,
    masked,
    message_to,
    stable_id,
    wire_address,
)
from tocsin.builtin.mail_progress import MailProgress
from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    CustomerMail,
    KeyValue,
    MailCapability,
    PersonMail,
    Posted,
    ProviderConfig,
    ProviderType,
    SecretField,
)
from tocsin.providers.ical import organized_by

Security = Literal["starttls", "tls", "none"]
T = TypeVar("T")
SHOWN: Final = 3
"""How many addresses one failure names."""


def _is_address(value: str) -> str:
    address = parseaddr(value)[1]
    local, at, domain = address.partition("@")
    if not (local and at and domain) or any(mark in value for mark in "\r\n,;"):
        raise ValueError("an e-mail address looks like name@example.com")
    return value


def _is_host_name(value: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("a name to greet with looks like tocsin.example.com")
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
    ca_file: str = ""
    """Certificates (PEM) to trust instead of the system's."""
    helo: Annotated[str, AfterValidator(_is_host_name)] = ""
    """The name the server is greeted with; "" = this machine's."""
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


@dataclass(frozen=True, kw_only=True)
class AddressRefusal:
    """Why one address was refused, and whether for good."""

    said: str
    for_good: bool


class Smtp:
    """Sends mails over SMTP, one connection for each effect."""

    def __init__(self, config: SmtpConfig, kept: KeyValue) -> None:
        """Settings as checked; `kept` remembers who of a list has been served."""
        self._config = config
        self._kept = kept
        people: tuple[MailCapability, ...] = ("people",) if config.people else ()
        self.capabilities: frozenset[MailCapability] = frozenset(people)
        self.recipients: tuple[str, ...] = config.to

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        """Send to every address not served before; a refused one does not stop the others."""
        letters = MailProgress(self._kept, call.effect_key, self._config.to)
        late = self._guarded(lambda: self._deliver(mail, letters, call))
        if late:
            raise _put_off(late, letters)
        refused = letters.refused()
        if refused and not letters.taken():
            raise ProviderError("invalid", f"every address was refused: {_listed(refused)}")
        return Posted(
            ref=stable_id(call.effect_key, self._domain),
            recipients=letters.taken(),
            refused=tuple(f"{masked(to)} ({why})" for to, why in refused.items()),
        )

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        """Send to one address of the team; a repeat of what the server took sends nothing."""
        letters = MailProgress(self._kept, call.effect_key, (mail.to,))

        def deliver() -> None:
            message = self._message(mail.to, call.effect_key, mail, call)
            if mail.calendar:
                address = parseaddr(self._config.reply_to or self._config.sender)[1]
                invite(message, organized_by(mail.calendar, address))
            with self._connection(call) as server:
                refused = self._refusal(server, mail.to, message)
            if refused is not None:
                raise ProviderError(
                    "invalid" if refused.for_good else "unavailable",
                    f"the mail server refused it ({refused.said})",
                )
            letters.took(mail.to)

        if letters.waiting():
            self._guarded(deliver)
        return Posted(ref=stable_id(call.effect_key, self._domain), recipients=1)

    @property
    def _domain(self) -> str:
        return parseaddr(self._config.sender)[1].rpartition("@")[2]

    def _message(
        self, to: str, key: str, mail: CustomerMail | PersonMail, call: Call
    ) -> EmailMessage:
        """The same key gives the same Message-ID, so that a repeat can be recognised."""
        message = message_to(to, mail.subject, mail.text, mail.at)
        message["From"] = header_address(self._config.sender)
        message["Message-ID"] = stable_id(key, self._domain)
        message["References"] = stable_id(f"{self._domain}:{call.correlation}", self._domain)
        if self._config.reply_to:
            message["Reply-To"] = header_address(self._config.reply_to)
        return message

    def _deliver(self, mail: CustomerMail, letters: MailProgress, call: Call) -> dict[str, str]:
        """Who is still to be served, and why; what was said of the others is kept at once."""
        waiting = letters.waiting()
        late: dict[str, str] = {}
        if not waiting:
            return late
        ends = time.monotonic() + call.deadline_s
        with self._connection(call) as server:
            for number, to in enumerate(waiting):
                if time.monotonic() > ends:
                    return late | dict.fromkeys(waiting[number:], "no time left")
                refused = self._written(server, to, mail, call)
                if refused is None:
                    letters.took(to)
                elif refused.for_good:
                    letters.refuse(to, refused.said)
                else:
                    late[to] = refused.said
        return late

    def _written(
        self, server: smtplib.SMTP, to: str, mail: CustomerMail, call: Call
    ) -> AddressRefusal | None:
        try:
            message = self._message(to, f"{call.effect_key}:{to}", mail, call)
        except ValueError:
            return AddressRefusal(said="it cannot be written as a mail", for_good=True)
        return self._refusal(server, to, message)

    def _refusal(
        self, server: smtplib.SMTP, to: str, message: EmailMessage
    ) -> AddressRefusal | None:
        """What the server has against this one; its own words may repeat what was sent."""
        try:
            server.send_message(message, to_addrs=[wire_address(to)])
        except smtplib.SMTPNotSupportedError:
            return AddressRefusal(
                said="the server takes no such letters: no SMTPUTF8", for_good=True
            )
        except smtplib.SMTPSenderRefused:
            raise  # nobody's address is at fault
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*(code for code, _ in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code)
        except smtplib.SMTPServerDisconnected:
            return AddressRefusal(said="the server hung up", for_good=False)
        return None

    def _connection(self, call: Call) -> smtplib.SMTP:
        config, wait = self._config, min(call.deadline_s, 10.0)
        name = config.helo or None
        if config.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                config.host, config.port, name, timeout=wait, context=self._tls()
            )
        else:
            server = smtplib.SMTP(config.host, config.port, name, timeout=wait)
        return self._logged_in(server)

    def _tls(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._config.ca_file or None)
        except OSError:
            raise ProviderError("invalid", "ca_file cannot be read as certificates") from None

    def _logged_in(self, server: smtplib.SMTP) -> smtplib.SMTP:
        config = self._config
        try:
            if config.security == "starttls":
                server.starttls(context=self._tls())
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


def _refused(*codes: int) -> AddressRefusal:
    code = max(codes, default=550)
    return AddressRefusal(said=str(code), for_good=code >= 500)


def _put_off(late: dict[str, str], letters: MailProgress) -> ProviderError:
    got = f"; {letters.taken()} got it" if letters.taken() else ""
    return ProviderError("unavailable", f"not taken yet: {_listed(late)}{got}")


def _listed(addresses: dict[str, str]) -> str:
    """`ka…@example.org (450), …@example.com (550) and 3 more`."""
    shown = [f"{masked(to)} ({why})" for to, why in addresses.items()][:SHOWN]
    more = len(addresses) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _fault(error: Exception) -> ProviderError:
    """What went wrong, without the server's words: they may repeat what was sent."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ProviderError("auth", "the mail server refused the login")
    if isinstance(error, smtplib.SMTPResponseException):
        return ProviderError(
            "invalid" if error.smtp_code >= 500 else "unavailable",
            f"the mail server answered {error.smtp_code}",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ProviderError("unsupported", "the mail server offers no TLS or no login")
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return ProviderError("timeout", "the mail server did not answer in time")
    if isinstance(error, ssl.SSLError):
        return ProviderError("invalid", "the mail server's certificate or TLS is not accepted")
    if isinstance(error, ValueError):
        return ProviderError("invalid", "the mail has a header that cannot be sent")
    return ProviderError("unavailable", "the mail server cannot be reached")


SMTP = ProviderType(
    kind="customers",
    name="smtp",
    summary="mail by SMTP, to customers and to the team",
    config=SmtpConfig,
    factory=lambda config, context: Smtp(config, context.store),
)
