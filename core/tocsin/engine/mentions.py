"""Who is mentioned in a text, as the platform knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tocsin.chat.port import Card
from tocsin.chat.text import Mention, Plain, Span, Text, text

AccountOf = Callable[[str], str | None]


def nobody(_person: str) -> None:
    """No account is known of anybody."""


def addressed(said: Text, account_of: AccountOf) -> Text:
    """The text with the account of everybody it mentions.

    Somebody without an account on the platform is named in plain words there.

    Args:
        account_of: The platform's own id of a person, None = they have no account there.
    """
    return text(*(_addressed(span, account_of) for span in said.spans))


def card_addressed(card: Card, account_of: AccountOf) -> Card:
    """The card with the account of everybody its heading and lines mention."""
    lines = tuple(addressed(line, account_of) for line in card.lines)
    return replace(card, heading=addressed(card.heading, account_of), lines=lines)


def _addressed(span: Span, account_of: AccountOf) -> Span:
    if not isinstance(span, Mention):
        return span
    account = account_of(span.person)
    return Plain(span.name) if account is None else replace(span, account=account)
