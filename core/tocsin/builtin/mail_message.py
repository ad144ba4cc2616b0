"""Builds a mail message: headers, text, and an invitation as an alternative."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Final

_METHOD: Final = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


def message_to(to: str, subject: str, text: str, at: datetime) -> EmailMessage:
    """Return a message marked as automatic, so that no machine answers it.

    Raises:
        ValueError: A header cannot be written.
    """
    message = EmailMessage()
    message["To"] = header_address(to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte=None if text.isascii() else "quoted-printable")
    return message


def invite(message: EmailMessage, calendar: str) -> None:
    """Add the meeting as an alternative of the text, where mail programs find it."""
    found = _METHOD.search(calendar)
    method = found[1] if found else "REQUEST"
    message.add_alternative(
        calendar, subtype="calendar", charset="utf-8", cte="base64", params={"method": method}
    )


def header_address(written: str) -> Address | str:
    """Return `Ana <ana@example.org>` for a header, an international domain encoded.

    Raises:
        ValueError: It cannot be written.
    """
    name, address = parseaddr(written)
    local, at, domain = address.rpartition("@")
    if not at:
        return written
    try:
        return Address(display_name=name, username=local, domain=domain.encode("idna").decode())
    except UnicodeError:
        raise ValueError("the domain of an address cannot be written") from None


def wire_address(written: str) -> str:
    """Return the address for the SMTP command.

    Raises:
        ValueError: It cannot be written.
    """
    found = header_address(written)
    return found if isinstance(found, str) else found.addr_spec


def masked(written: str) -> str:
    """Return `ka…@example.org`, which does not give the address away."""
    local, _, domain = parseaddr(written)[1].rpartition("@")
    return f"{local[:2] if len(local) > 3 else ''}…@{domain}"


def stable_id(key: str, domain: str) -> str:
    """Return `<…@example.org>`, a hash of the key that is the same each time."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
