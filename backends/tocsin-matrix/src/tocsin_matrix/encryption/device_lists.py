"""The device lists of people: who is in a room, what devices they have, which are trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from nio.crypto import Olm, OlmDevice
from nio.responses import KeysQueryResponse

from tocsin.chat import MALFORMED
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.encryption.cross_signing import cross_signed

MOST_DEVICES: Final = 100
"""Of one person that are looked at."""
KNOWN: Final = timedelta(hours=1)
"""For how long somebody's devices are taken as told, where no change is told."""
UNHEARD: Final = timedelta(minutes=1)
"""After so long without an answer to `/sync`, no change would be told."""


class DeviceLists:
    """What is known of people's devices; what is not is asked for.

    Args:
        olm: Nio's machine, which keeps the devices it is told of.
        unverified: Whose devices are trusted that are not cross-signed: `allow`, `own-server`,
            `refuse`.
    """

    def __init__(self, client: MatrixClient, olm: Olm, unverified: str,
                 clock: Callable[[], datetime]) -> None:  # fmt: skip
        self._client, self._olm, self._unverified, self._clock = client, olm, unverified, clock
        self._members = dict[str, set[str]]()
        self._known = dict[str, tuple[set[str], datetime]]()
        self._heard = clock()

    def changed(self, users: set[str]) -> set[str]:
        """Take in who has other devices now; the rooms they are known to be in."""
        self._heard = self._clock()
        self._known = {user: one for user, one in self._known.items() if user not in users}
        return {room for room, members in self._members.items() if members & users}

    def members_changed(self, room_id: str) -> None:
        """Somebody came into the room or left it."""
        self._members.pop(room_id, None)

    def devices_in(self, room_id: str) -> dict[str, OlmDevice]:
        """Every device in the room, by `@ana:example.org DEVICE`, but this one."""
        if self._clock() - self._heard > UNHEARD:
            self._members, self._known = {}, {}
        if room_id not in self._members:
            self._members[room_id] = {*self._client.members(room_id), self._olm.user_id}
        self._look_up(members := self._members[room_id])
        by_user = map(self._olm.device_store.active_user_devices, members)
        return {f"{one.user_id} {one.id}": one for devices in by_user for one in devices}

    def is_trusted(self, device: OlmDevice) -> bool:
        """Whether it gets keys, and is listened to: it is cross-signed, or the policy allows it."""
        user, own = device.user_id, self._olm.user_id.partition(":")[2]
        if self._unverified in ("allow", "own-server" if user.partition(":")[2] == own else ""):
            return True
        self._look_up({user})
        return device.id in self._known[user][0]

    def with_keys(self, user: str, curve25519: str, ed25519: str) -> OlmDevice | None:
        """The device of somebody that has these keys; None = they have none."""
        self._look_up({user})
        devices, keys = self._olm.device_store[user].values(), (curve25519, ed25519)
        return next((one for one in devices if (one.curve25519, one.ed25519) == keys), None)

    def _look_up(self, users: Iterable[str]) -> None:
        """Ask for the devices of those who are not known; each is read apart from the others."""
        now = self._clock()
        asked = [one for one in users if one not in self._known or now > self._known[one][1]]
        if not asked:
            return
        told = self._client.keys_of(asked)
        for user in asked:  # a server that does not answer has taken nobody's devices away
            if isinstance(devices := told["device_keys"].get(user), dict):
                few = {"device_keys": {user: dict(sorted(devices.items())[:MOST_DEVICES])}}
                with suppress(*MALFORMED):
                    self._olm.handle_response(KeysQueryResponse.from_dict(few))
            self._known[user] = cross_signed(user, told), now + KNOWN
