"""A chat port with what not every platform can do already refused."""

from __future__ import annotations

from tocsin.chat.forms import Action
from tocsin.chat.port import Account, ChatCapability, File, Limits, MessageRef, RoomRef
from tocsin.chat.text import Link, Text
from tocsin.errors import ProviderError


class BasicChat:
    """Refuses whatever needs a capability; a backend's port overrides what its platform can do."""

    platform: str

    @property
    def capabilities(self) -> frozenset[ChatCapability]:
        """None."""
        return frozenset()

    @property
    def limits(self) -> Limits:
        """Those of a platform that says nothing of limits."""
        return Limits()

    def account_of(self, email: str) -> Account | None:
        """Refused."""
        raise self._unable("emails")

    def members(self, room: RoomRef) -> frozenset[str]:
        """Refused."""
        raise self._unable("members")

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Refused."""
        raise self._unable("invite")

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """Refused."""
        raise self._unable("remove")

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        """Refused."""
        raise self._unable("rename")

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """Refused."""
        raise self._unable("topic")

    def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
        """Refused."""
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
        """Refused."""
        raise self._unable("whisper")

    def upload(self, room: RoomRef, file: File, *, key: str, again: bool = False) -> MessageRef:
        """Refused."""
        raise self._unable("upload")

    def pin(self, ref: MessageRef) -> None:
        """Refused."""
        raise self._unable("pin")

    def _unable(self, what: ChatCapability) -> ProviderError:
        return ProviderError("unsupported", f"{self.platform} cannot do this: {what}")
