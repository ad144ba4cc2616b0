"""The status page, as people type it and as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from tocsin.chat import Words
from tocsin.desk.ask import Ask, readable
from tocsin.desk.grammar import option, words
from tocsin.desk.show import Sight
from tocsin.domain.command import Base
from tocsin.domain.status_page import to_publish
from tocsin.domain.status_page.decide import DraftStatus, PublishStatus
from tocsin.wording.clean import clean
from tocsin.wording.status_page import shown_text

SHOW: Final = "show"


def status_page(ask: Ask) -> Base:
    """`draft <text>`, `publish [text]`, either with `--title T`; `show` does not come here."""
    first, text = ask.split()
    word = ask.choose(first, (*_PARSERS, SHOW), "word for the status page", near=False)
    parse = _PARSERS.get(word)
    if parse is None:
        raise ask.wrong("`show` takes no more words.")
    return parse(ask, text.strip())


def _draft(ask: Ask, text: str) -> DraftStatus:
    title, said = _titled(ask, text)
    shown = readable(said)
    if not shown:
        raise ask.wrong("Say what the status page is to say.")
    return DraftStatus(text=shown, title=title)


def _publish(ask: Ask, text: str) -> PublishStatus:
    title, said = _titled(ask, text)
    return PublishStatus(text=readable(said), title=title)


def _titled(ask: Ask, text: str) -> tuple[str, str]:
    """The title given for the public, and the text without it: `--title "Cards fail" We look`."""
    found = words(text)
    named = (option(word) or ("", None) for word in found)
    place, same = next(((n, one[1]) for n, one in enumerate(named) if one[0] == "title"), (-1, ""))
    if place < 0:
        return "", text
    last = found[min(place + (same is None), len(found) - 1)]
    title = clean(last.text if same is None else same)
    if not title or (same is None and last is found[place]):
        raise ask.wrong('Say the title in quotes: --title "Card payments fail".')
    rest = f"{text[: found[place].start].rstrip()} {text[last.end :].lstrip()}"
    return title, rest.strip()


_PARSERS: Final[Mapping[str, Callable[[Ask, str], Base]]] = MappingProxyType(
    {"draft": _draft, "publish": _publish}
)
WORDS: Final = (*_PARSERS, SHOW)


def status_page_view(sight: Sight) -> Words:
    """The last entries, the draft, which pages fell behind, and what comes next."""
    incident, scene = sight.incident, sight.scene
    entry, words = to_publish(incident), ""
    if entry is not None and not incident.status_draft:
        words = sight.ask.roster().words(entry.template, incident, scene.now)
    return shown_text(scene, words)
