"""The status page: draft, publish, show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tocsin.desk.ask import Ask
from tocsin.domain.commands import DraftStatus, PublishStatus
from tocsin.domain.commands.base import Base
from tocsin.wording.clean import clean

SHOW: Final = "show"


def status_page(ask: Ask) -> Base:
    """`draft <text>`, `publish [text]`; `show` is answered before it comes here."""
    first, text = ask.split()
    word = ask.choose(first, (*_PARSERS, SHOW), "word for the status page")
    parse = _PARSERS.get(word)
    if parse is None:
        raise ask.wrong("`show` takes no more words.")
    return parse(ask, text.strip())


def _draft(ask: Ask, text: str) -> DraftStatus:
    if not clean(text):
        raise ask.wrong("Say what the status page is to say.")
    return DraftStatus(text=text)


def _publish(_ask: Ask, text: str) -> PublishStatus:
    return PublishStatus(text=text if clean(text) else "")


_PARSERS: Final[Mapping[str, Callable[[Ask, str], Base]]] = MappingProxyType(
    {"draft": _draft, "publish": _publish}
)
