"""Mail to customers: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.chat.forms import Field, Form
from tocsin.desk.argument_shape import MAY_SAY
from tocsin.desk.form_fields import FormContext
from tocsin.desk.grammar import unquoted
from tocsin.desk.options import need, shape
from tocsin.desk.previews import preview_mail
from tocsin.desk.request import Request, readable
from tocsin.desk.verb import Verb
from tocsin.domain.customers import CustomersNotified, NotifyCustomers
from tocsin.errors import InvalidValue, RejectedCommand
from tocsin.wording.forms import SHOWN_FIRST


def notify_customers(request: Request) -> NotifyCustomers:
    """Parse what stands behind `notify-customers`: `[text]`; without it the template's words."""
    return NotifyCustomers(text=readable(unquoted(request.rest)))


LONGEST: Final = 3000
ANY: Final = "Words."


def notify_customers_form(sheet: FormContext) -> Form | None:
    """The form of `notify-customers`, with the words it would have; None = none may be sent now."""
    if _mail(sheet, ANY) is None:
        return None
    words = _mail(sheet, "") or ""
    text = Field(
        name="text",
        label="The mail to customers",
        kind="lines",
        value=words if len(words) <= LONGEST else "",
        hint=SHOWN_FIRST,
        most=LONGEST,
    )
    line = 'notify-customers "{text:lines}"'
    return sheet.form("notify-customers", "customers", line, text, submit="Show it")


def _mail(sheet: FormContext, text: str) -> str | None:
    """What would be sent for these words, of the template for none; None = nothing may be."""
    here = sheet.message
    try:
        seen = here.execute.preview(
            here.tx, sheet.incident.id, NotifyCustomers(text=text), by=here.said.speaker
        )
    except (RejectedCommand, InvalidValue):
        return None
    mails = (event.text for event in seen.events if isinstance(event, CustomersNotified))
    return next(mails, "")


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="notify-customers [text]",
        help="mail customers",
        group="Tell",
        does=notify_customers,
        preview=preview_mail,
        takes=MAY_SAY,
        final=True,
        reasoned=True,
        commands=(
            shape('"{text:lines}"', need("text", "The mail", LONGEST), form="notify-customers"),
        ),
        form=notify_customers_form,
    ),
)
