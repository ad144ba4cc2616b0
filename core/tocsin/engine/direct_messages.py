"""Sends a direct message on the first of the team's platforms that takes it.

The engine sends those that are queued, a provider those it writes itself (`direct_of`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping

from tocsin.chat.forms import Action, unpacked_actions
from tocsin.chat.port import Chat
from tocsin.chat.text import Link, Text, text, unpacked
from tocsin.config.values import Section, Team
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.engine.accounts import account_of
from tocsin.engine.attempts import (
    Attempt,
    BudgetExhausted,
    Succeeded,
    as_partly_posted,
    chat_failure,
    may_succeed_later,
)
from tocsin.engine.buttons import fitting_buttons
from tocsin.engine.guests import guest_key
from tocsin.engine.ports import Providers
from tocsin.engine.posting_window import SPAN_S
from tocsin.engine.privacy import worded_for_privacy
from tocsin.engine.rate_limited_chat import is_down
from tocsin.error_location import error_location
from tocsin.errors import ProviderError
from tocsin.providers import Direct
from tocsin.store.contract import EffectRow, Store
from tocsin.wording.buttons import page_buttons

log = logging.getLogger(__name__)
# So long one waits for a place at a platform before the next one is asked.
PATIENCE_S = 3.0


def platforms_in_turn(
    chats: Mapping[str, Chat], platforms: Iterable[str], person: Person, *, start: int = 0
) -> tuple[Chat, ...]:
    """Return the platforms to try, in order; those that are down come last.

    Args:
        platforms: The team's, in its order; those that are not used any more are left out.
        start: How many attempts there were: each begins with another platform.
    """
    used = [chats[name] for name in platforms if name in chats]
    able = [chat for chat in used if _has_account(chat, person)] or used
    able.sort(key=is_down)
    at = start % len(able) if able else 0
    return (*able[at:], *able[:at])


def send_direct(
    chats: Iterable[Chat],
    person: Person,
    words: Text,
    *,
    key: str,
    steady: Callable[[], float],
    actions: tuple[Action, ...] = (),
    again: bool = False,
) -> Chat:
    """Send on the first platform that takes it, and return that platform.

    Where they take long, those that were not asked are for another attempt.

    Args:
        again: It may be out already, from an attempt whose end nobody saw.

    Raises:
        ProviderError: None took it; it may be repeated if that may help with one of them.
    """
    ends, failures = steady() + SPAN_S, list[ProviderError]()
    for chat in chats:
        if failures and steady() >= ends:
            break
        try:
            buttons = fitting_buttons(chat, actions)
            to = account_of(chat, person)
            chat.direct(to, words, key=key, actions=buttons, again=again)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            failures.append(_failure_at(chat, error))
        else:
            return chat
    if not failures:
        raise ProviderError("unavailable", "no chat platform is configured")
    worst = max(failures, key=_hope)
    raise as_partly_posted(worst) if any(map(_unsure, failures)) else worst


def _failure_at(chat: Chat, error: BaseException) -> ProviderError:
    """Return why this platform did not take it; a place that is free soon is waited for.

    Raises:
        BudgetExhausted: It takes the message within a moment.
    """
    if isinstance(error, BudgetExhausted):
        if error.seconds <= PATIENCE_S:
            raise error
        return error
    if isinstance(error, ProviderError):
        log.warning("chat.%s does not take a direct message: %s", chat.platform, error.code)
        return error
    log.error("chat.%s broke while sending directly: %s", chat.platform, error_location(error))
    told = f"chat.{chat.platform} broke; the log says how"
    return ProviderError("unavailable", told, ambiguous=True)


def _hope(error: ProviderError) -> tuple[bool, bool, bool]:
    """What was refused for good on one platform may still be taken by another."""
    return (
        error.retryable and not isinstance(error, BudgetExhausted),
        error.retryable,
        may_succeed_later(error),
    )


def _unsure(error: ProviderError) -> bool:
    return error.ambiguous or error.code == "timeout"


def _has_account(chat: Chat, person: Person) -> bool:
    try:
        account_of(chat, person)
    except ProviderError:
        return False
    return True


class DirectAttempts:
    """Attempts of direct messages; the number of the attempt picks the first platform."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Providers,
        people: Mapping[str, Person],
        steady: Callable[[], float],
    ) -> None:
        """The platforms are those of the incident.

        Args:
            steady: Seconds of a clock that nobody sets.
        """
        self._store = store
        self._chats = providers.chats
        self._people = people
        self._steady = steady

    def table(self) -> dict[str, Attempt]:
        """Return the row of the table of attempts."""
        return {"direct": Attempt(make=self._direct, on_failure=chat_failure)}

    def _direct(self, row: EffectRow) -> Succeeded:
        incident = self._store.read(lambda tx: tx.incident(row.incident))
        facts = worded_for_privacy(json.loads(row.payload), incident)
        person = self._people.get(facts["person"])
        if person is None:
            raise ProviderError("not_found", f"{facts['person']} is in no team file any more")
        chats = platforms_in_turn(
            self._chats, _platforms(row, incident), person, start=row.attempts - 1
        )
        if not chats:
            raise ProviderError("not_found", "none of the team's chats is in TOCSIN_CHATS any more")
        words = unpacked(facts["text"])
        actions = unpacked_actions(facts.get("actions"))
        key = guest_key(row.key) if facts.get("behind") else row.key
        took = send_direct(
            chats,
            person,
            words,
            key=key,
            steady=self._steady,
            actions=actions,
            again=row.ambiguous,
        )
        return Succeeded(through=f"chat.{took.platform}")


def _platforms(row: EffectRow, incident: Incident | None) -> tuple[str, ...]:
    first = row.target.removeprefix("chat.")
    rest = incident.platforms if incident is not None else ()
    return (first, *(platform for platform in rest if platform != first))


def direct_of(
    team: Team,
    section: Section,
    chats: Mapping[str, Chat],
    store: Store,
    steady: Callable[[], float],
) -> Direct:
    """Return what the instance of this section sends a person a message with.

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
    return page_buttons(incident.key) if incident is not None else ()


def _was_tried(store: Store, key: str) -> bool:
    """Whether the effect of that key was attempted before: then it may be out already."""
    waiting = store.read(lambda tx: tx.pending(key.partition(":")[0]))
    return any(row.key == key and row.attempts > 1 for row in waiting)
