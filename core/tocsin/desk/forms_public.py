"""Forms of what customers read: shown whole when they are sent in, and out after a yes."""

from __future__ import annotations

from typing import Final

from tocsin.chat.forms import Field, Form
from tocsin.desk.form_fields import Sheet, choice
from tocsin.domain.customers import CustomersNotified, NotifyCustomers
from tocsin.errors import InvalidValue, RejectedCommand

LONGEST_TITLE: Final = 120
LONGEST: Final = 3000
ANY: Final = "Words."
_WHAT: Final = (("publish", "Publish it"), ("draft", "Keep it as the draft"))
_SHOWN: Final = "It is shown to you whole before it goes out."


def status_page(sheet: Sheet) -> Form | None:
    """The form of `status-page`: the next entry or its draft; None where the team has no page."""
    incident = sheet.incident
    if incident.status in ("declined", "merged") or not sheet.roster.instances.get("status_page"):
        return None
    draft = incident.status_draft
    return sheet.form(
        "status-page",
        "status page",
        'status-page {what:word} --title="{title}" {text:lines}',
        choice("what", "What is done with it", _WHAT, value="publish"),
        Field(
            name="title",
            label="Title of the incident for customers",
            value=(incident.status_draft_title or incident.public_title)[:LONGEST_TITLE],
            hint="Empty = as it is",
            most=LONGEST_TITLE,
        ),
        Field(
            name="text",
            label="What customers read",
            kind="lines",
            value=draft if len(draft) <= LONGEST else "",
            hint=f"Empty = the draft, else the words of the last update. {_SHOWN}",
            most=LONGEST,
        ),
        submit="Show it",
    )


def notify_customers(sheet: Sheet) -> Form | None:
    """The form of `notify-customers`, with the words it would have; None = none may be sent now."""
    if _mail(sheet, ANY) is None:
        return None
    words = _mail(sheet, "") or ""
    text = Field(
        name="text",
        label="The mail to customers",
        kind="lines",
        value=words if len(words) <= LONGEST else "",
        hint=_SHOWN,
        most=LONGEST,
    )
    line = 'notify-customers "{text:lines}"'
    return sheet.form("notify-customers", "customers", line, text, submit="Show it")


def _mail(sheet: Sheet, text: str) -> str | None:
    """What would be sent for these words, of the template for none; None = nothing may be."""
    here = sheet.here
    try:
        seen = here.execute.preview(
            here.tx, sheet.incident.id, NotifyCustomers(text=text), by=here.said.speaker
        )
    except (RejectedCommand, InvalidValue):
        return None
    mails = (one.text for one in seen.events if isinstance(one, CustomersNotified))
    return next(mails, "")
