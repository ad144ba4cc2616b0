"""Instances and chats as the core calls them: each call has a deadline that the core keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from inspect import getattr_static
from typing import Final, Protocol, TypeVar, cast, runtime_checkable

from tocsin.bootstrap.result_checks import checked_result
from tocsin.chat.port import Chat
from tocsin.deadlines import Calls
from tocsin.providers import Call
from tocsin.providers.kinds import KindRow, Method

T = TypeVar("T")
Crews = Callable[[str], Calls]
# A tool that keeps its deadline to the last moment is heard out: its own error says more.
GRACE_S: Final = 0.5
ATTRIBUTE_S: Final = 1.0
CLOSE: Final = Method(name="close", deadline_s=1.0)
CHAT: Final = tuple(
    Method(name=name, deadline_s=10.0)
    for name in (
        "open_room", "find_room", "members", "invite", "remove", "rename", "set_topic", "set_links",
        "post",
        "whisper", "upload", "put_card", "pin", "direct",
    )
)  # fmt: skip
BY_EMAIL: Final = Method(name="account_of", deadline_s=3.0)


class InvalidInstance(Exception):
    """What a factory returned is no instance of its kind; the sentence says why."""


@runtime_checkable
class Closable(Protocol):
    """An instance that holds something it should let go of at the stop."""

    def close(self) -> None:
        """Let go of it."""
        ...


class DeadlineProxy:
    """Stands before an object, with every public name of it; `with_deadlines` makes the class."""

    def __init__(self, wrapped: object, calls: Calls) -> None:
        """What is called, and who calls it."""
        self._wrapped = wrapped
        self._calls = calls

    def __getattr__(self, name: str) -> object:
        """Whatever else it has."""
        found: object = getattr(self._wrapped, name)
        return found


def with_deadlines(instance: T, methods: Iterable[Method], calls: Calls) -> T:
    """Return the object with these methods called by `calls`, each within its deadline.

    It fulfils the Protocols that the object fulfils. A `Call` among the arguments says how long
    it may take, else the method's row does.
    """
    seconds = {method.name: method.deadline_s for method in methods}
    body = {
        name: _called(name, seconds[name]) if name in seconds else _told(name, instance)
        for name in dir(instance)
        if not name.startswith("_")
    }
    return cast(T, type("DeadlineProxy", (DeadlineProxy,), body)(instance, calls))


def chat_with_deadlines(chat: Chat, calls: Calls) -> Chat:
    """Return a chat platform whose every call has a deadline."""
    return with_deadlines(chat, (*CHAT, BY_EMAIL, CLOSE), calls)


def checked_instance(instance: object, row: KindRow[object]) -> object:
    """Return the object, if it has what its kind needs.

    Raises:
        InvalidInstance: Something is missing; the sentence names it.
    """
    if instance is None:
        raise InvalidInstance("its factory returned nothing")
    able = _capabilities(instance, required=hasattr(row.protocol, "capabilities"))
    needed = [method.name for method in row.methods if not method.needs or method.needs in able]
    if hasattr(row.protocol, "receive") or "inbound" in able:
        needed += ["authenticate", "receive"]
    missing = [name for name in needed if not callable(getattr(instance, name, None))]
    if missing:
        raise InvalidInstance(
            f"its factory returned a {type(instance).__name__} without {missing[0]}()"
        )
    return instance


def _capabilities(instance: object, *, required: bool) -> frozenset[str]:
    able: object = getattr(instance, "capabilities", None if required else frozenset())
    if not isinstance(able, frozenset | set):
        raise InvalidInstance(
            f"its factory returned a {type(instance).__name__} without capabilities"
        )
    return frozenset(map(str, able))


def _called(name: str, seconds: float) -> Callable[..., object]:
    def call(self: DeadlineProxy, *args: object, **kwargs: object) -> object:
        given = (value.deadline_s for value in (*args, *kwargs.values()) if isinstance(value, Call))
        work: Callable[[], object] = partial(getattr(self._wrapped, name), *args, **kwargs)
        checked = partial(_checked, name, work)
        return self._calls.call(checked, next(given, seconds) + GRACE_S, name)

    return call


def _checked(name: str, work: Callable[[], object]) -> object:
    return checked_result(name, work())


def _told(name: str, instance: object) -> property:
    """An attribute: a plain one is handed on, what runs code to tell it has a deadline too."""

    def hand_on(self: DeadlineProxy) -> object:
        found: object = getattr(self._wrapped, name)
        return found

    def tell(self: DeadlineProxy) -> object:
        return self._calls.told(partial(hand_on, self), ATTRIBUTE_S, name)

    return property(tell if hasattr(getattr_static(instance, name, None), "__get__") else hand_on)
