"""Base configs for HTTP tools and for signed webhooks.

class PagerConfig(HttpConfig, SignedConfig):
base_url: BaseUrl = "https://api.pager.example.com"
key: SecretField
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from tocsin.providers.base import ProviderConfig, Secret, SecretField
from tocsin.providers.http.addresses import check_url, is_loopback
from tocsin.providers.http.settings import Tls, Via


def _several(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


BaseUrl = Annotated[str, AfterValidator(check_url), Field(repr=False)]
SecretsField = Annotated[
    tuple[SecretField, ...], BeforeValidator(_several), Field(min_length=1, max_length=4)
]
"""One secret, or a list of those that are good at the same time, the newest first."""


class HttpConfig(ProviderConfig):
    """Base config of a tool that is called over HTTP.

    Args:
        base_url: Where the tool is called, https; http only on this machine. Never shown.
        plain_http: True allows http:// to another machine: secrets can be read on the way.
        ca_file: Certificates (PEM) of an authority of your own.
        verify: False takes any certificate.
        proxy: Address of an HTTP proxy; that of the environment is not used. Never shown.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    base_url: BaseUrl
    plain_http: bool = False
    ca_file: Path | None = None
    verify: bool = True
    proxy: str = Field(default="", repr=False, max_length=500)

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        parts = urlsplit(self.base_url)
        if parts.scheme == "http" and not self.plain_http and not is_loopback(parts.hostname or ""):
            raise ValueError(
                "base_url: http:// shows secrets on the way; write https://, "
                "or plain_http = true if that is meant"
            )
        return self

    def via(self) -> Via:
        """Return the connection settings for `HttpClient`."""
        return Via(tls=Tls(ca_file=self.ca_file, verify=self.verify), proxy=self.proxy)


class SignedConfig(ProviderConfig):
    """Base config of an instance whose requests are signed.

    Args:
        secret: The key they are signed with. While it is changed, a list of the new one and the
            old one: `secret = [{ env = "NEW" }, { env = "OLD" }]`.
        tolerance_s: How far the time of a signature may be from ours, in seconds.
    """

    secret: SecretsField
    tolerance_s: int = Field(default=300, ge=1, le=3600)

    def is_signed(self, message: bytes, given: Iterable[str], *, digest: str = "sha256") -> bool:
        """Return whether a signature is the hex HMAC of the message with one of the secrets.

        Every pair is compared, each in constant time. A secret that is not set signs nothing.
        """
        wanted = [_hex(secret, message, digest) for secret in self.secret if secret.is_set]
        sent = [signature.encode("utf-8", "surrogateescape") for signature in given]
        matches = [hmac.compare_digest(signature, other) for signature in sent for other in wanted]
        return any(matches)

    def is_now(self, unix: str, received: datetime) -> bool:
        """Return whether a signature's time (Unix seconds) is near enough to its arrival."""
        if not (unix.isascii() and unix.isdigit() and len(unix) <= 12):
            return False
        return abs(received.timestamp() - int(unix)) <= self.tolerance_s


def _hex(secret: Secret, message: bytes, digest: str) -> bytes:
    key = secret.reveal().encode("utf-8", "surrogateescape")
    return hmac.new(key, message, digest).hexdigest().encode("ascii")
