"""Cross-signing: the keys that sign the bot's devices, and whose devices are signed by their own.

The keys are made from `store_key`, so whoever keeps that has them again on another machine, for
another device. No library is asked for it: nio knows nothing of cross-signing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nio.api import Api
from unpaddedbase64 import decode_base64, encode_base64

from tocsin.chat import MALFORMED, Answer


class CrossSigning:
    """The master key and the self-signing key of one account."""

    def __init__(self, user: str, store_key: str) -> None:
        self._user = user
        salt = f"tocsin cross-signing {user}".encode()
        seed = hashlib.scrypt(store_key.encode(), salt=salt, n=2**14, r=8, p=1, dklen=64)
        self._master = Ed25519PrivateKey.from_private_bytes(seed[:32])
        self._own = Ed25519PrivateKey.from_private_bytes(seed[32:])

    def published(self) -> Answer:
        """What is uploaded once: both public keys, the second signed by the first."""
        master = self._public("master", self._master)
        own = self._signed(self._public("self_signing", self._own), self._master)
        return {"master_key": master, "self_signing_key": own}

    def sign_device(self, device: Answer) -> Answer:
        """The keys of a device of ours, with the signature of the self-signing key."""
        return self._signed(device, self._own)

    def _public(self, use: str, key: Ed25519PrivateKey) -> Answer:
        name = _base64(key)
        return {"user_id": self._user, "usage": [use], "keys": {f"ed25519:{name}": name}}

    def _signed(self, what: Answer, key: Ed25519PrivateKey) -> Answer:
        signature = encode_base64(key.sign(_canonical(what)))
        return {**what, "signatures": {self._user: {f"ed25519:{_base64(key)}": signature}}}


def cross_signed(user: str, told: Answer) -> set[str]:
    """The devices of somebody that their own self-signing key signed, by a `/keys/query`."""
    try:
        master = _key(told["master_keys"][user])
        own = told["self_signing_keys"][user]
        devices: Mapping[str, Answer] = told["device_keys"][user]
        if not _is_signed(own, user, master):
            return set()
        return {id for id, one in devices.items() if _is_signed(one, user, _key(own))}
    except MALFORMED:
        return set()


def _is_signed(what: Answer, user: str, by: str) -> bool:
    try:
        signature = decode_base64(what["signatures"][user][f"ed25519:{by}"])
        Ed25519PublicKey.from_public_bytes(decode_base64(by)).verify(signature, _canonical(what))
    except (InvalidSignature, *MALFORMED):
        return False
    return True


def _key(published: Answer) -> str:
    (name,) = published["keys"].values()
    return str(name)


def _canonical(what: Answer) -> bytes:
    """What is signed: all but the signatures."""
    bare = {key: one for key, one in what.items() if key not in ("signatures", "unsigned")}
    return str(Api.to_canonical_json(bare)).encode()


def _base64(key: Ed25519PrivateKey) -> str:
    return str(encode_base64(key.public_key().public_bytes_raw()))
