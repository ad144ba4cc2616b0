"""Who is in rooms, and the rooms in which the bot and one person write to each other."""

from __future__ import annotations

import threading
from time import monotonic
from typing import Final

from tocsin import chat
from tocsin.chat import Account, Answer, Refused, RoomRef, seen
from tocsin.providers.http import segment
from tocsin_matrix import encryption
from tocsin_matrix.client import IN, V3, MatrixClient
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.errors import alone, fault
from tocsin_matrix.rendering import ACCOUNT

ABSENT: Final = ("M_NOT_FOUND",)
FIRST_S: Final = 15.0
"""So long after it may be made again, a room is kept for whoever is called and has none."""


class MatrixPeople(chat.KeyedChat):
    """Safe to call from any thread."""

    def __init__(self, platform: str, client: MatrixClient, config: MatrixConfig,
                 prefix: str) -> None:  # fmt: skip
        super().__init__(platform)
        self._client, self._config, self._prefix = client, config, prefix
        self._directing, self._making = threading.RLock(), threading.Lock()
        self._free_at = self._kept_till = 0.0

    def members(self, room: RoomRef) -> frozenset[str]:
        """Those who are invited count: they can come in whenever they like."""
        return self._client.members(room.id)

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        here = self.members(room) if accounts else frozenset()

        def do(account: Account) -> None:
            self._check_account(account.id)
            self._put_member(room.id, account.id, "invite")

        chat.one_by_one([one for one in accounts if one.id not in here], do)

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        here = self.members(room) if accounts else frozenset()
        for one in {one.id for one in accounts} & here:
            self._put_member(room.id, one, "leave")

    def took_direct(self, room_id: str, user_id: str) -> None:
        """From now on the bot writes to somebody in this room."""
        with self._directing:
            told = self._told_directs()
            rooms = [one for one in told.get(user_id, []) if one != room_id]
            self._client.call("PUT", self._data(), {**told, user_id: [*rooms, room_id]})

    def _put_member(self, room_id: str, user_id: str, to: str, **more: bool) -> None:
        """Invite somebody, or show them out; who came or left meanwhile by themselves did so."""
        try:
            self._client.put_state(room_id, "m.room.member", {"membership": to, **more}, user_id)
        except Refused as error:
            is_in = error.code == "forbidden" and user_id in self._client.members(room_id)
            if error.code != "forbidden" or is_in != (to in IN):
                raise alone(error) from error
        finally:
            self._client.encryption.members_changed(room_id)

    def _direct(self, user_id: str) -> str:
        """Where the bot writes to somebody; who left is invited anew; encrypted where possible."""
        self._check_account(user_id)
        with self._directing:
            known, joined = self._told_directs().get(user_id, []), self._client.joined()
            for id in [one for one in known[:-6:-1] if one in joined]:
                here = self._client.members(id)
                if here <= {user_id}:  # what is for one is read by nobody else
                    break
            else:
                id, here = self._create_direct(user_id)
            if user_id not in here:
                self._put_member(id, user_id, "invite", is_direct=True)
            if not self._client.encryption.is_encrypted(id) and self._can_decrypt(user_id):
                self._client.encryption.turn_on(id)
            return id

    def _create_direct(self, user_id: str) -> tuple[str, frozenset[str]]:
        """A new room for somebody, and whether they are invited to it by then.

        No limit of invitations holds for those that a room is made with; one that a foreign server
        does not take would undo the room.
        """
        what: Answer = {"preset": "private_chat", "is_direct": True}
        here = {user_id} if user_id.partition(":")[2] == self._client.me.server else set()
        if self._can_decrypt(user_id):
            what["initial_state"] = [{"type": encryption.STATE, "content": encryption.MEGOLM}]
        id = self._create({**what, "invite": [*here]}, first=True)
        self.took_direct(id, user_id)
        return id, frozenset(here)

    def _can_decrypt(self, user_id: str) -> bool:
        """Whether somebody is to be written to encrypted: they have a device for it."""
        if self._config.encryption == "never":
            return False
        told = self._client.keys_of([user_id])
        return bool((told.get("device_keys") or {}).get(user_id))

    def _create(self, what: Answer, *fine: str, first: bool = False) -> str:
        """The id of a new room; "" = refused as is fine. Asked only when a room may be made again.

        Args:
            first: Somebody is called in it: until it is made, no other is.
        """
        version = {"room_version": self._config.room_version} if self._config.room_version else {}
        with self._making:
            wait = (self._free_at if first else max(self._free_at, self._kept_till)) - monotonic()
            try:
                if wait > 0:
                    raise fault("M_LIMIT_EXCEEDED", wait)
                told = self._client.call("POST", f"{V3}/createRoom", {**what, **version}, fine)
            except Refused as error:
                if error.retry_after and wait <= 0:
                    self._free_at = monotonic() + error.retry_after
                self._kept_till = self._free_at + FIRST_S if first else self._kept_till
                raise alone(error) from error
            self._kept_till = 0.0 if first else self._kept_till
            return str(told.get("room_id", ""))

    def _servers(self) -> list[str]:
        """Whose people may be in rooms; the bot's own is the first."""
        return [self._client.me.server, *self._config.allow_servers]

    def _check_account(self, user_id: str) -> None:
        """Refuse an account that is none, or of a server whose people are not let in.

        Raises:
            ProviderError: It says what to do.
        """
        if not ACCOUNT.fullmatch(user_id):
            raise fault("NO_ACCOUNT", user=seen(user_id)[:80])
        if user_id.partition(":")[2] not in self._servers():
            raise fault("OTHER_SERVER", user=user_id[:80])

    def _told_directs(self) -> dict[str, list[str]]:
        """Who is written to where, as the account keeps it for every client of it."""
        told = self._client.call("GET", self._data(), None, ABSENT)
        return {one: list(rooms) for one, rooms in told.items() if isinstance(rooms, list)}

    def _data(self) -> str:
        return f"{V3}/user/{segment(self._client.me.user)}/account_data/m.direct"
