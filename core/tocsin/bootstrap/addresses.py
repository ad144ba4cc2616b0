"""Whose accounts chats know an e-mail address by; a chat that cannot tell now tells nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping

from tocsin.chat.port import Account, Chat
from tocsin.engine.trouble import where

log = logging.getLogger(__name__)


def accounts_of(
    chats: Mapping[str, Chat], email: str, platforms: Iterable[str]
) -> Iterator[Account]:
    """The account with that address on each of these platforms, where there is one."""
    for platform in platforms:
        chat = chats.get(platform)
        found = _account_of(chat, email) if chat is not None else None
        if found is not None and found.platform == platform:
            yield found


def _account_of(chat: Chat, email: str) -> Account | None:
    try:
        return chat.account_of(email) if "emails" in chat.capabilities else None
    except Exception as error:  # noqa: BLE001 - a chat may raise anything
        log.warning("chat.%s: nobody could be looked up: %s", chat.platform, where(error))
        return None
