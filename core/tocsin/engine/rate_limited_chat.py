"""Wraps a chat port: beyond the budget of its platform it raises `BudgetExhausted`.

A text that is too long goes out as several messages with the keys `<key>`, `<key>.2` and so on.
What went out is remembered for a while: whoever repeats a call goes on with what is missing.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar, cast

from tocsin.chat.port import Account, Card, Chat, Limits, MessageRef
from tocsin.chat.splitting import split
from tocsin.chat.text import Text
from tocsin.engine.accounts import (
    AccountOf,
    RoomOf,
    card_with_platform_ids,
    no_account,
    no_room,
    with_platform_ids,
)
from tocsin.engine.attempts import BudgetExhausted, as_partly_posted
from tocsin.engine.guests import is_guest_key
from tocsin.engine.posting_window import SPAN_S
from tocsin.engine.rate_budget import POSTS, Budget, PostPriority
from tocsin.error_location import error_location
from tocsin.errors import ProviderError

log = logging.getLogger(__name__)
T = TypeVar("T")
ANSWERS: Final = ("reply:", "query:")
UNSAID_S: Final = 1.0
# Less than a clock can tell would be due again at once.
SHORTEST_PAUSE_S: Final = 0.001
SHORTEST: Final = 100
MOST_KEYS: Final = 4096
DOWN_S: Final = 30.0
SLOW_S: Final = 3.0
LONGEST_WAIT_S: Final = 60.0
LEAST_WAIT_S: Final = 0.1
TEXTS: Final = {
    "direct": PostPriority.PERSON,
    "whisper": PostPriority.REPLY,
    "post": PostPriority.ROOM,
}
"""What says something: its text is the last argument that has no name."""
COUNTED: Final = {
    "upload": PostPriority.ROOM,
    "put_card": PostPriority.STATE,
    "set_topic": PostPriority.STATE,
    "set_links": PostPriority.STATE,
    "rename": PostPriority.STATE,
}
PIN: Final = "pin"
"""It follows a post in the same attempt, which would be made again for it: it is only counted."""
FREE: Final = ("open_room", "find_room", "members", "invite", "remove", "account_of")
"""What is no post is only held while the platform asked for a pause of it."""
KINDS: Final = {
    **dict.fromkeys((*TEXTS, "put_card"), POSTS),
    **dict.fromkeys(("members", "invite", "remove"), "members"),
    **dict.fromkeys((PIN, "set_links"), "marks"),
}
"""Calls that a platform limits together; any other is a kind of its own."""
MAKES: Final = ("open_room", "invite", "remove")
"""What is no post, and yet counts where everything counts together: it stands in the line too."""
ONE: Final = ("post", "put_card", "set_topic")
"""What counts for one where everything counts together."""


def rate_limited(
    chat: Chat,
    steady: Callable[[], float],
    account_of: AccountOf = no_account,
    room_of: RoomOf = no_room,
) -> Chat:
    """Return the chat; beyond its budget it raises `BudgetExhausted` instead of posting.

    A platform that asks for a pause is left alone by calls of that kind until it is over; with
    posts, in that room alone where rooms have limits of their own.

    Args:
        steady: Seconds of a clock that nobody sets.
        account_of: The platform's own id of a person, for whoever is mentioned.
        room_of: The platform's own id of a room by its name with `#`, for those that are named.
    """
    body: dict[str, object] = {name: _saying(name, rank) for name, rank in TEXTS.items()}
    body |= {name: _counted(name, rank) for name, rank in COUNTED.items()}
    body |= {name: _free(name) for name in (*FREE, PIN)}
    made = type("RateLimitedChat", (RateLimitedChat,), body)
    return cast("Chat", made(chat, steady, account_of, room_of))


@dataclass(frozen=True, kw_only=True)
class _Posted:
    """How much of a text is posted: how many messages, the last of them, and the rest."""

    count: int = 0
    left: tuple[object, ...] = ()
    ref: object = None


def is_down(chat: Chat) -> bool:
    """Return whether the platform failed within half a minute and took nothing since."""
    return isinstance(chat, RateLimitedChat) and chat.is_down()


def is_refused(chat: Chat) -> bool:
    """Return whether the platform refused our token when it was last called."""
    return isinstance(chat, RateLimitedChat) and chat.is_refused


def wait_for_turn(work: Callable[[], T], pause: Callable[[float], None]) -> T:
    """Call it again until the budget allows it: for a thread that may wait.

    Raises:
        BudgetExhausted: Its turn did not come within a minute.
    """
    waited = 0.0
    while True:
        try:
            return work()
        except BudgetExhausted as held:
            if waited >= LONGEST_WAIT_S:
                raise
            seconds = min(held.seconds, LONGEST_WAIT_S)
            pause(seconds)
            waited += max(seconds, LEAST_WAIT_S)


class RateLimitedChat:
    """Wraps a chat; `rate_limited` makes the class."""

    def __init__(
        self, chat: Chat, steady: Callable[[], float], account_of: AccountOf, room_of: RoomOf
    ) -> None:
        """Nothing was sent yet."""
        self._chat = chat
        self._account_of = account_of
        self._room_of = room_of
        self._steady = steady
        self.limits = _limits(chat)
        self.budget = Budget(self.limits, steady)
        self._down_until: float | None = None
        self.is_refused = False
        self._under_way: dict[object, float] = {}
        self._posted: OrderedDict[str, _Posted] = OrderedDict()
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> object:
        """Return any other attribute of the wrapped chat."""
        found: object = getattr(self._chat, name)
        return found

    def is_down(self) -> bool:
        """Return whether the platform failed within half a minute, or a call to it hangs."""
        now = self._steady()
        with self._lock:
            hangs = any(now - since > SLOW_S for since in self._under_way.values())
        return hangs or (self._down_until is not None and now < self._down_until)

    def _sent(self, name: str, *given: object, **more: object) -> object:
        mark, found = object(), cast("Callable[..., object]", getattr(self._chat, name))
        with self._lock:
            self._under_way[mark] = self._steady()
        try:
            result = found(*given, **more)
        except ProviderError as error:
            if error.code == "rate_limited":
                self._slower(name, _place(given[0]), error.retry_after or UNSAID_S)
            elif error.code == "auth":
                self.is_refused = True
            elif error.retryable:
                self._down_until = self._steady() + DOWN_S
            raise
        finally:
            with self._lock:
                del self._under_way[mark]
        self._down_until, self.is_refused = None, False
        return result

    def _slower(self, name: str, place: str, seconds: float) -> None:
        self.budget.hold(seconds, self._kind(name), place)
        if self.limits.together and name in ONE:
            self.budget.slow(seconds)

    def _kind(self, name: str) -> str:
        """What a pause that is asked of such a call holds as well."""
        together = self.limits.together and name in (*TEXTS, *COUNTED, *MAKES, PIN)
        return POSTS if together else KINDS.get(name, name)

    def told(self, *given: object) -> tuple[object, ...]:
        """Return the arguments with the ids of the people and rooms they name filled in."""
        return tuple(map(self._told, given))

    def _told(self, given: object) -> object:
        if isinstance(given, Text):
            return with_platform_ids(given, self._account_of, self._room_of)
        if isinstance(given, Card):
            return card_with_platform_ids(given, self._account_of, self._room_of)
        return given

    def _wait(self, seconds: float) -> None:
        if seconds > 0.0:
            pause = max(seconds, SHORTEST_PAUSE_S)
            raise BudgetExhausted(f"the platform takes no more for {pause:.1f} s", pause)

    def _say(
        self, name: str, turn: PostPriority, given: tuple[object, ...], more: dict[str, object]
    ) -> object:
        """Post what is not posted yet; the reference of the last message."""
        *before, words = self.told(*given)
        key, actions = str(more["key"]), more.pop("actions", ())
        name_of_it = f"{name}/{_place(before[-1])}/{key}"
        ends, known = self._steady() + SPAN_S, self._known(name_of_it, words)
        while known.left:
            told = {"actions": actions} if len(known.left) == 1 and actions else {}
            part = f"{key}.{known.count + 1}" if known.count else key
            try:
                if known.count and self._steady() >= ends:
                    raise BudgetExhausted("the rest of a long text follows", 0.0)
                self._wait(self.budget.take(_place(before[0]), turn))
                ref = self._sent(name, *before, known.left[0], **{**more, **told, "key": part})
            except ProviderError as error:
                if not known.count:
                    raise
                raise as_partly_posted(error) from error
            known = _Posted(count=known.count + 1, left=known.left[1:], ref=ref)
            self._note(name_of_it, known)
        return known.ref

    def _known(self, name: str, words: object) -> _Posted:
        with self._lock:
            found = self._posted.get(name)
        if found is not None:
            return found
        if not isinstance(words, Text):
            return _Posted(left=(words,))
        return _Posted(left=split(words, max(self.limits.characters, SHORTEST)) or (words,))

    def _note(self, name: str, posted: _Posted) -> None:
        with self._lock:
            self._posted[name] = posted
            self._posted.move_to_end(name)
            if len(self._posted) > MOST_KEYS:
                self._posted.popitem(last=False)


def _saying(name: str, rank: PostPriority) -> Callable[..., object]:
    def call(self: RateLimitedChat, *given: object, **more: object) -> object:
        return self._say(name, _turn(str(more.get("key", "")), rank), given, more)

    return call


def _turn(key: str, rank: PostPriority) -> PostPriority:
    """When it goes, of its key: answers before what fills rooms, what guests cause last."""
    if is_guest_key(key):
        return PostPriority.GUEST
    return min(rank, PostPriority.REPLY) if key.startswith(ANSWERS) else rank


def _counted(name: str, rank: PostPriority) -> Callable[..., object]:
    def call(self: RateLimitedChat, where: object, *given: object, **more: object) -> object:
        self._wait(self.budget.take(_place(where), rank, self._kind(name)))
        given = self.told(*given)
        if name == "set_topic" and isinstance(given[0], Text):
            given = split(given[0], max(self.limits.topic, SHORTEST))[:1] or given
        return self._sent(name, where, *given, **more)

    return call


def _free(name: str) -> Callable[..., object]:
    def call(self: RateLimitedChat, *given: object, **more: object) -> object:
        if name == PIN:
            self.budget.charge(_place(given[0]))
        elif self._kind(name) == POSTS:
            self._wait(self.budget.take(_place(given[0]), PostPriority.ROOM))
        else:
            self._wait(self.budget.held(self._kind(name)))
        return self._sent(name, *given, **more)

    return call


def _place(where: object) -> str:
    if isinstance(where, Account):
        return f"@{where.id}"
    return where.room if isinstance(where, MessageRef) else str(getattr(where, "id", ""))


def _limits(chat: Chat) -> Limits:
    """What it says of itself; a platform that cannot tell now has the limits of most."""
    try:
        return chat.limits
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        log.warning("a chat does not tell its limits: %s", error_location(error))
        return Limits()
