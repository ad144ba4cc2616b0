"""Mail to customers, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain.command import Command
from tocsin.domain.customers import CustomersNotified, MailRefused, MailSent, NotifyCustomers
from tocsin.domain.incident_parts import MailKind
from tocsin.domain.plurals import plural
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside
from tocsin.wording.sentence_context import Sentence, SentenceContext

_BY_HAND: Final = "please send it yourself, no mail to customers is set up"


def _reply_customers(reply: ReplyContext, _command: NotifyCustomers) -> str:
    mail = reply.incident.mails[-1]
    tools = reply.outcome.events[-1]
    by_hand = isinstance(tools, CustomersNotified) and not tools.providers
    drill = "drill" in reply.incident.flags
    missing = "kept, nobody is mailed (drill)" if drill else _BY_HAND
    how = missing if by_hand else "on its way"
    return f"{reply.key}: {MAILS[mail.kind]} to customers, {how}: {clean(mail.subject)}"


def _room_notified(event: CustomersNotified, context: SentenceContext) -> str:
    drill = "This is a drill: nobody is mailed."
    by_hand = (
        drill if context.drill else "No mail to customers is set up: please send this yourself."
    )
    return lines(
        f"{context.name(event.by)} sends customers {MAILS[event.kind]}: {clean(event.subject)}",
        " ".join(with_full_stop(said) for row in event.text.splitlines() if (said := clean(row))),
        "" if event.providers else by_hand,
    )


MOST_ADDRESSES: Final = 5


def _room_refused(event: MailRefused, context: SentenceContext) -> str:
    """Whom it did not reach, and who is to see to it: whoever owes the notice."""
    count, instance = len(event.addresses), event.provider.removeprefix("customers.")
    shown = [clean(address, 80) for address in event.addresses[:MOST_ADDRESSES]]
    more = f" and {count - len(shown)} more" if count > len(shown) else ""
    owner = context.incident.holder("comms") or context.incident.holder("ic")
    asked = f"{context.name(owner)}, please reach" if owner else "Please reach"
    return lines(
        f"{count} of {count + event.recipients} addresses were refused {MAILS[event.kind]}: "
        f"{', '.join(shown)}{more}.",
        f"{asked} them another way, and mend the list in [customers.{clean(instance, 40)}].",
    )


MAILS: Final[Mapping[MailKind, str]] = {"notice": "a notice", "follow-up": "a follow-up"}


def _timeline_notified(event: CustomersNotified, names: Names, _zone: str) -> str:
    return f"{names(event.by)} sent customers {MAILS[event.kind]}: {clean(event.subject)}"


def _timeline_mailed(event: MailSent, names: Names, _zone: str) -> str:
    recipients = plural(event.recipients, "recipient")
    return f"{names(event.provider)} took {MAILS[event.kind]} for {recipients}."


def _timeline_refused(event: MailRefused, names: Names, _zone: str) -> str:
    count = len(event.addresses)
    many = f"{count} of {count + event.recipients} addresses"
    said = ", ".join(clean(address, 80) for address in event.addresses)
    return f"{names(event.provider)} could not send {MAILS[event.kind]} to {many}: {said}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    NotifyCustomers: _reply_customers,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    NotifyCustomers: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "customers-notified": _room_notified,
    "mail-refused": _room_refused,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "customers-notified": _timeline_notified,
    "mail-sent": _timeline_mailed,
    "mail-refused": _timeline_refused,
}
