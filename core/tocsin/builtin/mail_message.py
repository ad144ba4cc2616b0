"""One mail as a message: headers, text, and an invitation as another form of the same."""

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
    """A mail that says it was made by a machine, so that no machine answers it.

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
    """Add the meeting as an alternative of the text, which is how mail programs find it."""
    found = _METHOD.search(calendar)
    method = found[1] if found else "REQUEST"
    message.add_alternative(
        calendar, subtype="calendar", charset="utf-8", cte="base64", params={"method": method}
    )


def header_address(written: str) -> Address | str:
    """`Ana <ana@example.org>` for a header; a domain of other letters as those of the wire.

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
    """What is said to the server of it.

    Raises:
        ValueError: It cannot be written.
    """
    found = header_address(written)
    return found if isinstance(found, str) else found.addr_spec


def masked(written: str) -> str:
    """`ka…@example.org`: enough for whoever has the list, and nobody's address for others."""
    local, _, domain = parseaddr(written)[1].rpartition("@")
    return f"{local[:2] if len(local) > 3 else ''}…@{domain}"


def stable_id(key: str, domain: str) -> str:
    """`<…@example.org>`, the same for the same key, which cannot be read out of it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
