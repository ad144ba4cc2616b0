"""Previews shown before a command that cannot be taken back; "" = it is done at once."""

from __future__ import annotations

from typing import Final

from tocsin.domain.command import Command
from tocsin.domain.customers import CustomersNotified, NotifyCustomers
from tocsin.domain.people import ENGINE, Roster
from tocsin.domain.status_page.decide import PublishStatus
from tocsin.domain.status_page.events import StatusPagePosted, StatusPageProposed
from tocsin.errors import RejectedCommand
from tocsin.wording.previews import entry_shown, mail_shown, proposal_shown
from tocsin.wording.reply_context import ReplyContext
from tocsin.wording.truncation import fits

# Lines and characters left for what stands below it: how to answer.
ROWS: Final = 55
CHARACTERS: Final = 3500


def preview_entry(reply: ReplyContext, roster: Roster, command: Command) -> str:
    """An entry of the status page; a draft goes nowhere, and nobody reads that of a drill."""
    if not isinstance(command, PublishStatus):
        return ""
    if "drill" in reply.incident.flags:
        return ""
    said = [row for row in reply.outcome.events if row.by != ENGINE]
    pages = roster.instances.get("status_page", ())
    for event in said[::-1]:
        if isinstance(event, StatusPageProposed):
            return whole(proposal_shown(event, pages, reply.context))
        if isinstance(event, StatusPagePosted):
            return whole(entry_shown(event, reply.context))
    return ""


def preview_mail(reply: ReplyContext, roster: Roster, command: Command) -> str:
    """A mail to customers, where one would leave."""
    found = [event for event in reply.outcome.events if isinstance(event, CustomersNotified)]
    if not isinstance(command, NotifyCustomers) or not found or not found[-1].providers:
        return ""
    return whole(mail_shown(found[-1], roster.recipients, reply.context))


def whole(text: str) -> str:
    """The preview, if it fits one message.

    Raises:
        RejectedCommand: It is too long for one message.
    """
    if fits(text, lines=ROWS, characters=CHARACTERS):
        return text
    raise RejectedCommand(
        "These words do not fit into one message here, and nothing goes out that was not shown "
        "whole. Make them shorter."
    )
