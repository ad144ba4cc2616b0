"""The bot's device: its keys in the data folder, published once, cross-signed, of one process.

What it published is never published by another: a device whose keys are lost, or were copied, is
not mended but replaced, as anything else would make two of it that nobody can tell apart.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Set
from pathlib import Path
from typing import Final

from nio.crypto import Olm
from nio.responses import KeysUploadResponse
from nio.store import SqliteStore

from tocsin.chat import Answer, Refused
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.providers.http import revealed
from tocsin_matrix.client import V3, MatrixClient, Me
from tocsin_matrix.encryption.cross_signing import CrossSigning, cross_signed
from tocsin_matrix.errors import fault

SHORTEST: Final = 32
KIND: Final = "signed_curve25519"


class Device:
    """Keys and sessions of one device: `olm` is nio's machine, `file` is for what it does not keep.

    Raises:
        ProviderError: It cannot be used; the sentence says what to do.
    """

    def __init__(self, client: MatrixClient, folder: Path, store_key: Secret | None) -> None:
        self._client, me, key = client, client.me, _checked(client.me, store_key)
        self._user, self._id = me.user, me.device
        self._lock = _locked(folder)
        try:
            name = hashlib.sha256(f"{self._user} {self._id}".encode()).hexdigest()[:16]
            self.file = folder / f"{name}.json"
            self.olm = self._machine(folder / f"{name}.db", key)
            self._publish(CrossSigning(self._user, key))
        except BaseException:  # whatever it is goes on: nobody keeps the lock of what is not made
            self.close()
            raise

    def close(self) -> None:
        """Let another process have it."""
        os.close(self._lock)

    def renew(self, answer: Answer, changed: Set[str]) -> None:
        """Publish keys where an answer to `/sync` tells that few are left, or the last was used.

        Raises:
            ProviderError: `conflict`: the device is not there any more, or has other keys.
        """
        if self._user in changed:
            self._published()
        most, unused = self.olm.account.max_one_time_keys, "device_unused_fallback_key_types"
        count = answer.get("device_one_time_keys_count", {KIND: most})  # untold: as it was
        used = KIND not in answer.get(unused, (KIND,))
        if used or count.get(KIND, 0) <= most // 2:
            self._upload(count.get(KIND, 0), fallback=used)

    def _machine(self, file: Path, store_key: str) -> Olm:
        """With what is kept of the device, else with keys of a new one."""
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        name = self._user, self._id
        try:
            return Olm(*name, SqliteStore(*name, file.parent, store_key, file.name))
        except ValueError as error:
            raise fault("OTHER_STORE_KEY") from error

    def _published(self) -> Answer:
        """What everybody is told of the account's keys; of this device ours, or nothing yet."""
        told = self._client.keys_of([self._user])
        theirs = told["device_keys"].get(self._user, {}).get(self._id)
        if theirs is None and self.olm.account.shared:
            raise fault("DEVICE_DELETED")
        if theirs is not None and theirs["keys"] != self._keys():
            raise fault("KEYS_LOST")
        self.olm.account.shared = theirs is not None
        return told

    def _keys(self) -> Answer:
        every = self.olm.account.identity_keys.items()
        return {f"{kind}:{self._id}": key for kind, key in every}

    def _publish(self, identity: CrossSigning) -> None:
        user, id, told = self._user, self._id, self._published()
        if not self.olm.account.shared:
            self._upload(0, fallback=True)
        self._identify(identity, told)
        own = {"user_id": user, "device_id": id, "algorithms": Olm._algorithms}
        own["keys"] = self._keys()
        signed = {user: {id: identity.sign_device(own)}}
        if self._client.call("POST", f"{V3}/keys/signatures/upload", signed).get("failures"):
            raise fault("NOT_CROSS_SIGNED")

    def _identify(self, identity: CrossSigning, told: Answer) -> None:
        """Have the account's identity be ours; one that another made is not overwritten."""
        ours = identity.published()
        theirs = [told.get(f"{one}s", {}).get(self._user, {}).get("keys") for one in ours]
        if theirs == [one["keys"] for one in ours.values()]:
            return
        try:
            self._client.call("POST", f"{V3}/keys/device_signing/upload", ours)
        except ProviderError as error:
            raise fault("OTHER_IDENTITY") if error.code == "auth" else error from None

    def _upload(self, left: int, *, fallback: bool) -> None:
        """Publish keys; they are kept before anybody can use them."""
        olm = self.olm
        olm.uploaded_key_count = min(left, olm.account.max_one_time_keys - 1)
        body = olm.share_keys() | ({"fallback_keys": self._fallback()} if fallback else {})
        olm.save_account()
        try:
            answer = self._client.call("POST", f"{V3}/keys/upload", body)
        except Refused as error:  # a key of that number is there, and it is another
            raise fault("KEYS_LOST") if error.word == "M_UNKNOWN" else error from None
        olm.handle_response(KeysUploadResponse.from_dict(answer))

    def _fallback(self) -> Answer:
        """A key for when the others are used up, of which nio knows nothing."""
        account = self.olm.account._account
        account.generate_fallback_key()
        ((id, key),) = account.fallback_key.items()
        one = {"key": key.to_base64(), "fallback": True}
        by = {self._user: {f"ed25519:{self._id}": self.olm.sign_json(one)}}
        return {f"{KIND}:{id}": {**one, "signatures": by}}


def is_cross_signed(client: MatrixClient, store_key: Secret | None) -> bool:
    """As `tocsin_matrix.encryption` has it."""
    me = client.me
    key, told = _checked(me, store_key), client.keys_of([me.user])
    ours = CrossSigning(me.user, key).published()["master_key"]["keys"]
    if told.get("master_keys", {}).get(me.user, {}).get("keys", ours) != ours:
        raise fault("OTHER_IDENTITY")
    return me.device in cross_signed(me.user, told)


def _checked(me: Me, store_key: Secret | None) -> str:
    """The store key.

    Raises:
        ProviderError: It is too short, or the token is of no device.
    """
    key = revealed(store_key, "Matrix") if store_key else ""
    if not me.device or len(key) < SHORTEST:
        raise fault("WEAK_STORE_KEY" if me.device else "NO_DEVICE")
    return key


def _locked(folder: Path) -> int:
    """The lock of the folder, held until it is closed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise fault("KEYS_BUSY") from None
    return file
