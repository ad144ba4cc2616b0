"""Signature Version 4, checked from what arrived, as the documentation of AWS says it."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Final

from tocsin.testing import Arrived

_HEADER: Final = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/"
    r"(?P<service>[^/]+)/aws4_request, SignedHeaders=(?P<names>[^,]+), "
    r"Signature=(?P<hex>[0-9a-f]{64})"
)


def signer(asked: Arrived) -> re.Match[str] | None:
    """Whose key signed it, when, for which region and service; None where nobody did."""
    return _HEADER.fullmatch(asked.headers.get("authorization", ""))


def is_signed(asked: Arrived, secret: str) -> bool:
    """Whether the request, as it arrived, is signed with this secret."""
    told = signer(asked)
    if told is None:
        return False
    names = told["names"].split(";")
    heads = "".join(f"{name}:{' '.join(asked.headers[name].split())}\n" for name in names)
    path, _, query = asked.target.partition("?")
    request = (asked.method, path, query, heads, told["names"], _hash(asked.body))
    scope = f"{told['day']}/{told['region']}/{told['service']}/aws4_request"
    moment = asked.headers["x-amz-date"]
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{_hash(chr(10).join(request).encode())}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    wanted = hmac.new(key, text.encode(), "sha256").hexdigest()
    return hmac.compare_digest(wanted, told["hex"])


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
