"""Who is mentioned in a text, as the platform knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tocsin.chat.port import Card
from tocsin.chat.text import Mention, Plain, Span, Text, text

T = TypeVar("T")
AccountOf = Callable[[str], str | None]


def nobody(_person: str) -> None:
    """No account is known of anybody."""


def addressed(given: T, account_of: AccountOf) -> T:
    """A text or card with the account of everybody it mentions; anything else as it is.

    Somebody without an account on the platform is named in plain words there.

    Args:
        account_of: The platform's own id of a person, None = they have no account there.
    """
    match given:
        case Text():
            spans = (_addressed(span, account_of) for span in given.spans)
            return text(*spans)  # type: ignore[return-value]  # a Text for a Text
        case Card():
            heading = addressed(given.heading, account_of)
            lines = tuple(addressed(line, account_of) for line in given.lines)
            return replace(given, heading=heading, lines=lines)
        case _:
            return given


def _addressed(span: Span, account_of: AccountOf) -> Span:
    if not isinstance(span, Mention):
        return span
    account = account_of(span.person)
    return Plain(span.name) if account is None else replace(span, account=account)
