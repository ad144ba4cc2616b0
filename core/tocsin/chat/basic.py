"""A chat port with what not every platform can do already refused."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from traceback import extract_tb
from types import FunctionType

from tocsin.chat.forms import Action
from tocsin.chat.listening import MALFORMED
from tocsin.chat.platform_ids import OfPlatform
from tocsin.chat.port import Account, Chat, ChatCapability, File, Limits, MessageRef, RoomRef
from tocsin.chat.text import Link, Text
from tocsin.errors import ProviderError

log = logging.getLogger(__name__)


class BasicChat(OfPlatform):
    """Refuses whatever needs a capability; a backend's port overrides what its platform can do.

    What a method of a port raises because an answer is not as the platform writes it (`MALFORMED`),
    is an error of the platform as any other. After `not_found` it is to `forget` what it found.
    """

    def __init_subclass__(cls) -> None:
        """Have each method of the port raise nothing else than the errors it may."""
        super().__init_subclass__()
        for name, value in list(vars(cls).items()):
            if isinstance(value, FunctionType) and name in vars(Chat):
                setattr(cls, name, _understood(value))

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        """None."""
        return frozenset()

    @property
    def limits(self) -> Limits:
        """Those of a platform that says nothing of limits."""
        return Limits()

    def forget(self) -> None:
        """Look anew for what was found: called where the platform says that something is gone."""

    def account_of(self, email: str) -> Account | None:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("emails")

    def members(self, room: RoomRef) -> frozenset[str]:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("members")

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("invite")

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("remove")

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("rename")

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("topic")

    def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("links")

    def whisper(
        self,
        room: RoomRef,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
    ) -> None:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("whisper")

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("upload")

    def pin(self, ref: MessageRef) -> None:
        """Raise ProviderError: this chat cannot do it."""
        raise self._unable("pin")

    def _unable(self, what: ChatCapability) -> ProviderError:
        return ProviderError("unsupported", f"{self.platform} cannot do this: {what}")


def _understood(method: FunctionType) -> Callable[..., object]:
    @wraps(method)
    def called(self: BasicChat, *given: object, **more: object) -> object:
        try:
            return method(self, *given, **more)
        except ProviderError as error:
            if error.code == "not_found":
                self.forget()
            raise
        except MALFORMED as error:
            kind, at = type(error).__name__, extract_tb(error.__traceback__)[-1]
            log.error("%s: %s at %s:%s", self.platform, kind, Path(at.filename).name, at.lineno)
            told = f"{self.platform} answered what cannot be read ({kind})."
            raise ProviderError("unavailable", told, ambiguous=True) from None

    return called
