"""The certificates that SNS signs with: fetched where they must be, kept, and looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tocsin.errors import ProviderError, Unauthorised
from tocsin.providers.http import Deadline, HttpClient, Pace
from tocsin_aws.envelope import Envelope

MOST_KEPT: Final = 16
MOST_A_MINUTE: Final = 60
"""So many certificates are asked for, a twelfth of them at once: strangers can name any."""
SMALLEST_KEY: Final = 2048
_HASHES: Final[Mapping[str, hashes.HashAlgorithm]] = {"1": hashes.SHA1(), "2": hashes.SHA256()}


class Certificates:
    """Checks signatures by SNS's certificates. Any number of threads may ask."""

    def __init__(self, sns: Callable[[str], HttpClient]) -> None:
        """`sns` gives the client for a host. Nothing is fetched yet."""
        self._sns = sns
        self._lock = Lock()
        self._pace = Pace(MOST_A_MINUTE)
        self._kept: OrderedDict[tuple[str, str], x509.Certificate] = OrderedDict()

    def check(self, envelope: Envelope, version: str, now: datetime, until: Deadline) -> None:
        """Return if the envelope is signed by SNS.

        Raises:
            Unauthorised: It is not.
            ProviderError: The certificate cannot be fetched at this moment.
        """
        key = self._key(envelope, now, until)
        try:
            key.verify(
                envelope.signature(), envelope.signed_text(), padding.PKCS1v15(), _HASHES[version]
            )
        except InvalidSignature:
            raise Unauthorised("The signature is wrong.") from None

    def _key(self, envelope: Envelope, now: datetime, until: Deadline) -> RSAPublicKey:
        found = self._certificate(envelope.topic.host, envelope.certificate(), until)
        if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
            raise Unauthorised("The certificate is out of date.")
        key = found.public_key()
        if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
            raise Unauthorised("The certificate has no key that SNS signs with.")
        return key

    def _certificate(self, host: str, path: str, until: Deadline) -> x509.Certificate:
        place = (host, path)
        with self._lock:
            known = self._kept.get(place)
        if known is not None:
            return known
        found = _read(self._fetched(host, path, until))
        with self._lock:
            self._kept[place] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _fetched(self, host: str, path: str, until: Deadline) -> bytes:
        self._pace.turn("SNS", 0.0)
        try:
            return self._sns(host).get(path, deadline=until).body
        except ProviderError as error:
            if error.retryable:
                raise
            raise Unauthorised("SNS has no such certificate.") from None


def _read(pem: bytes) -> x509.Certificate:
    try:
        found = x509.load_pem_x509_certificate(pem)
        found.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise Unauthorised("What SNS shows as certificate is none.") from None
    return found
