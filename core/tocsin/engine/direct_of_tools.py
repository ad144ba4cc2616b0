"""How a provider writes to a person: on the first of the team's platforms that takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tocsin.chat.forms import Action
from tocsin.chat.port import Chat
from tocsin.chat.text import Link, text
from tocsin.config.values import Section, Team
from tocsin.domain.people import Person
from tocsin.engine.direct_messages import platforms_in_turn, send_direct
from tocsin.providers import Direct
from tocsin.store.contract import Store
from tocsin.wording.buttons import on_page


def direct_of(
    team: Team,
    section: Section,
    chats: Mapping[str, Chat],
    store: Store,
    steady: Callable[[], float],
) -> Direct:
    """What the instance of this section sends a person a message with.

    A message that was tried before is looked for first. What a paging tool sends is a page, which
    can be answered there.
    """

    def send(person: Person, words: str, key: str, *, link: str = "") -> None:
        every = platforms_in_turn(chats, team.platforms or tuple(chats), person)
        actions = _answering(store, key) if section.kind == "paging" else ()
        whole = text(words, *([Link(link)] if link else ()))
        again = _was_tried(store, key)
        send_direct(every, person, whole, key=key, steady=steady, actions=actions, again=again)

    return send


def _answering(store: Store, key: str) -> tuple[Action, ...]:
    """The buttons of a page: those of the incident whose effect has this key."""
    incident = store.read(lambda tx: tx.look(key.partition(":")[0]))
    return on_page(incident.key) if incident is not None else ()


def _was_tried(store: Store, key: str) -> bool:
    """Whether the effect of that key was attempted before: then it may be out already."""
    waiting = store.read(lambda tx: tx.pending(key.partition(":")[0]))
    return any(row.key == key and row.attempts > 1 for row in waiting)
