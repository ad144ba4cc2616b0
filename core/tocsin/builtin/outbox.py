"""The built-in outbox: mails as files, where there is no mail server."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from pathlib import Path

from tocsin.builtin.mail_message import invite, message_to
from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    CustomerMail,
    MailCapability,
    PersonMail,
    Posted,
    ProviderConfig,
    ProviderType,
)


class OutboxConfig(ProviderConfig):
    """`[customers.outbox]` has one setting."""

    to: str = "customers"
    """Whom the customer mails are for; a name, nothing is sent."""


class Outbox:
    """Writes each mail as an `.eml` file into its data folder; somebody sends them by hand."""

    capabilities: frozenset[MailCapability] = frozenset({"people"})

    def __init__(self, config: OutboxConfig, folder: Path) -> None:
        """The folder is made with the first mail."""
        self._config = config
        self.recipients: tuple[str, ...] = (config.to,)
        self._folder = folder

    def send(self, mail: CustomerMail, call: Call) -> Posted:
        """Write a mail to customers."""
        return self._write(self._config.to, mail, call)

    def send_person(self, mail: PersonMail, call: Call) -> Posted:
        """Write a mail to one person."""
        return self._write(mail.to, mail, call)

    def _write(self, to: str, mail: CustomerMail | PersonMail, call: Call) -> Posted:
        name = hashlib.sha256(call.effect_key.encode()).hexdigest()[:12]
        path = self._folder / f"{mail.incident}-{name}.eml"
        try:
            text = _message(to, mail).as_bytes()
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ProviderError("unavailable", f"the outbox folder: {reason}") from None
        except ValueError:
            raise ProviderError("invalid", "the mail cannot be written as text") from None
        return Posted(ref=path.name, recipients=1)


def _message(to: str, mail: CustomerMail | PersonMail) -> EmailMessage:
    message = message_to(to, mail.subject, mail.text, mail.at)
    if isinstance(mail, PersonMail) and mail.calendar:
        invite(message, mail.calendar)
    return message


OUTBOX = ProviderType(
    kind="customers",
    name="outbox",
    summary="mails as files in the data folder",
    config=OutboxConfig,
    factory=lambda config, context: Outbox(config, context.data_dir),
)
