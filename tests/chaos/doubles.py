"""Paging tools, a tracker and chat platforms as one process meets them: each call may go wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tests.chaos.vendors import Vendors
from tocsin.chat.basic import BasicChat
from tocsin.chat.forms import Action
from tocsin.chat.port import Account, Card, ChatCapability, File, MessageRef, RoomRef
from tocsin.chat.text import Text
from tocsin.errors import ProviderError
from tocsin.providers import Call, PageRequest, Posted, Ref
from tocsin.providers.paging import PagingCapability

T = TypeVar("T")
# A plugin may raise anything at all.
MISTAKES: tuple[type[BaseException], ...] = (
    RuntimeError, KeyError, SystemExit, AssertionError, RecursionError, OSError, StopIteration,
)  # fmt: skip


class Line(Protocol):
    """The way from one process to the world outside."""

    def __call__(self, target: str, what: str, act: Callable[[], T]) -> T:
        """Call a target: `act` is what it does when it takes the call.

        Raises:
            ProviderError: As a provider does.
            RuntimeError: As a broken plugin does.
            Crash: The process dies on the way.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A paging tool."""

    name: str
    capabilities: frozenset[PagingCapability]
    line: Line
    vendors: Vendors
    rings: Callable[[str, PageRequest], None]
    finds: Callable[[], None]

    @property
    def target(self) -> str:
        """How the engine calls it."""
        return f"paging.{self.name}"

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Ring."""
        self.line(self.target, f"page {request.page_id}", lambda: self.rings(self.name, request))
        return Ref(id=f"{self.name}/{request.page_id}")

    def _stop(self, op: str, page: str) -> None:
        self.line(self.target, f"{op} {page}", lambda: self.vendors.stopped.add((self.name, page)))

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Stop ringing."""
        self._stop("acknowledge", request.page_id)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """It is over."""
        self._stop("resolve", request.page_id)

    def find(self, object_key: str, call: Call) -> Ref | None:
        """Look it up; a lookup can fail like every other call."""
        known = self.line(
            f"{self.target}.find", object_key, lambda: self.vendors.rang(self.name, object_key)
        )
        if not known:
            return None
        self.finds()
        return Ref(id=f"{self.name}/{object_key}")


RESULTS: Mapping[str, Callable[[str], object]] = {
    "send": lambda key: Posted(ref=key, recipients=1),
    "send_person": lambda key: Posted(ref=key, recipients=1),
    "close": lambda _key: None,
    "cancel": lambda _key: None,
}


@dataclass(frozen=True, kw_only=True)
class Other:
    """A provider of any other kind: every method is one call that is taken or fails."""

    target: str
    line: Line
    capabilities: object

    def __getattr__(self, method: str) -> Callable[..., object]:
        """A method of its Protocol; the last argument is the engine's call, with its key."""
        if method.startswith("_"):
            raise AttributeError(method)

        def called(*given: object) -> object:
            key = next((one.object_key for one in given if isinstance(one, Call)), "")
            result = RESULTS[method](key) if method in RESULTS else Ref(id=key)
            return self.line(self.target, f"{method} {key}", lambda: result)

        return called


@dataclass
class Platform(BasicChat):
    """A chat platform."""

    platform: str
    line: Line
    vendors: Vendors

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        """What it can do."""
        return frozenset({"topic", "pin", "edit", "invite", "person-ids"})

    def _call(self, what: str, act: Callable[[], T]) -> T:
        return self.line(f"chat.{self.platform}", what, act)

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        """Create, or adopt the one of this incident."""

        def act() -> str:
            taken, number = name, 1
            while self.vendors.rooms.get((self.platform, taken), incident) != incident:
                number += 1
                taken = f"{name}-{number}"
            self.vendors.rooms[self.platform, taken] = incident
            return taken

        made = self._call(f"room {name}", act)
        return RoomRef(platform=self.platform, id=made, name=f"#{made}")

    def find_room(self, name: str) -> RoomRef:
        """Any room outside incidents exists."""
        return RoomRef(platform=self.platform, id=name.removeprefix("#"), name=name)

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Everybody comes."""
        self._call(f"invite to {room.name}", lambda: None)

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """Set."""
        self._call(f"topic of {room.name}", lambda: None)

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        """Posted, also twice."""

        def act() -> None:
            self.vendors.posts.append((self.platform, key, text.as_plain()))

        self._call(f"post in {room.name} {key}", act)
        return MessageRef(platform=self.platform, room=room.id, id=key)

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        """Posted, also twice."""
        self._call(f"file in {room.name} {key}", lambda: None)
        return MessageRef(platform=self.platform, room=room.id, id=key)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        """Pinned or edited."""
        self._call(f"card in {room.name}", lambda: None)
        return ref or MessageRef(platform=self.platform, room=room.id, id="card")

    def pin(self, ref: MessageRef) -> None:
        """Pinned."""
        self._call(f"pin in {ref.room}", lambda: None)

    def direct(
        self,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> None:
        """Sent, also twice."""

        def act() -> None:
            self.vendors.posts.append((self.platform, key, text.as_plain()))

        self._call(f"direct to {account.id} {key}", act)


def refusal(mode: str, target: str, nth: int, seconds: float) -> BaseException:
    """What a caller gets from a target that fails in this way with its `nth` call."""
    if mode.startswith("broken"):
        return MISTAKES[nth % len(MISTAKES)](f"a mistake in the plugin of {target}")
    if mode == "429":
        return ProviderError("rate_limited", f"{target} is busy", retry_after=seconds)
    if mode == "refused":
        return ProviderError("invalid", f"{target} refuses this")
    if mode.startswith("timeout"):
        return ProviderError("timeout", f"{target} does not answer")
    return ProviderError("unavailable", f"{target} is down")
