"""Whose devices read a room: who is in it, what devices they have, and which of those may."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from nio.crypto import Olm, OlmDevice
from nio.responses import KeysQueryResponse

from tocsin.chat import MALFORMED
from tocsin_matrix.client import MatrixClient, room_path
from tocsin_matrix.identity import vouched

DEVICES: Final = 100
"""The most of one person that are looked at."""
KNOWN: Final = timedelta(hours=1)
"""For how long somebody's devices are taken as told, where no change is told."""
UNHEARD: Final = timedelta(minutes=1)
"""After so long without an answer to `/sync`, no change would be told."""
Clock = Callable[[], datetime]


class Roster:
    """What is known of people's devices; what is not is asked for.

    Args:
        olm: Nio's machine, which keeps the devices it is told of.
        policy: Whose devices may read that nobody vouches for: `allow`, `own-server`, `refuse`.
    """

    def __init__(self, client: MatrixClient, olm: Olm, policy: str, clock: Clock) -> None:
        self._client, self._olm, self._policy, self._clock = client, olm, policy, clock
        self._inside: dict[str, set[str]] = {}
        self._known: dict[str, tuple[set[str], datetime]] = {}
        self._heard = clock()

    def heard(self, changed: set[str]) -> set[str]:
        """Take in who has other devices now; the rooms they are known to be in."""
        self._heard = self._clock()
        self._known = {user: one for user, one in self._known.items() if user not in changed}
        return {room for room, inside in self._inside.items() if inside & changed}

    def moved(self, room_id: str) -> None:
        """Somebody came into the room or left it."""
        self._inside.pop(room_id, None)

    def of(self, room_id: str) -> dict[str, OlmDevice]:
        """Every device in the room, by `@ana:example.org DEVICE`, but this one."""
        if self._clock() - self._heard > UNHEARD:
            self._inside, self._known = {}, {}
        if room_id not in self._inside:
            path = room_path(room_id, "members")
            told = self._client.ask("GET", path, not_membership="leave")["chunk"]
            here = [one for one in told if one["content"]["membership"] in ("join", "invite")]
            self._inside[room_id] = {one["state_key"] for one in here}
        self._look_up(inside := self._inside[room_id])
        every = [one for user in inside for one in self._olm.device_store.active_user_devices(user)]
        return {f"{one.user_id} {one.id}": one for one in every}

    def trusted(self, device: OlmDevice) -> bool:
        """Whether it may read, and is listened to: its owner vouches for it, or the policy does."""
        user, own = device.user_id, self._olm.user_id.partition(":")[2]
        if self._policy in ("allow", "own-server" if user.partition(":")[2] == own else ""):
            return True
        self._look_up({user})
        return device.id in self._known[user][0]

    def with_keys(self, user: str, curve25519: str, ed25519: str) -> OlmDevice | None:
        """The device of somebody that has these keys; None = they have none."""
        self._look_up({user})
        for one in self._olm.device_store[user].values():
            if (one.curve25519, one.ed25519) == (curve25519, ed25519):
                return one
        return None

    def _look_up(self, users: Iterable[str]) -> None:
        """Ask for the devices of those who are not known; each is read apart from the others."""
        now = self._clock()
        asked = [one for one in users if one not in self._known or now > self._known[one][1]]
        if not asked:
            return
        told = self._client.keys_of(asked)
        for user in asked:  # a server that does not answer has taken nobody's devices away
            if isinstance(devices := told["device_keys"].get(user), dict):
                few = {"device_keys": {user: dict(sorted(devices.items())[:DEVICES])}}
                with suppress(*MALFORMED):
                    self._olm.handle_response(KeysQueryResponse.from_dict(few))
            self._known[user] = vouched(user, told), now + KNOWN
